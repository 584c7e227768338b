"""Who changed what in a version, when, from what to what."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from budgets.actions import lines
from budgets.models import BudgetVersion, LineItem
from tests.conftest import signed_in
from tests.reading import Page

HISTORY = "/budgets/2022/1/history/"


@pytest.fixture
def staff(the_example: None) -> LineItem:
    return LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def raise_to(line: LineItem, amount: int, by: User) -> None:
    now = LineItem.objects.get(pk=line.pk)
    lines.change(
        version=BudgetVersion.objects.get(pk=line.version_id),
        line_id=line.pk,
        to={"amount": Decimal(amount)},
        read={"amount": now.amount},
        revision=now.revision,
        by=by,
    )


def test_a_change_is_told_with_who_from_and_to(
    client: Client, staff: LineItem, editor: User
) -> None:
    raise_to(staff, 6_469_000, by=editor)
    page = client.get(HISTORY).content.decode()
    assert "editor@test.example" in page
    assert "6\u00a0281\u00a0000" in page
    assert "6\u00a0469\u00a0000" in page
    assert "belopp" in page


def test_a_line_that_was_added_is_told_in_one_row(
    client: Client, staff: LineItem, editor: User
) -> None:
    lines.add(
        version=staff.version,
        heading=staff.heading,
        amount=Decimal(5000),
        text="Vikarier",
        note="Sommar",
        by=editor,
    )
    page = Page(client.get(HISTORY).content.decode())
    [row] = [row for row in page.tables[0] if len(row) > 2 and "Vikarier" in row[2]]
    assert row[3] == "tillagd"
    assert row[6] == "text: Vikarier; belopp: 5 000; anteckning: Sommar"


def test_a_line_and_a_cell_have_their_own_history(
    client: Client, staff: LineItem, editor: User
) -> None:
    raise_to(staff, 6_469_000, by=editor)
    other = LineItem.objects.get(version=staff.version, heading__name="Övriga omkostnader")
    raise_to(other, 1_300_000, by=editor)
    page = client.get(HISTORY, {"line": str(staff.pk), "field": "amount"}).content.decode()
    assert "6\u00a0469\u00a0000" in page
    assert "1\u00a0300\u00a0000" not in page
    assert (
        "6\u00a0469\u00a0000"
        not in client.get(HISTORY, {"line": str(staff.pk), "field": "note"}).content.decode()
    )


@pytest.mark.parametrize("query", ["line=abc", "line=-1", "field=%00", "page=99999", "line=9" * 9])
def test_an_odd_address_is_no_error(client: Client, staff: LineItem, query: str) -> None:
    assert client.get(f"{HISTORY}?{query}").status_code == 200


def test_more_changes_cost_no_more_queries(client: Client, staff: LineItem, editor: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(HISTORY)
        return len(counted)

    client.get(HISTORY)
    raise_to(staff, 6_300_000, by=editor)
    few = queries()
    for amount in range(6_300_001, 6_300_020):
        raise_to(staff, amount, by=editor)
    assert queries() == few


def test_a_contact_sees_no_history(contact_of_krokom: User) -> None:
    assert signed_in(contact_of_krokom).get("/budgets/2021/1/history/").status_code == 404
