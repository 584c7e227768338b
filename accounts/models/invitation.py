"""Letting somebody in who has no password yet."""

import datetime
import hashlib
import secrets
from enum import Enum

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Standing(Enum):
    """What a link leads to today."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """A newer one was sent."""
    CLOSED = "closed"
    """The person may no longer sign in."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def with_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=hash_of(token)).select_related("user")

    def newest_of(self, users: "models.QuerySet[User] | list[int]") -> "dict[int, Invitation]":
        """The last invitation of each person, by the person's key; one query."""
        return {found.user_id: found for found in self.filter(user__in=users).order_by("pk")}


class Invitation(models.Model):
    """A link, sent to a person by mail, under which the person sets a password: for a time, once.

    Of the token only a hash is kept. Sending another one replaces it.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="invitations", verbose_name=_("user")
    )
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")),
                name="invitation_ends_after_it_is_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.sent_at:%Y-%m-%d}"

    def standing(self, now: datetime.datetime) -> Standing:
        """What the link leads to at a time; one query while it might be open."""
        if self.used_at or self.user.has_usable_password() or self.user.last_login:
            return Standing.USED
        if not self.user.is_active:
            return Standing.CLOSED
        if Invitation.objects.filter(user=self.user_id, pk__gt=self.pk).exists():
            return Standing.REPLACED
        return Standing.EXPIRED if now >= self.expires_at else Standing.OPEN


def new_token() -> str:
    """Make the secret part of a link: 256 bits that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain SHA-256 does not give it away."""
    return hashlib.sha256(token.encode()).hexdigest()
