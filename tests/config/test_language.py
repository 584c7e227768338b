"""Swedish first, English for who asks, and the choice stays."""

import pytest
from django.test import Client

from tests.forms import form_on, submit
from tests.reading import read

SIGN_IN = "/accounts/sign-in/"


def test_swedish_comes_first(client: Client, db: None) -> None:
    response = client.get(SIGN_IN)
    assert '<html lang="sv">' in response.content.decode()
    assert read(response).headings == ["Logga in"]


def test_english_for_a_browser_that_prefers_it(client: Client, db: None) -> None:
    response = client.get(SIGN_IN, headers={"accept-language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in response.content.decode()
    assert read(response).headings == ["Sign in"]


def test_swedish_for_a_browser_that_prefers_what_we_do_not_speak(client: Client, db: None) -> None:
    response = client.get(SIGN_IN, headers={"accept-language": "fi,de;q=0.9"})
    assert read(response).headings == ["Logga in"]


def test_the_switch_leads_back_and_stays(client: Client, db: None) -> None:
    switched = submit(client, f"{SIGN_IN}?next=/budgets/", press="In English")
    assert switched.headers["Location"] == f"{SIGN_IN}?next=/budgets/"
    assert read(client.get(SIGN_IN)).headings == ["Sign in"]
    submit(client, SIGN_IN, press="På svenska")
    assert read(client.get(SIGN_IN)).headings == ["Logga in"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_the_switch_leads_nowhere_else(client: Client, db: None, elsewhere: str) -> None:
    form = form_on(client.get(SIGN_IN), press="In English")
    switched = client.post("/language/", form.data() | {"next": elsewhere})
    assert switched.headers["Location"] == "/"


def test_a_language_we_do_not_speak_changes_nothing(client: Client, db: None) -> None:
    form = form_on(client.get(SIGN_IN), press="In English")
    client.post("/language/", form.data() | {"language": "xx"})
    assert read(client.get(SIGN_IN)).headings == ["Logga in"]
