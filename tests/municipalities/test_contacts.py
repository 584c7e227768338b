"""The office invites contacts and ends them; what they did stays."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.actions import users
from accounts.models import Change, Role, User
from municipalities.models import Contact, Municipality
from tests.conftest import PASSWORD, signed_in
from tests.factories import registers
from tests.forms import Typed, form_on, submit
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST, INVITE = "/contacts/", "/contacts/invite/"
AGAIN, END = "Bjud in igen Anna Ek", "Avsluta nu"
TODAY = timezone.localdate
GOOD: dict[str, Typed] = {
    "email": "Anna@Test.example",
    "name": "Anna Ek",
    "payers": ["municipality-2309"],
}


@pytest.fixture
def krokom() -> Municipality:
    member = registers.municipality("2309", "Krokom")
    registers.agreement(member, registers.municipality("2380", "Östersund"))
    return member


@pytest.fixture
def office(krokom: Municipality, editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def mailing(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """While a form is sent, and the mail that follows."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def invite(office: Client, mailing: Callable[..., Any]) -> Callable[..., Any]:
    """Fill in an invitation as the office does and send it, and the mail that follows."""

    def invite(**typed: Typed) -> Any:
        with mailing():
            return submit(office, INVITE, GOOD | typed, press="Skicka inbjudan")

    return invite


def test_the_list_has_every_payer_also_without_a_contact(office: Client) -> None:
    page = read(office.get(LIST))
    assert page.headings == ["Vem som ser vad varje betalare betalar"]
    assert "Krokom Ingen ännu" in page.text
    assert "Östersund Ingen ännu" in page.text


def test_an_invitation_makes_the_person_and_the_contact(
    invite: Callable[..., Any], krokom: Municipality, editor: User, mailoutbox: list[EmailMessage]
) -> None:
    assert invite().headers["Location"] == LIST
    anna = User.objects.get(email="anna@test.example")
    assert (anna.role, anna.name, anna.has_usable_password()) == (Role.CONTACT, "Anna Ek", False)
    contact = Contact.objects.get()
    assert (contact.user, contact.payer, contact.from_date) == (anna, krokom, TODAY())
    assert [mail.to for mail in mailoutbox] == [["anna@test.example"]]
    told = set(Change.objects.filter(by=editor).values_list("subject", "deed"))
    assert told == {
        ("accounts.user", "added"),
        ("accounts.user", "invited"),
        ("municipalities.contact", "added"),
    }


def test_one_person_may_see_several_payers_until_a_day(
    invite: Callable[..., Any], mailoutbox: list[EmailMessage]
) -> None:
    party = registers.other_party("Förbundet")
    last = TODAY() + datetime.timedelta(days=30)
    invite(payers=["municipality-2309", f"party-{party.pk}"], to_date=last.isoformat())
    assert {(str(c.payer), c.to_date) for c in Contact.objects.all()} == {
        ("Krokom", last),
        ("Förbundet", last),
    }
    assert "- Krokom\n- Förbundet" in str(mailoutbox[0].body)


def test_who_signs_in_already_is_told_of_more_to_see(
    invite: Callable[..., Any], mailoutbox: list[EmailMessage]
) -> None:
    users.add(email="anna@test.example", role=Role.CONTACT, password=PASSWORD)
    invite()
    assert mailoutbox[0].subject == "Det finns mer för dig att se i Fördela"
    assert "/invitation/" not in str(mailoutbox[0].body)
    assert Contact.objects.get().user.email == "anna@test.example"


def test_what_the_person_sees_already_is_left_as_it_is(invite: Callable[..., Any]) -> None:
    invite()
    invite(payers=["municipality-2309", "municipality-2380"])
    assert sorted(str(contact.payer) for contact in Contact.objects.all()) == [
        "Krokom",
        "Östersund",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "anna"}, "E-postadress"),
        ({"email": ""}, "E-postadress"),
        ({"email": "editor@test.example"}, "Den här personen arbetar här, och ser redan allt."),
        ({"payers": []}, "Ser vad som betalas av"),
        ({"from_date": ""}, "Från"),
        ({"to_date": "2020-01-01"}, "Sista dagen kan inte vara före den första."),
        ({"from_date": "2020-01-01", "to_date": "2020-01-02"}, "Den dagen har redan varit."),
    ],
)
def test_what_cannot_be_is_told_and_invites_nobody(
    invite: Callable[..., Any],
    typed: dict[str, Typed],
    sentence: str,
    mailoutbox: list[EmailMessage],
) -> None:
    response = invite(**typed)
    assert response.status_code == 422
    assert sentence in read(response).text
    assert mailoutbox == []
    assert not Contact.objects.exists()
    assert not User.objects.filter(role=Role.CONTACT).exists()


