"""Who asks: by an access token, or signed in with a browser."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from accounts.bearer import NobodyKnown, person_with_token
from accounts.models import User


class Token(HttpBearer):
    openapi_description = "An access token of a person, made on the page of the person's account."

    def __call__(self, request: HttpRequest) -> Any | None:
        """Let the header decide alone where there is one: no cookie helps a wrong token."""
        person = super().__call__(request)
        if person is None and request.headers.get("Authorization"):
            raise NobodyKnown
        return person

    def authenticate(self, request: HttpRequest, token: str) -> User:
        return person_with_token(request, token)


class SignedIn(SessionAuth):
    openapi_description = "A person who is signed in, to look at answers in a browser."

    def __init__(self) -> None:
        super().__init__(csrf=False)  # reading changes nothing


DOORS = [Token(), SignedIn()]


def person(request: HttpRequest) -> User:
    """Who asks, as one of the doors found."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, User)
    return found
