"""What allauth and axes tell of by signals, told to the trace."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from axes.signals import user_locked_out
from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, User


def connect() -> None:
    """Begin to listen; by name, so that a second time changes nothing."""
    for signal, receiver in [
        (user_locked_out, _locked_out),
        (mfa.authenticator_added, _second_factor_added),
        (mfa.authenticator_removed, _second_factor_removed),
        (mfa.authenticator_reset, _recovery_codes_renewed),
        (account.password_reset, _password_replaced),
        (account.email_changed, _address_changed),
        (social.social_account_added, _connected),
    ]:
        signal.connect(receiver, dispatch_uid=receiver.__name__)


@transaction.atomic
def _locked_out(*, username: str, request: Any, **_more: Any) -> None:
    """Tell once that somebody is locked out of an account; not of each attempt after that."""
    user = User.objects.filter(email=username).first()
    if user and getattr(request, "axes_failures_since_start", None):
        trace.record(by=None, deed=Deed.LOCKED_OUT, subject=user, whole=user)


@transaction.atomic
def _second_factor_added(*, user: User, authenticator: Authenticator, **_more: Any) -> None:
    _tell(user, Deed.SECOND_FACTOR_ADDED, authenticator)


@transaction.atomic
def _second_factor_removed(*, user: User, authenticator: Authenticator, **_more: Any) -> None:
    _tell(user, Deed.SECOND_FACTOR_REMOVED, authenticator)


@transaction.atomic
def _recovery_codes_renewed(*, user: User, authenticator: Authenticator, **_more: Any) -> None:
    _tell(user, Deed.SECOND_FACTOR_RENEWED, authenticator)


@transaction.atomic
def _password_replaced(*, user: User, **_more: Any) -> None:
    trace.record(
        by=user, deed=Deed.CHANGED, subject=user, whole=user, changes={"password": ("", "")}
    )


@transaction.atomic
def _address_changed(
    *, user: User, from_email_address: Any, to_email_address: Any, **_more: Any
) -> None:
    before = from_email_address.email if from_email_address else ""
    changes = {"email": (before, to_email_address.email)}
    trace.record(by=user, deed=Deed.CHANGED, subject=user, whole=user, changes=changes)


@transaction.atomic
def _connected(*, sociallogin: Any, **_more: Any) -> None:
    user = sociallogin.user
    trace.record(by=user, deed=Deed.CONNECTED, subject=user, whole=user)


def _tell(user: User, deed: Deed, authenticator: Authenticator) -> None:
    changes = {str(authenticator.type): ("", "")}
    trace.record(by=user, deed=deed, subject=user, whole=user, changes=changes)
