"""Keeping people in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import Change, Deed, Invitation, Role, User
from tests.admin_pages import address, chosen_in_list, deleted_all_the_same, errors_on
from tests.conftest import sign_in, signed_in
from tests.forms import form_on, forms_on, submit
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
        response = submit(signed_in(administrator), address("add", User), GOOD, press="Spara")
    assert response.status_code == 302
    anna = User.objects.get(email="anna.ek@example.se")
    assert (anna.role, anna.name) == (Role.EDITOR, "Anna Ek")
    assert not anna.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["anna.ek@example.se"]
    assert "Du är handläggare på kontoret där." in str(mail.body)
    assert "betalas av" not in str(mail.body)
    new = {"name": "Anna Ek", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert submit(Client(), link_in(mail), new).status_code == 302
    assert sign_in(Client(), User(email="ANNA.EK@example.se"), PASSWORD).status_code == 302
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
    submit(client, address("add", User), GOOD, press="Spara")
    anna = User.objects.get(email="anna.ek@example.se")
    told = chosen_in_list(client, "invite_again", anna, editor, outsider, follow=True)
    page = read(told).text.lower()
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
        ("email", "ADMINISTRATOR@test.example"),
        ("role", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field: str, typed: str, administrator: User) -> None:
    response = submit(signed_in(administrator), address("add", User), GOOD | {field: typed})
    assert list(errors_on(response)) == [field]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("email", "a\0@example.se"),
        ("email", "a" * 300 + "@example.se"),
        ("role", "king"),
        ("role", "contact"),
        ("language", "fr"),
        ("name", "x" * 100_000),
        ("name", "\0"),
    ],
)
def test_what_the_page_does_not_let_through_is_told_at_its_field(
    field: str, forged: str, administrator: User
) -> None:
    client, page = signed_in(administrator), address("add", User)
    sent = form_on(client.get(page)).fill(GOOD).data() | {field: forged}
    assert list(errors_on(client.post(page, sent))) == [field]
    assert User.objects.count() == 1


def test_a_role_changes_and_the_password_stays(administrator: User) -> None:
    client = signed_in(administrator)
    submit(client, address("add", User), GOOD, press="Spara")
    anna = User.objects.get(role=Role.EDITOR)
    anna.set_password(PASSWORD)
    anna.save()
    page = address("change", anna)
    assert submit(client, page, {"role": "approver"}, press="Spara").status_code == 302
    anna.refresh_from_db()
    assert anna.role == Role.APPROVER
    assert anna.check_password(PASSWORD)


def test_a_new_password_is_set(administrator: User, editor: User) -> None:
    place = reverse("admin:auth_user_password_change", args=[editor.pk])
    typed = {"password1": PASSWORD * 2, "password2": PASSWORD * 2}
    sent = submit(signed_in(administrator), place, typed, press="Ändra lösenord")
    assert sent.status_code == 302
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD * 2)


@pytest.mark.parametrize(("field", "value"), [("role", "editor"), ("is_active", False)])
def test_administrators_do_not_shut_themselves_out(
    field: str, value: str | bool, administrator: User
) -> None:
    client, page = signed_in(administrator), address("change", administrator)
    response = submit(client, page, {field: value}, press="Spara")
    assert list(errors_on(response)) == [field]
    # No page confirms it: whoever sends the confirmation does it by hand.
    assert client.post(address("delete", administrator), {"post": "yes"}).status_code == 403
    asked = chosen_in_list(client, "delete_selected", administrator)
    assert asked.context["protected"]
    assert deleted_all_the_same(client, administrator).context["protected"]
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_person_who_did_something_is_kept(administrator: User) -> None:
    other = User.objects.create(email="other@example.se", role=Role.ADMINISTRATOR)
    submit(signed_in(other), address("add", User), GOOD, press="Spara")
    assert LogEntry.objects.filter(user=other).exists()
    client = signed_in(administrator)
    page = client.get(address("delete", other))
    assert not forms_on(page)
    for response in (page, client.post(address("delete", other), {"post": "yes"})):
        assert response.status_code == 200
        assert response.context["protected"]
    assert User.objects.filter(pk=other.pk).exists()


def test_a_person_who_did_nothing_is_deleted(administrator: User, editor: User) -> None:
    client = signed_in(administrator)
    sent = submit(client, address("delete", editor), press="Ja, jag är säker")
    assert sent.status_code == 302
    assert not User.objects.filter(pk=editor.pk).exists()
