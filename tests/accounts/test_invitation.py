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
from tests.admin_pages import address, as_shown
from tests.conftest import PASSWORD, signed_in
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
    page = client.get(link := send())
    assert read(page).headings == ["Välkommen till Fördela"]
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(link, TYPED).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    anna = User.objects.get(email="anna@test.example")
    assert (anna.name, anna.check_password(PASSWORD)) == ("Anna Ek", True)
    deeds = Change.objects.filter(subject_id=anna.pk).values_list("deed", "by_name")
    assert ("accepted", "Anna Ek") in list(deeds)


def test_the_link_opens_once(send: Callable[[], str], client: Client) -> None:
    client.post(link := send(), TYPED)
    for response in (Client().get(link), Client().post(link, TYPED | {"name": "Another"})):
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
    link = send()
    now = timezone.now()
    Invitation.objects.update(sent_at=now - datetime.timedelta(days=15), expires_at=now)
    response = client.post(link, TYPED)
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
    link = send()
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert client.post(link, TYPED).status_code == 410
    assert client.get("/").status_code == 302


def test_a_link_to_an_address_that_was_wrong_leads_nowhere(
    administrator: User, send: Callable[[], str], client: Client, invited: User
) -> None:
    link = send()
    SocialAccount.objects.create(user=invited, provider="oidc", uid="1")
    admin, page = signed_in(administrator), address("change", invited)
    mended = as_shown(admin.get(page)) | {"email": "anna.ek@test.example"}
    assert admin.post(page, mended).status_code == 302
    assert client.post(link, TYPED).status_code == 404
    assert not User.objects.get(email="anna.ek@test.example").has_usable_password()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("new_password1", "kort"), ("new_password2", "en annan"), ("name", "x" * 151)],
)
def test_what_is_wrong_is_told_and_the_link_stays_open(
    send: Callable[[], str], client: Client, field: str, typed: str
) -> None:
    link = send()
    both = {"new_password2": typed} if field == "new_password1" else {}
    response = client.post(link, TYPED | {field: typed} | both)
    assert response.status_code == 422
    assert not User.objects.get(email="anna@test.example").has_usable_password()
    assert client.post(link, TYPED).status_code == 302


def test_whoever_else_was_signed_in_there_is_not_any_more(
    approver: User, send: Callable[[], str]
) -> None:
    client = signed_in(approver)
    client.post(send(), TYPED)
    assert "Anna Ek" in read(client.get("/")).text


def test_somebody_with_a_password_is_not_invited(editor: User, approver: User) -> None:
    with pytest.raises(HasPassword):
        invitations.invite(approver, to_see=[], link_to=str, by=editor)
    assert not Invitation.objects.exists()
