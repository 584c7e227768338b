"""What every test may use: the example, and one person of each kind."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import Role, User
from budgets.actions import example
from municipalities.actions import register
from municipalities.models import Contact, Municipality
from tests.forms import submit
from tests.kept import FIRST_KEY_OF_PEOPLE, Kept
from tests.tampering import let_the_tables_be_emptied
from tests.threads import PATIENCE
from uploads import process

let_the_tables_be_emptied()

# A machine with much else to do is no fault: no property is held to a time.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

# Playwright runs an event loop of its own beside the live server's threads.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

TEMPLATE = os.environ.get("TEST_TEMPLATE")
"""A migrated database, as script/test makes it: its name, or on SQLite its path."""

NOWHERE = "http://127.0.0.1:9"
PASSWORD = "en lång mening som går att minnas"


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests() -> Iterator[None]:
    """What holds while testing, also for the server that a browser is pointed at.

    Style sheets are served from where they are written, since a fresh clone has collected none.
    Passwords are hashed as little as possible; that the hash is a good one is Django's to test.
    Tasks are done at once, when the transaction that asks for them is.
    Statistics Sweden is out of reach; tests/scb.py stands in for it.
    What reads a stranger's file is held to its limit of work, not to that of the clock.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        mock.patch.object(process, "LONGEST", PATIENCE),
        override_settings(
            STORAGES=settings.STORAGES | {"staticfiles": plain},
            TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
            WHITENOISE_AUTOREFRESH=True,
            WHITENOISE_USE_FINDERS=True,
            SCB=replace(settings.SCB, v2=NOWHERE, v1=NOWHERE, pause=0),
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
    ):
        yield


@pytest.fixture(autouse=True)
def in_the_first_language() -> None:
    """Begin each test in Swedish: a page that was shown in English leaves its thread so."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Begin with the tables that script/test has made, where it has."""
    return TEMPLATE is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Each process copies the database that script/test has migrated."""
    if TEMPLATE is None:
        return
    test = settings.DATABASES["default"]["TEST"]
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = TEMPLATE
    else:
        test["NAME"] = str(tmp_path_factory.mktemp("sqlite") / "tests.sqlite3")
        shutil.copy(TEMPLATE, test["NAME"])


_REGISTER = Kept(register.load)
THE_EXAMPLE = Kept(example.load)


@pytest.fixture(scope="session")
def rows_are_kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        _REGISTER.keep()
        THE_EXAMPLE.keep()


@pytest.fixture
def register_of_municipalities(rows_are_kept: None, db: None) -> None:
    _REGISTER.put_in()


@pytest.fixture
def the_example(rows_are_kept: None, db: None) -> None:
    """The published budgets of 2019–2021, a draft for 2022, and people to sign in as."""
    THE_EXAMPLE.put_in()


def person(role: Role, email: str) -> User:
    highest = User.objects.aggregate(highest=Max("pk"))["highest"] or 0
    user = User(pk=max(FIRST_KEY_OF_PEOPLE, highest + 1), email=email, role=role)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.EDITOR, "editor@test.example")


@pytest.fixture
def approver(db: None) -> User:
    return person(Role.APPROVER, "approver@test.example")


@pytest.fixture
def administrator(db: None) -> User:
    return person(Role.ADMINISTRATOR, "administrator@test.example")


@pytest.fixture
def contact_of_krokom(the_example: None) -> User:
    user = person(Role.CONTACT, "contact.krokom@test.example")
    Contact.objects.create(user=user, municipality=Municipality.objects.get(code="2309"))
    return user


@pytest.fixture
def outsider(db: None) -> User:
    """A contact who is a contact of nobody, such as one who has left."""
    return person(Role.CONTACT, "outsider@test.example")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    """Sign in at the door; the answer."""
    return submit(client, "/accounts/sign-in/", {"login": user.email, "password": password})


def at_home(user: User) -> Client:
    """Signed in at the door, and having said so once more, as is asked before what is secret."""
    client = Client()
    sign_in(client, user)
    submit(client, "/accounts/again/", {"password": PASSWORD})
    return client
