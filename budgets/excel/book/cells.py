"""What stands in a cell: text that stays text, and formulas with their results."""

import re
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray

from budgets.core.in_xml import writable

LONGEST_TEXT = 32_767
"""Excel's limit for the text in a cell."""
LONGEST_NAME = 31
"""Excel's limit for the name of a sheet, in UTF-16 units."""

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
READ_AS_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and its result for the figures that stand in the file."""

    text: str
    result: Decimal | int | str


Value = str | int | Decimal | Formula | None


class OurCell(Cell):
    """A cell that keeps text as text, and a formula together with its result.

    What is set is told by its type, so openpyxl need not look for one, which takes it longer than
    all the rest.
    """

    __slots__ = ("result",)

    _style: StyleArray
    _value: str | int | Decimal | None
    result: Decimal | int | str

    def set_text(self, text: str) -> None:
        self._value = valid_text(text)[:LONGEST_TEXT]
        self.data_type = "s"

    def set_number(self, number: int | Decimal | None) -> None:
        self._value = number
        self.data_type = "n"

    def set_formula(self, formula: Formula) -> None:
        self._value = formula.text
        self.data_type = "f"
        self.result = formula.result

    def quoted(self) -> "OurCell":
        """The same, marked so that Excel keeps the text as text when somebody edits it."""
        cell = copy(self)
        cell._style = copy(self._style)
        cell.quotePrefix = True
        return cell


def sheet_name(title: str) -> str:
    """Make a name that Excel accepts for a sheet: without []:*?/ and backslash, and short."""
    spaced = " ".join(_NOT_IN_A_NAME.sub(" ", valid_text(title)).split())
    cut = spaced.encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore")
    name = cut.strip(" '")
    return "Fördela" if name.lower() in ("", "history") else name


def decimal(value: Fraction) -> Decimal:
    """An exact fraction as the decimal number that a spreadsheet holds of it."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def valid_text(text: str) -> str:
    """Take out what XML cannot hold, and keep Excel from reading ``_x0041_`` as a letter."""
    if text.isprintable() and "_x" not in text:
        return text
    return _ESCAPE_LOOKALIKE.sub("_x005F_", writable(text))
