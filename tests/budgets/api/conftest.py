"""Programs that ask with a token of a person."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions import tokens
from accounts.models import User
from tests.budgets.views.conftest import example_of_this_file, the_example

__all__ = ["example_of_this_file", "the_example"]

V1 = "/api/v1/"
Program = Callable[[User], Client]


@pytest.fixture
def program() -> Program:
    """A program of a person's, without cookies."""

    def of(user: User) -> Client:
        _token, text = tokens.make(user=user, name="Programmet")
        return Client(headers={"authorization": f"Bearer {text}"})

    return of
