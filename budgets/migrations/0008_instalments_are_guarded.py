"""Instalments are frozen with their version, and marks of invoices are only added (rules 9 and 10).

Only what is adopted is invoiced, and each instalment once, unless the mark was withdrawn. The guard
of municipalities' codes is made again, since ``vat_and_host`` remade their table on SQLite.
"""

import importlib

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

frozen_is_frozen = importlib.import_module("budgets.migrations.0003_frozen_is_frozen")

ALWAYS = "1 = 1"
FROZEN = ["budgets_plannedinstalment", "budgets_instalment"]
APPEND_ONLY = ["budgets_invoicing", "budgets_withdrawal"]


def guards(apps: Apps) -> list[Guard]:
    return [
        *[
            guard
            for table in FROZEN
            for guard in frozen_is_frozen.of_version(table, "{row}.version_id")
        ],
        *[
            Guard(frozen_is_frozen.NAME, table, "truncate", frozen_is_frozen.ANY_FROZEN)
            for table in FROZEN
        ],
        *[
            Guard("invoicing_is_append_only", table, event, ALWAYS)
            for table in APPEND_ONLY
            for event in ("update", "delete", "truncate")
        ],
        Guard(
            "only_what_is_adopted_is_invoiced",
            "budgets_invoicing",
            "insert",
            "NOT EXISTS (SELECT 1 FROM budgets_budgetversion WHERE id = NEW.version_id "
            "AND budget_year_id = NEW.budget_year_id AND state = 'adopted')",
            hold="SELECT 1 FROM budgets_budgetversion WHERE id = NEW.version_id FOR SHARE",
        ),
        Guard(
            "an_instalment_is_invoiced_once",
            "budgets_invoicing",
            "insert",
            "EXISTS (SELECT 1 FROM budgets_invoicing AS earlier "
            "LEFT JOIN budgets_withdrawal AS withdrawal ON withdrawal.invoicing_id = earlier.id "
            "WHERE withdrawal.id IS NULL AND earlier.number = NEW.number "
            "AND earlier.budget_year_id = NEW.budget_year_id "
            "AND (earlier.municipality_id = NEW.municipality_id "
            "OR earlier.other_party_id = NEW.other_party_id))",
        ),
        *[guard for guard in frozen_is_frozen.OF_NAMES if "municipality" in guard.table],
    ]


class Migration(migrations.Migration):
    dependencies = [("budgets", "0007_instalments")]

    operations = [installing(guards)]
