"""What a program of a person's shows instead of a sign-in, to read what the person may see."""

import datetime
import hashlib
import secrets
from enum import Enum

from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

BEGINS = "fordela_"
"""How every token begins, so that one that was left somewhere is known for what it is."""

_PREFIX_LENGTH = 8
_LONGEST = 100


class TokenStanding(Enum):
    """Whether a token opens anything today, and why not."""

    OPEN = "open"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ENDED = "ended"
    """The person's sessions were ended since: another password, signed out everywhere."""
    CLOSED = "closed"
    """The person may no longer sign in."""


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, user: User) -> "AccessTokenQuerySet":
        return self.filter(user=user)

    def kept(self) -> "AccessTokenQuerySet":
        """Those that were not revoked, whether they open anything or not."""
        return self.filter(revoked_at=None)

    def shown_as(self, text: str) -> "AccessToken | None":
        """The token that this text is, whatever its standing; one query.

        Found by its prefix, which is no secret; the rest is compared in constant time. Where there
        is no such prefix as much is compared, so that the time tells nothing.
        """
        prefix = prefix_of(text)
        found = self.filter(prefix=prefix).select_related("user").first() if prefix else None
        kept = found.token_hash if found else "0" * 64
        return found if constant_time_compare(kept, hash_of(text)) else None


class AccessToken(models.Model):
    """A text that opens the JSON interface to programs, with the rights of the person it is of.

    Only a hash of it is kept; it is shown once. It ends when it is revoked, on its last day, and
    with whatever ends the person's sessions: ``made_under`` is what they were signed with when it
    was made.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="access_tokens", verbose_name=_("user")
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("What will use it, such as: the finance department.")
    )
    prefix = models.CharField(_("begins with"), max_length=_PREFIX_LENGTH, unique=True)
    token_hash = models.CharField(_("hash of the token"), max_length=64)
    made_under = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(revoked_at=None),
                name="kept_tokens_of_a_person_differ_in_name",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="access_token_ends_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def standing(self, now: datetime.datetime) -> TokenStanding:
        """Whether it opens anything at a time."""
        if self.revoked_at:
            return TokenStanding.REVOKED
        if now >= self.expires_at:
            return TokenStanding.EXPIRED
        if not self.user.is_active:
            return TokenStanding.CLOSED
        if not constant_time_compare(self.made_under, self.user.get_session_auth_hash()):
            return TokenStanding.ENDED
        return TokenStanding.OPEN


def new_text() -> str:
    """Make a token: eight signs to find it by, and 256 bits that nobody guesses."""
    return f"{BEGINS}{secrets.token_hex(_PREFIX_LENGTH // 2)}_{secrets.token_urlsafe(32)}"


def prefix_of(text: str) -> str:
    """What a token is found by; empty where the text can be none."""
    prefix, underscore, secret = text.removeprefix(BEGINS).partition("_")
    is_one = (
        text.startswith(BEGINS)
        and len(text) <= _LONGEST
        and text.isascii()
        and len(prefix) == _PREFIX_LENGTH
        and prefix.isalnum()
        and bool(underscore and secret)
    )
    return prefix if is_one else ""


def hash_of(text: str) -> str:
    """What is kept of a token. It is random and long, so a plain SHA-256 does not give it away."""
    return hashlib.sha256(text.encode()).hexdigest()
