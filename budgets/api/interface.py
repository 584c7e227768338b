"""The interface put together, with its OpenAPI description."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.responses import Response

from budgets.api import populations, shares, statements, table, versions
from budgets.api.doors import DOORS
from budgets.api.errors import tell
from budgets.views.versions import nothing_there

PREFIX = "/api/v1/"
ABOUT = """
Budgets, who pays what of them, and by which populations, as the pages of Fördela show them. It is
only read, and shows a person what the pages show that person: what one may not see answers 404.

**Amounts** are text with two decimals (`"5616000.00"`), kronor; a number of JSON is a float to many
programs and may lose the öre. Beside each amount of a table stands what the table prints of it, in
the `unit` and `rounding` asked for. Days are ISO 8601.

**Paging**: lists answer `items` with `total`, `limit` and `offset`.

**Again**: every answer has a strong `ETag`. Ask with it in `If-None-Match`, and the answer is 304
without a body while nothing has changed.

**Errors** are JSON with a sentence in `detail`, in Swedish or English after `Accept-Language`.
"""

api = NinjaAPI(
    title="Fördela",
    version="1",
    description=ABOUT.strip(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    auth=DOORS,
)
tell(api)
_last = Router()


@_last.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for whoever may ask at all."""
    return Response(description())


@_last.get("/{path:rest}", include_in_schema=False, url_name="nothing")
def nothing(request: HttpRequest, rest: str) -> NoReturn:
    """Answer in JSON also where there is nothing."""
    raise Http404(nothing_there())


for _router in (
    versions.router,
    table.router,
    shares.router,
    statements.router,
    populations.router,
    _last,
):
    api.add_router("", _router)


def description() -> dict[str, Any]:
    """The interface as OpenAPI describes it, with what holds for every address added."""
    told = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for path in told["paths"].values():
        for operation in path.values():
            operation["parameters"].append(_IF_NONE_MATCH)
            operation["responses"][200]["headers"] = {"ETag": _ETAG}
            operation["responses"][304] = {"description": "Not changed", "headers": {"ETag": _ETAG}}
            operation["responses"][401]["headers"] = {"WWW-Authenticate": _TEXT}
            operation["responses"][429]["headers"] = {"Retry-After": _TEXT}
            for status, said in _STATUSES.items():
                if status in operation["responses"]:
                    operation["responses"][status]["description"] = said
    return told


_TEXT = {"schema": {"type": "string"}}
_ETAG = {
    "description": "The tag of this very content.",
    "schema": {"type": "string"},
    "example": '"b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2"',
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag of an answer that you have.",
    "schema": {"type": "string"},
}
_STATUSES = {
    200: "Found",
    401: "No access token, or none that opens",
    404: "Not there, or not yours to see",
    422: "The address asks for what cannot be",
    429: "Too many wrong access tokens",
}
