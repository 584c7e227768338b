"""What is typed about the payment of a version: its days, and which invoices were sent."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgets.core.instalments import COUNTS, Due, PlanError, own_plan, plan
from budgets.forms.decisions import DayField
from budgets.forms.focus import FocusOnError
from budgets.models.instalment import HEAVIEST, MOST_INSTALMENTS
from budgets.models.version import DATE_VALIDATORS
from municipalities.models import Payer

OWN = "own"
_LINE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:\s*[×x*]\s*(?P<weight>\d{1,4}))?", re.ASCII)


class PlanForm(FocusOnError):
    """The days of payment: even ones, or one's own with weights. Its ``dues`` is the plan."""

    count = forms.ChoiceField(
        label=_("The year is paid in"),
        choices=[
            ("1", _("1 instalment")),
            ("2", _("2 instalments")),
            ("4", _("4 instalments")),
            ("12", _("12 instalments")),
            (OWN, _("own days")),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.CharField(
        label=_("Own days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One day on each line, such as 2021-03-01. A day that weighs more than the others: "
            "2021-03-01 × 2."
        ),
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year
        self.dues: list[Due] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        count = str(cleaned.get("count", ""))
        if count in [str(each) for each in COUNTS]:
            self.dues = plan(self.year, int(count))
        elif count == OWN:
            try:
                self.dues = self._own(cleaned.get("days", ""))
            except ValidationError as error:
                self.add_error("days", error)
        return cleaned

    def _own(self, text: str) -> list[Due]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not 1 <= len(lines) <= MOST_INSTALMENTS:
            raise ValidationError(_("Write 1 to 60 days, one on each line."))
        typed = [_day_and_weight(line) for line in lines]
        try:
            return own_plan([day for day, _weight in typed], [weight for _day, weight in typed])
        except PlanError as error:
            raise ValidationError(_("Write each day once.")) from error


def _day_and_weight(line: str) -> tuple[datetime.date, int]:
    found = _LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError
        day, weight = datetime.date.fromisoformat(found["day"]), int(found["weight"] or 1)
        if not 1 <= weight <= HEAVIEST:
            raise ValueError
        for validate in DATE_VALIDATORS:
            validate(day)
    except (ValueError, ValidationError) as error:
        raise ValidationError(
            _("“%(line)s” is no day. Write it like 2021-03-01, or 2021-03-01 × 2."),
            params={"line": line[:50]},
        ) from error
    return day, weight


class InvoicingForm(FocusOnError):
    """The day of the invoices of one instalment, and the number of each payer's."""

    invoiced_on = DayField(label=_("Invoice date"), validators=DATE_VALIDATORS)

    def __init__(self, *args: Any, payers: Iterable[Payer], **options: Any) -> None:
        super().__init__(*args, **options)
        self.payers = {field_of(payer): payer for payer in payers}
        for name in self.payers:
            self.fields[name] = forms.CharField(
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.payers and not self.errors and not self.numbers():
            raise ValidationError(_("Write the number of at least one invoice."))
        return cleaned

    def numbers(self) -> dict[Payer, str]:
        """The invoice numbers that were typed, by payer."""
        typed = {payer: self.cleaned_data.get(name, "") for name, payer in self.payers.items()}
        return {payer: number for payer, number in typed.items() if number}


def field_of(payer: Payer) -> str:
    """The name of the field where the payer's invoice number is typed."""
    return f"invoice-{payer.payer_key}"


class WithdrawalForm(FocusOnError):
    reason = forms.CharField(
        label=_("Why the mark is withdrawn"),
        max_length=200,
        help_text=_("Such as: the number belongs to another invoice."),
    )
