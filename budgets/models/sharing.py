"""Who pays what of a version: read from the frozen rows, or computed while it is open."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.explanation import AllocationExplained, Member, explain
from budgets.models.allocation import Allocation
from budgets.models.line_item import Charge, LineItem
from budgets.models.version import BudgetVersion
from municipalities.models import (
    Agreement,
    Municipality,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)


@dataclass(frozen=True)
class Sharing:
    """One agreement's part of a version, and how it is shared.

    ``total`` is kronor. ``explained`` is None where the population of a member is missing or there
    is no member; ``missing`` then tells whose.
    """

    agreement: Agreement
    total: Decimal
    snapshot: PopulationSnapshot | None
    explained: AllocationExplained | None
    missing: tuple[Municipality, ...] = ()
    members: int = 0


def sharings_of(
    version: BudgetVersion,
    *,
    by: PopulationSnapshot | None = None,
    totals: Mapping[int, Decimal] | None = None,
) -> list[Sharing]:
    """How each agreement of the version is shared.

    A frozen version answers with what was decided. An open one is computed from its lines, the
    year's members and the newest population for its date. With ``by`` either is computed afresh
    from another snapshot, and with ``totals``, kronor by agreement, from other sums than
    the lines make, to show what that would give.
    """
    if version.is_frozen and by is None and totals is None:
        return _frozen(version)
    snapshot = by or PopulationSnapshot.objects.newest_of(version.population_date.year)
    return _computed(version, snapshot, _shared_totals(version) if totals is None else totals)


def _frozen(version: BudgetVersion) -> list[Sharing]:
    allocations = (
        Allocation.objects.filter(version=version)
        .select_related("agreement")
        .prefetch_related("shares__municipality")
    )
    return [
        Sharing(
            agreement=allocation.agreement,
            total=allocation.total,
            snapshot=version.snapshot,
            explained=explain(
                allocation.total,
                [_member(s.municipality, s.population) for s in allocation.shares.all()],
                equal_percent=allocation.equal_percent,
                allocate_in_ore=allocation.allocates_in_ore,
            ),
            members=len(allocation.shares.all()),
        )
        for allocation in allocations
    ]


def _shared_totals(version: BudgetVersion) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for agreement_id, amount in LineItem.objects.filter(
        version=version, charge=Charge.AGREEMENT
    ).values_list("agreement_id", "amount"):
        assert agreement_id is not None  # the constraint charge_names_its_target
        totals[agreement_id] += amount
    return totals


def _computed(
    version: BudgetVersion, snapshot: PopulationSnapshot | None, totals: Mapping[int, Decimal]
) -> list[Sharing]:
    members: dict[int, list[Municipality]] = defaultdict(list)
    for taking_part in (
        Participation.objects.filter(agreement__in=totals)
        .in_year(version.year)
        .select_related("municipality")
    ):
        members[taking_part.agreement_id].append(taking_part.municipality)
    figures = dict(
        PopulationFigure.objects.filter(snapshot=snapshot).values_list(
            "municipality_id", "population"
        )
    )
    return [
        _share(agreement, totals[agreement.pk], members[agreement.pk], snapshot, figures)
        for agreement in Agreement.objects.filter(pk__in=totals)
    ]


def _share(
    agreement: Agreement,
    total: Decimal,
    municipalities: list[Municipality],
    snapshot: PopulationSnapshot | None,
    figures: dict[int, int],
) -> Sharing:
    missing = tuple(m for m in municipalities if m.pk not in figures)
    explained = None
    if municipalities and not missing:
        explained = explain(
            total,
            [_member(m, figures[m.pk]) for m in municipalities],
            equal_percent=agreement.equal_percent,
            allocate_in_ore=agreement.allocates_in_ore,
        )
    return Sharing(agreement, total, snapshot, explained, missing, len(municipalities))


def _member(municipality: Municipality, population: int) -> Member:
    return Member(code=municipality.code, name=municipality.name, population=population)
