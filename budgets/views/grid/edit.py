"""Editing the lines of a draft: one form for all rows, with or without the script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.errors import WrongState
from budgets.actions.lines import ChangedMeanwhile, LineIsGone
from budgets.core.table import Total
from budgets.forms.grid import Charges, LineForm, charges_offered
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.errors import VersionIsFrozen
from budgets.models.figures import figures_of
from budgets.views.grid import acts, kept
from budgets.views.grid.parts import Part, part_of
from budgets.views.grid.rows import (
    GoneRow,
    GridRow,
    Sent,
    gone,
    not_as_read,
    person,
    rows_sent,
    save,
)
from budgets.views.versions import editable, not_open, version_before
from budgets.wording import figures as figure_wording
from budgets.wording.figures import SumText
from budgets.wording.footnotes import total_name


@dataclass
class GridHeading:
    heading: Heading
    rows: list[GridRow]
    sum: SumText


@login_not_required  # so that what was typed when the session had ended is not thrown away
def edit(request: HttpRequest, year: int, number: int) -> HttpResponse:
    if not request.user.is_authenticated:
        if request.method == "POST":
            kept.keep(request)
        return redirect_to_login(request.get_full_path())
    version = editable(person(request), year, number)
    if request.method != "POST":
        return _page(request, version)
    if request.POST.get("do") == "throw-away:":
        kept.forget(request)
        return redirect(request.get_full_path())
    sent = rows_sent(request.POST, version)
    # Each row by itself: one that is refused keeps nobody else's work waiting.
    written = [(row, save(version, [row], by=person(request))) for row in sent.rows]
    saved = [row for row, lines in written if lines is not None]
    kept.forget(request, [row.key for row in saved])
    if saved:
        text = ngettext("%(count)s row is saved.", "%(count)s rows are saved.", len(saved))
        messages.success(request, text % {"count": len(saved)})
    if len(saved) < len(sent.rows) or sent.gone:
        refused = [row for row in sent.rows if row.is_refused]
        return _page(request, version, Sent(refused, sent.gone), status=422)
    changed = [line for _row, lines in written for line in lines or []]
    return redirect(f"{request.get_full_path()}{_do(request, version, changed)}")


def _do(request: HttpRequest, version: BudgetVersion, saved: Sequence[LineItem]) -> str:
    """Do what the pressed button says beside saving, and answer where on the page to go."""
    try:
        done = acts.do(request, version, saved)
    except LineIsGone:
        messages.error(request, gone())
        return ""
    except ChangedMeanwhile as changed:
        messages.error(request, not_as_read(changed.line))
        return f"#line-{changed.line.pk}"
    except (VersionIsFrozen, WrongState):
        messages.error(request, not_open(version))
        return ""
    if done is None:
        if not saved:
            messages.info(request, _("Nothing was changed."))
        return ""
    if done.said:
        messages.info(request, done.said)
    return f"#line-{done.line.pk}" if done.line else ""


def _page(
    request: HttpRequest, version: BudgetVersion, sent: Sent | None = None, status: int = 200
) -> HttpResponse:
    charges = charges_offered()
    from_before = kept.found(request) if sent is None else None
    if from_before:
        sent = rows_sent(from_before.rows, version, charges)
    unsaved = {row.key: row for row in sent.rows} if sent else {}
    lost: list[GoneRow] = sent.gone if sent else []
    part = part_of(request, version, charges)
    before = version_before(version)
    found = figures_of(version, before=before)
    sums = figure_wording.sum_texts(found)
    shown = [part.chosen] if part.chosen else part.headings
    context = {
        "version": version,
        "before": before,
        "part": part,
        "parts": [(heading, sums[f"heading-{heading.pk}"]) for heading in part.headings],
        "headings": list(_grid(shown, part, charges, unsaved, sums)),
        "totals": [(total_name(total), sums[total.value]) for total in (Total.INCOME, Total.COST)],
        "result": (total_name(Total.RESULT), sums["result"]),
        "key_figures": figure_wording.key_figure_texts(found.key_figures),
        "sharings": found.sharings,
        "kept": from_before,
        "lost": lost,
        "can_undo": acts.can_undo(request, version),
    }
    return render(request, "budgets/edit.html", context, status=status)


def _grid(
    headings: Iterable[Heading],
    part: Part,
    charges: Charges,
    unsaved: Mapping[str, GridRow],
    sums: Mapping[str, SumText],
) -> Iterable[GridHeading]:
    under: dict[int, list[LineItem]] = {}
    for line in part.lines:
        under.setdefault(line.heading_id, []).append(line)
    for heading in headings:
        lines = under.get(heading.pk, [])
        rows = [
            unsaved.get(f"line-{line.pk}")
            or GridRow(LineForm(heading=heading, charges=charges, line=line))
            for line in lines
        ]
        rows += _new_rows(heading, lines, charges, unsaved)
        yield GridHeading(heading, rows, sums[f"heading-{heading.pk}"])


def _new_rows(
    heading: Heading, lines: Sequence[LineItem], charges: Charges, unsaved: Mapping[str, GridRow]
) -> list[GridRow]:
    """The new rows that are not saved yet, and an empty one."""
    plain = f"new-{heading.pk}"
    rows = [row for key, row in unsaved.items() if key.startswith(f"{plain}-")]
    last = lines[-1] if lines else None
    empty = GridRow(LineForm(heading=heading, charges=charges, charged_like=last))
    return [*rows, unsaved.get(plain, empty)]
