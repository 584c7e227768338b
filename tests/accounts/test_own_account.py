"""What a person does with the own account: password, address, sessions, language."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import Change, User
from tests.admin_pages import address as admin_address
from tests.admin_pages import as_shown
from tests.conftest import PASSWORD, signed_in
from tests.mail import link_in
from tests.reading import read

pytestmark = pytest.mark.django_db
FORGOTTEN, SIGN_IN, ADDRESS = (
    "/accounts/password/forgotten/",
    "/accounts/sign-in/",
    "/accounts/address/",
)
NEW = "en annan mening som går att minnas"


@pytest.fixture
def post(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    def post(client: Client, place: str, **typed: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(place, typed)

    return post


def at_home(user: User) -> Client:
    """Signed in at the door, and having said so once more."""
    client = Client()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post("/accounts/again/", {"password": PASSWORD})
    return client


# -- A forgotten password


def test_the_answer_is_the_same_whether_there_is_such_a_person(
    post: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    there = post(Client(), FORGOTTEN, email="EDITOR@test.example")
    nobody = post(Client(), FORGOTTEN, email="nobody@test.example")
    assert there.status_code == nobody.status_code == 302
    assert there.headers["Location"] == nobody.headers["Location"] == f"{FORGOTTEN}sent/"
    assert [mail.to for mail in mailoutbox] == [["editor@test.example"]]


def test_the_link_sets_a_new_password_once_and_ends_every_session(
    post: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    open_elsewhere = signed_in(editor)
    post(Client(), FORGOTTEN, email=editor.email)
    link = link_in(mailoutbox[-1])
    client = Client()
    form = client.get(link).headers["Location"]
    assert link not in form, "the address of the form gives nothing away"
    weak = post(client, form, password1="kort", password2="kort")
    assert weak.status_code == 200
    done = post(client, form, password1=NEW, password2=NEW)
    assert done.headers["Location"] == f"{FORGOTTEN}done/"
    assert open_elsewhere.get("/").status_code == 302
    assert client.post(SIGN_IN, {"login": editor.email, "password": NEW}).status_code == 302
    assert read(Client().get(link)).headings == ["Länken leder ingenstans längre"]
    assert "Lösenordet ersattes genom en länk" in str(mailoutbox[-1].body)
    assert Change.objects.get(field="password").by == editor


def test_who_may_not_sign_in_gets_no_link(
    post: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.update(is_active=False)
    post(Client(), FORGOTTEN, email=editor.email)
    assert mailoutbox == []


def test_asking_often_is_stopped(post: Callable[..., Any], editor: User) -> None:
    answers = [post(Client(), FORGOTTEN, email=editor.email).status_code for _one in range(6)]
    assert answers == [302] * 5 + [429]


def test_a_link_that_is_none_says_so(client: Client) -> None:
    assert read(client.get(f"{FORGOTTEN}1-made-up/")).headings == ["Länken leder ingenstans längre"]


# -- The address


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_is_told(
    post: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    client = at_home(editor)
    post(client, ADDRESS, email="New@Test.example", action_add="")
    assert [mail.to for mail in mailoutbox] == [["new@test.example"]]
    editor.refresh_from_db()
    assert editor.email == "editor@test.example"
    link = link_in(mailoutbox[-1])
    assert "new@test.example" in read(client.get(link)).text
    post(client, link)
    editor.refresh_from_db()
    assert editor.email == "new@test.example"
    assert mailoutbox[-1].to == ["editor@test.example"]
    assert "byttes till new@test.example" in str(mailoutbox[-1].body)
    change = Change.objects.get(field="email", deed="changed")
    assert (change.before, change.after) == ("editor@test.example", "new@test.example")
    old = {"login": "editor@test.example", "password": PASSWORD}
    assert Client().post(SIGN_IN, old).status_code == 200
    assert Client().post(SIGN_IN, old | {"login": editor.email}).status_code == 302


def test_the_password_is_asked_for_first(post: Callable[..., Any], editor: User) -> None:
    answer = post(signed_in(editor), ADDRESS, email="new@test.example", action_add="")
    assert answer.headers["Location"].startswith("/accounts/again/")
    assert not EmailAddress.objects.filter(email="new@test.example").exists()


@pytest.mark.parametrize("step", ["action_primary", "action_send", "action_remove"])
def test_no_step_but_the_link_makes_it_count(
    post: Callable[..., Any], editor: User, step: str
) -> None:
    client = at_home(editor)
    post(client, ADDRESS, email="new@test.example", action_add="")
    post(client, ADDRESS, email="new@test.example", **{step: ""})
    post(client, ADDRESS, email="editor@test.example", **{step: ""})
    editor.refresh_from_db()
    assert editor.email == "editor@test.example"
    assert client.get(ADDRESS).status_code == 200


def test_an_address_of_somebody_else_is_not_taken_over(
    post: Callable[..., Any], editor: User, approver: User, mailoutbox: list[EmailMessage]
) -> None:
    client = at_home(editor)
    post(client, ADDRESS, email=approver.email, action_add="")
    for mail in list(mailoutbox):
        post(client, link_in(mail))
    editor.refresh_from_db()
    approver.refresh_from_db()
    assert (editor.email, approver.email) == ("editor@test.example", "approver@test.example")


def test_an_address_that_an_administrator_changed_opens_no_more(
    administrator: User, editor: User
) -> None:
    at_home(editor)
    client = signed_in(administrator)
    page = admin_address("change", editor)
    client.post(page, as_shown(client.get(page)) | {"email": "new@test.example"})
    old = {"login": "editor@test.example", "password": PASSWORD}
    assert Client().post(SIGN_IN, old).status_code == 200
    assert Client().post(SIGN_IN, old | {"login": "new@test.example"}).status_code == 302


# -- Sessions and language


def test_signing_out_everywhere_leaves_only_this_session(editor: User) -> None:
    here, there = signed_in(editor), signed_in(editor)
    answer = here.post("/accounts/sign-out/everywhere/", follow=True)
    assert "Du är utloggad överallt utom här." in read(answer).text
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert Change.objects.get(deed="signed_out").by == editor


def test_a_changed_password_ends_the_other_sessions_and_is_told(
    post: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    here, there = signed_in(editor), signed_in(editor)
    post(
        here,
        "/accounts/password/",
        old_password=PASSWORD,
        new_password1=NEW,
        new_password2=NEW,
    )
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert "Lösenordet byttes." in str(mailoutbox[-1].body)


def test_mail_follows_the_language_of_the_pages(editor: User) -> None:
    signed_in(editor).post("/language/", {"language": "en"})
    editor.refresh_from_db()
    assert editor.language == "en"
    signed_in(editor).post("/language/", {"language": "xx"})
    editor.refresh_from_db()
    assert editor.language == "en"


@pytest.mark.parametrize(
    "place", ["sign-up", "signup", "login", "social", "social/connections", "password/set"]
)
def test_what_allauth_offers_beside_is_closed(editor: User, place: str) -> None:
    assert signed_in(editor).get(f"/accounts/{place}/").status_code == 404
