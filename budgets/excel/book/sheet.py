"""A sheet of a workbook: rows from the top down, each written once."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from budgets.core.printing import Scale
from budgets.excel.book import guards
from budgets.excel.book.cells import READ_AS_FORMULA, Formula, Value, valid_text
from budgets.excel.book.writer import Writer
from budgets.excel.styles import FONT, MUTED, Look

if TYPE_CHECKING:
    from budgets.excel.book.book import Book

_LONGEST_FOOTER = 120
_ROW_HEIGHT = 17.0
_LINE_HEIGHT = 14.0
_NARROWER = 0.82
"""How wide a letter of a note is, in the units of column widths."""
_PORTRAIT_WIDTH = 90.0
"""About how many characters wide a sheet may be before it is printed in landscape."""


class Rows:
    """A kind of row: how each of its cells looks. Made once and used for every row of the kind."""

    def __init__(self, sheet: "Sheet", looks: Sequence[Look]) -> None:
        self._sheet = sheet
        # Each row is written when it is appended, so the same cells can carry the next one.
        self._cells = [sheet._cell(look) for look in looks]

    def append(self, values: Iterable[Value], height: float | None = None) -> int:
        """Write a row and return its number; a value per cell."""
        row = self._cells
        for position, value in enumerate(values):
            cell = self._cells[position]
            if isinstance(value, str):
                cell.set_text(value)
                if value.startswith(READ_AS_FORMULA):
                    row = [*row[:position], cell.quoted(), *row[position + 1 :]]
            elif isinstance(value, Formula):
                cell.set_formula(value)
            else:
                cell.set_number(value)
        return self._sheet._append(row, height)


class Sheet:
    """A sheet of a book; call ``set_up`` first, then append rows from the top down."""

    def __init__(self, book: "Book", sheet: Any, *, title: str, widths: Sequence[float]) -> None:
        self.book = book
        self.title = title
        self._widths = widths
        self._row = 0
        self._sheet = sheet

    def set_up(self, *, header_row: int, freeze: str) -> None:
        """Say what stays in view, what is printed on every page, and how it is printed."""
        sheet = self._sheet
        for position, width in enumerate(self._widths, start=1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.sheet_format.defaultRowHeight = _ROW_HEIGHT
        sheet.sheet_format.customHeight = True
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = freeze
        sheet.print_title_rows = f"{header_row}:{header_row}"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.paperSize = 9  # A4
        wide = sum(self._widths) > _PORTRAIT_WIDTH
        sheet.page_setup.orientation = "landscape" if wide else "portrait"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        margins = sheet.page_margins
        margins.left = margins.right = 0.7
        margins.top, margins.bottom, margins.header, margins.footer = 0.8, 0.9, 0.4, 0.45
        self._set_footer()
        sheet._writer = Writer(sheet)
        sheet._writer.write_top()

    @property
    def next_row(self) -> int:
        """The number that the row appended next will have."""
        return self._row + 1

    def reference(self, cells: str) -> str:
        """Cells of this sheet as another one names them; ``cells`` is absolute, like ``$K$9``."""
        return f"{quote_sheetname(self._sheet.title)}!{cells}"

    def rows(self, looks: Sequence[Look]) -> Rows:
        """A kind of row, to append rows of."""
        return Rows(self, looks)

    def heading(self, subtitle: str) -> None:
        """Write the title, the subtitle if there is one, and an empty row."""
        title = self.rows([Look(size=16, bold=True)])
        title.append([self.title], height=27)
        if subtitle:
            self.rows([Look(colour=MUTED)]).append([subtitle])
        self.space()

    def space(self, height: float = 9) -> None:
        """Write an empty row, lower than the others."""
        self._append([], height)

    def note(self, text: str, *, columns: int) -> int:
        """Write a paragraph across so many columns, as high as its text, and return its row."""
        width = sum(self._widths[:columns])
        lines = max(1, math.ceil(len(text) * _NARROWER / width))
        row = self.rows([Look(upright="top", wrap=True, size=9, colour=MUTED)]).append(
            [text], height=lines * _LINE_HEIGHT + 3
        )
        if columns > 1:
            self._sheet.merged_cells.add(f"A{row}:{get_column_letter(columns)}{row}")
        return row

    def validate(
        self,
        cells: str,
        kind: Literal["whole", "decimal"],
        bounds: tuple[Decimal | int, Decimal | int],
        message: str,
        *,
        blank: bool = False,
    ) -> None:
        """Let people type nothing but numbers of a kind between two bounds."""
        self._guard(cells, guards.numbers_between(kind, bounds, message, blank=blank))

    def validate_length(self, cells: str, longest: int, message: str) -> None:
        """Let people type no text that is longer."""
        self._guard(cells, guards.no_longer_than(longest, message))

    def offer(self, cells: str, source: str, message: str) -> None:
        """Let people choose from a drop-down list of what stands in the cells of ``source``."""
        self._guard(cells, guards.one_of(source, message))

    def protect(self) -> None:
        """Keep every cell as it is but those whose look is unlocked. There is no password."""
        protection = self._sheet.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = False  # False is: people may

    def hide_column(self, position: int) -> None:
        """Keep a column, counted from 1, out of sight; to be said before ``set_up``."""
        self._sheet.column_dimensions[get_column_letter(position)].hidden = True

    def show_ore(self, cells: str) -> None:
        """Show two decimals where an amount holds öre, in cells whose format has none."""
        rule = guards.ore_where_there_are_any(cells.partition(":")[0])
        self._sheet.conditional_formatting.add(cells, rule)

    def warn_unless_zero(self, cell: str) -> None:
        """Show what the cell says in red when it is not 0."""
        self._sheet.conditional_formatting.add(cell, guards.red_unless_zero())

    def print_no_minus_zero(self, cells: str, scale: Scale) -> None:
        """Show 0 for amounts below 0 that round to nothing, where the format would show −0."""
        rule = guards.no_minus_zero(cells.partition(":")[0], scale)
        self._sheet.conditional_formatting.add(cells, rule)

    def expect_numbers_as_text(self, cells: str) -> None:
        """Tell Excel that numbers stand as text in these cells on purpose."""
        self._sheet._writer.numbers_as_text.append(cells)

    def _guard(self, cells: str, validation: DataValidation) -> None:
        validation.add(cells)
        self._sheet.data_validations.append(validation)

    def _append(self, row: Sequence[Cell], height: float | None) -> int:
        self._row += 1
        if height is not None:
            self._sheet.row_dimensions[self._row].height = height
        self._sheet.append(row)
        return self._row

    def _cell(self, look: Look) -> Any:
        return self.book.cell(self._sheet, look)

    def _set_footer(self) -> None:
        footer = self._sheet.oddFooter
        footer.left.text = valid_text(self.title)[:_LONGEST_FOOTER].replace("&", "&&")
        footer.center.text = self.book.made_on.isoformat()
        footer.right.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        for part in (footer.left, footer.center, footer.right):
            part.font = f"{FONT},Regular"
            part.size = 8
            part.color = MUTED
