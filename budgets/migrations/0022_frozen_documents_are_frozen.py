"""The document of an adopted version is frozen with it (rule 9): held by the database."""

from collections.abc import Sequence
from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

frozen = import_module("budgets.migrations.0003_frozen_is_frozen")
TABLES = [
    "budgets_budgetdocument",
    "budgets_section",
    "budgets_comparedversion",
    "budgets_keptfigure",
]


def guards(apps: Apps) -> Sequence[Guard]:
    return [
        *[guard for table in TABLES for guard in frozen.of_version(table, "{row}.version_id")],
        *[Guard(frozen.NAME, table, "truncate", frozen.ANY_FROZEN) for table in TABLES],
    ]


class Migration(migrations.Migration):
    dependencies = [("budgets", "0021_budget_documents")]

    operations = [installing(guards)]
