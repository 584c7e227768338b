"""Closed by default: every address there is, walked."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from tests.conftest import signed_in
from tests.reading import read

OPEN = {
    "accounts/sign-in/": 200,
    "accounts/sign-in/a/": 404,  # no such provider
    "accounts/sign-in/a/back/": 404,
    "accounts/invitation/2309/": 404,  # no such link
    "accounts/password/forgotten/": 200,
    "accounts/password/forgotten/sent/": 200,
    "accounts/password/forgotten/done/": 200,
    "accounts/password/forgotten/1-2309/": 200,  # a link that leads nowhere any more
    "accounts/address/2309/": 200,
    "health/": 200,
    "language/": 302,
    "admin/login/": 302,  # to the sign-in page
}
INTERFACE = "api/v1/"
SAMPLES = {
    "year": "2021",
    "int": "1",
    "str": "2309",
    "base36": "1",
    "path": "1",
    "slug": "a",
    "document": "html",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield filled_in(route)


def filled_in(route: str) -> str:
    """A route with something in the place of what it asks for."""
    # What the admin's regular expressions ask for: an app's name, or anything at all.
    route = re.sub(r"\^?\(\?P<app_label>(\w+)[^)]*\)/\$", r"\1/", route)
    route = re.sub(r"\(\?P<url>\.\*\)\$", "anything", route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES[m[1] or "str"], route)
    assert not re.search(r"[<>()?^$]", route), f"say what stands in {route}"
    return route


ALL = sorted(set(addresses()))


def test_the_walk_finds_them() -> None:
    assert {"", "budgets/table/", "budgets/2021/1/allocation/1/2309/", "admin/"} <= set(ALL)
    assert len(ALL) > 40


def test_nobody_gets_anywhere_without_signing_in(client: Client, db: None) -> None:
    for address in ALL:
        response = client.get(f"/{address}")
        if address in OPEN:
            assert response.status_code == OPEN[address], address
        elif address.startswith(INTERFACE):
            assert response.status_code == 401, address  # a program signs in nowhere
        else:
            assert response.status_code == 302, address
            assert response.headers["Location"].startswith(("/accounts/sign-in/", "/admin/login/"))


def test_nobody_posts_anything_without_signing_in(client: Client, db: None) -> None:
    # By hand: whoever is not signed in is shown none of these pages.
    for address in ALL:
        allowed = {200, 302, 404, 405} if address in OPEN else {302, 405}
        if address.startswith(INTERFACE):
            allowed = {401, 405}
        assert client.post(f"/{address}").status_code in allowed, address


def test_no_page_of_the_admin_opens_for_the_office(editor: User) -> None:
    client = signed_in(editor)
    for address in (address for address in ALL if address.startswith("admin/")):
        assert client.get(f"/{address}").status_code in (302, 403, 404), address


def test_what_leads_nowhere_is_told_to_who_is_signed_in(editor: User) -> None:
    response = signed_in(editor).get("/nowhere/")
    page = read(response)
    assert response.status_code == 404
    assert page.headings == ["Här finns ingenting"]
    assert page.links["Till startsidan"] == "/"


def test_what_is_not_for_ones_role_is_told_with_its_reason(
    the_example: None, administrator: User
) -> None:
    response = signed_in(administrator).get("/budgets/new/")
    page = read(response)
    assert response.status_code == 403
    assert page.headings == ["Det här är inte din uppgift"]
    assert "Bara kontoret startar ett budgetår." in page.text


def test_what_leads_nowhere_is_told_to_a_stranger(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert read(response).headings == ["There is nothing here"]


@pytest.mark.parametrize("address", ["/%00", "/budgets/%00/", "/å/", "/budgets/2021"])
def test_odd_addresses_are_no_error(editor: User, address: str) -> None:
    assert signed_in(editor).get(address).status_code in (301, 404)
