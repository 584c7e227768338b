"""Mail is kept until the mail server has taken it: none is lost, and none is sent twice."""

import datetime
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.actions import delivery, mail
from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import MOST_ATTEMPTS, pause_after

pytestmark = pytest.mark.django_db
State = OutgoingMail.State
Commit = Callable[..., Any]


@pytest.fixture
def kept_tasks() -> Iterator[None]:
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        yield


@pytest.fixture
def server_is_away() -> Iterator[mock.Mock]:
    with mock.patch.object(EmailMessage, "send", side_effect=ConnectionRefusedError("away")) as it:
        yield it


def write(to: str = "anna@test.example", happened: str = "Något hände.") -> OutgoingMail:
    return mail.send("notice", to=to, language="sv", happened=happened)


def work() -> None:
    """Do what waits, on the connection of the test, which a worker would close first."""
    with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)


def later(days: int = 4) -> Any:
    now = timezone.now() + datetime.timedelta(days=days)
    return mock.patch("django.utils.timezone.now", return_value=now)


def test_it_leaves_after_the_commit_and_its_text_is_forgotten(
    mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = write()
        assert mailoutbox == []
    (sent,) = mailoutbox
    assert sent.to == ["anna@test.example"]
    assert "Något hände." in str(sent.body)
    made.refresh_from_db()
    assert (made.state, made.body, made.attempts) == (State.SENT, "", 1)


def test_undone_it_is_not_sent(
    mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert mailoutbox == []
    assert not OutgoingMail.objects.exists()


def test_while_the_server_is_away_it_is_kept_and_tried_again_later(
    kept_tasks: None,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = write()
    with mock.patch.object(EmailMessage, "send", side_effect=ConnectionRefusedError("away")):
        work()
    made.refresh_from_db()
    assert (made.state, made.error, made.attempts) == (State.WAITING, "away", 1)
    assert "Något hände." in made.body
    again = DBTaskResult.objects.get(run_after=made.due_at)
    assert again.run_after - made.made_at > datetime.timedelta(seconds=55)
    work()  # too early
    assert mailoutbox == []
    OutgoingMail.objects.update(due_at=timezone.now())
    DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    work()
    work()
    assert len(mailoutbox) == 1
    made.refresh_from_db()
    assert (made.state, made.attempts, made.error) == (State.SENT, 2, "")


def test_asked_twice_it_is_sent_once(mailoutbox: list[EmailMessage]) -> None:
    made = write()
    for _again in range(3):
        delivery.deliver.call(made.pk)
    assert len(mailoutbox) == 1


def test_what_somebody_is_sending_is_left_alone_until_he_must_be_gone(
    mailoutbox: list[EmailMessage],
) -> None:
    made = write()
    OutgoingMail.objects.filter(pk=made.pk).update(state=State.SENDING)
    assert delivery.deliver_due() == 0
    with later():
        assert delivery.deliver_due() == 1
    assert len(mailoutbox) == 1


def test_it_has_the_same_message_id_each_time(mailoutbox: list[EmailMessage]) -> None:
    made = write()
    delivery.deliver_due()
    OutgoingMail.objects.filter(pk=made.pk).update(
        state=State.SENDING, sent_at=None, body="x", due_at=made.made_at
    )
    with later():
        delivery.deliver_due()
    first, second = (sent.extra_headers["Message-ID"] for sent in mailoutbox)
    assert first == second == f"<{made.key}@localhost>"


def test_the_next_mail_takes_along_what_was_left_behind(mailoutbox: list[EmailMessage]) -> None:
    write("left@test.example")
    delivery.deliver.call(write().pk)
    assert sorted(sent.to[0] for sent in mailoutbox) == ["anna@test.example", "left@test.example"]


def test_one_that_fails_keeps_the_others_waiting(server_is_away: mock.Mock) -> None:
    first, second = write(), write()
    delivery.deliver_due()
    assert server_is_away.call_count == 1
    states = dict(OutgoingMail.objects.values_list("pk", "attempts"))
    assert states == {first.pk: 1, second.pk: 0}


def test_the_pauses_grow_to_six_hours_and_it_takes_days_to_give_up() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert pauses[:4] == [datetime.timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert max(pauses) == datetime.timedelta(hours=6)
    assert datetime.timedelta(days=2) < sum(pauses, datetime.timedelta()) < datetime.timedelta(5)


def test_given_up_it_is_kept_and_named_and_can_be_tried_again(
    mailoutbox: list[EmailMessage],
) -> None:
    made = write()
    OutgoingMail.objects.filter(pk=made.pk).update(attempts=MOST_ATTEMPTS - 1)
    with mock.patch.object(EmailMessage, "send", side_effect=TimeoutError("slow")):
        delivery.deliver.call(made.pk)
    made.refresh_from_db()
    assert made.state == State.GIVEN_UP
    told = StringIO()
    call_command("deliver_mail", stdout=told)
    assert f"{made} (slow)" in told.getvalue()
    assert mailoutbox == []
    told = StringIO()
    call_command("deliver_mail", again=True, stdout=told)
    assert told.getvalue() == "Sent: 1.\n"
    assert len(mailoutbox) == 1


def test_a_subject_is_one_line(mailoutbox: list[EmailMessage]) -> None:
    write(happened="Rad 1\nBcc: evil@test.example")
    delivery.deliver_due()
    assert mailoutbox[0].recipients() == ["anna@test.example"]
    assert "\n" not in mailoutbox[0].subject
