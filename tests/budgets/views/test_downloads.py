"""The workbooks: who may have them, and how they are handed out."""

from collections.abc import Callable

import pytest
from django.test import Client

from budgets.views.downloads import XLSX
from municipalities.models import Agreement
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.reading import read


def allocation_address(year: int) -> str:
    return f"/budgets/{year}/1/allocation/{Agreement.objects.get().pk}.xlsx"


def test_the_table_is_for_all_but_outsiders(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses("/budgets/table.xlsx") == NOT_TO_OUTSIDERS


def test_an_adopted_allocation_is_for_all_but_outsiders(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(allocation_address(2021)) == NOT_TO_OUTSIDERS


def test_the_allocation_of_a_draft_is_for_the_office(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(allocation_address(2022)) == OFFICE_ALONE


def test_a_contact_gets_no_draft_in_a_table(krokom: Client) -> None:
    assert krokom.get("/budgets/table.xlsx?years=2022").status_code == 404


@pytest.mark.parametrize("query", ["years=20211", "years=abc", "unit=tkr", "years=2021&unit=xyz"])
def test_a_wrong_choice_is_not_found(office: Client, query: str) -> None:
    assert office.get(f"/budgets/table.xlsx?{query}").status_code == 404


def test_an_agreement_that_is_not_there_is_not_found(office: Client) -> None:
    assert office.get("/budgets/2021/1/allocation/999999.xlsx").status_code == 404


def test_it_is_saved_under_the_name_of_what_it_holds(office: Client) -> None:
    response = office.get("/budgets/table.xlsx")
    assert response["Content-Type"] == XLSX
    assert response["Content-Disposition"] == 'attachment; filename="Budget_2019-2021.xlsx"'
    assert response.content.startswith(b"PK")


def test_the_page_leads_to_the_workbook_of_the_same_choice(office: Client) -> None:
    page = read(office.get("/budgets/table/?years=2021&unit=kr"))
    address = page.links["Hämta som Excel"]
    assert address == "/budgets/table.xlsx?years=2021&unit=kr"
    assert office.get(address)["Content-Disposition"].endswith('"Budget_2021.xlsx"')
