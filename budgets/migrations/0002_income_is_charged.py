"""An income says how it is charged, a cost is not charged (rule 4): held by the database.

Whether a line is income stands in its heading, so no check of one row can hold it; triggers do, on
lines and on headings that would change their kind. A later migration that remakes one of the tables
on SQLite drops its triggers and must run these again; a test counts them.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "income_is_charged_and_cost_is_not"

_CONTRADICTS = {
    "budgets_lineitem": """
        SELECT 1 FROM budgets_heading AS heading
        WHERE heading.id = NEW.heading_id
          AND (heading.kind = 'income') <> (NEW.charge <> '')
    """,
    "budgets_heading": """
        SELECT 1 FROM budgets_lineitem AS line
        WHERE line.heading_id = NEW.id
          AND (NEW.kind = 'income') <> (line.charge <> '')
    """,
}
_EVENTS = [
    ("budgets_lineitem", "insert", "INSERT"),
    ("budgets_lineitem", "update", "UPDATE OF heading_id, charge"),
    ("budgets_heading", "update", "UPDATE OF kind"),
]

_POSTGRESQL_FUNCTION = """
CREATE FUNCTION {name}_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({contradicts}) THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NEW;
END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {name}_{event} BEFORE {when} ON {table}
FOR EACH ROW EXECUTE FUNCTION {name}_{table}()
"""
_SQLITE_TRIGGER = """
CREATE TRIGGER {name}_{table}_{event} BEFORE {when} ON {table}
WHEN EXISTS ({contradicts})
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def hold(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    trigger = _SQLITE_TRIGGER
    if schema_editor.connection.vendor == "postgresql":
        trigger = _POSTGRESQL_TRIGGER
        for table, contradicts in _CONTRADICTS.items():
            schema_editor.execute(
                _POSTGRESQL_FUNCTION.format(name=NAME, table=table, contradicts=contradicts)
            )
    for table, event, when in _EVENTS:
        schema_editor.execute(
            trigger.format(
                name=NAME, table=table, event=event, when=when, contradicts=_CONTRADICTS[table]
            )
        )


def let_go(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in _CONTRADICTS:
            schema_editor.execute(f"DROP FUNCTION {NAME}_{table}() CASCADE")
    else:
        for table, event, _when in _EVENTS:
            schema_editor.execute(f"DROP TRIGGER {NAME}_{table}_{event}")


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_budgets_lines_shares")]

    operations = [migrations.RunPython(hold, let_go, elidable=False)]
