"""Who asks the JSON interface: by an access token, or signed in.

A token comes in the header ``Authorization: Bearer …`` and nowhere else: an address would be
written into logs. Where there is such a header it alone decides; a sign-in in the same browser
does not help a wrong token.
"""

import datetime
import ipaddress

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import tokens
from accounts.lockout import where_from
from accounts.models import User
from accounts.second_factor import has_second_factor, is_demanded_of

MOST_WRONG = 30
"""So many wrong tokens are answered as such from one place in a minute."""
_IPV6_OF_ONE = 64
"""The bits of an address that say which network it is; one holder has all that come after."""


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
        if _wrong_ones_from(where_from(request) or "", timezone.now()) > MOST_WRONG:
            raise TooManyWrong
        raise NobodyKnown
    if is_demanded_of(user) and not has_second_factor(user):
        raise NobodyKnown
    return user


def _wrong_ones_from(place: str, now: datetime.datetime) -> int:
    """Count one more wrong token from there in this minute, in the cache that all workers share."""
    key = f"wrong-access-tokens:{_network(place)}:{now:%H%M}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key)
    except ValueError:  # the cache has let go of it in between
        return 1


def _network(place: str) -> str:
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((place, _IPV6_OF_ONE), strict=False).network_address)
