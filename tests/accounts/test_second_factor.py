"""The second factor: an app for codes, recovery codes, and its being demanded."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from accounts.models import Change, Role, User
from tests.admin_pages import chosen_in_list
from tests.conftest import PASSWORD, sign_in, signed_in
from tests.forms import submit
from tests.reading import read

pytestmark = pytest.mark.django_db
SIGN_IN, PLACE = "/accounts/sign-in/", "/accounts/second-factor/"
CODE = "/accounts/sign-in/code/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    """What the app shows now."""
    _before, counter, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))


def again(client: Client) -> None:
    """Say once more who one is, as is asked before anything is changed."""
    submit(client, "/accounts/again/", {"password": PASSWORD})


def secret_on(page: Any) -> str:
    """The secret that an app is told, as the page says it."""
    found = re.search(r"<code>(\w{32})</code>", page.content.decode())
    assert found
    return found[1]


@pytest.fixture
def with_app(editor: User) -> User:
    TOTP.activate(editor, SECRET)
    return editor


def test_an_app_is_connected_with_the_code_it_shows(
    client: Client,
    editor: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    sign_in(client, editor)
    assert client.get(f"{PLACE}app/").headers["Location"].startswith("/accounts/again/")
    again(client)
    page = client.get(f"{PLACE}app/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = secret_on(page)
    wrong = submit(client, page, {"code": "000000"}, press="Anslut")
    assert "Koden stämmer inte, eller är för gammal." in read(wrong).text
    with django_capture_on_commit_callbacks(execute=True):
        right = submit(client, wrong, {"code": code_of(secret)}, press="Anslut")
    assert right.headers["Location"] == f"{PLACE}codes/"
    codes = re.findall(r"<code>(\d+)</code>", client.get(f"{PLACE}codes/").content.decode())
    assert len(set(codes)) == 10
    assert "visas inte igen" in read(client.get(f"{PLACE}codes/")).text, "shown once"
    assert "En app för koder anslöts." in str(mailoutbox[-1].body)
    told = Change.objects.filter(subject="accounts.user", deed="second_factor_added")
    assert set(told.values_list("field", "by_name")) == {
        ("totp", str(editor)),
        ("recovery_codes", str(editor)),
    }


def test_a_session_with_the_password_alone_ends_when_there_is_an_app(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.REQUIRE_MFA_FOR_STAFF = True
    sign_in(elsewhere := Client(), editor)
    assert elsewhere.get(PLACE).status_code == 200
    sign_in(client, editor)
    again(client)
    page = client.get(f"{PLACE}app/")
    submit(client, page, {"code": code_of(secret_on(page))}, press="Anslut")
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").headers["Location"].startswith(SIGN_IN)


def test_the_password_alone_does_not_open(client: Client, with_app: User) -> None:
    assert sign_in(client, with_app).headers["Location"] == CODE
    assert client.get("/").status_code == 302
    page = client.get(CODE)
    assert read(page).headings == ["Det andra steget"]
    assert submit(client, page, {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302


def test_with_the_code_one_is_in(client: Client, with_app: User) -> None:
    sign_in(client, with_app)
    answer = submit(client, CODE, {"code": code_of(SECRET)})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_opens_once(client: Client, with_app: User) -> None:
    sign_in(client, with_app)
    code = code_of(SECRET)
    submit(client, CODE, {"code": code})
    other = Client()
    sign_in(other, with_app)
    submit(other, CODE, {"code": code})
    assert other.get("/").status_code == 302


def test_a_recovery_code_opens_once(client: Client, with_app: User) -> None:
    sign_in(client, with_app)
    submit(client, CODE, {"code": code_of(SECRET)})
    again(client)
    submit(client, f"{PLACE}codes/new/", press="Gör nya reservkoder")
    codes = re.findall(r"<code>(\d+)</code>", client.get(f"{PLACE}codes/").content.decode())
    for answer in ("/", None):
        other = Client()
        sign_in(other, with_app)
        found = submit(other, CODE, {"code": codes[0]})
        assert found.headers.get("Location") == answer


def test_the_app_is_disconnected_after_the_password(client: Client, with_app: User) -> None:
    sign_in(client, with_app)
    submit(client, CODE, {"code": code_of(SECRET)})
    place = f"{PLACE}app/remove/"
    for answer in (client.get(place), client.post(place)):  # the page is not shown yet
        assert answer.headers["Location"].startswith("/accounts/again/")
    again(client)
    assert submit(client, place, press="Koppla från appen").headers["Location"] == PLACE
    assert not Authenticator.objects.filter(user=with_app, type="totp").exists()


@pytest.mark.parametrize("kind", ["editor", "approver", "administrator"])
def test_where_it_is_demanded_nothing_else_opens(
    kind: str, request: pytest.FixtureRequest, settings: Settings
) -> None:
    client = signed_in(request.getfixturevalue(kind))
    assert client.get("/").status_code == 200
    settings.REQUIRE_MFA_FOR_STAFF = True
    for place in ("/", "/budgets/", "/admin/", "/admin/accounts/user/", "/contacts/", "/accounts/"):
        assert client.get(place).headers["Location"] == PLACE
    assert "Alla som arbetar här behöver en." in read(client.get(PLACE)).text
    assert client.get("/accounts/again/").status_code == 200
    assert submit(client, PLACE, press="Logga ut").headers["Location"] == SIGN_IN


def test_with_one_all_opens(administrator: User, outsider: User, settings: Settings) -> None:
    settings.REQUIRE_MFA_FOR_STAFF = True
    TOTP.activate(administrator, SECRET)
    assert signed_in(administrator).get("/admin/").status_code == 200
    assert signed_in(outsider).get("/").status_code == 200, "no contact is asked"


def test_recovery_codes_alone_are_no_second_factor(editor: User, settings: Settings) -> None:
    settings.REQUIRE_MFA_FOR_STAFF = True
    Authenticator.objects.create(user=editor, type="recovery_codes", data={})
    assert signed_in(editor).get("/").headers["Location"] == PLACE


def test_an_administrator_takes_away_a_lost_one(administrator: User, with_app: User) -> None:
    session = signed_in(with_app)
    chosen_in_list(signed_in(administrator), "forget_second_factor", with_app)
    assert not Authenticator.objects.exists()
    assert session.get("/").status_code == 302
    change = Change.objects.get(deed="second_factor_removed")
    assert (change.by, change.subject_id) == (administrator, with_app.pk)


def test_no_page_of_it_needs_an_inline_script(client: Client, editor: User) -> None:
    sign_in(client, editor)
    again(client)
    places = [PLACE, f"{PLACE}app/", f"{PLACE}passkeys/", f"{PLACE}passkeys/add/", SIGN_IN]
    for place in places:
        answer = (Client() if place == SIGN_IN else client).get(place)
        assert answer.status_code == 200, place  # a page, and not a way elsewhere
        html = answer.content.decode()
        for script in re.findall(r"<script[^>]*>", html):
            assert 'src="' in script or 'type="application/json"' in script, place
        assert " style=" not in html
        assert " onclick" not in html


def test_roles_that_it_is_demanded_of_are_those_who_work_here() -> None:
    assert {role for role in Role if User(role=role).is_office} == set(Role) - {Role.CONTACT}
