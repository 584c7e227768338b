"""Access tokens: made after a second look at who it is, shown once, and ended with the person."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import tokens, users
from accounts.models import AccessToken, Change, Role, User
from accounts.models.access_token import hash_of, prefix_of
from municipalities.models import Contact
from tests.conftest import at_home, signed_in
from tests.forms import form_on, submit
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db
TOKENS, NEW, ASK = "/accounts/tokens/", "/accounts/tokens/new/", "/api/v1/years"


def status(text: str, **headers: str) -> int:
    return Client().get(ASK, headers={"authorization": f"Bearer {text}", **headers}).status_code


@pytest.fixture
def text(editor: User) -> str:
    return tokens.make(user=editor, name="Ekonomi")[1]


# -- Making and revoking


def test_it_is_shown_once_and_only_its_hash_is_kept(
    editor: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = at_home(editor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = submit(client, NEW, {"name": " Ekonomi  ", "days": "90"}, press="Gör den")
    shown = next(word for word in read(answer).text.split() if word.startswith("fordela_"))
    assert "no-store" in answer.headers["Cache-Control"]
    token = AccessToken.objects.get()
    assert (token.name, token.prefix, token.token_hash) == (
        "Ekonomi",
        prefix_of(shown),
        hash_of(shown),
    )
    assert (token.expires_at - token.created_at).days == 90
    secret = shown.split("_", 2)[2]
    listed = client.get(TOKENS).content.decode()
    assert token.prefix in listed
    assert secret not in listed
    assert status(shown) == 200
    assert "En åtkomstnyckel gjordes: ”Ekonomi”." in str(mailoutbox[-1].body)
    told = Change.objects.filter(subject="accounts.accesstoken")
    assert {(one.by, one.deed, one.whole_id) for one in told} == {(editor, "added", editor.pk)}
    assert all(secret not in one.after for one in told)


def test_the_password_is_asked_for_first(editor: User) -> None:
    client = signed_in(editor)
    unseen = {"name": "Ekonomi", "days": "365"}
    for answer in (client.get(NEW), client.post(NEW, unseen)):
        assert answer.headers["Location"].startswith("/accounts/again/")
    assert not AccessToken.objects.exists()


def test_a_form_sent_twice_makes_one(editor: User) -> None:
    client = at_home(editor)
    form = form_on(client.get(NEW)).fill({"name": "Ekonomi", "days": "365"})
    form.send(client, press="Gör den")
    again = form.send(client, press="Gör den")
    assert again.status_code == 422
    assert "Du har redan en åtkomstnyckel med det namnet." in read(again).text
    assert AccessToken.objects.count() == 1


def test_one_without_a_name_is_told(editor: User) -> None:
    assert submit(at_home(editor), NEW, {"name": "", "days": "365"}).status_code == 422
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("forged", [{"name": "x" * 61, "days": "30"}, {"name": "a", "days": "7"}])
def test_what_the_page_does_not_let_through_is_told(editor: User, forged: dict[str, str]) -> None:
    client = at_home(editor)
    sent = form_on(client.get(NEW)).data() | forged
    assert client.post(NEW, sent).status_code == 422
    assert not AccessToken.objects.exists()


def test_there_is_an_end_to_how_many(editor: User) -> None:
    for number in range(tokens.MOST):
        tokens.make(user=editor, name=str(number))
    with pytest.raises(ValidationError, match="20"):
        tokens.make(user=editor, name="one more")


def test_a_revoked_one_opens_nothing(editor: User, text: str) -> None:
    client = signed_in(editor)
    form = form_on(client.get(TOKENS), press="Återkalla Ekonomi")
    answer = form.send(client, follow=True)
    assert "Åtkomstnyckeln ”Ekonomi” öppnar ingenting längre." in read(answer).text
    assert status(text) == 401
    change = Change.objects.get(deed="removed")
    assert (change.by, change.before, change.label) == (editor, "Ekonomi", "Ekonomi")
    form.send(client)  # from a page left open
    assert Change.objects.filter(deed="removed").count() == 1
    tokens.make(user=editor, name="Ekonomi")  # the name is free again


def test_nobody_revokes_or_sees_anothers(approver: User, text: str) -> None:
    other = signed_in(approver)
    assert other.post(f"{TOKENS}{prefix_of(text)}/revoke/").status_code == 404  # by hand
    assert prefix_of(text) not in other.get(TOKENS).content.decode()
    assert status(text) == 200


def test_the_list_asks_as_much_for_many(editor: User, text: str) -> None:
    client = signed_in(editor)
    few = queries_for(client, TOKENS)
    for number in range(5):
        tokens.make(user=editor, name=str(number))
    assert queries_for(client, TOKENS) == few


# -- What ends it


def test_it_ends_on_its_last_day(text: str) -> None:
    now = timezone.now()
    AccessToken.objects.update(created_at=now - datetime.timedelta(9), expires_at=now)
    assert status(text) == 401


def test_it_ends_with_the_person(editor: User, text: str) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert status(text) == 401


def test_it_ends_with_the_sessions(editor: User, text: str) -> None:
    users.sign_out_everywhere(editor)
    assert status(text) == 401
    assert "avslutad med dina sessioner" in read(signed_in(editor).get(TOKENS)).text


def test_it_ends_with_another_password(editor: User, text: str) -> None:
    editor.set_password("en annan mening som går att minnas")
    editor.save()
    assert status(text) == 401


def test_an_ended_contact_sees_nothing_with_it(contact_of_krokom: User) -> None:
    text = tokens.make(user=contact_of_krokom, name="Kommunen")[1]
    shown = {"authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/versions/2021/1", headers=shown).status_code == 200
    Contact.objects.filter(user=contact_of_krokom).update(
        from_date="2020-01-01", to_date=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert Client().get("/api/v1/versions/2021/1", headers=shown).status_code == 404
    assert Client().get(ASK, headers=shown).json()["items"] == []


def test_it_has_the_rights_of_today(editor: User, the_example: None, text: str) -> None:
    shown = {"authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/versions/2022/1", headers=shown).status_code == 200
    User.objects.filter(pk=editor.pk).update(role=Role.CONTACT)
    assert Client().get("/api/v1/versions/2022/1", headers=shown).status_code == 404


def test_where_a_second_factor_is_demanded_a_token_is_no_way_round(
    editor: User, text: str, settings: Any
) -> None:
    settings.REQUIRE_MFA_FOR_STAFF = True
    assert status(text) == 401


# -- Whoever tries


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "fordela_",
        "fordela_00000000_",
        "fordela_00000000_" + "x" * 43,
        "fordela_" + "x" * 5000,
        "fordela_0000000å_x",
        "fordela_0000\x000000_x",
    ],
)
def test_what_is_no_token_opens_nothing(text: str, wrong: str) -> None:
    assert status(wrong) == 401


def test_the_prefix_alone_opens_nothing(text: str) -> None:
    begin = text[: len("fordela_") + 9]
    for wrong in (begin, begin + "x" * 43, text[:-1], text + "x", text.upper()):
        assert status(wrong) == 401


def test_a_token_in_the_address_or_another_header_is_none(text: str) -> None:
    for address in (f"{ASK}?token={text}", f"{ASK}?access_token={text}"):
        assert Client().get(address).status_code == 401
    assert Client().get(ASK, headers={"x-api-key": text}).status_code == 401
    assert Client().get(ASK, headers={"authorization": f"Basic {text}"}).status_code == 401


def test_a_wrong_token_is_not_helped_by_a_sign_in(editor: User) -> None:
    client = signed_in(editor)
    assert client.get(ASK).status_code == 200
    for header in ("Bearer wrong", "Basic d3Jvbmc=", "Bearer"):
        assert client.get(ASK, headers={"authorization": header}).status_code == 401


def test_a_token_opens_the_interface_and_no_page(text: str) -> None:
    shown = {"authorization": f"Bearer {text}"}
    for page in ("/", "/budgets/", "/accounts/tokens/", "/admin/"):
        assert Client().get(page, headers=shown).status_code == 302


@pytest.fixture
def within_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr("accounts.bearer.timezone.now", lambda: now)


def test_many_wrong_ones_are_stopped_and_a_right_one_is_not(
    text: str, within_one_minute: None
) -> None:
    answers = [status("fordela_00000000_x") for _one in range(31)]
    assert answers == [401] * 30 + [429]
    stopped = Client().get(ASK, headers={"authorization": "Bearer x"})
    assert stopped.headers["Retry-After"] == "60"
    assert status(text) == 200


def test_wrong_ones_are_counted_by_where_they_come_from(within_one_minute: None) -> None:
    def wrong(place: str) -> int:
        shown = {"authorization": "Bearer wrong"}
        return Client(REMOTE_ADDR=place).get(ASK, headers=shown).status_code

    assert [wrong(f"2001:db8::{number}") for number in range(1, 32)] == [401] * 30 + [429]
    assert [wrong("192.0.2.1"), wrong("2001:db8:0:1::1")] == [401] * 2


def test_its_use_is_noted_once_an_hour(editor: User, text: str) -> None:
    assert status(text) == 200
    first = AccessToken.objects.get().last_used_at
    assert first is not None
    with CaptureQueriesContext(connection) as captured:
        assert status(text) == 200
    assert not [q for q in captured.captured_queries if q["sql"].startswith("UPDATE")]
    AccessToken.objects.update(last_used_at=first - datetime.timedelta(hours=1))
    assert status(text) == 200
    assert AccessToken.objects.get().last_used_at != first - datetime.timedelta(hours=1)
