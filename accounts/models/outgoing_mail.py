"""Mail that is to be sent, kept until the mail server has taken it."""

import datetime
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_ATTEMPTS = 20
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(minutes=1), datetime.timedelta(hours=6)
SENDING_AT_MOST = datetime.timedelta(minutes=10)
"""After so long whoever was sending it is taken to be gone."""


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        """Those that somebody should try to send now."""
        now = timezone.now()
        waiting = models.Q(state=OutgoingMail.State.WAITING, due_at__lte=now)
        left = models.Q(state=OutgoingMail.State.SENDING, due_at__lte=now - SENDING_AT_MOST)
        return self.filter(waiting | left)


class OutgoingMail(models.Model):
    """One mail to one person.

    Written in the transaction of what it tells of, so that it is undone with that. Once it is sent
    its text is forgotten, since it may hold a link that opens an account. The ``key`` becomes its
    Message-ID, the same each time it is tried.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(
        _("due"),
        default=timezone.now,
        help_text=_("When it is tried next; while it is being sent, when that began."),
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.TextField(_("what the mail server said"), blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="mail_by_state_and_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False, body="")
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True) & ~models.Q(body="")),
                name="mail_is_kept_until_it_is_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "sent", "given_up"]),
                name="mail_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


def pause_after(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: a minute, then twice as long each time."""
    doublings: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
