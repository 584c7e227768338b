"""Giving a person's programs a way in, and closing it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actions import mail, trace
from accounts.models import AccessToken, Deed, User
from accounts.models.access_token import TokenStanding, hash_of, new_text, prefix_of

DAYS = (365, 90, 30)
"""How long a token may last; the first unless another is chosen."""
MOST = 20
"""So many a person may keep."""
NOTED_EVERY = datetime.timedelta(hours=1)
"""The last use is noted so often, so that reading does not write each time."""


@transaction.atomic
def make(*, user: User, name: str, days: int = DAYS[0]) -> tuple[AccessToken, str]:
    """Make a token; answers the row and the text, which is shown now and never again.

    Its making is told to the person by mail. Raises ``ValidationError`` for a name that is missing,
    too long or that of another kept token (so that a form sent twice makes one), and for too many.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    kept = AccessToken.objects.of(user).kept()
    if kept.filter(name=name).exists():
        raise ValidationError({"name": _("You have an access token of that name already.")})
    if kept.count() >= MOST:
        raise ValidationError(
            {"name": _("You have %(most)s access tokens. Revoke one first.") % {"most": MOST}}
        )
    text, now = new_text(), timezone.now()
    token = AccessToken(
        user=user,
        name=name,
        prefix=prefix_of(text),
        token_hash=hash_of(text),
        made_under=user.get_session_auth_hash(),
        created_at=now,
        expires_at=now + datetime.timedelta(days=days),
    )
    token.full_clean()
    token.save()
    with override(user.language):
        happened = _("An access token was made: “%(name)s”.") % {"name": name}
    mail.send("notice", to=user.email, language=user.language, happened=happened)
    changes = {"name": ("", name), "expires_at": ("", f"{timezone.localdate(token.expires_at)}")}
    trace.record(by=user, deed=Deed.ADDED, subject=token, whole=user, changes=changes)
    return token, text


@transaction.atomic
def revoke(token: AccessToken, *, by: User) -> None:
    """Close a way in, from now on; once."""
    locked = AccessToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at:
        return
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    changes = {"name": (locked.name, "")}
    trace.record(by=by, deed=Deed.REMOVED, subject=locked, whole=locked.user, changes=changes)


def use(text: str) -> User | None:
    """Whose token this text is, if it opens anything; its use is noted, once an hour at most."""
    token = AccessToken.objects.shown_as(text)
    now = timezone.now()
    if token is None or token.standing(now) is not TokenStanding.OPEN:
        return None
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
