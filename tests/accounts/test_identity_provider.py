"""Signing in at the organisation's own identity provider: only who is known here."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from accounts.actions import users
from accounts.models import Change, Role, User
from tests.forms import submit
from tests.reading import read

pytestmark = pytest.mark.django_db
DOOR = "/accounts/sign-in/oidc/"


class Provider(HTTPServer):
    """An identity provider on this machine, that says of everybody what it is told to say."""

    person: dict[str, Any] = {}


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        home = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": home,
                    "authorization_endpoint": f"{home}/authorize",
                    "token_endpoint": f"{home}/token",
                    "userinfo_endpoint": f"{home}/person",
                    "jwks_uri": f"{home}/keys",
                }
            )
        else:
            self._answer(self.server.person)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"access_token": "abc", "token_type": "Bearer"})

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Kommunen",
                    "client_id": "fordela",
                    "secret": "secret",
                    "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
                }
            ],
        }
    }
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sign_in(provider: Provider) -> Callable[..., Any]:
    """Go to the provider and come back, as the person it says one is."""

    def sign_in(client: Client, **person: Any) -> Any:
        provider.person = {"sub": "1", "email_verified": True} | person
        sent = submit(client, "/accounts/sign-in/", press="Logga in med Kommunen")
        asked = parse_qs(urlsplit(sent.headers["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["redirect_uri"] == [f"http://testserver{DOOR}back/"]
        return client.get(f"{DOOR}back/", {"code": "code", "state": asked["state"][0]})

    return sign_in


def test_the_door_is_on_the_page_only_where_there_is_one(
    client: Client, provider: Provider, settings: Settings
) -> None:
    assert "Logga in med Kommunen" in read(client.get("/accounts/sign-in/")).text
    assert read(client.get(DOOR)).headings == ["Logga in med Kommunen"]
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Kommunen" not in read(client.get("/accounts/sign-in/")).text
    assert client.get(DOOR).status_code == 404


@pytest.mark.parametrize("place", ["/accounts/sign-in/%00/", "/accounts/sign-in/%00/back/"])
def test_a_name_no_provider_has_is_not_looked_for(client: Client, place: str) -> None:
    assert client.get(place).status_code == 404  # PostgreSQL refuses a NUL


def test_an_invited_person_is_connected_by_the_verified_address(
    client: Client, sign_in: Callable[..., Any]
) -> None:
    anna = users.add(email="anna@test.example", role=Role.CONTACT, password=None)
    assert sign_in(client, email="Anna@Test.example").headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert SocialAccount.objects.get().user == anna
    assert Change.objects.get(deed="connected").by == anna


def test_once_connected_the_providers_number_decides(
    client: Client, sign_in: Callable[..., Any], editor: User
) -> None:
    sign_in(client, email=editor.email)
    other = Client()
    assert sign_in(other, email="changed@test.example").headers["Location"] == "/"
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@test.example"},
        {"email": "editor@test.example", "email_verified": False},
        {"email": "editor@test.example", "email_verified": "false"},
        {"email": "editor@test.example", "email_verified": None},
        {"email": ""},
        {},
    ],
)
def test_nobody_else_is_let_in_or_made(
    client: Client, sign_in: Callable[..., Any], editor: User, person: dict[str, Any]
) -> None:
    answer = sign_in(client, **person)
    assert answer.headers["Location"] == "/accounts/sign-in/"
    assert "ingen har bjudit in dig hit" in read(client.get("/accounts/sign-in/")).text
    assert client.get("/").status_code == 302
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_who_may_not_sign_in_any_more_does_not(
    client: Client, sign_in: Callable[..., Any], editor: User
) -> None:
    sign_in(Client(), email=editor.email)
    User.objects.update(is_active=False)
    sign_in(client, email=editor.email)
    assert client.get("/").status_code == 302


def test_the_second_factor_is_asked_for_here_too(
    client: Client, sign_in: Callable[..., Any], editor: User
) -> None:
    TOTP.activate(editor, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = sign_in(client, email=editor.email)
    assert answer.headers["Location"] == "/accounts/sign-in/code/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("sent", [{"error": "access_denied"}, {"code": "x", "state": "forged"}, {}])
def test_what_goes_wrong_there_is_told_here(
    client: Client, provider: Provider, sent: dict[str, str]
) -> None:
    answer = client.get(f"{DOOR}back/", sent)
    assert answer.headers["Location"] == "/accounts/sign-in/"
    assert "lyckades inte" in read(client.get("/accounts/sign-in/")).text
