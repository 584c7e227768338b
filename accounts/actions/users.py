"""Adding people."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from accounts.actions import trace
from accounts.models import Deed, Role, User


@transaction.atomic
def add(
    *,
    email: str,
    role: Role,
    password: str | None,
    name: str = "",
    language: str = "sv",
    by: User | None = None,
) -> User:
    """Add a person who may sign in, or raise ``ValidationError`` where a field is wrong.

    Without a password the person gets in by an invitation.
    """
    user = User(email=email, role=role, name=name, language=language)
    user.set_password(password)
    user.full_clean()
    user.save()
    trace.record(
        by=by, deed=Deed.ADDED, subject=user, whole=user, changes=trace.added(trace.texts_of(user))
    )
    return user


def tell_of_password(user: User, *, by: User) -> None:
    """Tell the trace that a password was changed; not to what."""
    trace.record(by=by, deed=Deed.CHANGED, subject=user, whole=user, changes={"password": ("", "")})


@transaction.atomic
def vouch_for_address(user: User) -> None:
    """Tell allauth that the person's address is right: the office invited or added it.

    Otherwise allauth takes it for one that waits to be confirmed, and drops it for the next.
    """
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def sign_out_everywhere(user: User) -> User:
    """End every session of the person, on every machine; ``user`` is brought up to date."""
    user.signed_out_at = timezone.now()
    user.save(update_fields=["signed_out_at"])
    trace.record(by=user, deed=Deed.SIGNED_OUT, subject=user, whole=user)
    return user


@transaction.atomic
def forget_second_factor(user: User, *, by: User) -> None:
    """Take away the second factors of a person who has lost them, and end the person's sessions."""
    removed, _models = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return
    User.objects.filter(pk=user.pk).update(signed_out_at=timezone.now())
    trace.record(by=by, deed=Deed.SECOND_FACTOR_REMOVED, subject=user, whole=user)
