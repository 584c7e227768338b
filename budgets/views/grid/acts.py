"""The buttons of a row: take out, put back, duplicate, move."""

from dataclasses import dataclass
from typing import Any

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


def do(request: HttpRequest, version: BudgetVersion) -> Done | None:
    """Do what the pressed button says; None where it says nothing but save.

    Raises ``LineIsGone``, and what ``lock_draft`` raises.
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
        return _remove(request, version, line_id)
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


def _remove(request: HttpRequest, version: BudgetVersion, line_id: int) -> Done:
    removed = lines.remove(version=version, line_id=line_id, by=person(request))
    kept = {name: getattr(removed, name) for name in _KEPT}
    kept |= {"amount": str(removed.amount), "version_id": version.pk}
    request.session[_NAME] = [*request.session.get(_NAME, []), kept][-_LONGEST_UNDO:]
    said = _("“%(line)s” is taken out.") % {"line": removed}
    return Done(removed=f"line-{line_id}", said=said)


def _put_back(request: HttpRequest, version: BudgetVersion) -> Done | None:
    removed: list[dict[str, Any]] = request.session.get(_NAME, [])
    for place in reversed(range(len(removed))):
        kept = removed[place]
        if kept["version_id"] == version.pk:
            line = LineItem(version=version, amount=parse_amount(kept["amount"]))
            for name in _KEPT:
                setattr(line, name, kept[name])
            line = lines.put_back(line, by=person(request))
            request.session[_NAME] = removed[:place] + removed[place + 1 :]
            return Done(line, said=_("“%(line)s” is back.") % {"line": line})
    return None
