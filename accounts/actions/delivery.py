"""Handing mail to the mail server, and trying again while that is away.

A mail is claimed in one statement, so that it is sent by one, however many workers there are. If
the server dies between the sending and the noting of it, the mail is tried again after a while,
with the same Message-ID, by which mail programs know it for the same.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts.models.outgoing_mail import MOST_ATTEMPTS, OutgoingMail, pause_after

logger = logging.getLogger(__name__)
State = OutgoingMail.State
AT_ONCE = 50
"""So many that were left are tried beside the one that is asked for."""


@task()
def deliver(mail_id: int) -> None:
    """Send one mail, and what was left behind; where it fails, ask to be tried again later."""
    if not _attempt(mail_id):
        _try_again(mail_id)
        return
    deliver_due()


def deliver_due() -> int:
    """Send what is due, until one fails; answer how many were sent."""
    sent = 0
    for mail_id in OutgoingMail.objects.due().values_list("pk", flat=True)[:AT_ONCE]:
        if not _attempt(mail_id):
            _try_again(mail_id)
            break
        sent += 1
    return sent


def _attempt(mail_id: int) -> bool:
    """Send the mail if it is due and nobody else is at it; whether there is no more to do."""
    claimed = OutgoingMail.objects.due().filter(pk=mail_id)
    if not claimed.update(state=State.SENDING, due_at=timezone.now(), attempts=F("attempts") + 1):
        return True
    mail = OutgoingMail.objects.get(pk=mail_id)
    message = EmailMessage(
        mail.subject, mail.body, to=[mail.to], headers={"Message-ID": _message_id(mail)}
    )
    try:
        message.send()
    except OSError as error:  # what smtplib and sockets raise
        _failed(mail, error)
        return False
    OutgoingMail.objects.filter(pk=mail_id).update(
        state=State.SENT, sent_at=timezone.now(), body="", error=""
    )
    return True


def _failed(mail: OutgoingMail, error: OSError) -> None:
    gives_up = mail.attempts >= MOST_ATTEMPTS
    logger.warning(
        "Mail %s could not be sent, attempt %s%s: %s",
        mail.pk,
        mail.attempts,
        ", given up" if gives_up else "",
        error,
    )
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.GIVEN_UP if gives_up else State.WAITING,
        due_at=timezone.now() + pause_after(mail.attempts),
        error=str(error)[:1000],
    )


def _try_again(mail_id: int) -> None:
    mail = OutgoingMail.objects.get(pk=mail_id)
    # A backend that cannot wait leaves it to the next mail, or to the command.
    if mail.state == State.WAITING and default_task_backend.supports_defer:
        deliver.using(run_after=mail.due_at).enqueue(mail_id)


def _message_id(mail: OutgoingMail) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<{mail.key}@{domain}>"
