"""What holds for every answer: its tag, how long it may be kept, and by whom."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """Tag what a view of the interface answers, and answer 304 where the asker has it already.

    The tag is strong, of the content itself: two answers with one tag are alike to the byte. The
    view says itself who may ask, so the sign-in page does not stand before it.
    """

    @wraps(view)
    def tagged(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        answer = view(request, *args, **named)
        if answer.status_code == 405:
            told = JsonResponse({"detail": _("The interface is only read.")}, status=405)
            told.headers["Allow"] = answer.headers["Allow"]
            answer = told
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        if answer.status_code != 200:
            answer.headers["Cache-Control"] = "no-store"
            return answer
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["ETag"] = quote_etag(hashlib.sha256(answer.content).hexdigest()[:40])
        found = get_conditional_response(request, answer.headers["ETag"], None, answer)
        assert isinstance(found, HttpResponse)
        return found

    return login_not_required(tagged)
