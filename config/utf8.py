"""The text of a request is UTF-8; what says that it is written otherwise is refused.

A browser sends UTF-8. Some codecs that Python knows, such as ``utf-7`` and ``unicode_escape``, let
through halves of surrogate pairs, which neither the database nor a page can hold.
"""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def only_utf8(answer: Handler) -> Handler:
    """Answer 400 to a request in another character encoding."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = request.encoding
        if named and codecs.lookup(named).name != "utf-8":
            raise BadRequest("The text of a request is UTF-8.")
        return answer(request)

    return middleware
