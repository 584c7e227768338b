"""What a draft adds up to while it is typed: sums, changes against the year before, and shares."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.table import Kind
from budgets.models.heading import Heading
from budgets.models.line_item import LineItem
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion


@dataclass(frozen=True)
class Change:
    """A sum in kronor now and the time before."""

    now: Decimal
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of what it was; None where that was nothing."""
        return 100 * (self.now - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class Figures:
    """The sums of a version by heading and in total, and how its agreements are shared."""

    headings: Mapping[int, Change]
    income: Change
    cost: Change
    result: Change
    sharings: list[Sharing]


def figures_of(
    version: BudgetVersion,
    *,
    before: BudgetVersion | None,
    typed: Mapping[int, Decimal] | None = None,
) -> Figures:
    """Add up a version, with amounts ``typed`` but not saved in place of those of their lines.

    ``typed`` is kronor by the key of the line. ``before`` is the version to compare with.
    """
    sums: dict[int, Decimal] = defaultdict(Decimal)
    shared: dict[int, Decimal] = defaultdict(Decimal)
    for pk, heading_id, amount, agreement_id in LineItem.objects.filter(
        version=version
    ).values_list("pk", "heading_id", "amount", "agreement_id"):
        current = (typed or {}).get(pk, amount)
        sums[heading_id] += current
        if agreement_id is not None:
            shared[agreement_id] += current
    earlier = _sums_of(before)
    kinds = dict(Heading.objects.values_list("pk", "kind"))
    income, cost = (_total(kind, kinds, sums, earlier) for kind in (Kind.INCOME, Kind.COST))
    return Figures(
        headings={
            pk: Change(sums.get(pk, Decimal(0)), earlier.get(pk) if earlier else None)
            for pk in kinds
        },
        income=income,
        cost=cost,
        result=Change(
            income.now - cost.now,
            None if income.before is None or cost.before is None else income.before - cost.before,
        ),
        sharings=sharings_of(version, totals=shared),
    )


def _sums_of(version: BudgetVersion | None) -> dict[int, Decimal] | None:
    if version is None:
        return None
    sums: dict[int, Decimal] = defaultdict(Decimal)
    lines = LineItem.objects.filter(version=version)
    for heading_id, amount in lines.values_list("heading_id", "amount"):
        sums[heading_id] += amount
    return sums


def _total(
    kind: Kind,
    kinds: Mapping[int, str],
    now: Mapping[int, Decimal],
    before: Mapping[int, Decimal] | None,
) -> Change:
    of_kind = [pk for pk, name in kinds.items() if name == kind.value]

    def total(sums: Mapping[int, Decimal]) -> Decimal:
        return sum((sums[pk] for pk in of_kind if pk in sums), Decimal(0))

    return Change(total(now), None if before is None else total(before))
