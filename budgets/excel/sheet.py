"""A sheet on paper and on screen: rows are written once, in order, and then forgotten.

A thin layer over openpyxl's write-only mode, which keeps memory constant. It adds what every
workbook of ours needs and openpyxl lacks:

- text is text, also when it begins with ``=`` or holds characters that XML forbids;
- a formula carries its result, so that previews, phones and Excel's protected view, which do not
  calculate, show the same figures;
- codes and years as text raise no green warning triangles.
"""

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import zip_longest
from typing import Any, Literal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell._writer import write_cell
from openpyxl.compat import safe_string
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.errors import IgnoredError, IgnoredErrors
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.xml.functions import Element, SubElement

from budgets.core.printing import Scale
from budgets.excel.styles import FONT, INK, MUTED, WARNING, Look, kronor_with, nothing_in

CREATOR = "Fördela"
LONGEST_NAME = 31
"""Excel's limit for the name of a sheet, in UTF-16 units."""

_LONGEST_FOOTER = 120
_ROW_HEIGHT = 17.0
_LINE_HEIGHT = 14.0
_NARROWER = 0.82
"""How wide a letter of a note is, in the units of column widths."""
_PORTRAIT_WIDTH = 90.0
"""About how many characters wide a sheet may be before it is printed in landscape."""

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_READ_AS_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and its result for the figures that stand in the file."""

    text: str
    result: Decimal | int | str


Value = str | int | Decimal | Formula | None


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
                if value.startswith(_READ_AS_FORMULA):
                    row = [*row[:position], cell.quoted(), *row[position + 1 :]]
            elif isinstance(value, Formula):
                cell.set_formula(value)
            else:
                cell.value = value
        return self._sheet._append(row, height)


class Sheet:
    """A workbook of one sheet, on its way to being written.

    Call ``set_up`` first, then append rows from the top down, then ``saved``.
    """

    def __init__(self, *, title: str, made_on: datetime.date, widths: Sequence[float]) -> None:
        self.title = title
        self._made_on = made_on
        self._widths = widths
        self._row = 0
        self._styles: dict[Look, _Cell] = {}
        self._workbook = Workbook(write_only=True)
        self._set_body_font()
        properties = self._workbook.properties
        properties.title = _valid_text(title)
        properties.creator = CREATOR
        properties.created = datetime.datetime.combine(made_on, datetime.time())
        self._sheet: Any = self._workbook.create_sheet(sheet_name(title))

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
        sheet._writer = _Writer(sheet)
        sheet._writer.write_top()

    @property
    def next_row(self) -> int:
        """The number that the row appended next will have."""
        return self._row + 1

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
        validation = DataValidation(
            type=kind,
            operator="between",
            formula1=str(bounds[0]),
            formula2=str(bounds[1]),
            allow_blank=blank,
            showErrorMessage=True,
            error=message[:225],
        )
        self._guard(cells, validation)

    def validate_length(self, cells: str, longest: int, message: str) -> None:
        """Let people type no text that is longer."""
        self._guard(
            cells,
            DataValidation(
                type="textLength",
                operator="lessThanOrEqual",
                formula1=str(longest),
                allow_blank=True,
                showErrorMessage=True,
                error=message[:225],
            ),
        )

    def offer(self, cells: str, source: str, message: str) -> None:
        """Let people choose from a drop-down list of what stands in the cells of ``source``."""
        self._guard(
            cells,
            DataValidation(
                type="list",
                formula1=source,
                allow_blank=True,
                showErrorMessage=True,
                error=message[:225],
            ),
        )

    def protect(self) -> None:
        """Keep every cell as it is but those whose look is unlocked. There is no password."""
        protection = self._sheet.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = False  # False is: people may

    def hide_column(self, position: int) -> None:
        """Keep a column, counted from 1, out of sight; to be said before ``set_up``."""
        self._sheet.column_dimensions[get_column_letter(position)].hidden = True

    def hide_beside(self, name: str, columns: Sequence[Sequence[str]]) -> None:
        """Add a sheet that nobody sees, with these texts in its columns."""
        beside: Any = self._workbook.create_sheet(name)
        beside.sheet_state = "veryHidden"
        beside.protection.sheet = True
        for texts in zip_longest(*columns, fillvalue=""):
            row = []
            for text in texts:
                cell = _Cell(beside, row=1, column=1)
                cell.set_text(text)
                row.append(cell)
            beside.append(row)

    def show_ore(self, cells: str) -> None:
        """Show two decimals where an amount holds öre, in cells whose format has none."""
        first = cells.partition(":")[0]
        style = DifferentialStyle(numFmt=NumberFormat(numFmtId=165, formatCode=kronor_with(2)))
        formula = f"AND(ISNUMBER({first}),ROUND({first},2)<>ROUND({first},0))"
        self._sheet.conditional_formatting.add(
            cells, Rule(type="expression", formula=[formula], dxf=style)
        )

    def warn_unless_zero(self, cell: str) -> None:
        """Show what the cell says in red when it is not 0."""
        style = DifferentialStyle(font=Font(color=WARNING, bold=True))
        rule = Rule(type="cellIs", operator="notEqual", formula=["0"], dxf=style)
        self._sheet.conditional_formatting.add(cell, rule)

    def print_no_minus_zero(self, cells: str, scale: Scale) -> None:
        """Show 0 for amounts below 0 that round to nothing, where the format would show −0.

        Sections of a number format cannot say so: Excel and LibreOffice disagree on the sign in
        one that is chosen by a limit other than 0.
        """
        first = cells.partition(":")[0]
        self._sheet.conditional_formatting.add(
            cells,
            Rule(
                type="expression",
                formula=[f"AND({first}<0,{first}*2>-{scale.step})"],
                dxf=DifferentialStyle(
                    numFmt=NumberFormat(numFmtId=164, formatCode=nothing_in(scale))
                ),
            ),
        )

    def expect_numbers_as_text(self, cells: str) -> None:
        """Tell Excel that numbers stand as text in these cells on purpose."""
        self._sheet._writer.numbers_as_text.append(cells)

    def saved(self) -> bytes:
        """Finish the workbook and return the file."""
        stream = BytesIO()
        self._workbook.save(stream)
        return stream.getvalue()

    def _guard(self, cells: str, validation: DataValidation) -> None:
        validation.add(cells)
        self._sheet.data_validations.append(validation)

    def _append(self, row: Sequence[Cell], height: float | None) -> int:
        self._row += 1
        if height is not None:
            self._sheet.row_dimensions[self._row].height = height
        self._sheet.append(row)
        return self._row

    def _cell(self, look: Look) -> "_Cell":
        """A cell that looks so; every look is entered in the workbook's styles once."""
        model = self._styles.get(look)
        if model is None:
            model = self._styles[look] = _Cell(self._sheet, row=1, column=1)
            model.font = look.font
            model.alignment = look.alignment
            model.border = look.border
            model.fill = look.fill
            model.number_format = look.format
            if look.unlocked:
                model.protection = look.protection
        cell = _Cell(self._sheet, row=1, column=1)
        cell._style = copy(model._style)
        return cell

    def _set_body_font(self) -> None:
        """Let cells that nobody styled, those that people fill in later, have our font too."""
        body = Font(name=FONT, family=2, size=10, color=INK)
        workbook: Any = self._workbook
        workbook._fonts = IndexedList([body])
        workbook._named_styles["Normal"].font = body

    def _set_footer(self) -> None:
        footer = self._sheet.oddFooter
        footer.left.text = _valid_text(self.title)[:_LONGEST_FOOTER].replace("&", "&&")
        footer.center.text = self._made_on.isoformat()
        footer.right.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        for part in (footer.left, footer.center, footer.right):
            part.font = f"{FONT},Regular"
            part.size = 8
            part.color = MUTED


