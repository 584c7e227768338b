"""The rows of a population snapshot: a code and a number each."""

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.forms.fields import MunicipalityCodeField, Register
from municipalities.models import PopulationFigure


class FigureForm(forms.ModelForm):
    municipality = MunicipalityCodeField(label=gettext_lazy("code"))

    class Meta:
        model = PopulationFigure
        fields = ("municipality", "population")


class FigureRows(BaseInlineFormSet):
    """The figures of one snapshot, at most one for each municipality."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.register = Register()
        super().__init__(*args, **options)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields.get("municipality")
        if isinstance(field, MunicipalityCodeField):  # shown only, it is no field of the form
            field.register = self.register

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms:
                continue
            municipality = form.cleaned_data.get("municipality")
            if municipality is None:
                continue
            if municipality in seen:
                form.add_error(
                    "municipality",
                    _("The code %(code)s is in another row already.") % {"code": municipality.code},
                )
            seen.add(municipality)
        super().clean()
