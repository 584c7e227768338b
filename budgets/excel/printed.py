"""Printed figures in cells: kronor that show what the page shows, with marks beside them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.core.printing import Figure, PrintedFigures
from budgets.excel.book import Formula, Value
from budgets.excel.styles import ACCENT, Look, kronor_in, kronor_with

MARK_WIDTH = 3.0


@dataclass(frozen=True, slots=True)
class MarkedValue:
    """What a cell holds, and the numbers of its notes."""

    value: Value
    marks: tuple[int, ...] = ()


Markable = Value | MarkedValue
"""What a row is made of before the cells for marks are in it."""


class PrintedCells:
    """How the figures of one printed table are held, shown and marked."""

    def __init__(self, printed: PrintedFigures) -> None:
        self.scale = printed.scale
        self.is_adjusted = printed.is_adjusted
        self.is_marked = bool(printed.misses)

    @property
    def format(self) -> str:
        """The number format of the figures; kronor always with two decimals."""
        return kronor_in(self.scale) if self.scale.rounds else kronor_with(2)

    def held(self, figure: Figure) -> Decimal:
        """The kronor of a cell: the true ones, or those of the adjusted figure."""
        return figure.kronor if self.is_adjusted else figure.amount

    def cell(self, figure: Figure) -> "MarkedValue":
        """A figure with its marks."""
        return MarkedValue(self.held(figure), figure.marks)

    def summed(self, formula: str, parts: Iterable[Figure], figure: Figure) -> "MarkedValue":
        """The formula of a sum, where it shows what the page shows; else the number shown."""
        live = sum(map(self.held, parts), Decimal())
        if self.scale.rounded(live) == figure.steps:
            return MarkedValue(Formula(formula, live), figure.marks)
        return MarkedValue(figure.kronor, figure.marks)

    def with_marks(
        self, values: Sequence["Value | MarkedValue"], at: Collection[int]
    ) -> list[Value]:
        """A row with the cells for marks after the columns ``at``, where the table has any."""
        row: list[Value] = []
        for position, value in enumerate(values):
            marks: tuple[int, ...] = ()
            if isinstance(value, MarkedValue):
                marks, value = value.marks, value.value
            row.append(value)
            if self.is_marked and position in at:
                row.append(" ".join(f"{mark})" for mark in marks) or None)
        return row

    def looks_with_marks(self, looks: Sequence[Look], at: Collection[int]) -> list[Look]:
        """The looks of such a row."""
        row = []
        for position, look in enumerate(looks):
            row.append(look)
            if self.is_marked and position in at:
                mark = replace(look, align="left", colour=ACCENT, superscript=True, bold=False)
                row.append(replace(mark, format="General"))
        return row
