"""The comparison table: as the office publishes it, and honest about what does not add up."""

import csv
import datetime
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from budgets.actions import versions
from budgets.models import BudgetVersion
from tests.budgets.views.conftest import OPEN_TO_ALL
from tests.queries import queries_for
from tests.reading import Page, read

ADDRESS = "/budgets/table/"
PUBLISHED = Path(__file__).parents[2] / "data" / "budget_2021_published.csv"


def published_rows() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def without_marks(cells: list[str]) -> list[str]:
    return [cell.split("[")[0] for cell in cells]


def spaced(number: str) -> str:
    return f"{int(number):,}".replace(",", " ")


def test_it_opens_for_all_who_sign_in(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(ADDRESS) == OPEN_TO_ALL


@pytest.mark.parametrize("row", published_rows(), ids=lambda row: row["heading"])
def test_every_published_row_stands_as_it_was_printed(office: Client, row: dict[str, str]) -> None:
    shown = read(office.get(ADDRESS)).row(row["heading"])
    assert without_marks(shown) == [spaced(row[year]) for year in ("2019", "2020", "2021")]


def test_rows_stand_in_the_published_order(office: Client) -> None:
    (table,) = read(office.get(ADDRESS)).tables
    printed = [row[0] for row in table[1:] if not row[0].startswith("Radernas")]
    assert printed == [row["heading"] for row in published_rows()]


def test_true_sums_stand_under_totals_that_miss_them(office: Client) -> None:
    (table,) = read(office.get(ADDRESS)).tables
    below = {above[0]: row for above, row in pairwise(table)}
    assert below["Summa intäkter"] == ["Radernas summa", "7 201", "7 327", "7 502"]
    assert below["Summa kostnader"] == ["Radernas summa", "7 209", "7 327", "7 503"]
    assert below["Resultat"] == ["Radernas resultat", "−8", "0", "−1"]


def test_totals_that_miss_their_rows_are_marked_and_no_others(office: Client) -> None:
    page = read(office.get(ADDRESS))
    assert page.row("Summa intäkter") == ["7 201", "7 327", "7 503[1]"]
    assert page.row("Summa kostnader") == ["7 201[2]", "7 327", "7 503"]
    assert page.row("Resultat") == ["0[2]", "0", "0[1]"]


def test_the_two_deviations_are_named_for_what_they_are(office: Client) -> None:
    text = read(office.get(ADDRESS)).text
    assert "Budget 2021, summa intäkter: tryckt 7 503 tkr i källan, raderna ger 7 502 tkr." in text
    assert "Skillnaden +1 tkr är avrundning" in text
    assert "Budget 2019, summa kostnader: tryckt 7 201 tkr i källan, raderna ger 7 209 tkr." in text
    assert "Skillnaden −8 tkr är ett fel i källan" in text


def test_the_two_deviations_are_named_in_english(in_english: Client) -> None:
    text = read(in_english.get(ADDRESS)).text
    assert "The difference +1 tkr is rounding" in text
    assert "The difference −8 tkr is an error in the source" in text


def test_thousands_are_parted_by_a_space_that_does_not_break(office: Client) -> None:
    assert "5\u00a0616" in office.get(ADDRESS).content.decode()


def test_a_figure_leads_to_its_lines(office: Client) -> None:
    address = read(office.get(ADDRESS)).links["5 616"]
    path, anchor = address.split("#")
    assert path == "/budgets/2021/1/"
    assert f'id="{anchor}"' in office.get(path).content.decode()


def test_the_chosen_years_stand_in_order_and_alone(office: Client) -> None:
    page = read(office.get(ADDRESS, {"years": ["2021", "2019"]}))
    assert page.headings[0] == "Budget 2019, 2021"
    assert page.row("Personalkostnader") == ["6 181", "6 281"]


def test_the_table_prints_kronor_when_asked(office: Client) -> None:
    page = read(office.get(ADDRESS, {"years": "2021", "unit": "kr"}))
    assert page.row("Personalkostnader") == ["6 281 000"]


def test_the_table_prints_millions_with_one_decimal_and_says_what_the_rounding_does(
    office: Client,
) -> None:
    page = read(office.get(ADDRESS, {"years": ["2019", "2021"], "unit": "mkr"}))
    assert page.row("Personalkostnader") == ["6,2", "6,3"]
    assert page.row("Summa kostnader") == ["7,2[3]", "7,5"]
    assert "de tryckta raderna skiljer" in page.text


def test_adjusted_figures_add_up_and_the_table_says_so(office: Client) -> None:
    page = read(office.get(ADDRESS, {"years": "2020", "unit": "mkr", "rounding": "adjusted"}))
    (table,) = page.tables
    figures = [float(row[1].replace(",", ".")) for row in table[1:]]
    income = [row[0] for row in table].index("Summa intäkter") - 1
    assert round(sum(figures[:income]), 1) == figures[income]
    assert "Siffrorna är justerade" in page.text


def test_the_workbook_is_printed_as_the_page(office: Client) -> None:
    page = read(office.get(ADDRESS, {"years": "2021", "unit": "mkr", "rounding": "adjusted"}))
    assert page.links["Hämta som Excel"] == (
        "/budgets/table.xlsx?years=2021&unit=mkr&rounding=adjusted"
    )


def test_the_draft_is_offered_to_the_office_but_not_shown_first(office: Client) -> None:
    page = read(office.get(ADDRESS))
    assert page.headings[0] == "Budget 2019–2021"
    assert 'value="2022"' in office.get(ADDRESS).content.decode()


def test_a_contact_chooses_no_draft(krokom: Client) -> None:
    assert 'value="2022"' not in krokom.get(ADDRESS).content.decode()
    page = read(krokom.get(ADDRESS, {"years": "2022"}))
    assert page.errors == ["Det finns ingen budget för 2022 som du får se."]


WRONG = {
    "years=20211": (
        "Det finns ingen budget för 20211 som du får se.",
        "There is no budget for 20211 that you may see.",
    ),
    "years=abc": (
        "Det finns ingen budget för abc som du får se.",
        "There is no budget for abc that you may see.",
    ),
    "years=2021&years=-1": (
        "Det finns ingen budget för -1 som du får se.",
        "There is no budget for -1 that you may see.",
    ),
    "unit=tkr": ("Välj minst ett år.", "Choose at least one year."),
    "years=2021&unit=xyz": (
        "Siffror skrivs i kr, tkr eller mkr, inte xyz.",
        "Figures print in kr, tkr or mkr, not xyz.",
    ),
    "years=2021&unit=%00": (
        "Siffror skrivs i kr, tkr eller mkr, inte \0.",
        "Figures print in kr, tkr or mkr, not \0.",
    ),
    "years=2021&rounding=up": (
        "Avrundning är printed eller adjusted, inte up.",
        "Rounding is printed or adjusted, not up.",
    ),
}


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("language", [0, 1], ids=["sv", "en"])
def test_a_wrong_choice_gets_a_sentence_and_leaves_the_table(
    office: Client, query: str, language: int
) -> None:
    office.cookies["django_language"] = ("sv", "en")[language]
    response = office.get(f"{ADDRESS}?{query}")
    page: Page = read(response)
    assert response.status_code == 200
    assert page.errors == [WRONG[query][language]]
    assert page.row("Personalkostnader") == ["6 181", "6 129", "6 281"]


def test_the_number_of_queries_does_not_grow_with_the_years(office: Client) -> None:
    one_year = queries_for(office, f"{ADDRESS}?years=2021")
    newest = BudgetVersion.objects.get(budget_year__year=2022)
    years = range(2023, 2035)
    for year in years:
        versions.copy(newest, to_year=year, planned_adoption_date=datetime.date(year - 1, 9, 23))
    chosen = "&".join(f"years={year}" for year in (2019, 2020, 2021, 2022, *years))
    assert len(read(office.get(f"{ADDRESS}?{chosen}")).row("Personalkostnader")) == 16
    assert queries_for(office, f"{ADDRESS}?{chosen}") == one_year
