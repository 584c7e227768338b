"""Two who ask for the same file at the same moment get one, made by one.

On PostgreSQL the constraint ends the race that these tests show; on SQLite whoever writes second
waits for the first.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from budgets.actions import exports
from budgets.models import BudgetVersion, Export, ExportKind, ExportState
from tests.factories import budgets
from tests.threads import Meeting, at_once, database_for_threads, in_a_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version() -> BudgetVersion:
    return budgets.draft()


@pytest.fixture(autouse=True)
def threads(version: BudgetVersion, editor: User, approver: User, tmp_path: Path) -> Iterator[None]:
    with database_for_threads(tmp_path):
        yield


def ask(version: BudgetVersion, by: User) -> UUID:
    asked = exports.ask(
        ExportKind.STATEMENTS, version=version, parameters={"language": "sv"}, by=by
    )
    return asked.key


def askers() -> list[set[int]]:
    found: list[set[int]] = in_a_thread(
        lambda: [set(e.askers.values_list("pk", flat=True)) for e in Export.objects.all()]
    )
    return found


def test_many_who_ask_at_once_get_one(version: BudgetVersion, editor: User, approver: User) -> None:
    got = at_once(*[lambda by=by: ask(version, by) for by in [editor, approver] * 3])
    assert len(set(got)) == 1
    assert isinstance(got[0], UUID)
    assert askers() == [{editor.pk, approver.pk}]


def test_two_workers_do_not_both_make_it(version: BudgetVersion, editor: User) -> None:
    key = in_a_thread(lambda: ask(version, editor))
    got = at_once(*[lambda: exports.claim(str(key))] * 4)
    assert sum(one is not None for one in got) == 1


def test_one_who_joins_while_another_cancels_is_not_left_without(
    version: BudgetVersion, editor: User, approver: User
) -> None:
    key = in_a_thread(lambda: ask(version, editor))

    def cancel() -> bool:
        return exports.cancel(Export.objects.get(key=key), by=editor)

    got = at_once(cancel, lambda: ask(version, approver))

    def approvers() -> Export:
        found: Export = Export.objects.get(key=got[1])
        return found

    assert in_a_thread(approvers).state == ExportState.ASKED
    assert (got[1] == key) == (got[0] is False)


def test_two_who_both_find_nothing_there_get_the_same(version: BudgetVersion, editor: User) -> None:
    """The race that the constraint ends, where the database lets both look before either writes."""
    wrote, meeting = Export.save, Meeting()

    def when_both_have_looked(export: Export, *args: Any, **options: Any) -> None:
        meeting.come()
        wrote(export, *args, **options)

    with mock.patch.object(Export, "save", when_both_have_looked):
        got = at_once(*[lambda: ask(version, editor)] * 2)
    assert len(set(got)) == 1
    assert len(askers()) == 1
    assert meeting.met == (connection.vendor == "postgresql")


def test_the_database_keeps_no_second_of_the_same(version: BudgetVersion, editor: User) -> None:
    def twice() -> None:
        key = ask(version, editor)
        found = Export.objects.get(key=key)
        Export.objects.create(kind=found.kind, version=version, digest=found.digest)

    with pytest.raises(IntegrityError):
        in_a_thread(twice)
