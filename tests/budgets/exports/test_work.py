"""A file that takes a while is made once, in steps that can be watched and stopped."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone, translation

from accounts.actions import users
from accounts.models import User
from budgets.actions import exports as actions
from budgets.actions import versions
from budgets.documents.pdf import NoPrinter
from budgets.exports import work
from budgets.exports.kinds import KINDS
from budgets.exports.order import OFFICE, Kind, Made, Making, Order, Step
from budgets.models import BudgetVersion, Export, ExportKind, ExportState, FailureReason, State
from budgets.models.export import KEPT, SILENT_AT_MOST
from budgets.wording import exports as wording
from tests.factories import budgets

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]
Watch = Callable[[], None]


@pytest.fixture
def version() -> BudgetVersion:
    return budgets.draft()


def kind_of_three_steps(between: Callable[[int], None], seen: list[Order] | None = None) -> Kind:
    """A kind that calls ``between`` with the number of each step before it is noted."""

    def make_it(order: Order) -> Making:
        if seen is not None:
            seen.append(order)
        for done in range(3):
            between(done)
            yield Step(done, 3)
        return Made("tre.txt", "text/plain", b"1 2 3")

    return Kind(may_ask=lambda user, version: True, make=make_it, options=("unit",))


@pytest.fixture
def told() -> list[Order]:
    return []


@pytest.fixture
def between() -> mock.Mock:
    return mock.Mock(return_value=None)


@pytest.fixture(autouse=True)
def three_steps(between: mock.Mock, told: list[Order]) -> Iterator[None]:
    kind = kind_of_three_steps(between, told)
    with mock.patch.dict(KINDS, {ExportKind.STATEMENTS: kind}):
        yield


def ask(version: BudgetVersion, by: User, **options: str) -> Export:
    return work.ask(ExportKind.STATEMENTS, version=version, options=options, by=by)


def now_of(export: Export) -> Export:
    found: Export = Export.objects.get(pk=export.pk)
    return found


def later(by: datetime.timedelta) -> Any:
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + by)


# -- Made


def test_it_is_made_after_the_commit(
    version: BudgetVersion, editor: User, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask(version, editor)
        assert now_of(asked).state == ExportState.ASKED
    done = now_of(asked)
    assert (done.state, done.name, done.content_type) == ("done", "tre.txt", "text/plain")
    assert (bytes(done.content or b""), done.size) == (b"1 2 3", 5)
    assert done.ended_at is not None


def test_the_kind_is_told_what_it_needs_in_the_language_of_the_page(
    version: BudgetVersion, editor: User, told: list[Order]
) -> None:
    languages: list[str | None] = []
    kind = kind_of_three_steps(lambda done: languages.append(translation.get_language()), told)
    with mock.patch.dict(KINDS, {ExportKind.STATEMENTS: kind}):
        with translation.override("en"):
            asked = ask(version, editor, unit="tkr", colour="red")
        work.make.call(str(asked.key))
    assert set(languages) == {"en"}
    assert told == [Order(version, timezone.localdate(), OFFICE, {"unit": "tkr"})]


def test_what_a_contact_sees_is_said_by_the_payers(
    the_example: None, contact_of_krokom: User, told: list[Order]
) -> None:
    asked = ask(BudgetVersion.objects.get(budget_year__year=2021), contact_of_krokom)
    work.make.call(str(asked.key))
    assert [str(payer) for payer in told[0].payers or []] == ["Krokom"]
    assert State.DRAFT not in told[0].versions.values_list("state", flat=True)


def test_each_step_is_noted_before_the_next(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    noted: list[tuple[int, int]] = []

    def look(_done: int) -> None:
        found = now_of(asked)
        noted.append((found.steps_done, found.steps))

    between.side_effect = look
    work.make.call(str(asked.key))
    assert noted == [(0, 0), (0, 3), (1, 3)]


def test_a_worker_beside_the_server_makes_it(
    version: BudgetVersion, editor: User, django_capture_on_commit_callbacks: Commit
) -> None:
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        with django_capture_on_commit_callbacks(execute=True):
            asked = ask(version, editor)
        assert now_of(asked).state == ExportState.ASKED
        with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
            call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert now_of(asked).state == ExportState.DONE


# -- Once


def test_asked_twice_it_is_made_once(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    first, second = ask(version, editor), ask(version, editor)
    assert first == second
    for _again in range(2):
        work.make.call(str(first.key))
    assert between.call_count == 3
    assert ask(version, editor) == first


def test_two_who_see_the_same_share_it(
    version: BudgetVersion, editor: User, approver: User
) -> None:
    first, second = ask(version, editor), ask(version, approver)
    assert first == second
    assert set(first.askers.all()) == {editor, approver}


def test_another_language_option_day_or_version_is_another_file(
    version: BudgetVersion, editor: User
) -> None:
    first = ask(version, editor)
    with translation.override("en"):
        english = ask(version, editor)
    in_tkr = ask(version, editor, unit="tkr")
    elsewhere = ask(budgets.draft(2030), editor)
    with (
        later(datetime.timedelta(hours=23)),
        mock.patch.object(timezone, "localdate", return_value=datetime.date(2001, 1, 1)),
    ):
        next_day = ask(version, editor)
    assert len({first, english, in_tkr, elsewhere, next_day}) == 5


def test_what_was_changed_since_is_made_anew(version: BudgetVersion, editor: User) -> None:
    first = ask(version, editor)
    versions.start(year=2031, planned_adoption_date=datetime.date(2030, 9, 24))
    assert ask(version, editor) != first


def test_what_happens_to_people_changes_no_file(version: BudgetVersion, editor: User) -> None:
    first = ask(version, editor)
    users.sign_out_everywhere(editor)
    assert ask(version, editor) == first


# -- Stopped


def test_cancelled_it_stops_at_the_next_step(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    between.side_effect = lambda done: done == 1 and actions.cancel(asked, by=editor)
    work.make.call(str(asked.key))
    assert between.call_count == 2
    left = now_of(asked)
    assert (left.state, left.content, left.steps_done) == (ExportState.CANCELLED, None, 0)
    assert ask(version, editor) != asked


def test_cancelled_before_it_began_it_is_not_made(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    assert actions.cancel(asked, by=editor)
    work.make.call(str(asked.key))
    assert not between.called


def test_cancelled_by_one_it_goes_on_for_the_other(
    version: BudgetVersion, editor: User, approver: User
) -> None:
    asked = ask(version, editor)
    ask(version, approver)
    assert not actions.cancel(asked, by=editor)
    assert set(asked.askers.all()) == {approver}
    work.make.call(str(asked.key))
    assert now_of(asked).state == ExportState.DONE


def test_what_is_ready_is_not_cancelled(version: BudgetVersion, editor: User) -> None:
    asked = ask(version, editor)
    work.make.call(str(asked.key))
    assert not actions.cancel(asked, by=editor)
    assert now_of(asked).state == ExportState.DONE


# -- Gone wrong


def test_whose_maker_is_silent_is_lost_and_can_be_asked_for_again(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    between.side_effect = KeyboardInterrupt  # the machine is turned off
    with pytest.raises(KeyboardInterrupt):
        work.make.call(str(asked.key))
    assert ask(version, editor) == asked
    assert not now_of(asked).is_lost
    between.side_effect = None
    with later(SILENT_AT_MOST + datetime.timedelta(seconds=1)):
        assert now_of(asked).is_lost
        again = ask(version, editor)
        assert again != asked
        assert now_of(asked).reason == FailureReason.LOST
        work.make.call(str(again.key))
    assert now_of(again).state == ExportState.DONE


def test_a_maker_taken_for_lost_that_comes_back_writes_nothing(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)

    def given_up(done: int) -> None:
        with later(SILENT_AT_MOST + datetime.timedelta(seconds=1)):
            ask(version, editor)

    between.side_effect = given_up
    work.make.call(str(asked.key))
    assert between.call_count == 1
    assert now_of(asked).state == ExportState.FAILED


def test_a_fault_is_kept_told_and_not_hidden_from_the_worker(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    between.side_effect = ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        work.make.call(str(asked.key))
    assert now_of(asked).reason == FailureReason.FAULT
    assert ask(version, editor) != asked


def test_without_the_programs_for_pdf_it_says_so(
    version: BudgetVersion, editor: User, between: mock.Mock
) -> None:
    asked = ask(version, editor)
    between.side_effect = NoPrinter
    work.make.call(str(asked.key))
    assert now_of(asked).reason == FailureReason.NO_PRINTER


def test_a_task_that_was_never_kept_is_asked_for_again(
    version: BudgetVersion, editor: User, django_capture_on_commit_callbacks: Commit
) -> None:
    asked = ask(version, editor)  # and nothing after it
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(version, editor) == asked
    assert now_of(asked).state == ExportState.DONE


def test_old_ones_are_swept_away(version: BudgetVersion, editor: User) -> None:
    asked = ask(version, editor)
    with later(KEPT + datetime.timedelta(seconds=1)):
        kept = ask(version, editor)
        assert set(Export.objects.all()) == {kept}
        assert kept.pk != asked.pk


# -- The kinds


def test_every_kind_is_made_and_called_something() -> None:
    assert set(KINDS) == set(ExportKind)
    for kind in ExportKind:
        export = Export(kind=kind, version=budgets.draft(2040))
        assert str(export.version.year) in wording.headline(export)
        assert wording.what_is_in_it(export)
        export.version.delete()


def test_every_reason_is_told() -> None:
    assert all(wording.why_not(reason) for reason in FailureReason)
