"""An issued invoice stays, and the numbers of a series have no gap: held by the database.

A new invoice takes the number after the series' last. The series goes on by one, and only to a
number that an invoice has. So no number is left out, none is used again, and an invoice that was
undone leaves nothing behind.

On PostgreSQL a new invoice holds the row of its series, so that the second of two waits for the
first and then finds that its number is taken.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

STAYS, GAPLESS = "invoice_stays", "invoice_numbers_have_no_gap"
INVOICE, SERIES = "budgets_invoice", "budgets_invoiceseries"
ALWAYS = "1 = 1"


def guards(apps: Apps) -> Sequence[Guard]:
    return [
        *[Guard(STAYS, INVOICE, event, ALWAYS) for event in ("update", "delete", "truncate")],
        *[Guard(STAYS, SERIES, event, ALWAYS) for event in ("delete", "truncate")],
        Guard(
            GAPLESS,
            INVOICE,
            "insert",
            f"NEW.number <> 1 + (SELECT last_number FROM {SERIES} WHERE id = NEW.series_id)",
            hold=f"SELECT 1 FROM {SERIES} WHERE id = NEW.series_id FOR UPDATE",
        ),
        Guard(GAPLESS, SERIES, "insert", "NEW.last_number <> 0"),
        Guard(
            GAPLESS,
            SERIES,
            "update",
            "NEW.id <> OLD.id OR NEW.organisation_number <> OLD.organisation_number"
            " OR NEW.last_number <> OLD.last_number + 1 OR NOT EXISTS"
            f" (SELECT 1 FROM {INVOICE} WHERE series_id = OLD.id AND number = NEW.last_number)",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_invoices"), ("accounts", "0003_trace_is_append_only")]

    operations = [installing(guards)]