@pytest.mark.parametrize(
    ("forged", "sentence"),
    [
        ({"email": "a\0@test.example"}, "E-postadress"),
        ({"payers": ["municipality-9999"]}, "Ser vad som betalas av"),
    ],
)
def test_what_the_page_does_not_let_through_invites_nobody(
    office: Client,
    mailing: Callable[..., Any],
    forged: dict[str, object],
    sentence: str,
    mailoutbox: list[EmailMessage],
) -> None:
    form = form_on(office.get(INVITE)).fill(GOOD)
    with mailing():
        response = office.post(INVITE, form.data() | forged)
    assert response.status_code == 422
    assert sentence in read(response).text
    assert mailoutbox == []
    assert not Contact.objects.exists()
    assert not User.objects.filter(role=Role.CONTACT).exists()


def test_who_may_not_sign_in_is_not_invited(invite: Callable[..., Any]) -> None:
    anna = users.add(email="anna@test.example", role=Role.CONTACT, password=PASSWORD)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    response = invite()
    assert "får inte längre logga in" in read(response).text
    assert not Contact.objects.exists()


def test_one_who_set_no_password_is_invited_again(
    invite: Callable[..., Any],
    office: Client,
    mailing: Callable[..., Any],
    mailoutbox: list[EmailMessage],
) -> None:
    invite()
    with mailing():
        assert submit(office, LIST, press=AGAIN).headers["Location"] == LIST
    assert len(mailoutbox) == 2
    assert mailoutbox[0].body != mailoutbox[1].body


def test_one_who_has_a_password_is_not(
    invite: Callable[..., Any],
    office: Client,
    mailing: Callable[..., Any],
    mailoutbox: list[EmailMessage],
) -> None:
    invite()
    left_open = office.get(LIST)
    anna = User.objects.get(email="anna@test.example")
    anna.set_password(PASSWORD)
    anna.save()
    with mailing():
        submit(office, left_open, press=AGAIN)
    assert "Anna Ek har redan ett lösenord." in read(office.get(LIST)).text
    assert len(mailoutbox) == 1


def test_an_ended_contact_is_out_at_once_also_where_signed_in(
    contact_of_krokom: User, approver: User
) -> None:
    session = signed_in(contact_of_krokom)
    assert session.get("/budgets/2021/").status_code == 200
    contact = Contact.objects.get(user=contact_of_krokom)
    office = signed_in(approver)
    page = office.get(f"/contacts/{contact.pk}/end/")
    assert "Avsluta" in read(page).text
    assert Contact.objects.in_force().filter(pk=contact.pk).exists(), "asked only"
    assert submit(office, page, press=END).headers["Location"] == LIST
    assert session.get("/budgets/2021/").status_code == 404
    change = Change.objects.get(deed="ended")
    assert (change.by, change.subject_id, change.field) == (approver, contact.pk, "ended_at")


def test_the_history_of_an_ended_contact_stays(contact_of_krokom: User, approver: User) -> None:
    office = signed_in(approver)
    contact = Contact.objects.get(user=contact_of_krokom)
    left_open = office.get(f"/contacts/{contact.pk}/end/")
    submit(office, left_open, press=END)
    page = read(office.get(LIST))
    assert "Tidigare kontaktpersoner" in page.headings
    assert contact_of_krokom.email in page.text
    assert f"avslutad {TODAY().isoformat()}" in page.text
    again = submit(office, left_open, press=END, follow=True)
    assert "är inte längre kontaktperson" in read(again).text
    assert Change.objects.filter(deed="ended").count() == 1


def test_an_ended_contact_is_not_invited_again_by_the_old_row(
    invite: Callable[..., Any],
    office: Client,
    mailing: Callable[..., Any],
    mailoutbox: list[EmailMessage],
) -> None:
    invite()
    left_open = office.get(LIST)
    with mailing():
        submit(office, f"/contacts/{Contact.objects.get().pk}/end/", press=END)
        submit(office, left_open, press=AGAIN)
    assert len(mailoutbox) == 1
    invite()
    assert [c.is_over for c in Contact.objects.order_by("pk")] == [True, False]


def test_the_list_costs_the_same_for_more_contacts(office: Client, krokom: Municipality) -> None:
    def add(number: int) -> None:
        for one in range(number):
            email = f"{User.objects.count()}.{one}@test.example"
            user = User.objects.create(email=email, role=Role.CONTACT)
            Contact.objects.create(user=user, municipality=krokom)

    add(2)
    before = queries_for(office, LIST)
    add(20)
    assert queries_for(office, LIST) == before
