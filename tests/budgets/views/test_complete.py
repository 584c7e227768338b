"""All of a version as one workbook: for the office whole, for a contact with the own sums alone."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from openpyxl import load_workbook

from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.queries import queries_for
from tests.reading import read

ADDRESS = "/budgets/2021/1/complete.xlsx"


def payers(client: Client) -> set[object]:
    file = load_workbook(BytesIO(client.get(ADDRESS).content))
    return {row[0].value for row in file["Delbetalningar"].iter_rows(min_row=5)}


def test_it_opens_as_the_version_does(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(ADDRESS) == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2022/1/complete.xlsx") == OFFICE_ALONE


def test_a_contact_is_handed_no_other_payers_instalments(krokom: Client, office: Client) -> None:
    assert payers(krokom) == {"Krokom", "Summa"}
    assert {"Krokom", "Östersund", "Summa"} < payers(office)


def test_the_version_leads_to_it(krokom: Client) -> None:
    assert read(krokom.get("/budgets/2021/")).links["Hämta allt som Excel"] == ADDRESS


def test_it_prints_the_table_as_it_was_chosen(office: Client) -> None:
    file = load_workbook(BytesIO(office.get(f"{ADDRESS}?unit=mkr").content))
    assert file["Tabell"]["A3"].value == "Mkr"


def test_queries_do_not_grow_with_the_years(office: Client) -> None:
    assert queries_for(office, ADDRESS) == queries_for(office, "/budgets/2020/1/complete.xlsx")
