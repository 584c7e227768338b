"""A budget in pictures, each with its figures in a table beside it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from budgets.models import BudgetVersion
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.queries import queries_for
from tests.reading import read


def test_they_open_as_the_version_does(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses("/budgets/2021/charts/") == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2021/1/charts/") == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2022/1/charts/") == OFFICE_ALONE


def test_every_picture_has_its_figures_in_a_table(office: Client) -> None:
    page = read(office.get("/budgets/2021/charts/"))
    years, flows, shares, changes = page.tables
    assert page.row_of(years, "2021") == ["7 502 000", "7 503 000", "−1 000"]
    assert page.row_of(flows, "Personalkostnader") == ["6 281 000", "83,7"]
    assert page.row_of(shares, "Krokom") == ["642 528", "11,44"]
    assert page.row_of(changes, "Krokom") == ["626 801", "642 528", "+15 727", "+2,5 %"]


def test_a_picture_says_what_it_shows_and_carries_no_style(office: Client) -> None:
    html = office.get("/budgets/2021/charts/").content.decode()
    pictures = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    assert len(pictures) == 4
    names = re.findall(r'\bid="([^"]+)"', html)
    assert len(names) == len(set(names))
    for picture in pictures:
        assert 'role="img"' in picture
        assert "<title id=" in picture
        assert "<desc id=" in picture
        assert "style=" not in picture
        (labelled,) = re.findall(r'aria-labelledby="([^"]+)"', picture)
        assert set(labelled.split()) <= set(names)


def test_a_contact_sees_no_draft_among_the_years(krokom: Client, office: Client) -> None:
    def years(client: Client) -> list[str]:
        return [row[0] for row in read(client.get("/budgets/2021/charts/")).tables[0][1:]]

    assert years(krokom) == years(office) == ["2019", "2020", "2021"]
    BudgetVersion.objects.get(budget_year__year=2022)  # there is a draft, later than these
    assert "2022 utkast" in [
        row[0] for row in read(office.get("/budgets/2022/charts/")).tables[0][1:]
    ]


@pytest.mark.parametrize("address", ["/budgets/2021/", "/budgets/table/"])
def test_the_pages_of_the_figures_lead_there(office: Client, address: str) -> None:
    assert read(office.get(address)).links["Se den i bilder"] == "/budgets/2021/1/charts/"


def test_queries_do_not_grow_with_the_years(office: Client) -> None:
    assert queries_for(office, "/budgets/2021/charts/") == queries_for(
        office, "/budgets/2020/charts/"
    )
