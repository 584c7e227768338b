"""Inviting a person to set a password, and the person's doing so."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mail, trace
from accounts.models import Deed, Invitation, Standing, User
from accounts.models.invitation import hash_of, new_token


class NotOpen(Exception):
    """The invitation is used, too old or replaced; ``standing`` says which."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


class HasPassword(Exception):
    """The person is in already: a forgotten password is replaced by mail, not by an invitation."""


@transaction.atomic
def invite(
    user: User, *, to_see: list[str], link_to: Callable[[str], str], by: User | None
) -> Invitation:
    """Send the person a link to set a password under; one sent before leads nowhere from now on.

    ``to_see`` names what the person will see, nothing for who works here; ``link_to`` makes a
    whole address of a path. Raises ``HasPassword``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password():
        raise HasPassword
    token, now = new_token(), timezone.now()
    invitation = Invitation.objects.create(
        user=user,
        token_hash=hash_of(token),
        sent_at=now,
        expires_at=now + datetime.timedelta(days=settings.INVITATION_DAYS),
        invited_by=by,
    )
    mail.send(
        "invitation",
        to=user.email,
        language=user.language,
        link=link_to(reverse("accounts:invitation", args=[token])),
        until=timezone.localdate(invitation.expires_at),
        to_see=to_see,
        user=user,
        by=by,
    )
    trace.record(by=by, deed=Deed.INVITED, subject=user, whole=user)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str) -> User:
    """Give the person the name and password that were typed, once; raises ``NotOpen``.

    The password has been checked against the rules by the form.
    """
    user: User = User.objects.select_for_update().get(pk=invitation.user_id)
    invitation = Invitation.objects.select_related("user").get(pk=invitation.pk)
    standing = invitation.standing(timezone.now())
    if standing is not Standing.OPEN:
        raise NotOpen(standing)
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    trace.record(by=user, deed=Deed.ACCEPTED, subject=user, whole=user)
    return user
