"""A request says that it is written in something else than UTF-8."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import signed_in

HALF_A_PAIR = r"/budgets/table/?years=\ud800"


@pytest.mark.parametrize("named", ["unicode_escape", "utf-7", "idna", "iso-8859-1"])
def test_it_is_refused_signed_in_or_not(the_example: None, editor: User, named: str) -> None:
    other = f"text/plain; charset={named}"
    for client in (Client(), signed_in(editor)):
        assert client.get(HALF_A_PAIR, headers={"content-type": other}).status_code == 400
        assert client.post("/accounts/sign-in/", headers={"content-type": other}).status_code == 400


@pytest.mark.parametrize("named", ["utf-8", "UTF8", "no-such-encoding", ""])
def test_what_a_browser_or_nobody_says_is_read(the_example: None, editor: User, named: str) -> None:
    other = f"text/plain; charset={named}"
    response = signed_in(editor).get(HALF_A_PAIR, headers={"content-type": other})
    assert response.status_code == 200
