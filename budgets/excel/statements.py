"""What everybody pays, as a workbook: a row for each payer, and how it ties to the budget."""

import datetime
from dataclasses import replace

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from budgets.core.printing import IN_KRONOR, Figure, Printing
from budgets.excel.book import Book, Rows
from budgets.excel.printed import MARK_WIDTH, Markable, PrintedCells
from budgets.excel.styles import MUTED, TEXT, Look
from budgets.models.printed import PrintedPayer, printed_statements
from budgets.models.statement import Statements
from budgets.wording.printing import printed_notes, unit_heading

_FIGURES = range(1, 7)
"""The columns of shares, charged alone, sum, VAT, with VAT and invoiced."""
_HEADER_ROW = 3


def statements_workbook(
    every: Statements, *, title: str, made_on: datetime.date, printing: Printing = IN_KRONOR
) -> bytes:
    """Write the table of all payers of a version to a workbook and return the file.

    Cells hold kronor and show them as chosen; an adjusted figure is held as it is shown.
    """
    return _Workbook(every, title, made_on, printing).written()


class _Workbook:
    """The table on its way into the sheet."""

    def __init__(
        self, every: Statements, title: str, made_on: datetime.date, printing: Printing
    ) -> None:
        self.every = every
        self.table = printed_statements(every, printing)
        self.cells = PrintedCells(self.table.printed)
        self.step = 2 if self.cells.is_marked else 1
        widths = [15.0, MARK_WIDTH][: self.step] * len(_FIGURES)
        self.letters = [get_column_letter(2 + self.step * i) for i in range(len(_FIGURES))]
        self.column_count = len(widths) + 2
        self.book = Book(title=title, made_on=made_on)
        self.sheet = self.book.sheet(title=title, widths=[34.0, *widths, 13.0])

    def written(self) -> bytes:
        """Write everything from the top down."""
        self.sheet.set_up(header_row=_HEADER_ROW, freeze="B4")
        self.sheet.heading("")
        self._write_payers()
        self.sheet.space()
        self._write_ties()
        if self.cells.scale.rounds:
            figures = f"B4:{self.letters[-1]}{self.sheet.next_row - 1}"
            self.sheet.print_no_minus_zero(figures, self.cells.scale)
        notes = printed_notes(self.table.printed)
        notes.append(_("Work on order is invoiced as it is done and is not included."))
        self.sheet.space()
        for note in notes:
            self.sheet.note(note, columns=self.column_count)
        return self.book.saved()

    def _write_payers(self) -> None:
        unit = unit_heading(self.cells.scale)
        self._header(
            [
                f"{_('Payer')} ({unit.lower()})",
                _("Shares"),
                _("Charged alone"),
                _("Sum"),
                _("VAT"),
                _("With VAT"),
                _("Invoiced"),
                _("Next due"),
            ]
        )
        figure = Look(format=self.cells.format, align="right", bottom="hair")
        text = Look(format=TEXT, bottom="hair")
        rows = self._rows([text, *[figure] * 6, text])
        first = self.sheet.next_row
        for row in self.table.rows:
            assert row.statement is not None  # only the sums have none
            due = row.statement.spread.next_due
            when = "" if due is None else due.day.isoformat() if due.day else _("at once")
            values: list[Markable] = [str(row.statement.payer), *self._across(row), when]
            rows.append(self.cells.with_marks(values, _FIGURES))
        last = self.sheet.next_row - 1
        label = Look(bold=True, top="thin", bottom="double")
        sums = [
            self.cells.summed(
                f"=SUM({letter}{first}:{letter}{last})",
                [row.figures[position] for row in self.table.rows],
                figure_of_sum,
            )
            if self.table.rows
            else self.cells.cell(figure_of_sum)
            for position, (letter, figure_of_sum) in enumerate(
                zip(self.letters, self.table.sums.figures, strict=True)
            )
        ]
        self._rows([label, *[self._bold(label)] * 6, label]).append(
            self.cells.with_marks([_("Sum"), *sums, None], _FIGURES)
        )

    def _across(self, row: PrintedPayer) -> list[Markable]:
        """A payer's figures; what they add up to is live."""
        number, at = self.sheet.next_row, self.letters
        cells = self.cells
        return [
            cells.cell(row.shared),
            cells.cell(row.charged_alone),
            cells.summed(
                f"={at[0]}{number}+{at[1]}{number}", [row.shared, row.charged_alone], row.total
            ),
            cells.cell(row.vat),
            cells.summed(f"={at[2]}{number}+{at[3]}{number}", [row.total, row.vat], row.with_vat),
            cells.cell(row.invoiced),
        ]

    def _write_ties(self) -> None:
        ties, cells = self.table.ties, self.cells
        self._header([_("Income"), unit_heading(cells.scale)])
        first = self.sheet.next_row
        parts = [
            (_("Shared by agreements"), ties.shared),
            (_("To one municipality"), ties.to_municipalities),
            (_("To other parties"), ties.to_other_parties),
        ]
        self._write_lines(parts)
        stated = cells.summed(
            f"=SUM(B{first}:B{first + 2})", [figure for _name, figure in parts], ties.stated
        )
        label = Look(bold=True, top="thin")
        self._rows([label, self._bold(label)]).append(
            cells.with_marks([_("In the statements"), stated], _FIGURES)
        )
        rest = [(_("On order, in nobody’s statement"), ties.on_order)]
        if self.every.ties.unshared:
            rest.append((_("Cannot be shared yet"), ties.unshared))
        self._write_lines(rest)
        last = self.sheet.next_row - 1
        income = cells.summed(
            f"=SUM(B{first + 3}:B{last})",
            [ties.stated, *(figure for _name, figure in rest)],
            ties.income,
        )
        label = replace(label, bottom="double")
        self._rows([label, self._bold(label)]).append(
            cells.with_marks([_("Income of the budget"), income], _FIGURES)
        )

    def _write_lines(self, lines: list[tuple[str, Figure]]) -> None:
        figure = Look(format=self.cells.format, align="right", bottom="hair")
        rows = self._rows([Look(bottom="hair"), figure])
        for name, amount in lines:
            rows.append(self.cells.with_marks([name, self.cells.cell(amount)], _FIGURES))

    def _header(self, names: list[str]) -> None:
        text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
        looks = [
            replace(text, align="right") if position in _FIGURES else text
            for position in range(len(names))
        ]
        self._rows(looks).append(self.cells.with_marks(names, _FIGURES), height=29)

    def _rows(self, looks: list[Look]) -> Rows:
        return self.sheet.rows(self.cells.looks_with_marks(looks, _FIGURES))

    def _bold(self, look: Look) -> Look:
        return replace(look, format=self.cells.format, align="right")
