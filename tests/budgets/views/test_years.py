"""The list of budgets."""

import datetime
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from budgets.actions import versions
from budgets.models import BudgetVersion
from tests.budgets.views.conftest import OPEN_TO_ALL
from tests.conftest import signed_in
from tests.queries import queries_for
from tests.reading import read

ADDRESS = "/budgets/"


def test_it_opens_for_all_who_sign_in(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(ADDRESS) == OPEN_TO_ALL


def test_the_office_sees_every_version_the_newest_first(office: Client) -> None:
    (table,) = read(office.get(ADDRESS)).tables
    assert [row[:2] for row in table[1:]] == [
        ["2022", "utkast"],
        ["2021", "fastställd"],
        ["2020", "fastställd"],
        ["2019", "fastställd"],
    ]


def test_a_contact_sees_no_draft(krokom: Client) -> None:
    (table,) = read(krokom.get(ADDRESS)).tables
    assert [row[0] for row in table[1:]] == ["2021", "2020", "2019"]


def test_an_outsider_sees_a_sentence_and_no_table(the_example: None, outsider: User) -> None:
    page = read(signed_in(outsider).get(ADDRESS))
    assert page.tables == []
    assert "Det finns ingen budget för dig att se ännu." in page.text


def test_true_totals_stand_in_kronor(office: Client) -> None:
    page = read(office.get(ADDRESS))
    assert page.row("2019")[2:] == ["7 201 000", "7 209 000", "−8 000"]
    assert page.row("2020")[2:] == ["7 327 000", "7 327 000", "0"]


def test_a_year_leads_to_its_lines(office: Client) -> None:
    assert read(office.get(ADDRESS)).links["2020"] == "/budgets/2020/1/"


def test_the_number_of_queries_does_not_grow_with_the_years(office: Client) -> None:
    few = queries_for(office, ADDRESS)
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    for year in range(2023, 2043):
        versions.copy(draft, to_year=year, planned_adoption_date=datetime.date(year - 1, 9, 23))
    (table,) = read(office.get(ADDRESS)).tables
    assert len(table) == 1 + 4 + 20
    assert queries_for(office, ADDRESS) == few
