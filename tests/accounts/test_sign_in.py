"""Getting in and out: one door, closed by default."""

from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD, signed_in
from tests.forms import form_on, submit
from tests.reading import read

SIGN_IN, SIGN_OUT = "/accounts/sign-in/", "/accounts/sign-out/"


def sign_in(client: Client, user: User, page: str = SIGN_IN, **typed: str) -> str:
    """Sign in by the form; the address it leads to."""
    typed = {"login": user.email, "password": PASSWORD} | typed
    response = submit(client, page, typed, press="Logga in")
    assert response.status_code == 302
    return str(response.headers["Location"])


def test_the_page_is_open_to_all(client: Client, db: None) -> None:
    page = read(client.get(SIGN_IN))
    assert page.headings == ["Logga in"]
    assert "Start" not in page.links


def test_the_right_password_leads_to_the_start(client: Client, editor: User) -> None:
    assert sign_in(client, editor) == "/"
    assert client.get("/").status_code == 200


def test_the_address_may_be_typed_in_any_case(client: Client, editor: User) -> None:
    assert sign_in(client, editor, login=editor.email.upper()) == "/"


def test_it_leads_on_to_what_was_asked_for(client: Client, editor: User) -> None:
    asked = client.get("/budgets/table/?years=2021")
    assert asked.headers["Location"] == f"{SIGN_IN}?next=/budgets/table/%3Fyears%3D2021"
    assert sign_in(client, editor, asked.headers["Location"]) == "/budgets/table/?years=2021"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_it_leads_nowhere_else(client: Client, editor: User, elsewhere: str) -> None:
    assert sign_in(client, editor, f"{SIGN_IN}?{urlencode({'next': elsewhere})}") == "/"


def test_a_forged_field_leads_nowhere_else(client: Client, editor: User) -> None:
    typed = {"login": editor.email, "password": PASSWORD}
    form = form_on(client.get(f"{SIGN_IN}?next=/budgets/"), press="Logga in").fill(typed)
    forged = client.post(SIGN_IN, form.data() | {"next": "https://evil.example/"})
    assert forged.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "E-postadressen och lösenordet hör inte ihop."),
        ("en", "The e-mail address and the password do not belong together."),
    ],
)
@pytest.mark.parametrize("email", ["editor@test.example", "nobody@test.example"])
def test_a_wrong_password_and_an_unknown_person_get_the_same_sentence(
    client: Client, editor: User, email: str, language: str, sentence: str
) -> None:
    client.cookies["django_language"] = language
    response = submit(client, SIGN_IN, {"login": email, "password": "fel"})
    assert response.status_code == 200
    assert sentence in read(response).text
    assert f'value="{email}"' in response.content.decode()


def test_who_may_not_sign_in_any_more_does_not(client: Client, editor: User) -> None:
    User.objects.update(is_active=False)
    typed = {"login": editor.email, "password": PASSWORD}
    page = read(submit(client, SIGN_IN, typed, follow=True))
    assert "Kontot får inte längre logga in. Fråga kontoret." in page.text
    assert client.get("/").status_code == 302


def test_who_is_shut_out_while_signed_in_is_out(editor: User) -> None:
    client = signed_in(editor)
    assert client.get("/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("typed", ["å@ä.ö", "' OR 1=1 --"])
def test_what_is_no_address_gets_a_sentence(client: Client, db: None, typed: str) -> None:
    response = submit(client, SIGN_IN, {"login": typed, "password": typed})
    assert response.status_code == 200


@pytest.mark.parametrize("forged", ["\0", "x" * 10_000])
def test_what_the_page_does_not_let_through_gets_a_sentence(
    client: Client, db: None, forged: str
) -> None:
    response = client.post(SIGN_IN, {"login": forged, "password": forged})
    assert response.status_code == 200


def test_the_admin_has_the_same_door(client: Client, administrator: User) -> None:
    door = client.get("/admin/accounts/user/", follow=True)
    assert door.redirect_chain[-1] == (f"{SIGN_IN}?next=/admin/accounts/user/", 302)
    assert sign_in(client, administrator, door.redirect_chain[-1][0]) == "/admin/accounts/user/"
    assert client.get("/admin/accounts/user/").status_code == 200


def test_an_administrator_who_is_in_is_not_asked_again(administrator: User) -> None:
    door = signed_in(administrator).get("/admin/login/?next=/admin/accounts/user/")
    assert door.headers["Location"] == "/admin/"


def test_the_admin_has_the_same_page_for_the_own_password(administrator: User) -> None:
    page = signed_in(administrator).get("/admin/password_change/")
    assert page.headers["Location"] == "/accounts/password/"


@pytest.mark.parametrize("kind", ["editor", "approver", "outsider"])
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_there_is_no_admin_for_others(
    kind: str, address: str, request: pytest.FixtureRequest
) -> None:
    response = signed_in(request.getfixturevalue(kind)).get(address, follow=True)
    assert response.status_code == 404
    assert read(response).headings == ["Här finns ingenting"]


def test_signing_out_takes_a_post(editor: User) -> None:
    client = signed_in(editor)
    assert client.get(SIGN_OUT).status_code == 405
    assert client.get("/").status_code == 200
    assert submit(client, "/", press="Logga ut").headers["Location"] == SIGN_IN
    assert client.get("/").status_code == 302


def test_signing_out_takes_a_token(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    response = client.post(SIGN_OUT)  # from somebody else's page
    assert response.status_code == 403
    assert read(response).headings == ["Försök en gång till"]
    assert client.get("/").status_code == 200


def test_signing_in_takes_a_token(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    response = client.post(SIGN_IN, {"login": editor.email, "password": PASSWORD})
    assert response.status_code == 403
    assert read(response).headings == ["Try once more"]
    assert '<html lang="en">' in response.content.decode()


def test_the_session_changes_its_key_when_someone_signs_in(client: Client, editor: User) -> None:
    client.get("/accounts/sign-in/")
    sign_in(client, editor)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    submit(client, "/", press="Logga ut")
    sign_in(client, editor)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: Client, editor: User
) -> None:
    sign_in(client, editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_the_password_is_changed_and_holds(client: Client, editor: User) -> None:
    sign_in(client, editor)
    new = "en annan mening som går att minnas"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = submit(client, "/accounts/password/", typed, press="Byt lösenord", follow=True)
    assert read(response).headings == ["Lösenordet är bytt"]
    submit(client, response, press="Logga ut")
    assert sign_in(client, editor, password=new) == "/"


@pytest.mark.parametrize("new", ["kort", "123456789012345", "editor@test.example"])
def test_a_weak_password_is_refused(client: Client, editor: User, new: str) -> None:
    sign_in(client, editor)
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = submit(client, "/accounts/password/", typed, press="Byt lösenord")
    assert response.status_code == 200
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)
