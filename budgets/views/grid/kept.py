"""What was typed when the session had ended: kept over the sign-in, and shown again after it.

It lies in the session of the browser that is not signed in yet, which the sign-in takes over. Only
the rows that differ from what was read are kept, so that it is little.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from budgets.views.grid.rows import names_of_rows

_NAME = "typed_before_sign_in"
LARGEST = 64_000
"""Characters of what a stranger may leave with us; some 150 rows."""


@dataclass(frozen=True)
class Kept:
    """Rows as a form sent them; ``too_large`` where they were more than is kept."""

    rows: QueryDict
    too_large: bool


def keep(request: HttpRequest) -> None:
    names = names_of_rows(request.POST)
    if not names:
        return
    rows = {key: {name: request.POST[name] for name in named} for key, named in names.items()}
    size = sum(len(name) + len(text) for row in rows.values() for name, text in row.items())
    too_large = size > LARGEST
    request.session[_NAME] = {
        "path": request.path,
        "rows": {} if too_large else rows,
        "too_large": too_large,
    }


def found(request: HttpRequest) -> Kept | None:
    """What was kept of this page."""
    kept = request.session.get(_NAME)
    if not kept or kept["path"] != request.path:
        return None
    rows = QueryDict(mutable=True)
    for row in kept["rows"].values():
        rows.update(row)
    if kept["too_large"]:
        del request.session[_NAME]  # said once: there is nothing to come back to
    return Kept(rows, kept["too_large"])


def forget(request: HttpRequest, keys: Iterable[str] | None = None) -> None:
    """Let go of rows that are saved, or of all."""
    kept = request.session.get(_NAME)
    if not kept:
        return
    for key in kept["rows"] if keys is None else set(keys):
        kept["rows"] = {name: row for name, row in kept["rows"].items() if name != key}
    request.session[_NAME] = kept
    if not kept["rows"]:
        del request.session[_NAME]
