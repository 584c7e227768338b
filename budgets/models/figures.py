"""What a draft adds up to while it is typed: sums, changes against the year before, and shares."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.core.key_figures import Unusual, part_of, per_inhabitant, unusual
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

    @property
    def unusual(self) -> Unusual | None:
        return None if self.before is None else unusual(self.now, self.before)


@dataclass(frozen=True)
class TypedAmount:
    """An amount in kronor that is typed but not saved, and the agreement it is to be shared by."""

    amount: Decimal
    heading_id: int
    agreement_id: int | None = None


@dataclass(frozen=True)
class KeyFigures:
    """What the money says at a glance; each is None where there is nothing to compare with.

    ``of_income`` is what the agreements pay of the income, ``of_cost`` what the staff costs of the
    cost, ``per_inhabitant`` kronor of cost per inhabitant of the ``members`` members.
    """

    of_income: Fraction | None
    of_cost: Fraction | None
    per_inhabitant: Fraction | None
    members: int


@dataclass(frozen=True)
class Figures:
    """The sums of a version by heading and in total, and how its agreements are shared."""

    headings: Mapping[int, Change]
    income: Change
    cost: Change
    result: Change
    sharings: list[Sharing]
    key_figures: KeyFigures


def figures_of(
    version: BudgetVersion,
    *,
    before: BudgetVersion | None,
    typed: Mapping[int, TypedAmount] | None = None,
    added: Iterable[TypedAmount] = (),
) -> Figures:
    """Add up a version, with amounts ``typed`` but not saved in place of those of their lines.

    ``typed`` is by the key of the line, ``added`` are lines that are not there yet. ``before`` is
    the version to compare with.
    """
    instead = typed or {}
    sums: dict[int, Decimal] = defaultdict(Decimal)
    shared: dict[int, Decimal] = defaultdict(Decimal)
    saved = LineItem.objects.filter(version=version)
    amounts = [
        instead.get(pk) or TypedAmount(amount, heading_id, agreement_id)
        for pk, heading_id, amount, agreement_id in saved.values_list(
            "pk", "heading_id", "amount", "agreement_id"
        )
    ]
    for one in (*amounts, *added):
        sums[one.heading_id] += one.amount
        if one.agreement_id is not None:
            shared[one.agreement_id] += one.amount
    earlier = _sums_of(before)
    headings = list(Heading.objects.values_list("pk", "kind", "is_staff_cost"))
    kinds = {pk: kind for pk, kind, _ in headings}
    income, cost = (_total(kind, kinds, sums, earlier) for kind in (Kind.INCOME, Kind.COST))
    staff = sum((sums[pk] for pk, _, is_staff in headings if is_staff and pk in sums), Decimal(0))
    sharings = sharings_of(version, totals=shared)
    populations = _populations(sharings)
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
        sharings=sharings,
        key_figures=KeyFigures(
            of_income=part_of(sum(shared.values(), Decimal(0)), income.now) if shared else None,
            of_cost=part_of(staff, cost.now) if staff else None,
            per_inhabitant=per_inhabitant(cost.now, sum(populations.values())),
            members=len(populations),
        ),
    )


def _populations(sharings: Iterable[Sharing]) -> dict[str, int]:
    """The inhabitants of every member, each once; nobody where one member's are missing."""
    explained = [sharing.explained for sharing in sharings]
    if not all(explained):
        return {}
    return {
        share.member.code: share.member.population
        for each in explained
        if each is not None
        for share in each.members
    }


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