class _Cell(Cell):
    """A cell that keeps text as text, and a formula together with its result."""

    __slots__ = ("result",)

    _style: StyleArray
    result: Decimal | int | str

    def set_text(self, text: str) -> None:
        self.value = _valid_text(text)
        self.data_type = "s"

    def set_formula(self, formula: Formula) -> None:
        self.value = formula.text
        self.result = formula.result

    def quoted(self) -> "_Cell":
        """The same, marked so that Excel keeps the text as text when somebody edits it."""
        cell = copy(self)
        cell._style = copy(self._style)
        cell.quotePrefix = True
        return cell


class _Writer(WorksheetWriter):
    """Writes results beside formulas, and the list of warnings that Excel should not give."""

    def __init__(self, sheet: Any) -> None:
        super().__init__(sheet)
        self._dimensions = sheet.row_dimensions
        self.numbers_as_text: list[str] = []

    def write_row(self, xf: Any, row: Iterable[Any], row_idx: int) -> None:
        attributes = {"r": str(row_idx)}
        attributes.update(self._dimensions.get(row_idx, {}))
        with xf.element("row", attributes):
            for cell in row:
                if cell.data_type == "f":
                    xf.write(_formula_element(cell))
                else:
                    write_cell(xf, self.ws, cell, cell.has_style)

    def write_breaks(self) -> None:
        """Write the page breaks and what follows them in the order of the format."""
        super().write_breaks()
        if self.numbers_as_text:
            errors = [
                IgnoredError(sqref=cells, numberStoredAsText=True) for cells in self.numbers_as_text
            ]
            self.xf.send(IgnoredErrors(ignoredError=errors).to_tree("ignoredErrors"))


def sheet_name(title: str) -> str:
    """Make a name that Excel accepts for a sheet: without []:*?/ and backslash, and short."""
    spaced = " ".join(_NOT_IN_A_NAME.sub(" ", _valid_text(title)).split())
    cut = spaced.encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore")
    name = cut.strip(" '")
    return "Fördela" if name.lower() in ("", "history") else name


def decimal(value: Fraction) -> Decimal:
    """An exact fraction as the decimal number that a spreadsheet holds of it."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def writable(text: str) -> str:
    """Take out what XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _valid_text(text: str) -> str:
    """Take out what XML cannot hold, and keep Excel from reading ``_x0041_`` as a letter."""
    return _ESCAPE_LOOKALIKE.sub("_x005F_", writable(text))


def _formula_element(cell: Any) -> Any:
    attributes = {"r": cell.coordinate, "s": str(cell.style_id)}
    if isinstance(cell.result, str):
        attributes["t"] = "str"
    element = Element("c", attributes)
    SubElement(element, "f").text = cell.value[1:]
    SubElement(element, "v").text = safe_string(cell.result)
    return element
