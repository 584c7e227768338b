"""Nothing changes an adopted version (rule 9): held by the database.

Lines, control totals, allocations and shares of a frozen version, the version itself, the
population it was shared by, and what its checksum knows municipalities and the year by. An
adoption writes its shares while the version is still open and turns it to adopted last.

Adopted turns to superseded, and nothing else of it changes. Names of headings, agreements and
municipalities may. That a heading keeps its kind ``income_is_charged`` holds already.

On PostgreSQL each guard holds the row that an adoption changes, so that a write waits for an
adoption that is under way, and then finds the version frozen.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

NAME = "version_is_frozen"
FROZEN = "state IN ('adopted', 'superseded')"
ANY_FROZEN = f"EXISTS (SELECT 1 FROM budgets_budgetversion WHERE {FROZEN})"
ROWS = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}


def frozen(version_ids: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM budgets_budgetversion WHERE id IN ({version_ids}) AND {FROZEN})"
    )


def held(table: str, ids: str) -> str:
    return f"SELECT 1 FROM {table} WHERE id IN ({ids}) ORDER BY id FOR SHARE"


def of_version(table: str, version_ids: str) -> list[Guard]:
    """Guards of rows whose version is found by this, in which {row} is OLD or NEW."""
    guards = []
    for event, rows in ROWS.items():
        conditions = [frozen(version_ids.format(row=row)) for row in rows]
        holds = [
            f"id IN ({version_ids.format(row=row)})" for row in rows
        ]
        guards.append(
            Guard(
                NAME,
                table,
                event,
                " OR ".join(conditions),
                hold="SELECT 1 FROM budgets_budgetversion "
                f"WHERE {' OR '.join(holds)} ORDER BY id FOR SHARE",
            )
        )
    return guards


def of_population(table: str, key: str, events: Sequence[str]) -> list[Guard]:
    """Guards of a snapshot or of what is in it."""
    guards = []
    for event in events:
        keys = ", ".join(f"{row}.{key}" for row in ROWS[event])
        guards.append(
            Guard(
                NAME,
                table,
                event,
                "EXISTS (SELECT 1 FROM budgets_budgetversion "
                f"WHERE snapshot_id IN ({keys}) AND {FROZEN})",
                # A snapshot's own row is held by changing it.
                hold="" if key == "id" else held("municipalities_populationsnapshot", keys),
            )
        )
    return guards


def of_versions(apps: Apps) -> list[Guard]:
    version = apps.get_model("budgets", "BudgetVersion")
    columns = [field.column for field in version._meta.local_fields if field.name != "state"]
    changed = " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns)
    superseding = f"OLD.state = 'adopted' AND NEW.state = 'superseded' AND NOT ({changed})"
    return [
        Guard(NAME, version._meta.db_table, "update", f"OLD.{FROZEN} AND NOT ({superseding})"),
        Guard(NAME, version._meta.db_table, "delete", f"OLD.{FROZEN}"),
    ]


OF_NAMES = [
    Guard(
        NAME,
        "budgets_budgetyear",
        "update",
        "OLD.year <> NEW.year AND EXISTS "
        f"(SELECT 1 FROM budgets_budgetversion WHERE budget_year_id = OLD.id AND {FROZEN})",
    ),
    Guard(
        NAME,
        "municipalities_municipality",
        "update",
        f"""OLD.code <> NEW.code AND EXISTS (
            SELECT 1 FROM budgets_budgetversion AS version
            WHERE version.{FROZEN} AND (
                EXISTS (
                    SELECT 1 FROM budgets_share AS share
                    JOIN budgets_allocation AS allocation ON allocation.id = share.allocation_id
                    WHERE allocation.version_id = version.id AND share.municipality_id = OLD.id
                ) OR EXISTS (
                    SELECT 1 FROM budgets_lineitem AS line
                    WHERE line.version_id = version.id AND line.municipality_id = OLD.id
                ) OR EXISTS (
                    SELECT 1 FROM municipalities_populationfigure AS figure
                    WHERE figure.snapshot_id = version.snapshot_id
                      AND figure.municipality_id = OLD.id
                )
            )
        )""",
    ),
]
EMPTIED = [
    "budgets_lineitem",
    "budgets_controltotal",
    "budgets_allocation",
    "budgets_share",
    "budgets_budgetversion",
    "municipalities_populationsnapshot",
    "municipalities_populationfigure",
]


def guards(apps: Apps) -> list[Guard]:
    return [
        *of_version("budgets_lineitem", "{row}.version_id"),
        *of_version("budgets_controltotal", "{row}.version_id"),
        *of_version("budgets_allocation", "{row}.version_id"),
        *of_version(
            "budgets_share",
            "SELECT version_id FROM budgets_allocation WHERE id = {row}.allocation_id",
        ),
        *of_versions(apps),
        *of_population("municipalities_populationsnapshot", "id", ["update", "delete"]),
        *of_population(
            "municipalities_populationfigure", "snapshot_id", ["insert", "update", "delete"]
        ),
        *OF_NAMES,
        *[Guard(NAME, table, "truncate", ANY_FROZEN) for table in EMPTIED],
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0002_income_is_charged"),
        ("accounts", "0003_trace_is_append_only"),
        ("municipalities", "0002_participations_do_not_overlap"),
    ]

    operations = [installing(guards)]
