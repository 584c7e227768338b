"""What every answer tells the browser to refuse."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import signed_in

PAGES = ["/", "/accounts/sign-in/", "/budgets/table/", "/nowhere/", "/admin/", "/health/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_carries_them(the_example: None, administrator: User, address: str) -> None:
    headers = signed_in(administrator).get(address).headers
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/budgets/table/", "/accounts/sign-in/", "/nowhere/"])
def test_no_page_needs_an_inline_script_or_style(
    the_example: None, administrator: User, address: str
) -> None:
    html = signed_in(administrator).get(address).content.decode()
    assert "<style" not in html
    assert "style=" not in html
    assert " onclick" not in html


def test_a_page_of_a_person_is_in_no_shared_cache(the_example: None, editor: User) -> None:
    assert "Cookie" in signed_in(editor).get("/").headers["Vary"]


def test_a_strange_host_is_refused(client: Client, db: None) -> None:
    assert client.get("/accounts/sign-in/", headers={"host": "evil.example"}).status_code == 400
