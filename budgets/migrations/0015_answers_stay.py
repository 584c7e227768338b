"""What was answered stays, and nothing is answered when a consultation is over.

An answer belongs to the last time its version was sent out, while that version is in consultation.
On PostgreSQL a new one holds the version's row, so that it waits for an adoption or a taking back
that is under way, and then finds the consultation over.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

CONSULTATION = "budgets_consultation"
ANSWERS = ["budgets_comment", "budgets_acknowledgement", "budgets_reminder"]
ALWAYS = "1 = 1"


def guards(apps: Apps) -> Sequence[Guard]:
    return [
        *[
            Guard("answers_are_append_only", table, event, ALWAYS)
            for table in [CONSULTATION, *ANSWERS]
            for event in ("update", "delete", "truncate")
        ],
        *[
            Guard(
                "answers_while_in_consultation",
                table,
                "insert",
                "NOT EXISTS (SELECT 1 FROM budgets_consultation AS sent"
                " JOIN budgets_budgetversion AS version ON version.id = sent.version_id"
                " WHERE sent.id = NEW.consultation_id AND version.state = 'consultation'"
                " AND NOT EXISTS (SELECT 1 FROM budgets_consultation AS later"
                " WHERE later.version_id = sent.version_id AND later.round > sent.round))",
                hold="SELECT 1 FROM budgets_budgetversion WHERE id IN"
                " (SELECT version_id FROM budgets_consultation WHERE id = NEW.consultation_id)"
                " FOR SHARE",
            )
            for table in ANSWERS
        ],
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0014_note_consultations_under_way"),
        ("accounts", "0003_trace_is_append_only"),
    ]

    operations = [installing(guards)]
