"""Starting a budget year from an earlier version, with its amounts raised."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budgets.models import BudgetVersion, Heading, LineItem
from tests.conftest import signed_in
from tests.forms import Form, form_on, submit
from tests.reading import read

NEW = "/budgets/new/"
MAKE = "Gör utkastet"
TYPED = {"year": "2023", "planned_adoption_date": "2022-09-22"}


@pytest.fixture
def client(the_example: None, editor: User) -> Client:
    return signed_in(editor)


def make(client: Client, **typed: str) -> Any:
    return submit(client, NEW, TYPED | typed, press=MAKE)


def shown(client: Client, **typed: str) -> Form:
    return form_on(client.get(NEW), press=MAKE).fill(TYPED | typed)


def made() -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2023)


def amounts(heading: str) -> list[Decimal]:
    lines = LineItem.objects.filter(version=made(), heading__name=heading)
    return list(lines.values_list("amount", flat=True))


def test_a_copy_with_staff_raised_by_three_per_cent(client: Client) -> None:
    staff = Heading.objects.get(name="Personalkostnader")
    response = make(client, **{f"heading-{staff.pk}": "3 %"})
    assert response.headers["Location"] == "/budgets/2023/1/edit/"
    assert amounts("Personalkostnader") == [Decimal("6469000.00")]
    assert amounts("Övriga omkostnader") == [Decimal("1222000.00")]


def test_an_uplift_for_all_holds_where_a_heading_has_none(client: Client) -> None:
    staff = Heading.objects.get(name="Personalkostnader")
    make(client, **{"all": "2 %", f"heading-{staff.pk}": "0"})
    assert amounts("Personalkostnader") == [Decimal("6281000.00")]
    assert amounts("Övriga omkostnader") == [Decimal("1246000.00")]


def test_kronor_over_a_heading_are_spread_over_its_lines_exactly(client: Client) -> None:
    parties = Heading.objects.get(name="Intäkter övriga avtalsparter")
    make(client, **{"unit": "1", f"heading-{parties.pk}": "100"})
    assert sum(amounts("Intäkter övriga avtalsparter")) == Decimal("538100.00")


def test_an_empty_start_has_no_lines(client: Client) -> None:
    empty = submit(client, NEW, {"basis": ""}, press="Välj")
    started = submit(client, empty, TYPED, press=MAKE)
    assert started.headers["Location"] == "/budgets/2023/1/edit/"
    assert not LineItem.objects.filter(version=made()).exists()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("year", "20211", "Budgetåret måste vara mellan 1990 och 2099."),
        ("year", "abc", "Skriv året med fyra siffror"),
        ("planned_adoption_date", "22 sept", "Skriv dagen som år-månad-dag"),
        ("all", "tre procent", "är varken procent eller ett belopp"),
        ("all", "5000 %", "mer än tusen procent"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    client: Client, field: str, typed: str, told: str
) -> None:
    # A browser without calendars sends any day, and one without fields for numbers any year.
    response = client.post(NEW, shown(client).data(MAKE) | {field: typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert told in page
    assert f'value="{typed}"' in page
    assert not BudgetVersion.objects.filter(budget_year__year=2023).exists()


@pytest.mark.parametrize("typed", ["9" * 10_000, "9" * 10_000 + " %"])
def test_an_endless_uplift_is_quoted_in_part(client: Client, typed: str) -> None:
    page = make(client, all=typed).content.decode()
    told = page.replace(f'value="{typed}"', "")
    assert "är varken procent eller ett belopp" in told
    assert "9" * 49 + "…" in told
    assert "9" * 50 not in told


def test_only_the_office_starts_a_year(
    the_example: None, administrator: User, contact_of_krokom: User
) -> None:
    assert signed_in(administrator).get(NEW).status_code == 403
    assert signed_in(contact_of_krokom).get(NEW).status_code == 404


def test_the_form_sent_twice_starts_one_draft(client: Client) -> None:
    form = shown(client)
    first, second = form.send(client, MAKE), form.send(client, MAKE, follow=True)
    assert first.headers["Location"] == second.redirect_chain[0][0] == "/budgets/2023/1/edit/"
    assert "Utkastet gjordes redan." in read(second).text
    assert made().number == 1


def test_the_form_shown_anew_starts_another_draft(client: Client) -> None:
    forms = [shown(client) for _ in range(2)]
    for form in forms:
        form.send(client, MAKE)
    assert len({form.data()["entry"] for form in forms}) == 2
    assert BudgetVersion.objects.filter(budget_year__year=2023).count() == 2


def test_a_refused_form_keeps_its_entry(client: Client) -> None:
    form = shown(client, year="1066")
    refused = form_on(form.send(client, MAKE), press=MAKE)
    assert refused.data()["entry"] == form.data()["entry"]
