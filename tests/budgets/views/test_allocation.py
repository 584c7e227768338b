"""Who pays what of a budget, after which population, and why that one."""

import csv
import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from budgets.actions import adoption, consultation, lines
from budgets.models import BudgetVersion, Heading
from municipalities.actions import agreements, populations
from municipalities.models import Agreement, Municipality
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.queries import queries_for
from tests.reading import read

REFERENCE = Path(__file__).parents[2] / "data" / "allocation_reference.csv"


def reference() -> dict[str, list[dict[str, str]]]:
    with REFERENCE.open(encoding="utf-8", newline="") as rows:
        return {
            year: list(of_year)
            for year, of_year in groupby(csv.DictReader(rows), lambda row: row["budget_year"])
        }


def spaced(number: str) -> str:
    return f"{int(number):,}".replace(",", " ")


def test_an_adopted_one_opens_for_all_but_outsiders(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses("/budgets/2021/allocation/") == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2021/1/allocation/") == NOT_TO_OUTSIDERS


def test_that_of_a_draft_is_not_there_for_others_than_the_office(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses("/budgets/2022/allocation/") == OFFICE_ALONE
    assert statuses("/budgets/2022/1/allocation/") == OFFICE_ALONE


@pytest.mark.parametrize("year", ["2019", "2020", "2021"])
def test_every_share_equals_the_reference(office: Client, year: str) -> None:
    page = read(office.get(f"/budgets/{year}/allocation/"))
    expected = reference()[year]
    assert len(expected) == 8
    for row in expected:
        percent = f"{round(float(row['share_pct_6dp']), 2):.2f}".replace(".", ",")
        assert page.row(row["name"]) == [
            row["code"],
            spaced(row["population"]),
            percent,
            spaced(row["amount_kr_largest_remainder"]),
        ]
    total = str(sum(int(row["amount_kr_largest_remainder"]) for row in expected))
    assert page.row("Summa")[-2:] == ["100,00", spaced(total)]
    assert expected[0]["population_date"] in page.text


def test_municipalities_stand_by_code(office: Client) -> None:
    (table,) = read(office.get("/budgets/2021/allocation/")).tables
    assert [row[1] for row in table[1:-1]] == [row["code"] for row in reference()["2021"]]


def test_it_says_which_population_and_why(office: Client) -> None:
    text = read(office.get("/budgets/2021/allocation/")).text
    assert (
        "Budget 2021 fastställdes 2020-09-24. Den fördelas därför efter folkmängden vid "
        "årsskiftet före den dagen: 2019-12-31." in text
    )
    assert "Vid beslut från och med 2021-01-01 hade 2020-12-31 gällt." in text


def test_it_says_so_in_english(in_english: Client) -> None:
    text = read(in_english.get("/budgets/2021/allocation/?decided=2021-01-15")).text
    assert (
        "Budget 2021 was adopted on 2020-09-24. It is therefore shared by the population at the "
        "year-end before that day: 2019-12-31." in text
    )
    assert "Adopted on 2021-01-15, the population of 2020-12-31 would be used." in text


def test_a_day_after_new_year_shows_what_each_would_pay_then(office: Client) -> None:
    page = read(office.get("/budgets/2021/allocation/?decided=2021-01-15"))
    assert "Vid beslut 2021-01-15 hade folkmängden 2020-12-31 gällt." in page.text
    assert page.row("Kommun")[-3:] == ["Folkmängd då", "Kronor då", "Skillnad"]
    assert page.row("Krokom")[3:] == ["642 528", "15 054", "644 606", "2 078"]
    assert page.row("Ragunda")[3:] == ["226 855", "5 208", "223 004", "−3 851"]
    assert page.row("Summa")[3:] == ["5 616 000", "131 155", "5 616 000", "0"]


def test_a_day_in_the_same_year_differs_in_nothing(office: Client) -> None:
    page = read(office.get("/budgets/2021/allocation/?decided=2020-12-31"))
    assert "Ingenting hade skilt sig." in page.text
    assert len(page.row("Krokom")) == 4


def test_a_day_whose_population_is_not_here_says_so(office: Client) -> None:
    page = read(office.get("/budgets/2021/allocation/?decided=2031-01-15"))
    assert "2030-12-31" in page.text
    assert "finns inte här än" in page.text
    assert len(page.row("Krokom")) == 4


@pytest.mark.parametrize("typed", ["abc", "", "2021-02-30", "20211", "01/15/2021", "\0"])
def test_what_is_no_day_gets_a_sentence(office: Client, typed: str) -> None:
    response = office.get("/budgets/2021/allocation/", {"decided": typed})
    page = read(response)
    assert response.status_code == 200
    assert page.errors == ["Skriv dagen som år-månad-dag, till exempel 2021-01-15."]
    assert page.row("Krokom")[-1] == "642 528"


def test_what_is_no_day_is_kept_as_it_was_typed(office: Client) -> None:
    html = office.get("/budgets/2021/allocation/?decided=15/1 2021").content.decode()
    assert 'type="text" name="decided" value="15/1 2021"' in html


def test_a_day_is_chosen_in_a_calendar(office: Client) -> None:
    for query, value in (("", ""), ("?decided=2021-01-15", ' value="2021-01-15"')):
        html = office.get(f"/budgets/2021/allocation/{query}").content.decode()
        assert f'type="date" name="decided"{value}' in html


def test_what_is_no_day_gets_a_sentence_in_english(in_english: Client) -> None:
    page = read(in_english.get("/budgets/2021/allocation/?decided=abc"))
    assert page.errors == ["Write the day as year-month-day, such as 2021-01-15."]


@pytest.mark.parametrize("typed", ["0001-01-01", "1000-01-01", "9999-12-31"])
def test_a_day_far_away_gets_a_sentence(office: Client, typed: str) -> None:
    response = office.get("/budgets/2021/allocation/", {"decided": typed})
    page = read(response)
    assert response.status_code == 200
    assert page.errors == ["Datumet måste vara mellan 1989 och 2099."]
    assert len(page.row("Krokom")) == 4


@pytest.mark.parametrize(
    "address",
    [
        "/budgets/2025/allocation/",
        "/budgets/20211/allocation/",
        "/budgets/abc/allocation/",
        "/budgets/0000/allocation/",
        "/budgets/2021/0/allocation/",
        "/budgets/2021/2/allocation/",
        "/budgets/2021/99999999999999999999/allocation/",
    ],
)
def test_what_is_not_there_is_not_found(office: Client, address: str) -> None:
    assert office.get(address).status_code == 404


def grow_the_agreement(year: int) -> None:
    """Let 32 more municipalities take part, and tell how many live there."""
    agreement = Agreement.objects.get()
    joining = Municipality.objects.exclude(participations__agreement=agreement)[:32]
    figures = {"2303": 5208, "2305": 6181, "2309": 15054, "2313": 11488} | {
        "2321": 12049,
        "2326": 7120,
        "2361": 10070,
        "2380": 63985,
    }
    for place, municipality in enumerate(list(joining)):
        agreements.join(agreement=agreement, municipality=municipality, from_year=2022)
        figures[municipality.code] = 10_000 + place
    populations.record_snapshot(year=year, figures=figures, source="Prov")


@pytest.mark.parametrize("query", ["", "?decided=2020-06-01"], ids=["alone", "beside another day"])
def test_the_number_of_queries_does_not_grow_with_the_members(office: Client, query: str) -> None:
    address = f"/budgets/2022/allocation/{query}"
    with_eight = queries_for(office, address)
    grow_the_agreement(2020)
    (table,) = read(office.get("/budgets/2022/allocation/")).tables
    assert len(table) == 1 + 40 + 1
    assert queries_for(office, address) == with_eight


def test_nor_does_it_when_the_shares_are_frozen(office: Client) -> None:
    with_eight = queries_for(office, "/budgets/2021/allocation/")
    grow_the_agreement(2020)
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    adoption.adopt(
        draft, on=datetime.date(2021, 9, 23), reference="§ 1", by=None, imbalance_reason="Prov"
    )
    (table,) = read(office.get("/budgets/2022/allocation/")).tables
    assert len(table) == 1 + 40 + 1
    assert queries_for(office, "/budgets/2022/allocation/") == with_eight


def test_nor_does_it_with_the_agreements(krokom: Client) -> None:
    address = "/budgets/2022/allocation/"
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    day = timezone.localdate() + datetime.timedelta(days=30)
    consultation.send(draft, answers_by=day, by=None)
    with_one = queries_for(krokom, address)
    consultation.take_back(draft, by=None)
    members = Municipality.objects.filter(participations__isnull=False)
    for name in ("Tolkförmedling", "Arkiv"):
        agreement = agreements.create(name=name, members=members, from_year=2019)
        heading = Heading.objects.get(name="Intäkter uppdragsupphandlingar")
        lines.add(version=draft, heading=heading, amount=Decimal(1000), charged_to=agreement)
    consultation.send(draft, answers_by=day, by=None)
    assert len(read(krokom.get(address)).tables) == 3
    assert queries_for(krokom, address) == with_one
