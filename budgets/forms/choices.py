"""What a reader chooses on a page, in its address."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.forms.printing import PrintingForm
from budgets.models import BudgetVersion
from budgets.models.version import DATE_VALIDATORS

HOW_TO_WRITE_A_DAY = _("Write the day as year-month-day, such as 2021-01-15.")


class TableChoiceForm(PrintingForm):
    """The years of the comparison table, and how it is printed."""

    years = forms.MultipleChoiceField(
        label=_("Years"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one year."),
            "invalid_choice": _("There is no budget for %(value)s that you may see."),
        },
    )

    def __init__(self, *args: Any, years: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["years"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]

    def chosen_years(self) -> list[int]:
        return sorted(int(year) for year in self.cleaned_data["years"])


class DayInput(forms.DateInput):
    """A calendar; but plain text for what is no day, which a calendar would not keep."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        typed = context["widget"]["value"]
        if typed and not _is_day(typed):
            context["widget"]["type"] = "text"
        return context


def _is_day(typed: str) -> bool:
    try:
        return datetime.date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


class OtherDecisionDayForm(forms.Form):
    """Another day of adoption, to see which population it would have meant."""

    decided = forms.DateField(
        label=_("Another day of adoption"),
        widget=DayInput,
        validators=DATE_VALIDATORS,
        error_messages={"invalid": HOW_TO_WRITE_A_DAY, "required": HOW_TO_WRITE_A_DAY},
    )


class CompareForm(forms.Form):
    """Two versions to set beside each other."""

    before = forms.ModelChoiceField(label=_("Before"), queryset=BudgetVersion.objects.none())
    after = forms.ModelChoiceField(label=_("After"), queryset=BudgetVersion.objects.none())

    def __init__(self, *args: Any, versions: "QuerySet[BudgetVersion]", **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.queryset = versions  # type: ignore[attr-defined]
            field.error_messages |= {
                "required": _("Choose two versions."),
                "invalid_choice": _("There is no such version that you may see."),
            }


class HistoryForm(forms.Form):
    """Which line's history, and of which cell; all of the version's without."""

    line = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    field = forms.SlugField(required=False, max_length=100)
