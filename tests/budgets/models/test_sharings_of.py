"""Who pays what: as decided where it was decided, computed where it is open."""

import datetime
from decimal import Decimal

import pytest

from budgets.actions import adoption
from budgets.models import BudgetVersion, Share
from budgets.models.sharing import Sharing, sharings_of
from municipalities.models import Agreement, Municipality, PopulationFigure
from tests.factories import budgets, registers
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db


def amounts(sharing: Sharing) -> dict[str, Decimal]:
    assert sharing.explained is not None
    return {share.member.code: share.amount for share in sharing.explained.members}


@pytest.fixture
def members(db: None) -> list[Municipality]:
    return [registers.municipality("1001"), registers.municipality("1002")]


@pytest.fixture
def agreement(members: list[Municipality]) -> Agreement:
    return registers.agreement(*members)


def test_an_open_version_is_shared_by_the_newest_revision_for_its_date(
    members: list[Municipality], agreement: Agreement
) -> None:
    version = budgets.shared(agreement, 400)
    registers.snapshot(2018, {members[0]: 9, members[1]: 1})
    registers.snapshot(2019, {members[0]: 1, members[1]: 1})
    registers.snapshot(2019, {members[0]: 1, members[1]: 3}, revision=2)
    registers.snapshot(2020, {members[0]: 9, members[1]: 1})
    (sharing,) = sharings_of(version)
    assert amounts(sharing) == {"1001": 100, "1002": 300}
    assert sharing.snapshot is not None
    assert (sharing.snapshot.year, sharing.snapshot.revision) == (2019, 2)


def test_without_a_snapshot_nothing_is_explained(agreement: Agreement) -> None:
    (sharing,) = sharings_of(budgets.shared(agreement))
    assert (sharing.snapshot, sharing.explained, sharing.members) == (None, None, 2)


def test_a_missing_figure_is_named(members: list[Municipality], agreement: Agreement) -> None:
    registers.snapshot(2019, {members[0]: 1})
    (sharing,) = sharings_of(budgets.shared(agreement))
    assert sharing.explained is None
    assert sharing.missing == (members[1],)


def test_an_agreement_without_members_is_not_shared(agreement: Agreement) -> None:
    registers.snapshot(2016)
    (sharing,) = sharings_of(budgets.shared(agreement, year=2018))
    assert (sharing.explained, sharing.members) == (None, 0)


def test_a_member_that_joins_later_pays_from_its_first_year(
    members: list[Municipality], agreement: Agreement
) -> None:
    late = registers.municipality("1003")
    agreement.participations.create(municipality=late, from_year=2022)
    for year in (2019, 2020):
        registers.snapshot(year, {members[0]: 1, members[1]: 1, late: 2})
    (before,) = sharings_of(budgets.shared(agreement, 400, year=2021))
    (after,) = sharings_of(budgets.shared(agreement, 400, year=2022))
    assert amounts(before) == {"1001": 200, "1002": 200}
    assert amounts(after) == {"1001": 100, "1002": 100, "1003": 200}


def adopted_version(members: list[Municipality], agreement: Agreement) -> BudgetVersion:
    registers.snapshot(2019, {members[0]: 1, members[1]: 3})
    version = budgets.shared(agreement, 400)
    return adoption.adopt(version, on=budgets.DECIDED, reference="§ 1", by=None)


def test_a_frozen_version_answers_with_the_stored_amounts(the_example: None) -> None:
    for version in BudgetVersion.objects.filter(state="adopted"):
        stored = Share.objects.filter(allocation__version=version)
        (sharing,) = sharings_of(version)
        assert amounts(sharing) == dict(stored.values_list("municipality__code", "amount"))
        assert len(amounts(sharing)) == 8


def test_nothing_that_changes_after_adoption_moves_the_adopted_shares(
    members: list[Municipality], agreement: Agreement
) -> None:
    version = adopted_version(members, agreement)
    Agreement.objects.update(equal_percent=100, allocates_in_ore=True)
    agreement.participations.filter(municipality=members[0]).delete()
    registers.snapshot(2019, {members[0]: 3, members[1]: 1}, revision=2)
    with behind_the_back():
        PopulationFigure.objects.filter(snapshot__revision=1).update(population=7)
    (sharing,) = sharings_of(BudgetVersion.objects.get(pk=version.pk))
    assert amounts(sharing) == {"1001": 100, "1002": 300}
    assert sharing.explained is not None
    assert {s.member.population for s in sharing.explained.members} == {1, 3}


def test_by_another_snapshot_shows_what_that_would_give(
    members: list[Municipality], agreement: Agreement
) -> None:
    version = adopted_version(members, agreement)
    later = registers.snapshot(2020, {members[0]: 1, members[1]: 1})
    (sharing,) = sharings_of(version, by=later)
    assert amounts(sharing) == {"1001": 200, "1002": 200}


def test_the_population_is_that_of_the_year_end_before_the_day() -> None:
    version = budgets.draft()
    version.planned_adoption_date = datetime.date(2020, 9, 24)
    assert version.population_date == datetime.date(2019, 12, 31)
    version.planned_adoption_date = datetime.date(2021, 1, 15)
    assert version.population_date == datetime.date(2020, 12, 31)
    version.adopted_on = datetime.date(2020, 12, 31)
    assert version.population_date == datetime.date(2019, 12, 31)
