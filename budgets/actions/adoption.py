"""Adopting a version: what stands in the way, and the freezing of what was decided."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.db import transaction

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets.actions import documents, headings, instalments
from budgets.actions.locks import lock_open
from budgets.core.printing import IN_KRONOR
from budgets.models import Allocation, BudgetVersion, BudgetYear, Heading, Share, State
from budgets.models.answered import missing_answers
from budgets.models.comparison import comparison_of
from budgets.models.seal import checksum_of
from budgets.models.sharing import Sharing, sharings_of
from municipalities.models import Municipality, Payer, PopulationSnapshot

_NOT_TYPED_AT_ADOPTION = {field.name for field in BudgetVersion._meta.fields} - {
    "adopted_on",
    "decision_reference",
}


class Hindrance(Enum):
    """Why a version cannot be adopted as it is, or should not be without a thought."""

    OUT_OF_BALANCE = "out_of_balance"
    NO_SNAPSHOT = "no_snapshot"
    NO_FIGURE = "no_figure"
    NO_MEMBERS = "no_members"
    ANSWERS_MISSING = "answers_missing"
    """Warns, and blocks nothing."""


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way, with what a sentence about it needs.

    ``result`` is kronor and belongs to ``OUT_OF_BALANCE``; ``missing`` to ``NO_FIGURE`` and, as
    payers, to ``ANSWERS_MISSING``.
    """

    hindrance: Hindrance
    date: datetime.date
    result: Decimal = Decimal(0)
    missing: tuple[Payer, ...] = ()
    agreement: str = ""
    agreement_id: int | None = None


