"""The first page: what is next, for each kind of person."""

import datetime
from collections.abc import Callable, Iterable

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import versions
from budgets.models import BudgetVersion
from municipalities.models import Contact, Municipality
from tests.budgets.views.conftest import OPEN_TO_ALL
from tests.conftest import signed_in
from tests.queries import queries_for
from tests.reading import read


def test_it_opens_for_all_who_sign_in(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses("/") == OPEN_TO_ALL


@pytest.mark.parametrize("kind", ["editor", "approver"])
def test_the_office_is_told_of_the_draft_and_what_stands_in_the_way(
    the_example: None, kind: str, request: pytest.FixtureRequest
) -> None:
    page = read(signed_in(request.getfixturevalue(kind)).get("/"))
    assert page.headings == ["Budget 2022 är ett utkast", "Budget 2021 är fastställd"]
    assert "Beslut är planerat till 2021-09-23, så folkmängden 2020-12-31 avgör" in page.text
    assert "Budgeten är inte i balans: resultatet är −1 000 kr." in page.text
    assert page.links["Öppna budget 2022"] == "/budgets/2022/1/"
    assert "/admin/" not in page.links.values()


def test_the_administrator_is_led_to_population_and_users(
    the_example: None, administrator: User
) -> None:
    page = read(signed_in(administrator).get("/"))
    assert "Den senaste folkmängden är" in page.text
    assert page.links["Administration"] == "/admin/"
    assert "/admin/accounts/user/" in page.links.values()


def test_a_contact_is_told_the_sum_first_and_the_change(krokom: Client) -> None:
    page = read(krokom.get("/"))
    assert page.headings == ["Krokom betalar 642 528 kr för 2021"]
    assert "Budgeten fastställdes 2020-09-24." in page.text
    assert "För 2020 var det 626 801 kr; ändringen är +15 727 kr." in page.text


def test_a_contact_is_led_to_the_own_steps_and_to_no_others(krokom: Client) -> None:
    shares = [
        address for address in read(krokom.get("/")).links.values() if "/allocation/" in address
    ]
    assert [address for address in shares if not address.endswith("/allocation/")] == [
        address for address in shares if address.endswith("/2309/")
    ]
    assert krokom.get(shares[-1]).status_code == 200


def test_a_contact_of_ostersund_pays_for_quality_assurance_too(
    contact_of_krokom: User, krokom: Client
) -> None:
    Contact.objects.create(
        user=contact_of_krokom, municipality=Municipality.objects.get(code="2380")
    )
    page = read(krokom.get("/"))
    assert page.headings == [
        "Krokom betalar 642 528 kr för 2021",
        "Östersund betalar 3 114 192 kr för 2021",
    ]
    assert "376 000 kr: Intäkter kvalitetssäkring Östersund" in page.text


def test_an_outsider_is_told_to_ask_the_office(the_example: None, outsider: User) -> None:
    page = read(signed_in(outsider).get("/"))
    assert page.headings == ["Inget att visa ännu"]
    assert page.tables == []


def test_a_contact_whose_time_is_over_is_an_outsider(
    contact_of_krokom: User, krokom: Client
) -> None:
    contact_of_krokom.contacts.update(
        from_date=datetime.date(2020, 1, 1), to_date=datetime.date(2020, 12, 31)
    )
    assert "642 528" not in read(krokom.get("/")).text
    assert krokom.get("/budgets/2021/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_years(office: Client, krokom: Client) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)

    def add(years: Iterable[int]) -> None:
        for year in years:
            day = datetime.date(year - 1, 9, 23)
            versions.copy(draft, to_year=year, planned_adoption_date=day)

    add([2023, 2024])  # as many as the page tells of
    few = queries_for(office, "/"), queries_for(krokom, "/")
    add(range(2025, 2043))
    assert (queries_for(office, "/"), queries_for(krokom, "/")) == few


def test_the_number_of_queries_does_not_grow_with_the_municipalities_of_a_contact(
    contact_of_krokom: User, krokom: Client
) -> None:
    one = queries_for(krokom, "/")
    for code in ("2303", "2305", "2313", "2321"):
        municipality = Municipality.objects.get(code=code)
        Contact.objects.create(user=contact_of_krokom, municipality=municipality)
    assert queries_for(krokom, "/") == one
