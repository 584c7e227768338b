"""Nothing slips into a version while it is being adopted, nor out of the trace.

On PostgreSQL two transactions really run beside each other, and locks hold what these tests say.
On SQLite a transaction that writes waits for the one before it, which they show too.
"""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions import trace
from accounts.models import Change, Deed, TraceHead, User
from accounts.models.change import breaks_in_trace
from budgets.actions import adoption, lines
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.errors import VersionIsFrozen
from budgets.models.verification import differences_of, frozen_versions
from municipalities.models import PopulationFigure
from tests.factories import budgets, registers
from tests.tampering import behind_the_back
from tests.threads import (
    PATIENCE,
    Meeting,
    at_once,
    database_for_threads,
    in_a_thread,
    somebody_waits,
    start,
    until,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> BudgetVersion:
    members = [registers.municipality("1001"), registers.municipality("1002")]
    registers.snapshot(2019, {members[0]: 100, members[1]: 300})
    return budgets.shared(registers.agreement(*members))


@pytest.fixture(autouse=True)
def threads(draft: BudgetVersion, tmp_path: Path) -> Iterator[None]:
    with database_for_threads(tmp_path):
        yield


def all_is_well() -> bool:
    found = [d for version in frozen_versions() for d in differences_of(version)]
    return not found and not list(breaks_in_trace())


# -- The trace


def tell(number: int = 1) -> None:
    for _time in range(number):
        with transaction.atomic():
            user = User.objects.get_or_create(email="x@example.se", role="editor")[0]
            trace.record(
                by=user, deed=Deed.CHANGED, subject=user, changes={"a": ("", "x"), "b": ("", "y")}
            )


def test_changes_of_many_at_once_make_one_chain() -> None:
    in_a_thread(tell)
    before = in_a_thread(Change.objects.count)
    assert at_once(*[lambda: tell(8)] * 5) == [None] * 5
    assert in_a_thread(Change.objects.count) == before + 5 * 8 * 2
    assert in_a_thread(lambda: TraceHead.objects.get().count) == before + 80
    assert in_a_thread(all_is_well)


def two_tell_at_once() -> tuple[bool, list[Any]]:
    """Whether two ever were between reading the head and writing it, and how they fared."""
    meeting = Meeting()

    def now() -> object:
        meeting.come()
        return timezone.now()

    in_a_thread(tell)
    with mock.patch.object(trace, "timezone", mock.Mock(now=now)):
        fared = at_once(tell, tell)
    return meeting.met, fared


def test_two_never_read_the_same_end() -> None:
    met, fared = two_tell_at_once()
    assert not met
    assert fared == [None, None]
    assert in_a_thread(all_is_well)


def test_without_the_lock_two_read_the_same_end() -> None:
    """The race that the lock is for; SQLite has no such lock, and does not need one."""
    with mock.patch.object(QuerySet, "select_for_update", lambda rows: rows):
        met, fared = two_tell_at_once()
    if connection.vendor == "postgresql":
        assert met
        assert sum(isinstance(error, IntegrityError) for error in fared) == 1
    else:
        assert not met
        assert fared == [None, None]


# -- Adoption against edits

MOST_EDITS = 40


def adopt(draft: BudgetVersion) -> BudgetVersion:
    return adoption.adopt(
        draft, on=budgets.DECIDED, reference="§ 1", by=None, imbalance_reason="Skäl"
    )


def test_no_edit_slips_in_while_a_version_is_adopted(draft: BudgetVersion) -> None:
    """What two add meanwhile is adopted with the rest, or refused.

    They stop after a while: on SQLite, who begins anew at once would keep the third from its turn.
    """
    begun = threading.Event()

    def edit() -> int:
        heading = Heading.objects.get(kind="cost")
        for added in range(MOST_EDITS):
            try:
                lines.add(version=draft, heading=heading, amount=Decimal(1))
            except VersionIsFrozen:
                return added
            begun.set()
        return MOST_EDITS

    def decide() -> None:
        assert begun.wait(PATIENCE)
        adopt(draft)

    one, other, decided = at_once(edit, edit, decide)
    assert decided is None
    assert in_a_thread(lambda: LineItem.objects.filter(version=draft).count()) == 2 + one + other
    assert in_a_thread(edit) == 0
    assert in_a_thread(all_is_well)


def a_line(draft: BudgetVersion) -> object:
    """Written past the application's guards, such as by another program."""
    heading = Heading.objects.get(kind="cost")
    return LineItem._base_manager.bulk_create([LineItem(version=draft, heading=heading, amount=7)])


def an_amount(draft: BudgetVersion) -> object:
    return LineItem._base_manager.filter(version=draft, text="Out").update(amount=7)


def a_figure(draft: BudgetVersion) -> object:
    return PopulationFigure.objects.filter(population=100).update(population=7)


def while_adopting(draft: BudgetVersion, write: Callable[[BudgetVersion], object]) -> Any:
    """Write while an adoption has frozen the version, but has not ended; how that fared."""
    frozen, go_on = threading.Event(), threading.Event()

    def decide() -> None:
        with transaction.atomic():
            adopt(draft)
            frozen.set()
            assert go_on.wait(PATIENCE)

    deciding = start(decide)
    assert frozen.wait(PATIENCE)
    writing = start(lambda: write(draft))
    until(lambda: writing.done() or somebody_waits())
    waits = not writing.done()
    go_on.set()
    deciding.result(PATIENCE)
    fared = writing.exception(PATIENCE)
    return waits, fared


WRITES = pytest.mark.parametrize("write", [a_line, an_amount, a_figure], ids=lambda w: w.__name__)


@WRITES
def test_what_is_written_during_an_adoption_waits_and_is_refused(
    write: Callable[[BudgetVersion], object], draft: BudgetVersion
) -> None:
    waits, fared = while_adopting(draft, write)
    assert waits
    assert isinstance(fared, IntegrityError)
    assert "version_is_frozen" in str(fared)
    assert in_a_thread(all_is_well)


@WRITES
def test_without_the_guards_it_slips_in(
    write: Callable[[BudgetVersion], object], draft: BudgetVersion
) -> None:
    done, finish = threading.Event(), threading.Event()

    def open_the_doors() -> None:
        with behind_the_back():
            done.set()
            assert finish.wait(PATIENCE)

    opening = start(open_the_doors)
    assert done.wait(PATIENCE)
    _waits, fared = while_adopting(draft, write)
    finish.set()
    opening.result(PATIENCE)
    assert fared is None
    assert not in_a_thread(all_is_well)


@WRITES
def test_what_was_written_first_is_adopted(
    write: Callable[[BudgetVersion], object], draft: BudgetVersion
) -> None:
    written, go_on = threading.Event(), threading.Event()

    def writing() -> None:
        with transaction.atomic():
            write(draft)
            written.set()
            assert go_on.wait(PATIENCE)

    one = start(writing)
    assert written.wait(PATIENCE)
    deciding = start(lambda: adopt(draft))
    until(lambda: deciding.done() or somebody_waits())
    assert not deciding.done()
    go_on.set()
    one.result(PATIENCE)
    deciding.result(PATIENCE)
    assert in_a_thread(all_is_well)
