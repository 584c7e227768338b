"""What the script of the grid asks: save rows, press a row's button, add up what is typed."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets.actions.errors import WrongState
from budgets.actions.lines import ChangedMeanwhile, LineIsGone
from budgets.core.money import AmountError, parse_amount
from budgets.forms.grid import LineForm, charges_offered, strings_of
from budgets.models import BudgetVersion, Charge, LineItem
from budgets.models.errors import VersionIsFrozen
from budgets.models.figures import TypedAmount, figures_of
from budgets.models.heading_in_version import headings_of, named
from budgets.views.grid import acts, kept
from budgets.views.grid.rows import GridRow, gone, not_as_read, person, rows_sent, save
from budgets.views.versions import editable, not_open, version_before
from budgets.wording import figures as figure_wording

_TYPED = re.compile(r"typed-(?:line-(?P<line>\d{1,15})|new\d*)-under-(?P<heading>\d{1,15})")
_SHARED = re.compile(rf"{Charge.AGREEMENT.value}:(?P<key>\d{{1,15}})")


@require_POST
def save_rows(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Save the rows that were left, all or none, and answer what each is now, or why not."""
    version = editable(person(request), year, number)
    charges = charges_offered()
    sent = rows_sent(request.POST, version, charges)
    answer: dict[str, Any] = {row.key: {"problem": gone()} for row in sent.gone}
    saved = None if sent.gone else save(version, sent.rows, by=person(request))
    if saved is None:
        answer |= {row.key: _refusal(row) for row in sent.rows if row.is_refused}
        conflict = sent.gone or any(row.theirs or row.problem for row in sent.rows)
        return JsonResponse({"rows": answer}, status=409 if conflict else 422)
    kept.forget(request, [row.key for row in sent.rows])
    for row, line in zip(sent.rows, saved, strict=True):
        fresh = LineForm(heading=row.form.heading, charges=charges, line=line)
        answer[row.key] = {"values": _values(fresh)}
        if row.form.line is None:
            answer[row.key]["html"] = _html(request, fresh)
    return JsonResponse({"rows": answer, "figures": _figure_texts(version, request.POST)})


@require_POST
def act(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Press a button of a row, and answer where the row stands now."""
    answer: dict[str, Any]
    version = editable(person(request), year, number)
    try:
        done = acts.do(request, version)
    except LineIsGone:
        return JsonResponse({"said": gone()}, status=409)
    except ChangedMeanwhile as changed:
        answer = {"said": not_as_read(changed.line), "row": f"line-{changed.line.pk}"}
        answer["anew"] = _html_of(request, version, changed.line)
        return JsonResponse(answer, status=409)
    except (VersionIsFrozen, WrongState):
        return JsonResponse({"said": not_open(version)}, status=409)
    if done is None:
        return JsonResponse({"said": _("There is nothing to put back.")}, status=409)
    answer = {"removed": done.removed, "said": done.said}
    answer["canUndo"] = acts.can_undo(request, version)
    if done.line is not None:
        above = acts.line_above(done.line)
        answer["row"] = f"line-{done.line.pk}"
        answer["heading"] = done.line.heading_id
        answer["above"] = f"line-{above.pk}" if above else ""
        answer["html"] = _html_of(request, version, done.line)
    answer["figures"] = _figure_texts(version, request.POST)
    return JsonResponse(answer)


@require_POST
def figures(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Add up what is typed but not saved; amounts that cannot be read yet count as saved."""
    version = editable(person(request), year, number)
    return JsonResponse({"figures": _figure_texts(version, request.POST)})


def _html_of(request: HttpRequest, version: BudgetVersion, line: LineItem) -> str:
    named([line], headings_of(version))
    return _html(request, LineForm(heading=line.heading, charges=charges_offered(), line=line))


def _html(request: HttpRequest, form: LineForm) -> str:
    return render_to_string("budgets/_grid_row.html", {"row": GridRow(form)}, request)


def _refusal(row: GridRow) -> dict[str, Any]:
    return {
        "errors": {name: " ".join(map(str, told)) for name, told in row.form.errors.items()},
        "theirs": {name: vars(theirs) for name, theirs in row.theirs.items()},
        "problem": row.problem,
        "values": _values(row.form) if row.theirs else {},
    }


def _values(form: LineForm) -> dict[str, dict[str, str]]:
    return {
        name: {"value": value, "read": read} for name, (value, read) in strings_of(form).items()
    }


def _figure_texts(version: BudgetVersion, sent: QueryDict) -> dict[str, str]:
    """The sums with what is typed and not saved, sent as ``typed-…`` fields by the page."""
    typed, added = {}, []
    for name in sent:
        row = _TYPED.fullmatch(name)
        if row is None:
            continue
        text, _bar, charge = sent.get(name, "").partition("|")
        try:
            amount = parse_amount(text)
        except AmountError:
            continue  # half typed: the row itself says so when it is left
        shared = _SHARED.fullmatch(charge)
        one = TypedAmount(amount, int(row["heading"]), int(shared["key"]) if shared else None)
        if row["line"]:
            typed[int(row["line"])] = one
        else:
            added.append(one)
    found = figures_of(version, before=version_before(version), typed=typed, added=added)
    return figure_wording.texts(found)
