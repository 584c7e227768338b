"""An invited person sets a password, and is in: for a time, and once."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.actions import invitations, users
from accounts.actions.invitations import HasPassword, NotOpen
from accounts.models import Change, Invitation, Role, Standing, User
from tests.admin_pages import address
from tests.conftest import PASSWORD, signed_in
from tests.forms import form_on, submit
from tests.mail import link_in
from tests.reading import read

pytestmark = pytest.mark.django_db
TYPED = {"name": "Anna Ek", "new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def invited() -> User:
    return users.add(email="anna@test.example", role=Role.CONTACT, password=None)


@pytest.fixture
def send(
    editor: User,
    invited: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Callable[[], str]:
    """Invite the person, and follow the mail: the path of the link in it."""

    def send() -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invitations.invite(
                invited,
                to_see=["Krokom"],
                link_to=lambda path: f"http://testserver{path}",
                by=editor,
            )
        return link_in(mailoutbox[-1])

    return send


def test_the_mail_says_who_invites_to_what_and_how_long(
    send: Callable[[], str], mailoutbox: list[EmailMessage], editor: User
) -> None:
    send()
    (mail,) = mailoutbox
    until = timezone.localdate() + datetime.timedelta(days=14)
    assert (mail.subject, mail.to) == ("Du är inbjuden till Fördela", ["anna@test.example"])
    for told in (str(editor), "- Krokom", until.isoformat()):
        assert told in str(mail.body)


def test_the_mail_is_in_the_persons_language(
    send: Callable[[], str], mailoutbox: list[EmailMessage], invited: User
) -> None:
    User.objects.filter(pk=invited.pk).update(language="en")
    send()
    assert mailoutbox[-1].subject == "You are invited to Fördela"
    assert "It is valid until" in str(mailoutbox[-1].body)


def test_no_mail_leaves_when_nothing_was_kept(
    invited: User, editor: User, mailoutbox: list[EmailMessage]
) -> None:
    invitations.invite(invited, to_see=[], link_to=str, by=editor)  # the test is rolled back
    assert mailoutbox == []


def test_only_a_hash_of_the_link_is_kept(send: Callable[[], str]) -> None:
    token = send().rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.values().get())


def test_the_invited_sets_a_password_and_is_in(send: Callable[[], str], client: Client) -> None:
    page = client.get(send())
    assert read(page).headings == ["Välkommen till Fördela"]
    assert "no-store" in page.headers["Cache-Control"]
    assert submit(client, page, TYPED).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    anna = User.objects.get(email="anna@test.example")
    assert (anna.name, anna.check_password(PASSWORD)) == ("Anna Ek", True)
    deeds = Change.objects.filter(subject_id=anna.pk).values_list("deed", "by_name")
    assert ("accepted", "Anna Ek") in list(deeds)


def test_the_link_opens_once(send: Callable[[], str], client: Client) -> None:
    left_open = form_on(client.get(link := send())).fill(TYPED | {"name": "Another"})
    submit(client, link, TYPED)
    for response in (Client().get(link), left_open.send(Client())):
        assert response.status_code == 410
        assert read(response).headings == ["Du har redan använt inbjudan"]
    assert User.objects.get(email="anna@test.example").name == "Anna Ek"


def test_two_at_once_use_it_once(send: Callable[[], str]) -> None:
    send()
    first, second = Invitation.objects.get(), Invitation.objects.get()
    invitations.accept(first, name="First", password=PASSWORD)
    with pytest.raises(NotOpen) as refusal:
        invitations.accept(second, name="Second", password=PASSWORD)
    assert refusal.value.standing is Standing.USED


def test_an_old_link_says_so(send: Callable[[], str], client: Client) -> None:
    page = client.get(send())
    now = timezone.now()
    Invitation.objects.update(sent_at=now - datetime.timedelta(days=15), expires_at=now)
    response = submit(client, page, TYPED)
    assert response.status_code == 410
    assert read(response).headings == ["Inbjudan är för gammal"]
    assert not User.objects.get(email="anna@test.example").has_usable_password()


def test_a_newer_one_replaces_it(send: Callable[[], str], client: Client) -> None:
    old, new = send(), send()
    response = client.get(old)
    assert response.status_code == 410
    assert read(response).headings == ["Det finns en nyare inbjudan"]
    assert client.get(new).status_code == 200


def test_a_link_that_never_was_is_not_found(client: Client) -> None:
    response = client.get("/accounts/invitation/made-up/")
    assert response.status_code == 404
    assert read(response).headings == ["Länken leder ingenstans"]


def test_who_may_not_sign_in_gets_nowhere(
    send: Callable[[], str], client: Client, invited: User
) -> None:
    page = client.get(send())
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert submit(client, page, TYPED).status_code == 410
    assert client.get("/").status_code == 302


def test_a_link_to_an_address_that_was_wrong_leads_nowhere(
    administrator: User, send: Callable[[], str], client: Client, invited: User
) -> None:
    page = client.get(send())
    SocialAccount.objects.create(user=invited, provider="oidc", uid="1")
    mended = {"email": "anna.ek@test.example"}
    admin = signed_in(administrator)
    assert submit(admin, address("change", invited), mended, press="Spara").status_code == 302
    assert submit(client, page, TYPED).status_code == 404
    assert not User.objects.get(email="anna.ek@test.example").has_usable_password()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("new_password1", "kort"), ("new_password2", "en annan")],
)
def test_what_is_wrong_is_told_and_the_link_stays_open(
    send: Callable[[], str], client: Client, field: str, typed: str
) -> None:
    both = {"new_password2": typed} if field == "new_password1" else {}
    response = submit(client, send(), TYPED | {field: typed} | both)
    assert response.status_code == 422
    assert not User.objects.get(email="anna@test.example").has_usable_password()
    assert submit(client, response, TYPED).status_code == 302


def test_a_name_that_the_page_does_not_let_through_is_told_and_the_link_stays_open(
    send: Callable[[], str], client: Client
) -> None:
    page = client.get(link := send())
    response = client.post(link, form_on(page).fill(TYPED).data() | {"name": "x" * 151})
    assert response.status_code == 422
    assert not User.objects.get(email="anna@test.example").has_usable_password()
    assert submit(client, page, TYPED).status_code == 302


def test_whoever_else_was_signed_in_there_is_not_any_more(
    approver: User, send: Callable[[], str]
) -> None:
    client = signed_in(approver)
    submit(client, send(), TYPED)
    assert "Anna Ek" in read(client.get("/")).text


def test_somebody_with_a_password_is_not_invited(editor: User, approver: User) -> None:
    with pytest.raises(HasPassword):
        invitations.invite(approver, to_see=[], link_to=str, by=editor)
    assert not Invitation.objects.exists()
