"""Who asks the JSON interface: by an access token, or signed in.

A token comes in the header ``Authorization: Bearer …`` and nowhere else: an address would be
written into logs. Where there is such a header it alone decides; a sign-in in the same browser
does not help a wrong token.
"""

from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.actions import tokens
from accounts.models import User
from accounts.second_factor import has_second_factor, is_demanded_of

FAILED = "access_token_failed"
"""The limit of wrong tokens, among ACCOUNT_RATE_LIMITS."""


class NobodyKnown(Exception):
    """Nothing, or nothing right, says who asks."""


class TooManyWrong(Exception):
    """Too many wrong tokens came from there; a right one still opens."""


def person_with_token(request: HttpRequest, text: str) -> User:
    """Whose token it is. Raises ``NobodyKnown``, or ``TooManyWrong`` for one wrong after many.

    Who must have a second factor and has none is let in by a token as little as by a password.
    """
    user = tokens.use(text)
    if user is None:
        if not ratelimit.consume(request, action=FAILED):
            raise TooManyWrong
        raise NobodyKnown
    if is_demanded_of(user) and not has_second_factor(user):
        raise NobodyKnown
    return user
