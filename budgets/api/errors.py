"""What is answered instead, where something is wrong: always JSON, with a sentence."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from accounts.bearer import NobodyKnown, TooManyWrong
from budgets.api.schemas import Refused, Told

ERRORS = {401: Told, 422: Refused, 429: Told}
"""What every address may answer."""
NOT_THERE = {404: Told}
"""What an address of one thing may answer: it is not there, or not yours to see."""
_MINUTE = "60"


def tell(api: NinjaAPI) -> None:
    """Have an interface answer so."""

    @api.exception_handler(NobodyKnown)
    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, _error: Exception) -> HttpResponse:
        told = {"detail": _("Show an access token that opens: “Authorization: Bearer …”.")}
        answer = api.create_response(request, told, status=401)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="fordela"'
        return answer

    @api.exception_handler(TooManyWrong)
    def too_many(request: HttpRequest, _error: Exception) -> HttpResponse:
        told = {"detail": _("Too many wrong access tokens came from here. Wait a minute.")}
        answer = api.create_response(request, told, status=429)
        answer.headers["Retry-After"] = _MINUTE
        return answer

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
        return api.create_response(request, {"detail": str(error)}, status=404)

    @api.exception_handler(ValidationError)
    def refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [
            {"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]}
            for one in error.errors
        ]
        told = {"detail": _("The address asks for what cannot be."), "faults": faults}
        return api.create_response(request, told, status=422)
