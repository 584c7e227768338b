"""Rules that the database itself holds across rows, said once for SQLite and PostgreSQL.

A guard refuses a row when a condition in SQL holds; ``OLD`` and ``NEW`` are the row before and
after. Migrations install guards. It stands in the lowest app so that every app's migrations reach
it.

When a later migration remakes a table on SQLite (as most changes of a column do), the table's
triggers are lost: that migration installs the table's guards again, for which it imports them with
``importlib`` from where they stand. A test lists all triggers by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER {trigger} BEFORE {event} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {hold}
    IF {when} THEN
        RAISE EXCEPTION '{name}' USING
            ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}', TABLE = '{table}';
    END IF;
    RETURN {row};
END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {trigger}()
"""


@dataclass(frozen=True)
class Guard:
    """What the database refuses of one table and one event, and by which name.

    ``when`` may use ``{differs}``, which is true of two values that are not the same, NULL or not.
    ``hold`` is a query of the rows the condition relies on, for PostgreSQL to lock until the
    transaction ends, so that nobody changes them in between; on SQLite there is one writer anyway.
    ``truncate`` is an event of PostgreSQL alone, without rows.
    """

    name: str
    table: str
    event: str
    when: str
    hold: str = ""

    @property
    def trigger(self) -> str:
        return f"{self.name}_{self.table.split('_', 1)[1]}_{self.event}"

    def create(self, vendor: str) -> list[str]:
        """The statements that install the guard."""
        values = {
            "name": self.name,
            "table": self.table,
            "trigger": self.trigger,
            "event": self.event.upper(),
            "when": self.when.replace(
                "{differs}", "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
            ),
            "hold": f"PERFORM FROM ({self.hold}) AS held;" if self.hold else "",
            "row": {"delete": "OLD", "truncate": "NULL"}.get(self.event, "NEW"),
            "each": "STATEMENT" if self.event == "truncate" else "ROW",
        }
        if vendor == "postgresql":
            return [_POSTGRESQL_FUNCTION.format(**values), _POSTGRESQL_TRIGGER.format(**values)]
        return [] if self.event == "truncate" else [_SQLITE.format(**values)]

    def drop(self, vendor: str) -> list[str]:
        """The statements that take the guard away, if it is there."""
        if vendor == "postgresql":
            return [f"DROP FUNCTION IF EXISTS {self.trigger}() CASCADE"]
        return [f"DROP TRIGGER IF EXISTS {self.trigger}"]


def installing(guards: Callable[[Apps], Sequence[Guard]]) -> migrations.RunPython:
    """The migration operation that installs guards, also where some of them stand already."""

    def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        for guard in guards(apps):
            for statement in guard.drop(vendor) + guard.create(vendor):
                schema_editor.execute(statement)

    def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        for guard in guards(apps):
            for statement in guard.drop(vendor):
                schema_editor.execute(statement)

    return migrations.RunPython(install, remove, elidable=False)
