"""The sheet of what there is to know: the decision, the control totals with their class, notes."""

from dataclasses import replace

from django.utils.translation import gettext as _

from budgets.excel.book import Book, Formula, Sheet
from budgets.excel.complete.looks import FIRST_ROW, TEXT, begun, figure
from budgets.excel.styles import YEAR, Look
from budgets.models import BudgetVersion
from budgets.models.complete import Complete
from budgets.wording.control import compared
from budgets.wording.footnotes import sentences
from budgets.wording.versions import decided

_WIDTHS = [10.0, 22.0, 17.0, 17.0, 17.0, 17.0, 22.0]


def notes_sheet(book: Book, complete: Complete) -> None:
    """Write every control total of the table's years, and all notes."""
    sheet = book.sheet(title=_("Notes and control totals"), name=_("Notes"), widths=_WIDTHS)
    begun(
        sheet,
        _("Totals that a source printed, against the sums of its rows, in kronor"),
        [
            _("Year"),
            _("Total"),
            _("Printed"),
            _("Sum of the rows"),
            _("Difference"),
            _("Rounding explains"),
            _("Class"),
        ],
        figures=[2, 3, 4, 5],
        freeze="A",
    )
    year = Look(format=YEAR, align="left", bottom="hair")
    rows = sheet.rows([year, TEXT, *[figure()] * 4, replace(TEXT, indent=1)])
    none = True
    for found in compared(complete.table):
        none, row, deviation = False, sheet.next_row, found.deviation
        rows.append(
            [
                int(found.label),
                found.total,
                deviation.printed,
                deviation.true,
                Formula(f"=C{row}-D{row}", deviation.difference),
                deviation.limit,
                found.taken_for,
            ]
        )
    if none:
        sheet.note(_("No source printed totals of these years."), columns=len(_WIDTHS))
    sheet.show_ore(f"C{FIRST_ROW}:F{sheet.next_row - 1}")
    sheet.space()
    for number, text in sentences(complete.table):
        sheet.note(f"{number}) {text}", columns=len(_WIDTHS))
    _write_decision(sheet, complete.version)


def _write_decision(sheet: Sheet, version: BudgetVersion) -> None:
    """Say which version this is, and how it was decided."""
    notes = [f"{version} ({version.get_state_display()}).", *decided(version)]
    if version.source:
        notes.append(_("Source: %(source)s.") % {"source": version.source.rstrip(".")})
    if version.imbalance_reason:
        notes.append(
            _("Adopted without balance: %(reason)s") % {"reason": version.imbalance_reason}
        )
    notes.append(_("Work on order is invoiced as it is done and is not included."))
    sheet.space()
    for note in notes:
        sheet.note(note, columns=len(_WIDTHS))
