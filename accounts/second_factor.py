"""The second factor of people who work here, where it is demanded of them."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User

_MEANWHILE = {"account_reauthenticate", "accounts:sign-out", "set_language", "health"}
"""What else than the pages of the second factor is open to somebody who has none yet."""


def has_second_factor(user: User) -> bool:
    """Say whether the person has an app for codes or a passkey; recovery codes alone are none."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(user, types))


def is_demanded_of(user: User) -> bool:
    """Say whether the person may only go on with a second factor."""
    return bool(settings.REQUIRE_MFA_FOR_STAFF) and user.is_office


class Demanded:
    """Leads people who lack the second factor that is demanded of them to where they get one.

    The administration is behind it as every other page is.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not is_demanded_of(user):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith("mfa_") or name in _MEANWHILE or has_second_factor(user):
            return None
        return redirect("mfa_index")
