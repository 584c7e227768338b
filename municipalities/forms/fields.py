"""A municipality given by its code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from municipalities.models import Municipality
from municipalities.models.municipality import validate_code


class Register:
    """The municipalities by code, fetched at most once however many rows ask."""

    def __init__(self) -> None:
        self._by_code: dict[str, Municipality] | None = None

    @property
    def by_code(self) -> dict[str, Municipality]:
        if self._by_code is None:
            self._by_code = {m.code: m for m in Municipality.objects.all()}
        return self._by_code

    def code_of(self, pk: object) -> str:
        codes = (code for code, m in self.by_code.items() if str(m.pk) == str(pk))
        return next(codes, "")


class MunicipalityCodeField(forms.CharField):
    """A text field for the four digits of a municipality's code; its value is the municipality.

    Rows of one table share a ``Register``, so that they ask the database once.
    """

    def __init__(self, *, register: Register | None = None, **options: Any) -> None:
        # What ModelForm hands a field of a foreign key and a text field does not take.
        for unused in ("queryset", "to_field_name", "limit_choices_to", "blank"):
            options.pop(unused, None)
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}),
        )
        super().__init__(**options)
        self.register = register or Register()

    def __deepcopy__(self, memo: Any) -> "MunicipalityCodeField":
        copied: MunicipalityCodeField = super().__deepcopy__(memo)
        copied.register = Register()  # a form class lives long, the register may change
        return copied

    def prepare_value(self, value: object) -> object:
        """Show the code of a municipality; keep what was typed."""
        if isinstance(value, Municipality):
            return value.code
        return self.register.code_of(value) if isinstance(value, int) else value

    def clean(self, value: object) -> Municipality | None:
        code = super().clean(value)
        if not code:
            return None
        validate_code(code)
        municipality = self.register.by_code.get(code)
        if municipality is None:
            raise ValidationError(
                _("There is no municipality with the code %(code)s.") % {"code": code},
                code="unknown_code",
            )
        return municipality

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
