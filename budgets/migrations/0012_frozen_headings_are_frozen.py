"""The headings of an adopted version are frozen with it (rule 9): held by the database."""

from collections.abc import Sequence
from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

frozen = import_module("budgets.migrations.0003_frozen_is_frozen")
TABLE = "budgets_headinginversion"


def guards(apps: Apps) -> Sequence[Guard]:
    return [
        *frozen.of_version(TABLE, "{row}.version_id"),
        Guard(frozen.NAME, TABLE, "truncate", frozen.ANY_FROZEN),
    ]


class Migration(migrations.Migration):
    dependencies = [("budgets", "0011_name_headings_of_open_versions")]

    operations = [installing(guards)]
