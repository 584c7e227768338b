"""The lines of one version."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import lines
from budgets.models import BudgetVersion, Heading
from municipalities.models import Municipality
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.conftest import signed_in
from tests.queries import queries_for
from tests.reading import read


def test_an_adopted_one_opens_for_all_but_outsiders(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses("/budgets/2021/") == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2021/1/") == NOT_TO_OUTSIDERS


def test_a_draft_is_not_there_for_others_than_the_office(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses("/budgets/2022/") == OFFICE_ALONE
    assert statuses("/budgets/2022/1/") == OFFICE_ALONE


def test_an_adopted_one_says_when_and_that_nothing_changes(office: Client) -> None:
    page = read(office.get("/budgets/2021/"))
    assert page.headings[0] == "Budget 2021 är fastställd"
    assert "Fastställd 2020-09-24" in page.text
    assert "Inget i den ändras längre." in page.text


def test_the_lines_add_up_to_true_totals(office: Client) -> None:
    page = read(office.get("/budgets/2021/"))
    assert page.row("Summa intäkter")[-1] == "7 502 000"
    assert page.row("Summa kostnader")[-1] == "7 503 000"
    assert page.row("Resultat")[-1] == "−1 000"
    assert "Skillnaden +1 tkr är avrundning" in page.text


def test_each_income_says_how_it_is_charged(office: Client) -> None:
    (table,) = read(office.get("/budgets/2021/")).tables
    charged = [row[1] for row in table if row[1]]
    assert charged == [
        "Debiteras",
        "fördelas enligt Grundavtalet",
        "till Jämtlands Gymnasieförbund",
        "till Krokoms Bostäder",
        "till Norra Jämtlands Räddningstjänst",
        "till Östersund",
        "på beställning",
    ]


def test_a_draft_says_what_it_was_made_from_and_what_stands_in_the_way(office: Client) -> None:
    page = read(office.get("/budgets/2022/"))
    assert page.headings[:2] == ["Budget 2022 är ett utkast", "Innan den kan fastställas"]
    assert "budget 2021, version 1" in page.text
    assert "Budgeten är inte i balans: resultatet är −1 000 kr." in page.text


def test_only_the_administrator_is_led_to_the_admin(office: Client, administrator: User) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    address = f"/admin/budgets/budgetversion/{draft.pk}/change/"
    assert address not in office.get("/budgets/2022/").content.decode()
    assert address in signed_in(administrator).get("/budgets/2022/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/budgets/2025/",
        "/budgets/20211/",
        "/budgets/abc/",
        "/budgets/-2021/",
        "/budgets/0000/",
        "/budgets/2021/0/",
        "/budgets/2021/2/",
        "/budgets/2021/99999999999999999999/",
    ],
)
def test_what_is_not_there_is_not_found(office: Client, address: str) -> None:
    assert office.get(address).status_code == 404


def test_a_name_that_looks_like_markup_stays_text(office: Client) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    heading = Heading.objects.filter(kind="cost").first()
    assert heading
    lines.add(version=draft, heading=heading, amount=Decimal(1), text="<b>fet</b>")
    html = office.get("/budgets/2022/").content.decode()
    assert "&lt;b&gt;fet&lt;/b&gt;" in html
    assert "<b>fet" not in html


def test_the_number_of_queries_does_not_grow_with_the_lines(office: Client) -> None:
    few = queries_for(office, "/budgets/2022/")
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    cost = Heading.objects.filter(kind="cost").first()
    assert cost
    income = Heading.objects.create(kind="income", name="Många")
    for number, municipality in enumerate(Municipality.objects.all()[:40]):
        text = f"Rad {number}"
        lines.add(version=draft, heading=cost, amount=Decimal(1), text=text)
        lines.add(
            version=draft, heading=income, amount=Decimal(1), text=text, charged_to=municipality
        )
    (table,) = read(office.get("/budgets/2022/")).tables
    assert len(table) > 80
    assert queries_for(office, "/budgets/2022/") == few
