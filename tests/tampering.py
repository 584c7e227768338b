"""Changing the database behind the application's back, as its guards let nobody do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet

from accounts.models import change


def triggers() -> dict[str, str]:
    """The database's own triggers: name and, on SQLite, how to make it again; else its table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger AS t"
                " WHERE NOT t.tgisinternal"
            )
        return dict(cursor.fetchall())


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take the triggers away, and put them back: within the test's transaction or outside one."""
    there = triggers()
    if connection.vendor == "sqlite":
        _execute(f"DROP TRIGGER {name}" for name in there)
    else:
        _execute(f"ALTER TABLE {t} DISABLE TRIGGER USER" for t in sorted(set(there.values())))
    try:
        yield
    except BaseException:
        # A transaction that is undone brings them back itself.
        if not connection.in_atomic_block:
            _put_back(there)
        raise
    _put_back(there)


def _put_back(there: dict[str, str]) -> None:
    if connection.vendor == "sqlite":
        _execute(there.values())
    else:
        _execute(f"ALTER TABLE {t} ENABLE TRIGGER USER" for t in sorted(set(there.values())))


@contextmanager
def behind_the_back() -> Iterator[None]:
    """Lift every guard, of the database and of the application; constraints stay."""
    with (
        without_triggers(),
        mock.patch("budgets.models.version.refuse_frozen"),
        mock.patch("budgets.models.frozen.refuse_frozen"),
        mock.patch.multiple(
            change.ChangeQuerySet,
            update=QuerySet.update,
            delete=QuerySet.delete,
        ),
    ):
        yield


def _execute(statements: Iterable[str]) -> None:
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()  # no table is altered while it has checks to come
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def let_the_tables_be_emptied() -> None:
    """After a test without a transaction Django empties all tables, frozen or not."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        with without_triggers():
            empty(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
