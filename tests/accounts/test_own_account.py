"""What a person does with the own account: password, address, sessions, language."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import Change, User
from tests.admin_pages import address as admin_address
from tests.conftest import PASSWORD, at_home, sign_in, signed_in
from tests.forms import form_on, submit
from tests.mail import link_in
from tests.reading import read

pytestmark = pytest.mark.django_db
FORGOTTEN, ADDRESS = "/accounts/password/forgotten/", "/accounts/address/"
SEND_LINK, SEND_THERE = "Skicka länken", "Skicka en länk dit"
NEW = "en annan mening som går att minnas"


@pytest.fixture
def send(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """Fill in the form of a page and send it, and the mail that follows."""

    def send(client: Client, page: Any, press: str, **typed: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return submit(client, page, typed, press=press)

    return send


# -- A forgotten password


def test_the_answer_is_the_same_whether_there_is_such_a_person(
    send: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    there = send(Client(), FORGOTTEN, SEND_LINK, email="EDITOR@test.example")
    nobody = send(Client(), FORGOTTEN, SEND_LINK, email="nobody@test.example")
    assert there.status_code == nobody.status_code == 302
    assert there.headers["Location"] == nobody.headers["Location"] == f"{FORGOTTEN}sent/"
    assert [mail.to for mail in mailoutbox] == [["editor@test.example"]]


def test_the_link_sets_a_new_password_once_and_ends_every_session(
    send: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    open_elsewhere = signed_in(editor)
    send(Client(), FORGOTTEN, SEND_LINK, email=editor.email)
    link = link_in(mailoutbox[-1])
    client = Client()
    form = client.get(link).headers["Location"]
    assert link not in form, "the address of the form gives nothing away"
    weak = send(client, form, "Byt lösenord", password1="kort", password2="kort")
    assert weak.status_code == 200
    done = send(client, weak, "Byt lösenord", password1=NEW, password2=NEW)
    assert done.headers["Location"] == f"{FORGOTTEN}done/"
    assert open_elsewhere.get("/").status_code == 302
    assert sign_in(client, editor, NEW).status_code == 302
    assert read(Client().get(link)).headings == ["Länken leder ingenstans längre"]
    assert "Lösenordet ersattes genom en länk" in str(mailoutbox[-1].body)
    assert Change.objects.get(field="password").by == editor


def test_who_may_not_sign_in_gets_no_link(
    send: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.update(is_active=False)
    send(Client(), FORGOTTEN, SEND_LINK, email=editor.email)
    assert mailoutbox == []


def test_asking_often_is_stopped(send: Callable[..., Any], editor: User) -> None:
    answers = [
        send(Client(), FORGOTTEN, SEND_LINK, email=editor.email).status_code for _one in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_a_link_that_is_none_says_so(client: Client) -> None:
    assert read(client.get(f"{FORGOTTEN}1-made-up/")).headings == ["Länken leder ingenstans längre"]


# -- The address


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_is_told(
    send: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    client = at_home(editor)
    send(client, ADDRESS, SEND_THERE, email="New@Test.example")
    assert [mail.to for mail in mailoutbox] == [["new@test.example"]]
    editor.refresh_from_db()
    assert editor.email == "editor@test.example"
    link = link_in(mailoutbox[-1])
    page = client.get(link)
    assert "new@test.example" in read(page).text
    send(client, page, "Bekräfta")
    editor.refresh_from_db()
    assert editor.email == "new@test.example"
    assert mailoutbox[-1].to == ["editor@test.example"]
    assert "byttes till new@test.example" in str(mailoutbox[-1].body)
    change = Change.objects.get(field="email", deed="changed")
    assert (change.before, change.after) == ("editor@test.example", "new@test.example")
    assert sign_in(Client(), User(email="editor@test.example")).status_code == 200
    assert sign_in(Client(), editor).status_code == 302


def test_the_password_is_asked_for_first(send: Callable[..., Any], editor: User) -> None:
    answer = send(signed_in(editor), ADDRESS, SEND_THERE, email="new@test.example")
    assert answer.headers["Location"].startswith("/accounts/again/")
    assert not EmailAddress.objects.filter(email="new@test.example").exists()


@pytest.mark.parametrize("press", ["Skicka den igen", "Behåll den gamla adressen"])
def test_no_button_but_the_links_makes_it_count(
    send: Callable[..., Any], editor: User, press: str
) -> None:
    client = at_home(editor)
    send(client, ADDRESS, SEND_THERE, email="new@test.example")
    send(client, ADDRESS, press)
    editor.refresh_from_db()
    assert editor.email == "editor@test.example"
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("step", ["action_primary", "action_send", "action_remove"])
@pytest.mark.parametrize("forged", ["new@test.example", "editor@test.example"])
def test_no_step_that_no_page_offers_makes_it_count(
    send: Callable[..., Any], editor: User, step: str, forged: str
) -> None:
    client = at_home(editor)
    send(client, ADDRESS, SEND_THERE, email="new@test.example")
    form = form_on(client.get(ADDRESS), press="Skicka den igen")
    sent = {name: value for name, value in form.data().items() if name != "action_send"}
    client.post(ADDRESS, sent | {"email": forged, step: ""})
    editor.refresh_from_db()
    assert editor.email == "editor@test.example"
    assert client.get(ADDRESS).status_code == 200


def test_an_address_of_somebody_else_is_not_taken_over(
    send: Callable[..., Any], editor: User, approver: User, mailoutbox: list[EmailMessage]
) -> None:
    client = at_home(editor)
    send(client, ADDRESS, SEND_THERE, email=approver.email)
    for mail in list(mailoutbox):
        send(client, link_in(mail), "Bekräfta")
    editor.refresh_from_db()
    approver.refresh_from_db()
    assert (editor.email, approver.email) == ("editor@test.example", "approver@test.example")


def test_an_address_that_an_administrator_changed_opens_no_more(
    administrator: User, editor: User
) -> None:
    at_home(editor)
    client = signed_in(administrator)
    page = admin_address("change", editor)
    submit(client, page, {"email": "new@test.example"}, press="Spara")
    assert sign_in(Client(), User(email="editor@test.example")).status_code == 200
    assert sign_in(Client(), User(email="new@test.example")).status_code == 302


# -- Sessions and language


def test_signing_out_everywhere_leaves_only_this_session(editor: User) -> None:
    here, there = signed_in(editor), signed_in(editor)
    answer = submit(here, "/accounts/", press="Logga ut överallt utom här", follow=True)
    assert "Du är utloggad överallt utom här." in read(answer).text
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert Change.objects.get(deed="signed_out").by == editor


def test_a_changed_password_ends_the_other_sessions_and_is_told(
    send: Callable[..., Any], editor: User, mailoutbox: list[EmailMessage]
) -> None:
    here, there = signed_in(editor), signed_in(editor)
    send(
        here,
        "/accounts/password/",
        "Byt lösenord",
        old_password=PASSWORD,
        new_password1=NEW,
        new_password2=NEW,
    )
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert "Lösenordet byttes." in str(mailoutbox[-1].body)


def test_mail_follows_the_language_of_the_pages(editor: User) -> None:
    submit(signed_in(editor), "/", press="In English")
    editor.refresh_from_db()
    assert editor.language == "en"
    signed_in(editor).post("/language/", {"language": "xx"})  # no page offers it
    editor.refresh_from_db()
    assert editor.language == "en"


@pytest.mark.parametrize(
    "place", ["sign-up", "signup", "login", "social", "social/connections", "password/set"]
)
def test_what_allauth_offers_beside_is_closed(editor: User, place: str) -> None:
    assert signed_in(editor).get(f"/accounts/{place}/").status_code == 404
