"""SQLite as production has it: in a file, and safe against loss and lost updates."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ASK = """
import django
django.setup()
from django.db import connection, transaction
def ask(sql):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()[0]
print(ask("PRAGMA journal_mode"), ask("PRAGMA synchronous"), ask("PRAGMA foreign_keys"))
with transaction.atomic():
    import sqlite3
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error)
    else:
        print("the lock was free")
"""


@pytest.fixture
def answers(tmp_path: Path) -> list[str]:
    """What a connection to a database in a file says of itself."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{tmp_path}/fordela.sqlite3",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout.splitlines()


def test_it_keeps_a_write_ahead_log_and_flushes_each_commit(answers: list[str]) -> None:
    full, foreign_keys_are_held = 2, 1
    assert answers[0] == f"wal {full} {foreign_keys_are_held}"


def test_a_transaction_takes_the_lock_when_it_begins(answers: list[str]) -> None:
    assert answers[1] == "database is locked"


def test_this_sqlite_is_new_enough() -> None:
    assert sqlite3.sqlite_version_info >= (3, 31)
