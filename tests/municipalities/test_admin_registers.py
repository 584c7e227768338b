"""Keeping the registers in the admin."""

import pytest
from django.test import Client

from accounts.models import Role, User
from municipalities.models import Contact, Municipality, OtherParty
from tests.admin_pages import (
    address,
    chosen_in_list,
    deleted_all_the_same,
    errors_on,
    in_language,
)
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.forms import Form, form_on, forms_on, submit

pytestmark = pytest.mark.django_db
GOOD = {
    "code": "2380",
    "name": "Östersund",
    "organisation_number": "212000-2528",
    "vat_percent": "25",
}


def test_a_municipality_is_added(administrator: User) -> None:
    response = submit(signed_in(administrator), address("add", Municipality), GOOD, press="Spara")
    assert response.status_code == 302
    assert Municipality.objects.get().organisation_number == "2120002528"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("code", "238"),
        ("code", "abcd"),
        ("code", ""),
        ("name", ""),
        ("organisation_number", "2120002529"),
        ("organisation_number", "abc"),
        ("organisation_number", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    field: str, typed: str, language: str, administrator: User
) -> None:
    client = in_language(language, signed_in(administrator))
    response = submit(client, address("add", Municipality), GOOD | {field: typed})
    assert list(errors_on(response)) == [field]
    assert not Municipality.objects.exists()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("code", "23801"),
        ("code", "23\x000"),
        ("name", "\0"),
        ("name", "x" * 100_000),
        ("organisation_number", "2\0"),
        ("organisation_number", "2" * 100_000),
    ],
)
def test_what_the_page_does_not_let_through_is_told_at_its_field(
    field: str, forged: str, language: str, administrator: User
) -> None:
    client, page = in_language(language, signed_in(administrator)), address("add", Municipality)
    sent = form_on(client.get(page)).fill(GOOD).data() | {field: forged}
    response = client.post(page, sent)
    assert list(errors_on(response)) == [field]
    assert not Municipality.objects.exists()


def test_a_code_and_a_number_that_are_taken_are_told(administrator: User) -> None:
    client = signed_in(administrator)
    form = form_on(client.get(address("add", Municipality))).fill(GOOD)
    form.send(client, press="Spara")
    response = form.send(client, press="Spara")
    assert list(errors_on(response)) == ["code", "organisation_number"]


def test_markup_in_a_name_stays_text(administrator: User) -> None:
    client = signed_in(administrator)
    nasty = "<script>alert('x')</script>\"&"
    submit(client, address("add", Municipality), GOOD | {"name": nasty}, press="Spara")
    municipality = Municipality.objects.get()
    assert municipality.name == nasty
    for page in ("changelist", "change", "delete", "history"):
        place = Municipality if page == "changelist" else municipality
        assert "<script>alert" not in client.get(address(page, place)).text


def test_a_municipality_in_use_is_renamed_but_keeps_its_code_and_its_place(
    administrator: User,
) -> None:
    budgets.adopted()
    municipality = Municipality.objects.all()[0]
    code = municipality.code
    client, page = signed_in(administrator), address("change", municipality)
    form = form_on(client.get(page)).fill({"name": "Nytt namn"})
    assert "code" not in form.names()
    assert client.post(page, form.data() | {"code": "9999"}).status_code == 302
    municipality.refresh_from_db()
    assert (municipality.name, municipality.code) == ("Nytt namn", code)
    asked = client.get(address("delete", municipality))
    assert not forms_on(asked)
    for response in (asked, client.post(address("delete", municipality), {"post": "yes"})):
        assert response.status_code == 200
        assert response.context["protected"]
    assert Municipality.objects.filter(pk=municipality.pk).exists()


def test_those_in_use_are_not_deleted_from_the_list_either(administrator: User) -> None:
    budgets.adopted()
    free = registers.municipality("1001")
    client = signed_in(administrator)
    before = Municipality.objects.count()
    every = list(Municipality.objects.all())
    asked = chosen_in_list(client, "delete_selected", *every)
    assert not forms_on(asked)
    for response in (asked, deleted_all_the_same(client, *every)):
        assert response.status_code == 200
        assert response.context["protected"]
    assert Municipality.objects.count() == before
    submit(client, chosen_in_list(client, "delete_selected", free), press="Ja, jag är säker")
    assert Municipality.objects.count() == before - 1


def test_a_party_is_added_without_a_number_and_twice_told(administrator: User) -> None:
    client = signed_in(administrator)
    for name in ("Ett", "Två"):
        assert submit(client, address("add", OtherParty), {"name": name}).status_code == 302
    assert OtherParty.objects.filter(organisation_number=None).count() == 2
    response = submit(client, address("add", OtherParty), {"name": "Ett"}, press="Spara")
    assert list(errors_on(response)) == ["name"]


@pytest.fixture
def anna(db: None) -> User:
    user = User(email="anna@example.se", role=Role.CONTACT)
    user.save()
    return user


def begun(client: Client, user: User) -> Form:
    """The form of a new contact, with the person and the first day."""
    form = form_on(client.get(address("add", Contact)))
    return form.look_up(client, "user", user.email).fill({"from_date": "2021-01-01"})


def test_a_contact_is_of_one_payer(anna: User, administrator: User) -> None:
    client, party = signed_in(administrator), registers.other_party()
    krokom = registers.municipality()
    assert list(errors_on(begun(client, anna).send(client))) == ["municipality"]
    one = begun(client, anna).look_up(client, "municipality", krokom.code)
    both = begun(client, anna).look_up(client, "municipality", krokom.code)
    both.look_up(client, "other_party", party.name)
    assert list(errors_on(both.send(client))) == ["other_party"]
    assert one.send(client).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [("from_date", "2021-02-30"), ("from_date", "02/03/2021"), ("to_date", "2020-12-31")],
)
def test_a_contact_has_days_that_can_be(
    field: str, typed: str, anna: User, administrator: User
) -> None:
    client, krokom = signed_in(administrator), registers.municipality()
    form = begun(client, anna).look_up(client, "municipality", krokom.code)
    assert list(errors_on(form.fill({field: typed}).send(client))) == [field]


@pytest.mark.parametrize(("field", "forged"), [("from_date", "\0"), ("user", "9" * 30)])
def test_what_the_page_of_a_contact_does_not_let_through_is_told(
    field: str, forged: str, anna: User, administrator: User
) -> None:
    client, krokom = signed_in(administrator), registers.municipality()
    form = begun(client, anna).look_up(client, "municipality", krokom.code)
    response = client.post(form.where, form.data() | {field: forged})
    assert list(errors_on(response)) == [field]


def test_only_a_municipal_contact_is_made_one(administrator: User) -> None:
    client = signed_in(administrator)
    municipality = str(registers.municipality().pk)
    form = form_on(client.get(address("add", Contact))).fill({"from_date": "2021-01-01"})
    # No search finds an administrator there.
    forged = {"user": str(administrator.pk), "municipality": municipality}
    response = client.post(form.where, form.data() | forged)
    assert list(errors_on(response)) == ["user"]
