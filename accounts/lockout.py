"""Who tries to sign in, and from where: what axes counts wrong passwords by."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that was tried, in the one form it is kept in."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(tried).strip().lower().replace("\0", "")[:254]


def where_from(request: HttpRequest) -> str | None:
    """The network address of the person; behind a proxy the one that the proxy saw.

    None where nobody says, as when a person is signed in by a program.
    """
    if not request.META.get("REMOTE_ADDR") and "X-Forwarded-For" not in request.headers:
        return None
    return str(get_adapter().get_client_ip(request))
