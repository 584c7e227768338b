"""The example, loaded once for the tests of a file, and a browser for each kind of person."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests.conftest import THE_EXAMPLE, signed_in


@pytest.fixture(scope="module")
def example_of_this_file(rows_are_kept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        THE_EXAMPLE.put_in()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def the_example(example_of_this_file: None, db: None) -> None:
    """As elsewhere; what a test changes is rolled back to here."""


@pytest.fixture
def office(the_example: None, editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def krokom(contact_of_krokom: User) -> Client:
    return signed_in(contact_of_krokom)


@pytest.fixture
def in_english(office: Client) -> Client:
    office.cookies["django_language"] = "en"
    return office


@pytest.fixture
def statuses(
    editor: User,
    approver: User,
    administrator: User,
    contact_of_krokom: User,
    outsider: User,
) -> Callable[[str], dict[str, int]]:
    """What each kind of person is answered at an address."""
    people = {
        "anonymous": Client(),
        "editor": signed_in(editor),
        "approver": signed_in(approver),
        "administrator": signed_in(administrator),
        "contact": signed_in(contact_of_krokom),
        "outsider": signed_in(outsider),
    }

    def of(address: str) -> dict[str, int]:
        return {name: client.get(address).status_code for name, client in people.items()}

    return of


OPEN_TO_ALL = {
    "anonymous": 302,
    "editor": 200,
    "approver": 200,
    "administrator": 200,
    "contact": 200,
    "outsider": 200,
}
NOT_TO_OUTSIDERS = OPEN_TO_ALL | {"outsider": 404}
OFFICE_ALONE = NOT_TO_OUTSIDERS | {"contact": 404}
