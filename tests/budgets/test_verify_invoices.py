"""``manage.py verify`` finds what was done to issued invoices behind the guards."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from budgets.models import Invoice
from budgets.models.invoice_verification import Amiss, invoices_amiss
from municipalities.models import Municipality
from tests.budgets.actions.test_invoices import issue
from tests.factories import budgets
from tests.factories.invoices import charge, our_seller, told
from tests.tampering import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_invoices() -> list[Invoice]:
    version = budgets.adopted()
    payer = Municipality.objects.order_by("code")[0]
    told(payer)
    our_seller()
    return issue(*[charge(version, payer, instalment=number) for number in (1, 2, 3)])


def execute(statement: str) -> None:
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(statement)


def found() -> list[tuple[Amiss, int]]:
    return [(one.amiss, one.number) for one in invoices_amiss()]


def test_all_is_well(three_invoices: list[Invoice]) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM budgets_invoice WHERE number = 2", [(Amiss.MISSING, 2)]),
        (
            "UPDATE budgets_invoice SET gross = 1 WHERE number = 1",
            [(Amiss.OTHERWISE_TOLD, 1)],
        ),
        (
            "UPDATE budgets_invoice SET document = digest WHERE number = 3",
            [(Amiss.ALTERED, 3)],
        ),
        ("UPDATE budgets_invoiceseries SET last_number = 2", [(Amiss.BEYOND_SERIES, 3)]),
        ("UPDATE budgets_invoiceseries SET last_number = 4", [(Amiss.MISSING, 4)]),
    ],
)
def test_what_was_done_behind_the_guards_is_found(
    three_invoices: list[Invoice], statement: str, expected: list[tuple[Amiss, int]]
) -> None:
    if connection.vendor == "postgresql":
        statement = statement.replace("document = digest", "document = digest::bytea")
    execute(statement)
    assert found() == expected


def test_the_command_says_so(
    three_invoices: list[Invoice], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify")
    execute("DELETE FROM budgets_invoice WHERE number = 2")
    with pytest.raises(SystemExit), override("sv"):
        call_command("verify")
    assert "Faktura 2 i serien 2120002528 saknas." in capsys.readouterr().out
