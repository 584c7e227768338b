"""Every table as CSV: what the screen says, as a Swedish Excel opens it."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client

from budgets.models import BudgetVersion, LineItem
from municipalities.models import Agreement
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.queries import queries_for
from tests.reading import read

OF_A_VERSION = ["lines", "statements", "instalments", "population"]


def table(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))


def row(rows: list[list[str]], label: str, column: int = 0) -> list[str]:
    (found,) = [row for row in rows if row[column] == label]
    return found


def allocation_address(year: int) -> str:
    return f"/budgets/{year}/1/allocation/{Agreement.objects.get().pk}.csv"


@pytest.mark.parametrize("what", OF_A_VERSION)
def test_those_of_a_version_open_as_it_does(
    statuses: Callable[[str], dict[str, int]], what: str
) -> None:
    assert statuses(f"/budgets/2021/1/{what}.csv") == NOT_TO_OUTSIDERS
    assert statuses(f"/budgets/2022/1/{what}.csv") == OFFICE_ALONE


def test_table_and_allocation_open_as_their_workbooks_do(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses("/budgets/table.csv") == NOT_TO_OUTSIDERS
    assert statuses(allocation_address(2021)) == NOT_TO_OUTSIDERS
    assert statuses(allocation_address(2022)) == OFFICE_ALONE


@pytest.mark.parametrize("query", ["", "?years=2020&years=2021&unit=mkr&rounding=adjusted"])
def test_the_table_has_the_figures_of_the_page_and_its_notes(office: Client, query: str) -> None:
    page = read(office.get(f"/budgets/table/{query}"))
    rows = table(office, page.links["Hämta som CSV"])
    shown = {each[0]: each[1:] for each in page.tables[0][1:]}
    assert len(rows) >= len(shown)
    for label, *figures in rows[1:]:
        if label in shown and label != "Radernas summa":
            on_page = [cell.partition("[")[0].replace(" ", "") for cell in shown[label]]
            assert [figure.replace("-", "−") or "–" for figure in figures[:-1]] == on_page, label
    assert rows[0][1:-1] == [
        f"Budget {year}, {'mkr' if query else 'tkr'}"
        for year in ([2020, 2021] if query else [2019, 2020, 2021])
    ]
    if not query:
        assert "ett fel i källan" in row(rows, "Summa kostnader")[-1]


def test_the_allocation_has_the_shares(office: Client) -> None:
    rows = table(office, allocation_address(2021))
    assert row(rows, "2309") == ["2309", "Krokom", "14966", "11,441021", "642528,00", "kr"]
    assert row(rows, "Summa", 1)[-2] == "5616000,00"
    in_tkr = table(office, f"{allocation_address(2021)}?unit=tkr")
    assert row(in_tkr, "2309")[-2:] == ["643", "tkr"]


def test_lines_have_account_charge_and_note(office: Client) -> None:
    rows = table(office, "/budgets/2021/1/lines.csv")
    version = BudgetVersion.objects.get(budget_year__year=2021)
    assert len(rows) == 1 + LineItem.objects.filter(version=version).count()
    shared = row(rows, "Grundavtalet", 5)
    assert shared[6] == "5616000,00"
    assert shared[4] == "fördelas enligt ett samarbetsavtal"


def test_statements_and_instalments_are_those_of_the_pages(office: Client) -> None:
    rows = table(office, "/budgets/2021/1/statements.csv")
    krokom = row(rows, "Krokom", 1)
    assert krokom == [
        *("2309", "Krokom", "642528,00", "0,00", "642528,00", "160632,00", "803160,00", "0,00"),
        "kr",
    ]
    bills = [
        each for each in table(office, "/budgets/2021/1/instalments.csv") if each[0] == "Krokom"
    ]
    assert [bill[3] for bill in bills] == ["160632,00"] * 4
    assert bills[0][2] == "2021-01-31"


def test_a_contact_is_handed_the_own_statements_alone(krokom: Client) -> None:
    for what, column in (("statements", 1), ("instalments", 0)):
        rows = table(krokom, f"/budgets/2021/1/{what}.csv")
        assert {each[column] for each in rows[1:]} == {"Krokom"}


def test_the_population_tells_its_source(krokom: Client) -> None:
    rows = table(krokom, "/budgets/2021/1/population.csv")
    assert row(rows, "2309")[:5] == ["2309", "Krokom", "14966", "2019-12-31", "1"]
    assert "SCB" in row(rows, "2309")[5]


@pytest.mark.parametrize(
    "text", ["=1+1", "+46", "-cmd", "@SUM(A1)", "\t=1+1", "  =1+1", "\u00a0-cmd", "\uff1d1+1"]
)
def test_text_that_a_spreadsheet_would_compute_stays_text(office: Client, text: str) -> None:
    LineItem.objects.filter(version__budget_year__year=2022).update(text=text)
    rows = table(office, "/budgets/2022/1/lines.csv")
    assert {each[2] for each in rows[1:]} == {f"'{text}"}


def test_another_file_is_not_there(office: Client) -> None:
    assert office.get("/budgets/2021/1/others.csv").status_code == 404


def test_queries_do_not_grow_with_the_rows(office: Client) -> None:
    for what in OF_A_VERSION:
        assert queries_for(office, f"/budgets/2021/1/{what}.csv") == queries_for(
            office, f"/budgets/2020/1/{what}.csv"
        )
