"""The buttons of a row: take out, put back, duplicate, move."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from budgets.actions import lines
from budgets.actions.lines import LineIsGone
from budgets.core.money import parse_amount
from budgets.models import BudgetVersion, LineItem
from budgets.views.grid.rows import person

_NAME = "removed_lines"
_KEPT = ("heading_id", "position", "text", "account", "charge_code", "note")
_LONGEST_UNDO = 20


@dataclass(frozen=True)
class Done:
    """What became of a line: where it stands now, or that it is gone."""

    line: LineItem | None = None
    removed: str = ""
    said: str = ""


def do(request: HttpRequest, version: BudgetVersion, saved: Iterable[LineItem] = ()) -> Done | None:
    """Do what the pressed button says; None where it says nothing but save.

    ``saved`` are the lines that the same form has just changed. Raises ``LineIsGone``,
    ``ChangedMeanwhile``, and what ``lock_draft`` raises.
    """
    by = person(request)
    act, _colon, key = request.POST.get("do", "").partition(":")
    if act == "put-back":
        return _put_back(request, version)
    if act not in ("remove", "duplicate", "up", "down"):
        return None
    if not (key.isascii() and key.isdigit() and len(key) <= 15):
        raise LineIsGone
    line_id = int(key)
    if act == "remove":
        revisions = {line.pk: line.revision for line in saved}
        revision = revisions.get(line_id) or _revision_sent(request, line_id)
        return _remove(request, version, line_id, revision)
    if act == "duplicate":
        return Done(lines.duplicate(version=version, line_id=line_id, by=by))
    lines.move(version=version, line_id=line_id, down=act == "down", by=by)
    return Done(LineItem.objects.select_related("heading").get(pk=line_id))


def can_undo(request: HttpRequest, version: BudgetVersion) -> bool:
    return any(kept["version_id"] == version.pk for kept in request.session.get(_NAME, []))


def line_above(line: LineItem) -> LineItem | None:
    above = None
    for sibling in LineItem.objects.filter(version=line.version_id, heading=line.heading_id):
        if sibling.pk == line.pk:
            return above
        above = sibling
    return None


def _revision_sent(request: HttpRequest, line_id: int) -> int:
    """The revision that the page had read; one that no line has where it says none."""
    sent = request.POST.get(f"line-{line_id}-revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= 9 else 0


def _remove(request: HttpRequest, version: BudgetVersion, line_id: int, revision: int) -> Done:
    removed = lines.remove(version=version, line_id=line_id, revision=revision, by=person(request))
    kept = {name: getattr(removed, name) for name in _KEPT}
    kept |= {"amount": str(removed.amount), "version_id": version.pk, "entry": uuid4().hex}
    request.session[_NAME] = [*request.session.get(_NAME, []), kept][-_LONGEST_UNDO:]
    said = _("“%(line)s” is taken out.") % {"line": removed}
    return Done(removed=f"line-{line_id}", said=said)


def _put_back(request: HttpRequest, version: BudgetVersion) -> Done | None:
    removed: list[dict[str, Any]] = request.session.get(_NAME, [])
    for place in reversed(range(len(removed))):
        kept = removed[place]
        if kept["version_id"] == version.pk:
            line = LineItem(version=version, amount=parse_amount(kept["amount"]))
            for name in (*_KEPT, "entry"):
                setattr(line, name, kept.get(name))
            line = lines.put_back(line, by=person(request))
            request.session[_NAME] = removed[:place] + removed[place + 1 :]
            return Done(line, said=_("“%(line)s” is back.") % {"line": line})
    return None
