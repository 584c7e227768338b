"""Loading the same rows for many tests: made by the application once, put back as rows then.

What the example loads takes some thousand checked writes. Before the first test that wants it (in
each process) it is loaded, read and rolled back, and kept in tables beside the real ones, from
where the tests get just these rows. A test that has rows of its own already, other than the people
of conftest, loads as the application does.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import AutoField

from accounts.models import TraceHead, User
from budgets.models import BudgetVersion
from tests.tampering import without_triggers

FIRST_KEY_OF_PEOPLE = 1_000_000
"""Where the keys of a test's own people begin, so that they never meet those of kept rows."""


@dataclass(frozen=True)
class _Rows:
    model: type[models.Model]
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


class Kept:
    """The rows that a function of the application loads."""

    def __init__(self, load: Callable[[], object]) -> None:
        self.load = load
        self.tables: dict[type[models.Model], str] = {}

    def keep(self) -> None:
        """Load and read the rows, keep them aside, and leave the rest as empty as it was."""
        if self.tables or _is_anything_there():
            return
        with transaction.atomic():
            self.load()
            found = list(_read())
            transaction.set_rollback(True)
        for table in found:
            self.tables[table.model] = self._keep(table)

    def put_in(self) -> None:
        """Put in the rows, or load them where that would meet others."""
        if self.tables and not _is_anything_there():
            self._put_back()
        else:
            self.load()

    def _keep(self, table: _Rows) -> str:
        """Make a table of the kept rows, without checks or triggers; answer its name."""
        name = table.model._meta.db_table
        kept = connection.ops.quote_name(f"kept_{self.load.__module__.rpartition('.')[2]}_{name}")
        real = connection.ops.quote_name(name)
        values = ", ".join(["%s"] * len(table.columns))
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {kept}")
            cursor.execute(f"CREATE TABLE {kept} AS SELECT * FROM {real} WHERE 1 = 0")
            cursor.executemany(f"INSERT INTO {kept} VALUES ({values})", table.rows)
        return kept

    def _put_back(self) -> None:
        # The trace's head may stand there already, as migrations leave it, and only goes forward.
        head = connection.ops.quote_name(TraceHead._meta.db_table)
        statements = []
        for model, kept in self.tables.items():
            name = connection.ops.quote_name(model._meta.db_table)
            if model is TraceHead:
                statements.append(f"DELETE FROM {head}")
            statements.append(f"INSERT INTO {name} SELECT * FROM {kept}")
            if connection.vendor == "postgresql" and isinstance(model._meta.pk, AutoField):
                # By the kept rows: the test's own people have keys far beyond.
                sequence = f"pg_get_serial_sequence('{name}', 'id')"
                statements.append(f"SELECT setval({sequence}, max(id)) FROM {kept}")
        with transaction.atomic(), let_through(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def let_through() -> Iterator[None]:
    """Let rows in that were checked when they were kept."""
    if connection.vendor == "sqlite":
        with without_triggers():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def _models() -> list[type[models.Model]]:
    """The tables of ours; versions last, since what is in a frozen one cannot be written."""
    ours = [
        model
        for app in ("accounts", "municipalities", "budgets")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return sorted(ours, key=lambda model: model is BudgetVersion)


def _is_anything_there() -> bool:
    rows = " UNION ALL ".join(f"SELECT 1 FROM {_rows_of(model)}" for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({rows})")
        return bool(cursor.fetchone()[0])


def _rows_of(model: type[models.Model]) -> str:
    """The table, and which of its rows count."""
    name = connection.ops.quote_name(model._meta.db_table)
    if model is User:
        return f"{name} WHERE id < {FIRST_KEY_OF_PEOPLE}"
    return f"{name} WHERE count > 0" if model is TraceHead else name


def _read() -> Iterator[_Rows]:
    for model in _models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {_rows_of(model)}")
            columns = [column[0] for column in cursor.description or ()]
            if rows := cursor.fetchall():
                yield _Rows(model, columns, rows)
