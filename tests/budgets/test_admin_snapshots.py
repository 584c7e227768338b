"""Populations in the admin: the list of them all; they are brought in elsewhere."""

import pytest
from django.test import Client

from accounts.models import User
from budgets.models import BudgetVersion
from municipalities.models import Municipality, PopulationFigure, PopulationSnapshot
from tests.admin_pages import (
    address,
    chosen_in_list,
    deleted_all_the_same,
    in_language,
    refusal,
)
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.forms import forms_on, submit
from tests.queries import queries_for
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
LIST = address("changelist", PopulationSnapshot)


@pytest.fixture
def client(administrator: User) -> Client:
    return in_language("en", signed_in(administrator))


def rows(client: Client, question: str = "") -> list[list[str]]:
    page: Page = read(client.get(LIST + question))
    (table,) = (t for t in page.tables if any("2" in cell for row in t for cell in row))
    return table[1:]


def test_the_list_tells_of_each_what_it_is_and_what_uses_it(client: Client) -> None:
    version = budgets.adopted()
    members = dict.fromkeys(Municipality.objects.all(), 5)
    corrected = registers.snapshot(2019, members, revision=2)
    PopulationSnapshot.objects.filter(pk=corrected.pk).update(preliminary=True)
    draft = budgets.draft(2021)
    newest, oldest = rows(client)
    assert newest[1:5] == ["2019-12-31", "2", "SCB", "preliminary"]
    assert oldest[1:4] == ["2019-12-31", "1", "SCB"]
    assert newest[-1] == f"{draft} (draft)"
    assert oldest[-1] == f"{version} (adopted)"


def test_a_row_leads_to_the_page_of_the_population(client: Client) -> None:
    registers.snapshot(2019)
    assert read(client.get(LIST)).links["2019-12-31"] == "/population/2019/1/"


def test_there_are_three_ways_in(client: Client) -> None:
    links = read(client.get(LIST)).links
    assert links["Fetch from SCB"] == "/population/fetch/"
    assert links["Take in a file"] == "/population/file/"
    assert links["Type by hand"] == "/population/typed/"
    added = client.get(address("add", PopulationSnapshot))
    assert added["Location"] == "/population/typed/"
    # Whatever is sent there without a page.
    assert client.post(address("add", PopulationSnapshot), {"year": "2020"}).status_code == 302
    assert not PopulationSnapshot.objects.exists()


def test_nothing_in_it_is_changed_there(client: Client) -> None:
    snapshot = registers.snapshot(2020, {registers.municipality("2380"): 5})
    page = address("change", snapshot)
    response = client.get(page)
    assert response.status_code == 200
    assert "Kommun 2380" in response.text
    assert 'name="_save"' not in response.text  # so that it is sent by hand
    assert client.post(page, {"year": "2021", "source": "X"}).status_code == 403
    snapshot.refresh_from_db()
    assert (snapshot.year, snapshot.source) == (2020, "SCB")


def test_one_that_nothing_was_adopted_by_is_deleted(client: Client) -> None:
    snapshot = registers.snapshot(2020, {registers.municipality("2380"): 5})
    assert submit(client, address("delete", snapshot), press="Yes, I’m sure").status_code == 302
    assert not PopulationFigure.objects.exists()


def test_one_that_was_adopted_by_stays(client: Client) -> None:
    version = budgets.adopted()
    snapshot = PopulationSnapshot.objects.get()
    assert str(version) in client.get(LIST).text
    assert refusal(client, client.get(address("delete", snapshot)))
    # No page asks whether one is sure.
    assert refusal(client, client.post(address("delete", snapshot), {"post": "yes"}))
    asked = chosen_in_list(client, "delete_selected", snapshot)
    assert asked.context["protected"]
    assert not forms_on(asked)
    assert deleted_all_the_same(client, snapshot).context["protected"]
    assert snapshot.figures.count() == 2


def test_more_versions_and_snapshots_cost_no_more_queries(client: Client) -> None:
    budgets.adopted()
    budgets.draft()
    few = queries_for(client, LIST)
    for year in range(1960, 2019):
        registers.snapshot(year)
    for _time in range(3):
        budgets.draft(2022)
    assert queries_for(client, LIST) == few
    assert len(rows(client)) == 50
    assert len(rows(client, "?p=2")) == 10
    assert BudgetVersion.objects.count() == 5
