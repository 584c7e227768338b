"""Editing the lines of a draft: one form for all rows, and a row at a time for the script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from budgets.actions import lines as line_actions
from budgets.actions.lines import CHANGEABLE, ChangedMeanwhile, LineIsGone
from budgets.core.money import AmountError, parse_amount
from budgets.core.table import Total
from budgets.forms.grid import Choices, LineForm, charge_choices, charge_label
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.figures import figures_of
from budgets.models.rules import may_edit
from budgets.views.versions import refuse, version_before, version_or_404
from budgets.wording import figures as figure_wording
from budgets.wording.amounts import written
from budgets.wording.figures import SumText
from budgets.wording.footnotes import total_name


@dataclass
class GridRow:
    """A line on the page: its form, and what somebody else made of its cells meanwhile."""

    form: LineForm
    version: BudgetVersion
    theirs: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def save_url(self) -> str:
        where = [self.version.year, self.version.number]
        if self.form.line is None:
            return reverse("budgets:add-line", args=[*where, self.form.heading.pk])
        return reverse("budgets:save-line", args=[*where, self.form.line.pk])

    @property
    def key(self) -> str:
        return str(self.form.line.pk) if self.form.line else f"new-{self.form.heading.pk}"


@dataclass
class GridHeading:
    heading: Heading
    rows: list[GridRow]
    new: GridRow
    sum: SumText


def edit(request: HttpRequest, year: int, number: int) -> HttpResponse:
    version = _editable(request, year, number)
    if request.method == "POST":
        rows, saved = _save_all(request, version)
        if not any(row.theirs or row.problem or row.form.errors for row in rows):
            where = _do(request, version, saved)
            return redirect(f"{request.path}{where}")
        unsaved = {row.key: row for row in rows}
        return _page(request, version, unsaved, status=422)
    return _page(request, version, {})


@require_POST
def save_line(request: HttpRequest, year: int, number: int, line: int) -> JsonResponse:
    """Save the row that was left, and answer what it is now or what stands against it."""
    version = _editable(request, year, number)
    stored = LineItem.objects.filter(version=version, pk=line).select_related("heading").first()
    if stored is None:
        return JsonResponse({"problem": _gone()}, status=409)
    form = LineForm(request.POST, heading=stored.heading, charges=charge_choices(), line=stored)
    row = GridRow(form, version)
    _save(version, row, by=_person(request))
    return _answer(version, row)


@require_POST
def add_line(request: HttpRequest, year: int, number: int, heading: int) -> JsonResponse:
    """Save a new row, and answer how the page shows it."""
    version = _editable(request, year, number)
    charges = charge_choices()
    under = get_object_or_404(Heading, pk=heading)
    row = GridRow(LineForm(request.POST, heading=under, charges=charges), version)
    added = _save(version, row, by=_person(request))
    if added is None:
        return _answer(version, row)
    shown = GridRow(LineForm(heading=added.heading, charges=charges, line=added), version)
    html = render_to_string("budgets/_grid_row.html", {"row": shown}, request)
    return JsonResponse({"row": html, "figures": _figure_texts(version)})


@require_POST
def figures(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Add up what is typed but not saved; amounts that cannot be read yet count as saved."""
    version = _editable(request, year, number)
    typed = {}
    for name in request.POST:
        try:
            typed[int(name)] = parse_amount(request.POST[name])
        except (AmountError, ValueError):
            continue  # half typed: the row itself says so when it is left
    return JsonResponse({"figures": _figure_texts(version, typed)})


def _editable(request: HttpRequest, year: int, number: int) -> BudgetVersion:
    user = _person(request)
    version = version_or_404(user, year, number)
    if not may_edit(user, version):
        refuse(user, _("%(version)s is not open for changes.") % {"version": version})
    return version


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _save(version: BudgetVersion, row: GridRow, *, by: User) -> LineItem | None:
    """Save a row, or note on it what stands against that."""
    form = row.form
    if not form.is_valid():
        return None
    try:
        if form.line is None:
            return line_actions.add_typed(
                version=version, heading=form.heading, cells=form.cells(), by=by
            )
        return line_actions.change(
            version=version,
            line_id=form.line.pk,
            to=form.cells(),
            read=form.read(),
            revision=form.cleaned_data["revision"],
            by=by,
        )
    except ChangedMeanwhile as error:
        row.theirs = {c.field: _cell_text(c.field, c.theirs, form) for c in error.conflicts}
        row.form = _read_anew(form, error)
    except LineIsGone:
        row.problem = _gone()
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
    return None


