"""The comparison table as a workbook: it holds what the page shows, and it calculates.

Amounts are kronor and are shown in the table's unit by number format. Totals are live sums. A
column taken from elsewhere shows the totals printed there, as numbers, and then the row of true
sums beside them is live; the footnotes stand under the table (rules 6 and 7).
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from openpyxl.utils import get_column_letter

from budgets.core.control import DeviationKind
from budgets.core.table import Cell, Section, Table, Total, TotalRow
from budgets.excel.book import Book, Formula, Value
from budgets.excel.styles import ACCENT, INK, MUTED, YEAR, Look, Rule, kronor_in
from budgets.wording.footnotes import sentences, sum_of_rows_name, total_name
from budgets.wording.headings import other_names
from budgets.wording.printing import adjusted_sentence

NOTHING = "–"
"""What stands where a budget has nothing under a heading; SUM passes text over."""

_LABEL_WIDTH = 42.0
_FIGURE_WIDTH = 13.0
_MARK_WIDTH = 3.0


def comparison_workbook(
    table: Table,
    *,
    title: str,
    made_on: datetime.date,
    subtitle: str = "",
    in_focus: str | None = None,
) -> bytes:
    """Write the table to a workbook and return the file.

    ``made_on`` is the date in the page's foot. ``in_focus`` is the key of the column that is
    being decided: the others step back.
    """
    book = Book(title=title, made_on=made_on)
    comparison_sheet(book, table, title=title, subtitle=subtitle, in_focus=in_focus)
    return book.saved()


def comparison_sheet(
    book: Book,
    table: Table,
    *,
    title: str,
    name: str = "",
    subtitle: str = "",
    in_focus: str | None = None,
) -> None:
    """Write the table to a sheet of a book; ``name`` is for its tab."""
    _Comparison(book, table, title, name, in_focus).write(subtitle)


class _Comparison:
    """The table on its way into the sheet, and where its sums ended up."""

    def __init__(
        self, book: Book, table: Table, title: str, name: str, in_focus: str | None
    ) -> None:
        self.table = table
        self.in_focus = in_focus
        self.marked = bool(table.footnotes)
        step = 2 if self.marked else 1
        self.letters = [
            get_column_letter(2 + step * position) for position in range(len(table.columns))
        ]
        widths = [_FIGURE_WIDTH, _MARK_WIDTH][:step] * len(table.columns)
        self.sheet = book.sheet(title=title, name=name, widths=[_LABEL_WIDTH, *widths])
        self.column_count = 1 + len(widths)
        self.true_rows: dict[Total, int] = {}
        """The row of each section's true total: of its rows' sum, where it is printed otherwise."""
        self.live: dict[Total, list[Decimal]] = {}
        """What the formulas in those rows give."""

    def write(self, subtitle: str) -> None:
        sheet = self.sheet
        header_row = 4 if subtitle else 3
        sheet.set_up(header_row=header_row, freeze=f"B{header_row + 1}")
        sheet.heading(subtitle)
        self._write_header()
        for section in self.table.sections:
            self._write_section(section)
            sheet.space()
        last = self._write_result()
        if self.letters:
            figures = f"{self.letters[0]}{header_row + 1}:{self.letters[-1]}{last}"
            sheet.print_no_minus_zero(figures, self.table.scale)
        self._write_notes()

    def _write_header(self) -> None:
        values: list[Value] = [self.table.unit.label.capitalize()]
        for column in self.table.columns:
            values += self._with_mark(_year_or_text(column.label), None)
        looks = self._looks(Look(colour=MUTED, bottom="thin"), YEAR)
        looks = [looks[0], *(self._bold(look) for look in looks[1:])]
        self.sheet.rows(looks).append(values, height=20)

    def _write_section(self, section: Section) -> None:
        total = section.total.total
        first, last = self._write_rows(section)
        cells_of = [[row.cells[i] for row in section.rows] for i in range(len(self.letters))]
        self.live[total] = [sum(map(self._kronor, cells), Decimal()) for cells in cells_of]
        sums = [f"=SUM({letter}{first}:{letter}{last})" if last else "" for letter in self.letters]
        self._write_total(section.total, sums, self.live[total], under=None)

    def _write_rows(self, section: Section) -> tuple[int, int]:
        """Write the rows and return the first's number and the last's, 0 if there are none."""
        rows = self.sheet.rows(self._looks(Look(bottom="hair"), self._format))
        first = last = 0
        for row in section.rows:
            note = other_names(row.other_names)
            values: list[Value] = [f"{row.label} ({note})" if note else row.label]
            for cell in row.cells:
                nothing = cell.amount is None
                values += self._with_mark(NOTHING if nothing else self._kronor(cell), cell.footnote)
            last = rows.append(values)
            first = first or last
        return first, last

    def _write_result(self) -> int:
        income, cost = Total.INCOME, Total.COST
        live = [more - less for more, less in zip(self.live[income], self.live[cost], strict=True)]
        differences = [
            f"={letter}{self.true_rows[income]}-{letter}{self.true_rows[cost]}"
            for letter in self.letters
        ]
        self._write_total(self.table.result, differences, live, under="double")
        return self.true_rows[Total.RESULT]

    def _write_total(
        self, row: TotalRow, formulas: Sequence[str], live: Sequence[Decimal], under: Rule | None
    ) -> None:
        """Write a total as it is shown and, where a printed one differs, the true sums below."""
        look = Look(bold=True, top="thin", bottom=under)
        self.true_rows[row.total] = self._write_figures(
            total_name(row.total), row.cells, formulas, live, look
        )
        if row.has_deviations:
            look = Look(colour=MUTED, size=9, indent=1)
            self.true_rows[row.total] = self._write_figures(
                sum_of_rows_name(row.total), row.row_sums, formulas, live, look
            )

    def _write_figures(
        self,
        label: str,
        cells: Sequence[Cell],
        formulas: Sequence[str],
        live: Sequence[Decimal],
        look: Look,
    ) -> int:
        values: list[Value] = [label]
        for cell, formula, result in zip(cells, formulas, live, strict=True):
            values += self._with_mark(self._total(cell, formula, result), cell.footnote)
        return self.sheet.rows(self._looks(look, self._format)).append(values)

    def _write_notes(self) -> None:
        notes = [f"{number}) {sentence}" for number, sentence in sentences(self.table)]
        if self.table.is_adjusted:
            notes.append(adjusted_sentence())
        if notes:
            self.sheet.space()
        for note in notes:
            self.sheet.note(note, columns=self.column_count)

    def _total(self, cell: Cell, formula: str, live: Decimal) -> Value:
        """The formula, where it shows what the page shows; else the number that the page shows."""
        deviation = cell.deviation
        if deviation is not None and deviation.kind is not DeviationKind.NONE:
            return deviation.printed
        if formula and self.table.scale.rounded(live) == cell.shown:
            return Formula(formula, live)
        return self._shown(cell)

    def _kronor(self, cell: Cell) -> Decimal:
        """The kronor of a cell: the true ones, or those of the adjusted figure."""
        if self.table.adjusted:
            return self._shown(cell)
        return cell.amount or Decimal()

    def _shown(self, cell: Cell) -> Decimal:
        return self.table.scale.kronor(cell.shown or 0)

    def _with_mark(self, value: Value, footnote: int | None) -> list[Value]:
        """A figure and, where the table has footnotes, the cell for its mark."""
        if not self.marked:
            return [value]
        return [value, f"{footnote})" if footnote else None]

    @property
    def _format(self) -> str:
        return kronor_in(self.table.scale)

    def _looks(self, label: Look, number_format: str) -> list[Look]:
        """The looks of a row's cells, after the look of its label."""
        looks = [label]
        for column in self.table.columns:
            steps_back = self.in_focus is not None and column.key != self.in_focus
            figure = _like(
                label,
                format=number_format,
                align="right",
                indent=0,
                colour=MUTED if steps_back else label.colour,
            )
            mark = _like(label, align="left", indent=0, colour=ACCENT, superscript=True, bold=False)
            looks += [figure, mark][: 2 if self.marked else 1]
        return looks

    def _bold(self, look: Look) -> Look:
        return _like(look, bold=True, colour=INK if self.in_focus is None else look.colour)


def _like(look: Look, **changes: object) -> Look:
    """A look that differs in some ways from another."""
    return replace(look, **changes)  # type: ignore[arg-type]


def _year_or_text(label: str) -> Value:
    """A year as a number, so that Excel gives no warning of text; any other label as it is."""
    return int(label) if len(label) == 4 and label.isascii() and label.isdigit() else label
