"""Numbers have no gap and no double when two press at once, nor when the server dies.

On PostgreSQL two transactions really run beside each other, and the locks hold what these tests
say. On SQLite a transaction that writes waits for the one before it, which they show too.
"""

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import QuerySet

from accounts.models.change import breaks_in_trace
from budgets.actions import invoices
from budgets.models import BudgetVersion, Invoice, InvoiceSeries
from municipalities.models import Municipality
from tests.factories import budgets
from tests.factories.invoices import charge, our_seller, told
from tests.threads import Meeting, at_once, database_for_threads, in_a_thread

pytestmark = pytest.mark.django_db(transaction=True)

NEW_YEAR = datetime.date(2021, 1, 4)
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def version() -> BudgetVersion:
    version = budgets.adopted()
    for payer in Municipality.objects.all():
        told(payer)
    our_seller()
    return version


@pytest.fixture(autouse=True)
def threads(version: BudgetVersion, tmp_path: Path) -> Iterator[None]:
    with database_for_threads(tmp_path):
        yield


def issue(version: BudgetVersion, *instalments: int, payer: int = 0) -> list[int]:
    payers = list(Municipality.objects.order_by("code"))
    charges = [charge(version, payers[payer], instalment=number) for number in instalments]
    return [i.number for i in invoices.issue(charges, issued_on=NEW_YEAR, by=None)]


def standing() -> tuple[list[int], int, list[Any]]:
    """The numbers there are, the last the series knows, and what is wrong with the trace."""

    def look() -> tuple[list[int], int, list[Any]]:
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
        return numbers, InvoiceSeries.objects.get().last_number, list(breaks_in_trace())

    found: tuple[list[int], int, list[Any]] = in_a_thread(look)
    return found


# -- Two at once


def test_many_at_once_get_one_number_each(version: BudgetVersion) -> None:
    acts = [lambda n=number: issue(version, n, n + 100) for number in range(1, 7)]
    got = at_once(*acts)
    assert sorted(number for numbers in got for number in numbers) == list(range(1, 13))
    assert standing() == (list(range(1, 13)), 12, [])


def test_two_who_press_for_the_same_instalments_issue_them_once(version: BudgetVersion) -> None:
    got = at_once(*[lambda: issue(version, 1, 2)] * 4)
    assert got == [[1, 2]] * 4
    assert standing() == ([1, 2], 2, [])


def test_two_who_credit_the_same_invoice_credit_it_once(version: BudgetVersion) -> None:
    in_a_thread(lambda: issue(version, 1))

    def credit() -> int:
        return invoices.credit(Invoice.objects.get(number=1), issued_on=NEW_YEAR, by=None).number

    got = at_once(credit, credit)
    assert sorted(map(type, got), key=str) == sorted([int, invoices.AlreadyCredited], key=str)
    assert standing() == ([1, 2], 2, [])


def two_issue_at_once(version: BudgetVersion) -> tuple[bool, list[Any]]:
    """Whether two ever were between reading the number and using it, and how they fared."""
    write, meeting = invoices._write, Meeting()

    def when_both_have_read(*args: Any, **options: Any) -> Any:
        meeting.come()
        return write(*args, **options)

    in_a_thread(lambda: issue(version, 9))
    with mock.patch.object(invoices, "_write", when_both_have_read):
        fared = at_once(lambda: issue(version, 1), lambda: issue(version, 1, payer=1))
    return meeting.met, fared


def test_two_never_read_the_same_last_number(version: BudgetVersion) -> None:
    met, fared = two_issue_at_once(version)
    assert not met
    assert sorted(fared) == [[2], [3]]
    assert standing() == ([1, 2, 3], 3, [])


def test_without_the_lock_two_read_the_same_last_number(version: BudgetVersion) -> None:
    """The race that the lock is for, and that the database ends; SQLite does not need one."""
    with mock.patch.object(QuerySet, "select_for_update", lambda rows: rows):
        met, fared = two_issue_at_once(version)
    if connection.vendor == "postgresql":
        assert met
        assert sum(isinstance(error, IntegrityError) for error in fared) == 1
        assert standing() == ([1, 2], 2, [])
    else:
        assert not met
        assert standing() == ([1, 2, 3], 3, [])


# -- A server that dies

DYING = """
import datetime, os, signal
import django
django.setup()
from budgets.actions import invoices
from budgets.models import BudgetVersion, Invoice
from tests.budgets.test_invoices_at_once import issue

def die(**_told):
    assert Invoice.objects.count() == 3  # they are written, and not committed
    os.kill(os.getpid(), signal.SIGKILL)

invoices.trace.record_all = die
issue(BudgetVersion.objects.get(), 2, 3)
"""


def database_url() -> str:
    """The database of the tests, for another process."""
    settings = connections.settings["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    where = quote(settings["HOST"] or "", safe="")
    who = settings["USER"] + (f":{settings['PASSWORD']}" if settings["PASSWORD"] else "")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{who}@{where}{port}/{settings['NAME']}"


def test_a_server_that_dies_in_the_middle_leaves_no_number_behind(
    version: BudgetVersion,
) -> None:
    assert in_a_thread(lambda: issue(version, 1)) == [1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "PYTHONPATH": str(ROOT),
    }
    died = subprocess.run(
        [sys.executable, "-c", DYING], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert standing() == ([1], 1, [])
    assert in_a_thread(lambda: issue(version, 2, 3)) == [2, 3]
    assert standing() == ([1, 2, 3], 3, [])
