"""Wrong passwords lock an account from where they were tried, at every front door."""

import datetime
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Change, User
from tests.conftest import PASSWORD, sign_in
from tests.reading import read

pytestmark = pytest.mark.django_db


def attempt(user: User, password: str = "fel", address: str = "192.0.2.1", **headers: str) -> Any:
    return sign_in(Client(REMOTE_ADDR=address, headers=headers), user, password)


def lock(user: User, **where: str) -> None:
    for _one in range(4):
        assert attempt(user, **where).status_code == 200
    locked = attempt(user, **where)
    assert locked.status_code == 429
    assert read(locked).headings == ["För många fel lösenord"]
    assert "om 15 minuter" in read(locked).text


def test_the_fifth_wrong_password_locks_also_the_right_one_out(editor: User) -> None:
    lock(editor)
    assert attempt(editor, PASSWORD).status_code == 429


def test_it_is_told_once(editor: User) -> None:
    lock(editor)
    attempt(editor)
    change = Change.objects.get(deed="locked_out")
    assert (change.subject_id, change.by) == (editor.pk, None)


def test_another_place_and_another_person_are_not_locked(editor: User, approver: User) -> None:
    lock(editor)
    assert attempt(approver, PASSWORD).status_code == 302
    assert attempt(editor, PASSWORD, address="192.0.2.2").status_code == 302


def test_in_any_case_it_is_the_same_account(editor: User) -> None:
    for email in ("Editor@Test.example", "EDITOR@test.example") * 2:
        attempt(User(email=email))
    assert attempt(editor).status_code == 429


def test_it_opens_after_a_quarter_of_an_hour(editor: User) -> None:
    lock(editor)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))
    assert attempt(editor, PASSWORD).status_code == 302


def test_the_right_password_begins_the_count_anew(editor: User) -> None:
    for _round in range(2):
        for _one in range(4):
            attempt(editor)
        assert attempt(editor, PASSWORD).status_code == 302


def test_behind_a_proxy_the_person_is_counted_and_not_the_proxy(
    editor: User, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5"}
    for _one in range(5):
        attempt(editor, **forged)
    assert attempt(editor, PASSWORD, **forged).status_code == 429
    # What the person writes in front of the proxy's word changes nothing.
    again = {"X-Forwarded-For": "198.51.100.99, 203.0.113.5"}
    assert attempt(editor, PASSWORD, **again).status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.6"}
    assert attempt(editor, PASSWORD, **elsewhere).status_code == 302


def test_without_a_proxy_its_header_is_not_believed(editor: User) -> None:
    for number in range(5):
        attempt(editor, **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert attempt(editor, PASSWORD).status_code == 429


def test_many_accounts_from_one_place_are_slowed_down(editor: User) -> None:
    answers = [attempt(User(email=f"{n}@test.example")) for n in range(12)]
    assert "för många försök" in read(answers[-1]).text
    assert "för många försök" in read(attempt(editor, PASSWORD)).text


def test_nobody_keeps_a_password_that_was_tried(editor: User) -> None:
    attempt(editor, "ett lösenord som nästan stämde")
    assert "nästan" not in str(list(AccessAttempt.objects.values()))
