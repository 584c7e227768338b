"""Two versions side by side, line by line under their headings."""

from dataclasses import dataclass
from decimal import Decimal

from budgets.core.difference import DifferenceRow, Line, differences
from budgets.models.heading import Heading
from budgets.models.heading_in_version import headings_of
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion


@dataclass(frozen=True)
class HeadingDifference:
    """A heading's sums in two versions, in kronor, and its lines."""

    heading: Heading
    rows: list[DifferenceRow]

    @property
    def is_split(self) -> bool:
        """Whether the lines say more than their heading does."""
        return len(self.rows) > 1 or bool(self.rows[0].text)

    @property
    def before(self) -> Decimal:
        return sum((row.before.amount for row in self.rows if row.before), Decimal(0))

    @property
    def after(self) -> Decimal:
        return sum((row.after.amount for row in self.rows if row.after), Decimal(0))

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def differences_between(before: BudgetVersion, after: BudgetVersion) -> list[HeadingDifference]:
    """What differs between two versions, by heading; four queries.

    Headings are called and ordered as in ``after``; those that only ``before`` has come last.
    """
    rows = differences(_lines_of(before), _lines_of(after))
    under: dict[int, list[DifferenceRow]] = {}
    for row in rows:
        under.setdefault(row.heading_id, []).append(row)
    headings = {heading.pk: heading for heading in headings_of(after)}
    for heading in headings_of(before):
        headings.setdefault(heading.pk, heading)
    income_first = sorted(headings.values(), key=lambda heading: not heading.is_income)
    return [HeadingDifference(h, under[h.pk]) for h in income_first if h.pk in under]


def _lines_of(version: BudgetVersion) -> list[Line]:
    lines = LineItem.objects.filter(version=version).select_related(
        "agreement", "municipality", "other_party"
    )
    return [
        Line(
            heading_id=line.heading_id,
            text=line.text,
            amount=line.amount,
            charged=str(line.charged_to or line.get_charge_display()),
            account=line.account,
            note=line.note,
        )
        for line in lines
    ]
