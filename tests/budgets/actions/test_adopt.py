"""Adopting a version."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from budgets.actions import adoption, lines, versions
from budgets.actions.adoption import Hindrance, NotReady
from budgets.models import (
    Allocation,
    BudgetVersion,
    ControlTotal,
    Heading,
    LineItem,
    Share,
    State,
)
from budgets.models.errors import VersionIsFrozen
from budgets.models.seal import checksum_of
from municipalities.models import Agreement, Municipality, PopulationSnapshot
from tests.factories import budgets, registers
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(db: None) -> list[Municipality]:
    return [registers.municipality("1001", "Ett"), registers.municipality("1002", "Två")]


@pytest.fixture
def agreement(members: list[Municipality]) -> Agreement:
    return registers.agreement(*members)


@pytest.fixture
def snapshot(members: list[Municipality]) -> PopulationSnapshot:
    return registers.snapshot(2019, {members[0]: 1, members[1]: 3})


@pytest.fixture
def version(agreement: Agreement) -> BudgetVersion:
    return budgets.shared(agreement, 400)


def adopt(version: BudgetVersion, reason: str = "", by: User | None = None) -> BudgetVersion:
    return adoption.adopt(
        version, on=budgets.DECIDED, reference=" § 42 ", by=by, imbalance_reason=reason
    )


def hindrances(version: BudgetVersion) -> list[Hindrance]:
    with pytest.raises(NotReady) as refusal:
        adopt(version)
    version.refresh_from_db()
    assert version.state == State.DRAFT
    assert not Allocation.objects.exists()
    return [obstacle.hindrance for obstacle in refusal.value.obstacles]


def test_adoption_stores_the_decision_and_the_shares(
    version: BudgetVersion, snapshot: PopulationSnapshot, approver: User
) -> None:
    adopt(version, by=approver)
    kept = BudgetVersion.objects.get(pk=version.pk)
    assert kept.is_frozen
    assert (kept.state, kept.adopted_on) == (State.ADOPTED, budgets.DECIDED)
    assert (kept.decision_reference, kept.adopted_by) == ("§ 42", approver)
    assert kept.snapshot == snapshot
    shares = Share.objects.values_list("municipality__code", "population", "amount")
    assert list(shares) == [("1001", 1, Decimal(100)), ("1002", 3, Decimal(300))]
    assert Allocation.objects.get().total == 400
    assert kept.checksum == checksum_of(kept)
    assert len(kept.checksum) == 64


def test_without_a_snapshot_of_the_date_it_is_refused(
    version: BudgetVersion, members: list[Municipality]
) -> None:
    registers.snapshot(2018, {members[0]: 1, members[1]: 3})
    assert hindrances(version) == [Hindrance.NO_SNAPSHOT]


def test_a_participant_without_figure_is_named(
    version: BudgetVersion, members: list[Municipality]
) -> None:
    registers.snapshot(2019, {members[0]: 1})
    assert hindrances(version) == [Hindrance.NO_FIGURE]
    (obstacle,) = adoption.obstacles(version)
    assert obstacle.missing == (members[1],)
    assert obstacle.date == datetime.date(2019, 12, 31)


def test_an_agreement_without_members_is_named(snapshot: PopulationSnapshot) -> None:
    version = budgets.shared(registers.agreement(name="Tomt"))
    assert hindrances(version) == [Hindrance.NO_MEMBERS]
    assert adoption.obstacles(version)[0].agreement == "Tomt"


def test_a_version_out_of_balance_is_refused(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    lines.add(version=version, heading=budgets.cost(), amount=Decimal("0.01"))
    assert hindrances(version) == [Hindrance.OUT_OF_BALANCE]
    assert adoption.obstacles(version)[0].result == Decimal("-0.01")


def test_an_imbalance_is_adopted_with_a_written_reason(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(1))
    with pytest.raises(NotReady):
        adopt(version, reason="   ")
    assert adopt(version, reason=" Underskott ur eget kapital. ").imbalance_reason == (
        "Underskott ur eget kapital."
    )


def test_a_reason_excuses_nothing_else(version: BudgetVersion) -> None:
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(1))
    with pytest.raises(NotReady) as refusal:
        adopt(version, reason="Därför.")
    assert [o.hindrance for o in refusal.value.obstacles] == [Hindrance.NO_SNAPSHOT]


def test_all_obstacles_are_told_at_once(version: BudgetVersion) -> None:
    other = registers.agreement(registers.municipality("1003"), name="Annat")
    lines.add(version=version, heading=budgets.income(), amount=Decimal(1), charged_to=other)
    assert set(hindrances(version)) == {Hindrance.NO_SNAPSHOT, Hindrance.OUT_OF_BALANCE}
    assert len(hindrances(version)) == 2


def test_a_version_that_shares_nothing_is_adopted_too(snapshot: PopulationSnapshot) -> None:
    version = budgets.draft()
    lines.add(version=version, heading=budgets.income(), amount=Decimal(5), on_order=True)
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(5))
    assert adopt(version).snapshot == snapshot
    assert not Allocation.objects.exists()


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (datetime.date(2020, 9, 24), 2019),
        (datetime.date(2020, 12, 31), 2019),
        (datetime.date(2021, 1, 15), 2020),
    ],
)
def test_the_day_of_adoption_decides_the_population(
    day: datetime.date, year: int, version: BudgetVersion, members: list[Municipality]
) -> None:
    for of_year in (2018, 2019, 2020, 2021):
        registers.snapshot(of_year, {members[0]: 1, members[1]: of_year})
    adopted = adoption.adopt(version, on=day, reference="§ 1", by=None)
    assert adopted.snapshot is not None
    assert adopted.snapshot.year == year
    assert Share.objects.get(municipality=members[1]).population == year


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_a_day_that_cannot_be_is_refused(day: datetime.date, version: BudgetVersion) -> None:
    with pytest.raises(ValidationError) as refusal:
        adoption.adopt(version, on=day, reference="§ 1", by=None)
    assert "adopted_on" in refusal.value.message_dict


def test_a_decision_has_a_reference_of_bearable_length(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    with pytest.raises(ValueError, match="reference"):
        adoption.adopt(version, on=budgets.DECIDED, reference="  ", by=None)
    with pytest.raises(ValidationError) as refusal:
        adoption.adopt(version, on=budgets.DECIDED, reference="x" * 101, by=None)
    assert "decision_reference" in refusal.value.message_dict


def test_what_is_adopted_is_not_adopted_again(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    adopt(version)
    with pytest.raises(VersionIsFrozen):
        adopt(version)  # also by one who fetched it before: this object still says draft
    assert version.state == State.DRAFT


def test_adopting_the_next_version_supersedes_the_one_before(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    first = adopt(version)
    other_year = budgets.adopted(2020)
    amendment = versions.copy(first, to_year=2021, planned_adoption_date=budgets.DECIDED)
    adopt(amendment)
    states = {v.pk: v.state for v in BudgetVersion.objects.all()}
    assert states == {
        first.pk: State.SUPERSEDED,
        amendment.pk: State.ADOPTED,
        other_year.pk: State.ADOPTED,
    }
    first.refresh_from_db()
    assert first.checksum == checksum_of(first)
    assert first.allocations.get().shares.count() == 2


def test_a_later_revision_leaves_the_adopted_as_it_was(
    version: BudgetVersion, snapshot: PopulationSnapshot, members: list[Municipality]
) -> None:
    adopted = adopt(version)
    registers.snapshot(2019, {members[0]: 3, members[1]: 1}, revision=2)
    adopted.refresh_from_db()
    assert adopted.snapshot == snapshot
    assert adopted.checksum == checksum_of(adopted)


def test_a_negative_total_is_shared_too(agreement: Agreement, snapshot: PopulationSnapshot) -> None:
    adopt(budgets.shared(agreement, -400))
    assert list(Share.objects.values_list("amount", flat=True)) == [-100, -300]


def change_line(**values: object) -> Callable[[BudgetVersion], object]:
    return lambda version: version.lines.filter(text="Out").update(**values)


CHANGES: dict[str, Callable[[BudgetVersion], object]] = {
    "an amount": change_line(amount=Decimal("400.01")),
    "a text": change_line(text="Else"),
    "an account": change_line(account="4"),
    "a note": change_line(note="n"),
    "a position": change_line(position=7),
    "a heading": lambda version: change_line(heading=budgets.cost("Another"))(version),
    "a charge": lambda version: version.lines.filter(text="In").update(
        charge="on_order", agreement=None
    ),
    "a line less": lambda version: version.lines.filter(text="Out").delete(),
    "a line more": lambda version: LineItem.objects.create(
        version=version, heading=budgets.cost(), amount=0
    ),
    "a share": lambda version: Share.objects.filter(amount=100).update(amount=101),
    "a population": lambda version: Share.objects.filter(amount=100).update(population=2),
    "a share less": lambda version: Share.objects.filter(amount=100).delete(),
    "a total": lambda version: Allocation.objects.update(total=401),
    "a key": lambda version: Allocation.objects.update(equal_percent=1),
    "a unit": lambda version: Allocation.objects.update(allocates_in_ore=True),
    "a control total": lambda version: ControlTotal.objects.create(
        version=version, total="cost", amount=1, source="S"
    ),
    "the day": lambda version: BudgetVersion.objects.update(adopted_on=datetime.date(2020, 9, 25)),
    "the reference": lambda version: BudgetVersion.objects.update(decision_reference="§ 43"),
    "the reason": lambda version: BudgetVersion.objects.update(imbalance_reason="x"),
    "the number": lambda version: BudgetVersion.objects.update(number=9),
    "the snapshot": lambda version: BudgetVersion.objects.update(
        snapshot=registers.snapshot(2019, revision=2)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_checksum_changes_with(
    change: str, version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    adopted = adopt(version)
    with behind_the_back():
        CHANGES[change](adopted)
    changed = BudgetVersion.objects.get(pk=version.pk)
    assert checksum_of(changed) != changed.checksum


def test_a_new_name_changes_no_checksum(
    version: BudgetVersion, snapshot: PopulationSnapshot
) -> None:
    adopt(version)
    Heading.objects.filter(kind="cost").update(name="Nytt namn")
    Municipality.objects.filter(code="1001").update(name="Nytt namn")
    Agreement.objects.update(name="Nytt namn")
    changed = BudgetVersion.objects.get(pk=version.pk)
    assert checksum_of(changed) == changed.checksum
