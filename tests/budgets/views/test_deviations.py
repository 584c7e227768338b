"""All printed totals that are not the sums of their rows, each with its class."""

from collections.abc import Callable

from django.test import Client

from budgets.models import BudgetVersion, ControlTotal
from tests.budgets.views.conftest import OPEN_TO_ALL
from tests.queries import queries_for
from tests.reading import read

ADDRESS = "/budgets/deviations/"


def test_it_opens_for_all_who_sign_in(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(ADDRESS) == OPEN_TO_ALL


def test_the_published_deviations_stand_with_their_class(office: Client) -> None:
    page = read(office.get(ADDRESS))
    assert page.headings[0] == "4 tryckta summor är inte summan av sina rader"
    (table,) = page.tables
    costs, income = "Summa kostnader", "Summa intäkter"
    follows = "följer av summorna ovanför"
    assert table[1:] == [
        ["2019", costs, "fel i källan", "7 201 000", "7 209 000", "−8 000", "1 000"],
        ["2019", "Resultat", follows, "0", "−8 000", "8 000", "3 000"],
        ["2021", income, "avrundning", "7 503 000", "7 502 000", "1 000", "2 000"],
        ["2021", "Resultat", follows, "0", "−1 000", "1 000", "3 000"],
    ]


def test_each_leads_to_its_table_and_the_table_leads_here(office: Client) -> None:
    page = read(office.get(ADDRESS))
    assert "7 201[1]" in read(office.get(page.links["2019"])).row("Summa kostnader")
    table = read(office.get("/budgets/table/"))
    assert table.links["Alla tryckta summor som skiljer"] == ADDRESS


def test_the_number_of_queries_does_not_grow_with_the_deviations(office: Client) -> None:
    before = queries_for(office, ADDRESS)
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    for total in ("income", "cost"):
        ControlTotal.objects.create(version=draft, total=total, amount=1, source="Här")
    assert len(read(office.get(ADDRESS)).tables[0]) == 7
    assert queries_for(office, ADDRESS) == before
