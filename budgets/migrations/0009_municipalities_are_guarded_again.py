"""The guard of municipalities, which their new columns took from the table on SQLite (rule 9)."""

from collections.abc import Sequence
from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

TABLE = "municipalities_municipality"
frozen = import_module("budgets.migrations.0003_frozen_is_frozen")


def guards(apps: Apps) -> Sequence[Guard]:
    return [guard for guard in frozen.guards(apps) if guard.table == TABLE]


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0008_instalments_are_guarded"),
        ("municipalities", "0009_codes_and_successors_hold"),
    ]

    operations = [installing(guards)]
