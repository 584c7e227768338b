"""The rows of the editing grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from budgets.actions.lines import CHANGEABLE, TypedRow
from budgets.forms.fields import AmountField
from budgets.forms.focus import FocusOnError
from budgets.models import Charge, Heading, LineItem
from municipalities.models import Agreement, Municipality, OtherParty


@dataclass(frozen=True)
class Charges:
    """How an income can be charged, as the grid offers it: codes and labels, for all rows."""

    choices: list[tuple[str, str]]

    @cached_property
    def labels(self) -> dict[str, str]:
        return dict(self.choices)

    @cached_property
    def options(self) -> SafeString:
        return format_html_join("", '<option value="{}">{}</option>', self.choices)


def charges_offered() -> Charges:
    """Three queries, whatever the number of rows."""
    return Charges(
        [
            *((f"{Charge.AGREEMENT}:{a.pk}", str(a)) for a in Agreement.objects.all()),
            (str(Charge.ON_ORDER), str(_("on order"))),
            *(
                (f"{Charge.MUNICIPALITY}:{m.pk}", str(m))
                for m in Municipality.objects.filter(participations__isnull=False).distinct()
            ),
            *((f"{Charge.OTHER_PARTY}:{p.pk}", str(p)) for p in OtherParty.objects.all()),
        ]
    )


class ChargeSelect(forms.Select):
    """A list whose options are written once for all rows: 290 members times 300 rows are many."""

    def __init__(self, charges: Charges, extra: tuple[str, str] | None = None) -> None:
        choices = [*charges.choices, extra] if extra else charges.choices
        super().__init__(choices=choices)
        self._options = charges.options
        if extra:
            self._options += format_html('<option value="{}">{}</option>', *extra)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = format_html('value="{}"', value or "")
        # The options are safe, and so is what is put among them.
        options = mark_safe(self._options.replace(f"{chosen}>", f"{chosen} selected>", 1))
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", attributes, options)


class LineForm(FocusOnError):
    """The cells of one line, each with what it was when the page was read.

    The hidden initial values go with the form, so that a change by somebody else in the meantime
    is seen cell by cell (rule 12). A cell that was refused so is sent again with what the other
    typed and with the choice that the person made.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("text"), max_length=200, required=False, show_hidden_initial=True
    )
    account = forms.CharField(
        label=_("account"), max_length=20, required=False, show_hidden_initial=True
    )
    charge_code = forms.ChoiceField(label=_("charged"), required=False, show_hidden_initial=True)
    amount = AmountField(
        label=_("amount"),
        show_hidden_initial=True,
        error_messages={"required": _("Type an amount, such as 5 616 000, 5616 tkr or 5,6 mkr.")},
    )
    note = forms.CharField(
        label=_("note"), max_length=2000, required=False, show_hidden_initial=True
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        heading: Heading,
        charges: Charges,
        line: LineItem | None = None,
        number: int | None = None,
        charged_like: LineItem | None = None,
    ) -> None:
        """Make the form of a line, or of a new one that is charged like another.

        ``number`` tells new rows of one heading apart.
        """
        self.line = line
        self.heading = heading
        self.charges = charges
        self.number = number
        super().__init__(data, prefix=self._key(), initial=self._initial(charged_like))
        if line is not None:
            del self.fields["entry"]
        self._offer_charges()
        for name in CHANGEABLE:
            field = self.fields[name]
            row = f"{heading}, {line.text}" if line and line.text else heading
            label = f"{row}: {field.label}"
            field.widget.attrs |= {"aria-label": label, "data-cell": name}
        if line is None:
            self.fields["text"].widget.attrs["placeholder"] = _("New row")
        self.fields["amount"].widget.attrs |= {"class": "num", "inputmode": "decimal", "size": 12}

    def _key(self) -> str:
        if self.line is not None:
            return f"line-{self.line.pk}"
        number = "" if self.number is None else f"-{self.number}"
        return f"new-{self.heading.pk}{number}"

    def _initial(self, charged_like: LineItem | None) -> dict[str, Any]:
        if self.line is not None:
            return {name: getattr(self.line, name) for name in ("revision", *CHANGEABLE)}
        choices = self.charges.choices
        first = choices[0][0] if self.heading.is_income and choices else ""
        charge = charged_like.charge_code if charged_like else first
        return {"revision": 0, "entry": uuid4(), "charge_code": charge}

    def _offer_charges(self) -> None:
        field = self.fields["charge_code"]
        assert isinstance(field, forms.ChoiceField)
        if not self.heading.is_income:
            field.choices = [("", "")]
            return
        field.required = True
        extra = None
        if self.line and self.line.charge_code not in self.charges.labels:
            # Somebody who has left the agreements: still what the line says.
            extra = (self.line.charge_code, str(self.line.charged_to or ""))
        widget = ChargeSelect(self.charges, extra)
        field.widget = widget
        field.choices = widget.choices

    @property
    def is_untouched(self) -> bool:
        """Whether a new row was left empty."""
        return not any(self[name].data for name in ("text", "account", "amount", "note"))

    def typed(self) -> TypedRow:
        """What was typed, cleaned, over what the person had before the eyes."""
        to = {name: self.cleaned_data[name] for name in CHANGEABLE}
        if self.line is None:
            return TypedRow(to, heading=self.heading, entry=self.cleaned_data["entry"])
        read = {name: self._value_of(name, self.add_initial_prefix(name)) for name in CHANGEABLE}
        for name in CHANGEABLE:
            choice = self.data.get(f"{self.add_prefix(name)}-choice")
            if choice in ("mine", "theirs"):
                # Chosen over what the other typed, as it was shown: that is now what was read.
                read[name] = self._value_of(name, f"{self.add_prefix(name)}-theirs")
                if choice == "theirs":
                    to[name] = read[name]
        return TypedRow(to, self.line.pk, read, self.cleaned_data["revision"])

    def _value_of(self, name: str, sent_as: str) -> Any:
        try:
            return self.fields[name].to_python(self.data.get(sent_as))
        except ValidationError:
            return None  # not what our page sends


def cell_text(name: str, value: Any, charges: Charges) -> str:
    """A cell as a person reads it."""
    if name == "charge_code":
        return charges.labels.get(value, "")
    return str(AmountField().prepare_value(value)) if name == "amount" else str(value)


def strings_of(form: LineForm) -> Mapping[str, tuple[str, str]]:
    """The cells as the page holds them: what stands in each, and what it was when it was read."""
    strings = {}
    for name in ("revision", *CHANGEABLE):
        bound = form[name]
        initial = form.data.get(form.add_initial_prefix(name)) if form.is_bound else bound.value()
        if not form.is_bound and name == "amount":
            initial = AmountField().prepare_value(initial)
        strings[name] = (_string(bound.value()), _string(initial))
    return strings


def _string(value: object) -> str:
    return "" if value is None else str(value)
