"""Bring the database up to date: ``python -m config.prepare``.

Migrations, the register of municipalities and, while developing, the example. Each step finds out
for itself what is left to do, so that an interrupted run is repeated and a finished one is quick.
One process for all three, because most of the time goes to starting Django.
"""

import os
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    told = StringIO()
    call_command("migrate", interactive=False, no_color=True, stdout=told)
    for line in told.getvalue().splitlines():
        if line.startswith("  Applying "):
            print("Migrated", line.split()[1].rstrip("."))
    call_command("createcachetable", verbosity=0)
    call_command("load_register")
    if settings.DEBUG:
        call_command("load_example", if_empty=True)
    # SQLite brings its journal into the file when the last connection closes.
    connections.close_all()


if __name__ == "__main__":
    main()