def _read_anew(form: LineForm, error: ChangedMeanwhile) -> LineForm:
    """Keep what was typed, over what is there now: saving once more is then a choice."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data[form.add_prefix("revision")] = str(error.line.revision)
    current = LineForm(heading=form.heading, charges=form.charges, line=error.line)
    clashing = {conflict.field for conflict in error.conflicts}
    for name in CHANGEABLE:
        now = current[name].value()
        if name not in clashing and form.cells()[name] == form.read()[name]:
            data[form.add_prefix(name)] = now
        data[form.add_initial_prefix(name)] = now
    return LineForm(data, heading=form.heading, charges=form.charges, line=error.line)


def _save_all(request: HttpRequest, version: BudgetVersion) -> tuple[list[GridRow], int]:
    """Save every row of the form that was changed, and the new ones that were filled in."""
    charges = charge_choices()
    posted, saved = [], 0
    lines = LineItem.objects.filter(version=version).select_related("heading")
    for line in lines:
        form = LineForm(request.POST, heading=line.heading, charges=charges, line=line)
        if form.add_prefix("revision") in request.POST and form.has_changed():
            posted.append(GridRow(form, version))
    for heading in Heading.objects.all():
        form = LineForm(request.POST, heading=heading, charges=charges)
        if form.add_prefix("revision") in request.POST and not form.is_untouched:
            posted.append(GridRow(form, version))
    for row in posted:
        saved += _save(version, row, by=_person(request)) is not None
    return posted, saved


def _do(request: HttpRequest, version: BudgetVersion, saved: int) -> str:
    """Do what the pressed button says beside saving, and answer where on the page to go."""
    by = _person(request)
    act, _colon, key = request.POST.get("do", "").partition(":")
    if saved:
        text = ngettext("%(count)s row is saved.", "%(count)s rows are saved.", saved)
        messages.success(request, text % {"count": saved})
    try:
        match act:
            case "remove":
                removed = line_actions.remove(version=version, line_id=int(key), by=by)
                request.session["removed"] = _as_kept(removed)
                messages.info(request, _("“%(line)s” is taken out.") % {"line": removed})
                return ""
            case "put-back" if kept := request.session.pop("removed", None):
                line = line_actions.put_back(_from_kept(version, kept), by=by)
                return f"#line-{line.pk}"
            case "duplicate":
                line = line_actions.duplicate(version=version, line_id=int(key), by=by)
                return f"#line-{line.pk}"
            case "up" | "down":
                line_actions.move(version=version, line_id=int(key), down=act == "down", by=by)
                return f"#line-{key}"
    except LineIsGone:
        messages.error(request, _gone())
    if not saved:
        messages.info(request, _("Nothing was changed."))
    return ""


_KEPT = ("heading_id", "position", "text", "account", "charge_code", "note")


def _as_kept(line: LineItem) -> dict[str, Any]:
    kept = {name: getattr(line, name) for name in _KEPT}
    return kept | {"amount": str(line.amount), "version_id": line.version_id}


def _from_kept(version: BudgetVersion, kept: dict[str, Any]) -> LineItem:
    line = LineItem(version=version, amount=parse_amount(kept["amount"]))
    for name in _KEPT:
        setattr(line, name, kept[name])
    return line


def _answer(version: BudgetVersion, row: GridRow) -> JsonResponse:
    form = row.form
    errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
    if errors or row.theirs or row.problem:
        answer: dict[str, Any] = {
            "errors": errors,
            "theirs": row.theirs,
            "problem": row.problem,
            "values": _values(form) if row.theirs else {},
        }
        return JsonResponse(answer, status=409 if row.theirs or row.problem else 422)
    assert form.line is not None  # a new row answers with its html
    stored = LineItem.objects.select_related("heading").get(pk=form.line.pk)
    fresh = LineForm(heading=stored.heading, charges=form.charges, line=stored)
    return JsonResponse({"values": _values(fresh), "figures": _figure_texts(version)})


def _values(form: LineForm) -> dict[str, dict[str, str]]:
    """The cells as the page holds them: what stands in each, and what it was when it was read."""
    values = {}
    for name in ("revision", *CHANGEABLE):
        bound = form[name]
        initial = form.data.get(form.add_initial_prefix(name)) if form.is_bound else bound.value()
        values[name] = {"value": str(bound.value() or ""), "read": str(initial or "")}
    return values


def _page(
    request: HttpRequest, version: BudgetVersion, unsaved: dict[str, GridRow], status: int = 200
) -> HttpResponse:
    charges = charge_choices()
    lines = LineItem.objects.filter(version=version).select_related("heading")
    before = version_before(version)
    found = figures_of(version, before=before)
    sums = figure_wording.sum_texts(found)
    context = {
        "version": version,
        "before": before,
        "headings": list(_grid(version, lines, charges, unsaved, sums)),
        "totals": [(total_name(total), sums[total.value]) for total in (Total.INCOME, Total.COST)],
        "result": (total_name(Total.RESULT), sums["result"]),
        "sharings": found.sharings,
        "removed": request.session.get("removed", {}).get("version_id") == version.pk,
    }
    return render(request, "budgets/edit.html", context, status=status)


def _grid(
    version: BudgetVersion,
    lines: Iterable[LineItem],
    charges: Choices,
    unsaved: dict[str, GridRow],
    sums: Mapping[str, SumText],
) -> Iterable[GridHeading]:
    under: dict[int, list[LineItem]] = {}
    for line in lines:
        under.setdefault(line.heading_id, []).append(line)
    for heading in Heading.objects.all():
        rows = [
            unsaved.get(str(line.pk))
            or GridRow(LineForm(heading=heading, charges=charges, line=line), version)
            for line in under.get(heading.pk, [])
        ]
        new = unsaved.get(f"new-{heading.pk}")
        last = under[heading.pk][-1] if heading.pk in under else None
        yield GridHeading(
            heading,
            rows,
            new or GridRow(LineForm(heading=heading, charges=charges, charged_like=last), version),
            sums[f"heading-{heading.pk}"],
        )


def _figure_texts(version: BudgetVersion, typed: dict[int, Any] | None = None) -> dict[str, str]:
    found = figures_of(version, before=version_before(version), typed=typed)
    return figure_wording.texts(found)


def _cell_text(name: str, value: Any, form: LineForm) -> str:
    if name == "amount":
        return written(value)
    return charge_label(value, form.charges) if name == "charge_code" else str(value)


def _gone() -> str:
    return _("Somebody else has taken this row out. Copy what you typed if you still need it.")
