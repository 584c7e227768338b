"""Keeping people in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from tests.admin_pages import address, as_shown, errors_on
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "en lång mening som går att minnas"
GOOD = {
    "email": "Anna.Ek@Example.SE",
    "name": "Anna Ek",
    "role": "editor",
    "usable_password": "true",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_a_person_is_added_and_signs_in_in_any_case(administrator: User) -> None:
    response = signed_in(administrator).post(address("add", User), GOOD)
    assert response.status_code == 302
    anna = User.objects.get(email="anna.ek@example.se")
    assert (anna.role, anna.name) == (Role.EDITOR, "Anna Ek")
    typed = {"login": "ANNA.EK@example.se", "password": PASSWORD}
    assert Client().post("/accounts/sign-in/", typed).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "anna"),
        ("email", ""),
        ("email", "a\0@example.se"),
        ("email", "a" * 300 + "@example.se"),
        ("email", "ADMINISTRATOR@test.example"),
        ("role", "king"),
        ("role", ""),
        ("name", "x" * 100_000),
        ("name", "\0"),
        ("password2", "another"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field: str, typed: str, administrator: User) -> None:
    client = signed_in(administrator)
    response = client.post(address("add", User), GOOD | {field: typed})
    assert list(errors_on(response)) == [field]
    assert User.objects.count() == 1


def test_a_role_changes_and_the_password_stays(administrator: User) -> None:
    client = signed_in(administrator)
    client.post(address("add", User), GOOD)
    anna = User.objects.get(role=Role.EDITOR)
    page = address("change", anna)
    assert client.post(page, as_shown(client.get(page)) | {"role": "approver"}).status_code == 302
    anna.refresh_from_db()
    assert anna.role == Role.APPROVER
    assert anna.check_password(PASSWORD)


def test_a_new_password_is_set(administrator: User, editor: User) -> None:
    place = reverse("admin:auth_user_password_change", args=[editor.pk])
    sent = {"password1": PASSWORD * 2, "password2": PASSWORD * 2, "usable_password": "true"}
    assert signed_in(administrator).post(place, sent).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD * 2)


@pytest.mark.parametrize(("field", "value"), [("role", "editor"), ("is_active", "")])
def test_administrators_do_not_shut_themselves_out(
    field: str, value: str, administrator: User
) -> None:
    client, page = signed_in(administrator), address("change", administrator)
    response = client.post(page, as_shown(client.get(page)) | {field: value})
    assert list(errors_on(response)) == [field]
    assert client.post(address("delete", administrator), {"post": "yes"}).status_code == 403
    chosen = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [administrator.pk],
    }
    assert client.post(address("changelist", User), chosen).context["protected"]
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_person_who_did_something_is_kept(administrator: User) -> None:
    other = User.objects.create(email="other@example.se", role=Role.ADMINISTRATOR)
    signed_in(other).post(address("add", User), GOOD)
    assert LogEntry.objects.filter(user=other).exists()
    response = signed_in(administrator).post(address("delete", other), {"post": "yes"})
    assert response.status_code == 200
    assert response.context["protected"]
    assert User.objects.filter(pk=other.pk).exists()


def test_a_person_who_did_nothing_is_deleted(administrator: User, editor: User) -> None:
    client = signed_in(administrator)
    assert client.post(address("delete", editor), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=editor.pk).exists()
