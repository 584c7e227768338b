"""The guard of versions, over their new column too (rule 9)."""

from importlib import import_module

from django.db import migrations

from accounts.triggers import installing

frozen = import_module("budgets.migrations.0003_frozen_is_frozen")


class Migration(migrations.Migration):
    dependencies = [("budgets", "0023_export_of_the_complete_workbook")]

    operations = [installing(frozen.of_versions)]
