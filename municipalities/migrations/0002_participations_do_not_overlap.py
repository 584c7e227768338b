"""A municipality takes part in an agreement at most once in any year: held by the database.

PostgreSQL has exclusion constraints for this; SQLite gets two triggers that say the same. A later
migration that remakes the table on SQLite drops its triggers and must run these again; a test
counts them.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "participations_do_not_overlap"

POSTGRESQL = f"""
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE municipalities_participation ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    agreement_id WITH =,
    municipality_id WITH =,
    int4range(from_year, to_year, '[]') WITH &&
);
"""
POSTGRESQL_REVERSE = f"ALTER TABLE municipalities_participation DROP CONSTRAINT {NAME}"

SQLITE = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON municipalities_participation
WHEN EXISTS (
    SELECT 1 FROM municipalities_participation AS other
    WHERE other.agreement_id = NEW.agreement_id
      AND other.municipality_id = NEW.municipality_id
      AND other.id IS NOT NEW.id
      AND other.from_year <= COALESCE(NEW.to_year, 9999)
      AND COALESCE(other.to_year, 9999) >= NEW.from_year
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def hold(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for event in ("insert", "update"):
            schema_editor.execute(SQLITE.format(name=NAME, event=event))


def let_go(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_REVERSE)
    else:
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {NAME}_{event}")


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_register_agreements_populations")]

    operations = [migrations.RunPython(hold, let_go, elidable=False)]
