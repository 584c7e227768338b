"""Nobody edits the trace (rule 11): held by the database.

The head may only go forward, and stays.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

NAME = "trace_is_append_only"
ALWAYS = "1 = 1"


def guards(apps: Apps) -> Sequence[Guard]:
    return [
        *[
            Guard(NAME, "accounts_change", event, ALWAYS)
            for event in ("update", "delete", "truncate")
        ],
        Guard(NAME, "accounts_tracehead", "update", "NEW.count <= OLD.count"),
        *[Guard(NAME, "accounts_tracehead", event, ALWAYS) for event in ("delete", "truncate")],
    ]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_trace")]

    operations = [installing(guards)]
