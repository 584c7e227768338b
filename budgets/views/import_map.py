"""Somebody else's workbook: say where its rows are and what each of them is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from budgets.actions.imports import Draft, PrintedTotal, draft_of
from budgets.core.merging import touched
from budgets.core.table import Total
from budgets.excel.assigned import AssignedRow, controls, intents_of, lines_by_text
from budgets.excel.foreign import ForeignRow, Place, column_letter, guessed, rows_at
from budgets.forms.grid import charges_offered
from budgets.forms.imports import PlaceForm
from budgets.models import BudgetVersion, Charge, Heading
from budgets.models.heading_in_version import headings_of
from budgets.views import plans
from budgets.views.import_preview import preview
from budgets.views.plans import Plan
from budgets.wording import imports as wording
from budgets.wording.footnotes import total_name
from uploads.books import Book, packed, unpacked

MOST_ROWS = 1_000
"""So many rows are laid before a person."""
_SAMPLES = 3


class NoRows(Exception):
    """There is no sheet with anything in it."""


@dataclass(frozen=True)
class MapRow:
    """A row on the page: what stands there, and where it goes."""

    read: ForeignRow
    goes_to: str

    @property
    def name(self) -> str:
        return f"row-{self.read.row}"


@dataclass(frozen=True)
class Looked:
    """A workbook as it lies before the person."""

    book: Book
    file_name: str
    place: Place
    rows: Sequence[MapRow]


def first_look(
    request: HttpRequest, version: BudgetVersion, book: Book, file_name: str
) -> HttpResponse:
    """Show what is guessed of a workbook; raises ``NoRows`` and ``plans.TooLarge``."""
    headings = headings_of(version)
    if not any(sheet.rows for sheet in book.sheets):
        raise NoRows
    draft = draft_of(version)
    place = guessed(book, headings, version.year)
    rows = [MapRow(row, row.goes_to) for row in _rows(book, place, headings, draft)]
    return _page(request, version, headings, draft, Looked(book, file_name, place, rows))


def look(request: HttpRequest, version: BudgetVersion) -> HttpResponse:
    """Look again, with what the person has chosen; go on to the preview when asked to."""
    try:
        content = plans.unsign(request.POST.get("book", ""), "book", request.user, version)
    except plans.NotOurs:
        messages.error(request, _("The preview is too old. Hand the workbook in again."))
        return redirect("budgets:import", version.year, version.number)
    book, file_name = unpacked(content[0]), content[1]
    headings, draft = headings_of(version), draft_of(version)
    form = _form(book, data=request.POST)
    if not form.is_valid():
        place = guessed(book, headings, version.year)
        return _page(request, version, headings, draft, Looked(book, file_name, place, []), form)
    place = Place(**form.cleaned_data)
    same = request.POST.get("place") == _key(place)
    goes = set(dict(_choices(headings)))
    rows = []
    for row in _rows(book, place, headings, draft):
        chosen = request.POST.get(f"row-{row.row}") if same else None
        rows.append(MapRow(row, chosen if chosen in goes else row.goes_to))
    looked = Looked(book, file_name, place, rows)
    if "preview" not in request.POST or not same:
        return _page(request, version, headings, draft, looked, form)
    if any(row.goes_to and row.read.amount is None for row in rows):
        messages.error(request, wording.mend_or_leave_out())
        return _page(request, version, headings, draft, looked, form, status=422)
    return _preview(request, version, headings, draft, looked)


def _preview(
    request: HttpRequest,
    version: BudgetVersion,
    headings: Sequence[Heading],
    draft: Draft,
    looked: Looked,
) -> HttpResponse:
    charges = charges_offered().choices
    assigned = _assigned(looked.rows, headings)
    intents = intents_of(assigned, draft, charges[0][0] if charges else Charge.ON_ORDER)
    plan = Plan(
        draft.fingerprint,
        secrets.token_hex(8),
        [intent for intent in intents if touched(intent)],
        _printed(looked),
    )
    return preview(request, version, draft, plan)


def _rows(book: Book, place: Place, headings: Sequence[Heading], draft: Draft) -> list[ForeignRow]:
    return rows_at(book, place, headings, lines_by_text(draft))[:MOST_ROWS]


def _assigned(rows: Sequence[MapRow], headings: Sequence[Heading]) -> list[AssignedRow]:
    by_choice = {f"heading:{heading.pk}": heading for heading in headings}
    return [
        AssignedRow(
            row.read.row, row.read.text, row.read.amount, by_choice[row.goes_to], row.read.note
        )
        for row in rows
        if row.goes_to in by_choice and row.read.amount is not None
    ]


def _printed(looked: Looked) -> list[PrintedTotal]:
    """The totals among the rows; of several of a kind the last."""
    totals = {f"total:{total.value}": total for total in Total}
    source = f"{looked.file_name}, {looked.book.sheets[looked.place.sheet].name}"[:200]
    found = {
        totals[row.goes_to]: row.read.amount
        for row in looked.rows
        if row.goes_to in totals and row.read.amount is not None
    }
    return [
        PrintedTotal(total, amount, looked.place.unit, source) for total, amount in found.items()
    ]


def _choices(headings: Sequence[Heading]) -> list[tuple[str, str]]:
    return [
        ("", _("leave out")),
        *((f"heading:{heading.pk}", str(heading)) for heading in headings),
        *(
            (f"total:{t.value}", _("control total: %(total)s") % {"total": total_name(t)})
            for t in Total
        ),
    ]


def _form(book: Book, **options: Any) -> PlaceForm:
    sheets = [
        _("%(sheet)s (hidden)") % {"sheet": sheet.name} if sheet.is_hidden else sheet.name
        for sheet in book.sheets
    ]
    last = max((max(cells) for sheet in book.sheets for cells in sheet.rows.values()), default=1)
    return PlaceForm(
        sheets=sheets, columns=[column_letter(n) for n in range(1, last + 2)], **options
    )


def _key(place: Place) -> str:
    return "-".join(
        map(
            str,
            (
                place.sheet,
                place.heading_column,
                place.amount_column,
                place.unit.value,
                place.first_row,
            ),
        )
    )


def _page(
    request: HttpRequest,
    version: BudgetVersion,
    headings: Sequence[Heading],
    draft: Draft,
    looked: Looked,
    form: PlaceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    place = looked.place
    if form is None:
        initial = {name: getattr(place, name) for name in PlaceForm.base_fields}
        form = _form(looked.book, initial=initial | {"unit": place.unit.value})
    sheet = looked.book.sheets[place.sheet]
    compared = controls(_printed(looked), _assigned(looked.rows, headings))
    context = {
        "version": version,
        "form": form,
        "file_name": looked.file_name,
        "sheet": sheet,
        "place": _key(place),
        "rows": looked.rows,
        "left_out": sum(not row.goes_to for row in looked.rows),
        "choices": _choices(headings),
        "controls": [wording.control(p.total, found, p.printed_in) for p, found in compared],
        "notes": _notes(looked),
        "book": plans.sign([packed(looked.book), looked.file_name], "book", request.user, version),
    }
    status = 422 if form.errors else status
    return render(request, "budgets/import_map.html", context, status=status)


def _notes(looked: Looked) -> list[str]:
    """What a person should know about the workbook that the rows do not show."""
    notes = []
    formulas = sum(row.read.is_formula and row.read.amount is not None for row in looked.rows)
    if formulas:
        notes.append(wording.formulas_used(formulas))
    hidden = [sheet.name for sheet in looked.book.sheets if sheet.is_hidden]
    if hidden:
        notes.append(wording.hidden_sheets(hidden))
    merged = looked.book.sheets[looked.place.sheet].merged
    if merged:
        notes.append(wording.merged_cells(list(merged[:_SAMPLES])))
    if len(looked.rows) == MOST_ROWS:
        notes.append(wording.first_rows(MOST_ROWS))
    return notes
