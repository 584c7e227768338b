"""Who pays what of a version: read from the frozen rows, or computed while it is open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
        return frozen_sharings([version])[version.pk]
    snapshot = by or PopulationSnapshot.objects.newest_of(version.population_date.year)
    return _computed(
        version, snapshot, _totals_of([version])[version.pk] if totals is None else totals
    )


def sharings_by_figures(
    versions: Sequence[BudgetVersion], figures: Mapping[str, int]
) -> dict[int, list[Sharing]]:
    """How each of several versions is shared by these figures, population by municipality code.

    Answers by the version's key, from the lines and the members of its year, frozen or not; the
    number of queries does not grow with the versions. The sharings know no snapshot.
    """
    totals = _totals_of(versions)
    agreements = {agreement for of_one in totals.values() for agreement in of_one}
    taking_part = list(
        Participation.objects.filter(agreement__in=agreements).select_related("municipality")
    )
    named = list(Agreement.objects.filter(pk__in=agreements))
    by_key = {p.municipality_id: figures.get(p.municipality.code) for p in taking_part}
    known = {key: population for key, population in by_key.items() if population is not None}
    return {
        version.pk: [
            _share(
                agreement,
                totals[version.pk][agreement.pk],
                [
                    p.municipality
                    for p in taking_part
                    if p.agreement_id == agreement.pk and p.is_in_force(version.year)
                ],
                None,
                known,
            )
            for agreement in named
            if agreement.pk in totals[version.pk]
        ]
        for version in versions
    }


def frozen_sharings(versions: Sequence[BudgetVersion]) -> dict[int, list[Sharing]]:
    """What was decided in each of several frozen versions, by the version's key; three queries."""
    by_key = {version.pk: version for version in versions}
    found: dict[int, list[Sharing]] = {key: [] for key in by_key}
    for allocation in (
        Allocation.objects.filter(version__in=versions)
        .select_related("agreement")
        .prefetch_related("shares__municipality")
    ):
        shares = allocation.shares.all()
        found[allocation.version_id].append(
            Sharing(
                agreement=allocation.agreement,
                total=allocation.total,
                snapshot=by_key[allocation.version_id].snapshot,
                explained=explain(
                    allocation.total,
                    [_member(s.municipality, s.population) for s in shares],
                    equal_percent=allocation.equal_percent,
                    allocate_in_ore=allocation.allocates_in_ore,
                ),
                members=len(shares),
            )
        )
    return found


def _totals_of(versions: Sequence[BudgetVersion]) -> dict[int, dict[int, Decimal]]:
    """Kronor to be shared: by the version's key, then by the agreement's."""
    totals: dict[int, dict[int, Decimal]] = {v.pk: defaultdict(Decimal) for v in versions}
    for version_id, agreement_id, amount in LineItem.objects.filter(
        version__in=versions, charge=Charge.AGREEMENT
    ).values_list("version_id", "agreement_id", "amount"):
        assert agreement_id is not None  # the constraint charge_names_its_target
        totals[version_id][agreement_id] += amount
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
