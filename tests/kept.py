"""Loading the same rows for many tests: made by the application once, put back as rows then.

What the example loads takes some thousand checked writes. Before the first test that wants it (in
each process) it is loaded, read and rolled back, and the tests get just these rows. A test that has
rows of its own already, other than the people of conftest, loads as the application does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import TraceHead, User
from budgets.models import BudgetVersion

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
        self.tables: list[_Rows] = []

    def keep(self) -> None:
        """Load and read the rows, and leave the database as empty as it was."""
        if self.tables or _is_anything_there():
            return
        with transaction.atomic():
            self.load()
            self.tables = list(_read())
            transaction.set_rollback(True)

    def put_in(self) -> None:
        """Put in the rows, or load them where that would meet others."""
        if self.tables and not _is_anything_there():
            self._put_back()
        else:
            self.load()

    def _put_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.tables:
                if table.model is TraceHead:
                    # It may stand there already, as migrations leave it, and only goes forward.
                    [row] = table.rows
                    TraceHead.objects.update_or_create(
                        pk=1, defaults=dict(zip(table.columns, row, strict=True))
                    )
                    continue
                names = ", ".join(map(connection.ops.quote_name, table.columns))
                values = ", ".join(["%s"] * len(table.columns))
                name = connection.ops.quote_name(table.model._meta.db_table)
                cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({values})", table.rows)
            for sql in connection.ops.sequence_reset_sql(
                no_style(), [table.model for table in self.tables]
            ):
                cursor.execute(sql)


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
