"""Saying in the admin who takes part in an agreement, and when."""

import pytest
from django.test import Client

from accounts.models import User
from municipalities.models import Agreement, Municipality, Participation
from tests.admin_pages import address, errors_on, in_language
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.forms import Form, form_on, forms_on, submit

pytestmark = pytest.mark.django_db
ROWS = "participations"


@pytest.fixture
def krokom(db: None) -> Municipality:
    return registers.municipality("2309", "Krokom")


@pytest.fixture
def agreement(krokom: Municipality) -> Agreement:
    return registers.agreement(krokom, from_year=2019)


def years(agreement: Agreement) -> list[tuple[int, int | None]]:
    rows = agreement.participations.order_by("from_year")
    return list(rows.values_list("from_year", "to_year"))


def shown(client: Client, agreement: Agreement) -> Form:
    """The form of an agreement and who takes part in it."""
    return form_on(client.get(address("change", agreement)))


def joined(client: Client, form: Form, code: str, **years: str) -> Form:
    """The form with one more row, of the municipality that is found by its code."""
    number = len({name for name in form.names() if name.endswith("-from_year")}) - 1
    return form.add_row(ROWS, years).look_up(client, f"{ROWS}-{number}-municipality", code)


def test_a_municipality_joins(agreement: Agreement, administrator: User) -> None:
    client = signed_in(administrator)
    registers.municipality("2305")
    response = joined(client, shown(client, agreement), "2305", from_year="2021").send(client)
    assert response.status_code == 302
    assert agreement.participations.count() == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2021", "2022"), ("2022", "2023")),
        (("2021", ""), ("2025", "2026")),
        (("2021", ""), ("2020", "")),
    ],
)
def test_two_new_rows_that_overlap_are_told_at_the_field(
    first: tuple[str, str], second: tuple[str, str], administrator: User
) -> None:
    agreement, client = registers.agreement(), signed_in(administrator)
    registers.municipality("2305", "Bräcke")
    form = shown(client, agreement)
    for from_year, to_year in (first, second):
        joined(client, form, "2305", from_year=from_year, to_year=to_year)
    response = form.send(client)
    ((field, (sentence,)),) = errors_on(response).items()
    assert field == f"{ROWS}-1-from_year"
    assert "Bräcke" in sentence
    assert not Participation.objects.exists()


def test_a_new_row_that_overlaps_an_old_one_is_told_at_the_field(
    agreement: Agreement, administrator: User
) -> None:
    client = signed_in(administrator)
    response = joined(client, shown(client, agreement), "2309", from_year="2025").send(client)
    assert list(errors_on(response)) == [f"{ROWS}-1-from_year"]
    assert years(agreement) == [(2019, None)]


def test_a_row_that_somebody_else_added_meanwhile_counts_too(
    agreement: Agreement, administrator: User
) -> None:
    client = signed_in(administrator)
    bracke = registers.municipality("2305", "Bräcke")
    form = joined(client, shown(client, agreement), "2305", from_year="2025")
    agreement.participations.create(municipality=bracke, from_year=2020)
    response = form.send(client)
    assert list(errors_on(response)) == [f"{ROWS}-1-from_year"]


def test_ending_one_row_and_beginning_the_next_is_one_step(
    agreement: Agreement, administrator: User
) -> None:
    client = signed_in(administrator)
    form = joined(client, shown(client, agreement), "2309", from_year="2021")
    response = form.fill({f"{ROWS}-0-to_year": "2020"}).send(client)
    assert response.status_code == 302
    assert years(agreement) == [(2019, 2020), (2021, None)]


@pytest.mark.parametrize("border", [2018, 2022])
def test_the_border_between_two_rows_moves_in_one_step(
    border: int, agreement: Agreement, krokom: Municipality, administrator: User
) -> None:
    agreement.participations.update(from_year=2015, to_year=2020)
    agreement.participations.create(municipality=krokom, from_year=2021)
    client, page = signed_in(administrator), address("change", agreement)
    moved = {f"{ROWS}-0-to_year": str(border), f"{ROWS}-1-from_year": str(border + 1)}
    response = submit(client, page, moved)
    assert response.status_code == 302
    assert years(agreement) == [(2015, border), (border + 1, None)]


def test_a_row_may_take_the_place_of_one_that_is_deleted(
    agreement: Agreement, administrator: User
) -> None:
    client = signed_in(administrator)
    form = joined(client, shown(client, agreement), "2309", from_year="2020")
    assert form.fill({f"{ROWS}-0-DELETE": True}).send(client).status_code == 302
    assert years(agreement) == [(2020, None)]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("from_year", "20211"),
        ("from_year", "1066"),
        ("from_year", "9" * 30),
        ("to_year", "20211"),
        ("to_year", "2018"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    field: str, typed: str, language: str, agreement: Agreement, administrator: User
) -> None:
    client = in_language(language, signed_in(administrator))
    page, name = address("change", agreement), f"{ROWS}-0-{field}"
    told = errors_on(submit(client, page, {name: typed}))
    assert list(told) == [name]
    assert all(told.values())
    assert years(agreement) == [(2019, None)]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("from_year", "abc"),
        ("from_year", "\0"),
        ("municipality", "abc"),
        ("municipality", "9" * 30),
        ("municipality", ""),
    ],
)
def test_what_the_page_does_not_let_through_is_told_at_its_field(
    field: str, forged: str, language: str, agreement: Agreement, administrator: User
) -> None:
    client = in_language(language, signed_in(administrator))
    form, name = shown(client, agreement), f"{ROWS}-0-{field}"
    response = client.post(form.where, form.data() | {name: forged})
    told = errors_on(response)
    assert list(told) == [name]
    assert all(told.values())
    assert years(agreement) == [(2019, None)]


@pytest.mark.parametrize("percent", ["101", "-1", "9" * 30])
def test_an_equal_part_that_cannot_be_is_told(
    percent: str, agreement: Agreement, administrator: User
) -> None:
    client, page = signed_in(administrator), address("change", agreement)
    response = submit(client, page, {"equal_percent": percent}, press="Spara")
    assert list(errors_on(response)) == ["equal_percent"]


def test_an_equal_part_that_is_no_number_is_told(agreement: Agreement, administrator: User) -> None:
    client = signed_in(administrator)
    form = shown(client, agreement)
    response = client.post(form.where, form.data() | {"equal_percent": "abc"})  # by no browser
    assert list(errors_on(response)) == ["equal_percent"]


def test_an_agreement_that_budgets_rely_on_is_renamed_but_not_deleted(administrator: User) -> None:
    budgets.adopted()
    agreement = Agreement.objects.get()
    client, page = signed_in(administrator), address("change", agreement)
    sent = submit(client, page, {"name": "Nytt <b>namn</b>"}, press="Spara")
    assert sent.status_code == 302
    assert "<b>namn" not in client.get(page).text
    asked = client.get(address("delete", agreement))
    assert not forms_on(asked)
    for response in (asked, client.post(address("delete", agreement), {"post": "yes"})):
        assert response.status_code == 200
        assert response.context["protected"]
    assert Agreement.objects.get().name == "Nytt <b>namn</b>"
