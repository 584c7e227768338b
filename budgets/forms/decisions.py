"""The steps of a version: consultation, adoption, and what is made of it next."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgets.core.money import AmountError
from budgets.core.uplift import Uplift, parse_uplift
from budgets.forms.focus import FocusOnError
from budgets.models import BudgetVersion, Heading
from budgets.models.year import FIRST_YEAR, LAST_YEAR
from budgets.wording.amounts import uplift_refusal

DAY_ERRORS = {"invalid": _("Write the day as year-month-day, such as 2021-01-15.")}


class DayField(forms.DateField):
    """A day as ISO 8601 writes it, with the browser's calendar where there is one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", DAY_ERRORS)
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )


class EntryField(forms.UUIDField):
    """Which showing of the form was sent, so that the same one sent twice does its work once."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4, required=False)


class ConsultationForm(FocusOnError):
    answers_by = DayField(label=_("Last day for answers"))


class AdoptionForm(FocusOnError):
    adopted_on = DayField(label=_("Day of the decision"))
    decision_reference = forms.CharField(
        label=_("Decision reference"),
        max_length=100,
        help_text=_("Such as § 45, dnr 2021/0123."),
    )
    imbalance_reason = forms.CharField(
        label=_("Reason for adopting without balance"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, balances: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if balances:
            del self.fields["imbalance_reason"]


class AmendmentForm(FocusOnError):
    entry = EntryField()
    planned_adoption_date = DayField(label=_("Planned day of the decision"))


class UpliftField(forms.CharField):
    """Per cent or kronor to add, as text; its value is an ``Uplift``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        widget = forms.TextInput(attrs={"size": 10, "autocomplete": "off", "class": "num"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: object) -> Uplift:  # type: ignore[override]
        try:
            return parse_uplift(str(value or ""))
        except AmountError as error:
            raise ValidationError(uplift_refusal(error), code="uplift") from error

    def run_validators(self, value: object) -> None:
        """Leave out those for text."""


class NewVersionForm(FocusOnError):
    """A draft for a year: empty, or made from an earlier version with its amounts raised."""

    entry = EntryField()

    UNITS = [("1", _("1 krona")), ("100", "100"), ("1000", "1 000"), ("10000", "10 000")]

    year = forms.IntegerField(
        label=_("Budget year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "invalid": _("Write the year with four digits, such as 2022."),
            "min_value": _("The budget year must be between 1990 and 2099."),
            "max_value": _("The budget year must be between 1990 and 2099."),
        },
    )
    planned_adoption_date = DayField(label=_("Planned day of the decision"))
    all = UpliftField(
        label=_("Raise all headings by"),
        help_text=_("Such as 3 %, −1,5 %, 50 tkr. Empty: as it was."),
    )
    unit = forms.ChoiceField(label=_("Rounded to whole"), choices=UNITS, initial="1000")

    def __init__(
        self, *args: Any, headings: Iterable[Heading], is_empty: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.headings = list(headings)
        if is_empty:
            del self.fields["all"], self.fields["unit"]
        for heading in self.headings:
            self.fields[f"heading-{heading.pk}"] = UpliftField(label=str(heading))

    def uplifts(self) -> dict[int, Uplift]:
        """The uplift of every heading: its own, else the one for all."""
        for_all = self.cleaned_data["all"]
        return {
            heading.pk: self.cleaned_data[f"heading-{heading.pk}"]
            if self[f"heading-{heading.pk}"].data
            else for_all
            for heading in self.headings
        }


class BasisForm(forms.Form):
    """The version a draft is made from."""

    basis = forms.ModelChoiceField(
        label=_("Made from"),
        queryset=BudgetVersion.objects.none(),
        required=False,
        empty_label=_("nothing: start empty"),
        error_messages={"invalid_choice": _("There is no such version.")},
    )

    def __init__(self, *args: Any, versions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].queryset = versions  # type: ignore[attr-defined]
