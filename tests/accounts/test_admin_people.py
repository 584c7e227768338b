"""Keeping people in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import Change, Deed, Invitation, Role, User
from tests.admin_pages import address, as_shown, errors_on
from tests.conftest import signed_in
from tests.mail import link_in
from tests.reading import read

pytestmark = pytest.mark.django_db
PASSWORD = "en lång mening som går att minnas"
GOOD = {
    "email": "Anna.Ek@Example.SE",
    "name": "Anna Ek",
    "role": "editor",
    "language": "sv",
}


def test_a_person_is_invited_chooses_a_password_and_signs_in_in_any_case(
    administrator: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(administrator).post(address("add", User), GOOD)
    assert response.status_code == 302
    anna = User.objects.get(email="anna.ek@example.se")
    assert (anna.role, anna.name) == (Role.EDITOR, "Anna Ek")
    assert not anna.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["anna.ek@example.se"]
    assert "Du är handläggare på kontoret där." in str(mail.body)
    assert "betalas av" not in str(mail.body)
    new = {"name": "Anna Ek", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert Client().post(link_in(mail), new).status_code == 302
    typed = {"login": "ANNA.EK@example.se", "password": PASSWORD}
    assert Client().post("/accounts/sign-in/", typed).status_code == 302
    deeds = Change.objects.about(anna).order_by("number").values_list("deed", flat=True)
    assert list(dict.fromkeys(deeds)) == [Deed.ADDED, Deed.INVITED, Deed.ACCEPTED]


def test_the_page_asks_for_no_password_and_offers_no_contacts(administrator: User) -> None:
    content = signed_in(administrator).get(address("add", User)).content.decode()
    assert 'type="password"' not in content
    assert 'value="approver"' in content
    assert 'value="contact"' not in content
    assert "väljer ett lösenord under den" in content


def test_who_has_set_no_password_is_invited_again(
    administrator: User, editor: User, outsider: User
) -> None:
    client = signed_in(administrator)
    client.post(address("add", User), GOOD)
    anna = User.objects.get(email="anna.ek@example.se")
    chosen = {
        "action": "invite_again",
        "_selected_action": [anna.pk, editor.pk, outsider.pk],
    }
    page = read(client.post(address("changelist", User), chosen, follow=True)).text.lower()
    assert Invitation.objects.filter(user=anna).count() == 2
    assert Invitation.objects.count() == 2
    assert "ett mejl är på väg till anna.ek@example.se." in page
    assert f"{editor} har redan ett lösenord." in page
    assert f"{outsider} är kontaktperson och bjuds in under kontaktpersoner." in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "anna"),
        ("email", ""),
        ("email", "a\0@example.se"),
        ("email", "a" * 300 + "@example.se"),
        ("email", "ADMINISTRATOR@test.example"),
        ("role", "king"),
        ("role", "contact"),
        ("language", "fr"),
        ("role", ""),
        ("name", "x" * 100_000),
        ("name", "\0"),
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
    anna.set_password(PASSWORD)
    anna.save()
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
