"""Keeping the registers in the admin."""

import pytest

from accounts.models import Role, User
from municipalities.models import Contact, Municipality, OtherParty
from tests.admin_pages import address, as_shown, errors_on, in_language
from tests.conftest import signed_in
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db
NO_SUCCESSORS = {"successions-TOTAL_FORMS": "0", "successions-INITIAL_FORMS": "0"}
GOOD = {
    "code": "2380",
    "name": "Östersund",
    "organisation_number": "212000-2528",
    "vat_percent": "25",
} | NO_SUCCESSORS


def test_a_municipality_is_added(administrator: User) -> None:
    response = signed_in(administrator).post(address("add", Municipality), GOOD)
    assert response.status_code == 302
    assert Municipality.objects.get().organisation_number == "2120002528"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("code", "238"),
        ("code", "abcd"),
        ("code", "23801"),
        ("code", ""),
        ("code", "23\x000"),
        ("name", ""),
        ("name", "\0"),
        ("name", "x" * 100_000),
        ("organisation_number", "2120002529"),
        ("organisation_number", "abc"),
        ("organisation_number", "2\0"),
        ("organisation_number", ""),
        ("organisation_number", "2" * 100_000),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    field: str, typed: str, language: str, administrator: User
) -> None:
    client = in_language(language, signed_in(administrator))
    response = client.post(address("add", Municipality), GOOD | {field: typed})
    assert list(errors_on(response)) == [field]
    assert not Municipality.objects.exists()


def test_a_code_and_a_number_that_are_taken_are_told(administrator: User) -> None:
    client = signed_in(administrator)
    client.post(address("add", Municipality), GOOD)
    response = client.post(address("add", Municipality), GOOD)
    assert list(errors_on(response)) == ["code", "organisation_number"]


def test_markup_in_a_name_stays_text(administrator: User) -> None:
    client = signed_in(administrator)
    nasty = "<script>alert('x')</script>\"&"
    client.post(address("add", Municipality), GOOD | {"name": nasty})
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
    sent = as_shown(client.get(page)) | {"name": "Nytt namn", "code": "9999"}
    assert client.post(page, sent).status_code == 302
    municipality.refresh_from_db()
    assert (municipality.name, municipality.code) == ("Nytt namn", code)
    response = client.post(address("delete", municipality), {"post": "yes"})
    assert response.status_code == 200
    assert response.context["protected"]
    assert Municipality.objects.filter(pk=municipality.pk).exists()


def test_those_in_use_are_not_deleted_from_the_list_either(administrator: User) -> None:
    budgets.adopted()
    free = registers.municipality("1001")
    client = signed_in(administrator)
    chosen = {"action": "delete_selected", "post": "yes"}
    before = Municipality.objects.count()
    keys = list(Municipality.objects.values_list("pk", flat=True))
    response = client.post(address("changelist", Municipality), chosen | {"_selected_action": keys})
    assert response.status_code == 200
    assert response.context["protected"]
    assert Municipality.objects.count() == before
    client.post(address("changelist", Municipality), chosen | {"_selected_action": [free.pk]})
    assert Municipality.objects.count() == before - 1


def test_a_party_is_added_without_a_number_and_twice_told(administrator: User) -> None:
    client = signed_in(administrator)
    for name in ("Ett", "Två"):
        assert (
            client.post(address("add", OtherParty), {"name": name, "vat_percent": "25"}).status_code
            == 302
        )
    assert OtherParty.objects.filter(organisation_number=None).count() == 2
    response = client.post(address("add", OtherParty), {"name": "Ett", "vat_percent": "25"})
    assert list(errors_on(response)) == ["name"]


@pytest.fixture
def anna(db: None) -> User:
    user = User(email="anna@example.se", role=Role.CONTACT)
    user.save()
    return user


def test_a_contact_is_of_one_payer(anna: User, administrator: User) -> None:
    client, add = signed_in(administrator), address("add", Contact)
    krokom, party = registers.municipality(), registers.other_party()
    typed = {"user": anna.pk, "from_date": "2021-01-01"}
    assert list(errors_on(client.post(add, typed))) == ["municipality"]
    both = typed | {"municipality": krokom.pk, "other_party": party.pk}
    assert list(errors_on(client.post(add, both))) == ["other_party"]
    assert client.post(add, typed | {"municipality": krokom.pk}).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("from_date", "2021-02-30"),
        ("from_date", "02/03/2021"),
        ("from_date", "\0"),
        ("to_date", "2020-12-31"),
        ("user", "9" * 30),
    ],
)
def test_a_contact_has_days_that_can_be(
    field: str, typed: str, anna: User, administrator: User
) -> None:
    good = {
        "user": str(anna.pk),
        "municipality": str(registers.municipality().pk),
        "from_date": "2021-01-01",
    }
    response = signed_in(administrator).post(address("add", Contact), good | {field: typed})
    assert list(errors_on(response)) == [field]


def test_only_a_municipal_contact_is_made_one(administrator: User) -> None:
    typed = {
        "user": administrator.pk,
        "municipality": registers.municipality().pk,
        "from_date": "2021-01-01",
    }
    response = signed_in(administrator).post(address("add", Contact), typed)
    assert list(errors_on(response)) == ["user"]