class NotReady(Exception):
    """The version cannot be adopted; ``obstacles`` says why."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacle.hindrance.value for obstacle in obstacles))
        self.obstacles = obstacles


def result_of(version: BudgetVersion) -> Decimal:
    """Income minus costs of a version, in kronor, without rounding."""
    cell = comparison_of([version], IN_KRONOR).result.cells[0]
    return cell.amount or Decimal(0)


def obstacles(version: BudgetVersion, sharings: Sequence[Sharing] | None = None) -> list[Obstacle]:
    """What stands in the way of adopting the version (rules 1 and 8); empty when nothing does.

    ``sharings`` spares computing them again where the caller has them.
    """
    found = []
    date = version.population_date
    if _population_of(version) is None:
        found.append(Obstacle(Hindrance.NO_SNAPSHOT, date))
    if result := result_of(version):
        found.append(Obstacle(Hindrance.OUT_OF_BALANCE, date, result=result))
    for sharing in sharings_of(version) if sharings is None else sharings:
        found.extend(o for o in obstacles_of(version, sharing) if o not in found)
    return found


def warnings(version: BudgetVersion, sharings: Sequence[Sharing] | None = None) -> list[Obstacle]:
    """What to think of before adopting the version, though it may be adopted all the same."""
    missing = missing_answers(version, sharings)
    if not missing:
        return []
    return [Obstacle(Hindrance.ANSWERS_MISSING, version.population_date, missing=tuple(missing))]


def obstacles_of(version: BudgetVersion, sharing: Sharing) -> list[Obstacle]:
    """Why one agreement of the version cannot be shared; empty when it can (rules 1 and 2)."""
    date = version.population_date
    if sharing.members == 0:
        return [
            Obstacle(
                Hindrance.NO_MEMBERS,
                date,
                agreement=sharing.agreement.name,
                agreement_id=sharing.agreement.pk,
            )
        ]
    if sharing.snapshot is None:
        return [Obstacle(Hindrance.NO_SNAPSHOT, date)]
    if sharing.missing:
        return [Obstacle(Hindrance.NO_FIGURE, date, missing=sharing.missing)]
    return []


@transaction.atomic
def adopt(
    version: BudgetVersion,
    *,
    on: datetime.date,
    reference: str,
    by: User | None,
    imbalance_reason: str = "",
) -> BudgetVersion:
    """Adopt the version as decided on that day, and freeze it (rules 1, 8 and 9).

    The population is that of the year-end before ``on``. Shares, keys and instalments are stored as
    they are now, with a checksum over all. The year's adopted version so far becomes superseded.

    Raises ``NotReady`` with the obstacles; an imbalance is none when its reason is written.
    Raises ``VersionIsFrozen`` for a version that is adopted already, and ``ValueError`` without a
    decision reference, ``ValidationError`` for a day or a reference that cannot be.
    """
    if not reference.strip():
        raise ValueError("A decision has a reference.")
    _hold_year(version)
    adopted = lock_open(version)
    before = trace.texts_of(adopted)
    adopted.adopted_on = on
    adopted.decision_reference = reference.strip()
    adopted.clean_fields(exclude=_NOT_TYPED_AT_ADOPTION)
    _hold_population(adopted)
    sharings = sharings_of(adopted)
    in_the_way = [
        obstacle
        for obstacle in obstacles(adopted, sharings)
        if not (obstacle.hindrance is Hindrance.OUT_OF_BALANCE and imbalance_reason.strip())
    ]
    if in_the_way:
        raise NotReady(in_the_way)
    so_far = BudgetVersion.objects.filter(budget_year=adopted.budget_year, state=State.ADOPTED)
    superseded = so_far.select_related("budget_year").first()
    so_far.update(state=State.SUPERSEDED)
    headings.offer(adopted, Heading.objects.filter(lines__version=adopted).distinct())
    _freeze_shares(adopted, sharings)
    instalments.freeze(adopted, sharings)
    documents.freeze(adopted)
    adopted.state = State.ADOPTED
    adopted.imbalance_reason = imbalance_reason.strip()
    adopted.adopted_by = by
    adopted.snapshot = _population_of(adopted)
    adopted.checksum = checksum_of(adopted)
    adopted.save()
    _tell(adopted, before, superseded, by=by)
    return adopted


def _tell(
    adopted: BudgetVersion,
    before: trace.Texts,
    superseded: BudgetVersion | None,
    *,
    by: User | None,
) -> None:
    changes = trace.changed(before, trace.texts_of(adopted))
    entries = [Entry(Deed.ADOPTED, adopted, adopted, changes=changes)]
    if superseded:
        state = {"state": (str(State.ADOPTED), str(State.SUPERSEDED))}
        entries.insert(0, Entry(Deed.SUPERSEDED, superseded, superseded, changes=state))
    trace.record_all(by=by, entries=entries)


def _population_of(version: BudgetVersion) -> PopulationSnapshot | None:
    return PopulationSnapshot.objects.newest_of(version.population_date.year)


def _hold_year(version: BudgetVersion) -> None:
    """Let one adoption at a time go on in a year, since each supersedes the one before."""
    BudgetYear.objects.select_for_update().get(pk=version.budget_year_id)


def _hold_population(version: BudgetVersion) -> None:
    """Lock the figures' snapshots, so that none is corrected between reading and freezing."""
    list(
        PopulationSnapshot.objects.select_for_update()
        .filter(year=version.population_date.year)
        .order_by("pk")
    )


def _freeze_shares(version: BudgetVersion, sharings: Sequence[Sharing]) -> None:
    codes = {
        share.member.code
        for sharing in sharings
        if sharing.explained
        for share in sharing.explained.members
    }
    municipalities = {m.code: m for m in Municipality.objects.filter(code__in=codes)}
    for sharing in sharings:
        assert sharing.explained is not None  # obstacles() found none
        allocation = Allocation.objects.create(
            version=version,
            agreement=sharing.agreement,
            total=sharing.total,
            equal_percent=sharing.agreement.equal_percent,
            allocates_in_ore=sharing.agreement.allocates_in_ore,
        )
        Share.objects.bulk_create(
            Share(
                allocation=allocation,
                municipality=municipalities[share.member.code],
                population=share.member.population,
                amount=share.amount,
            )
            for share in sharing.explained.members
        )
