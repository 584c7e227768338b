"""The sheet of the lines: every amount with its account, how it is charged, and its note."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from budgets.core.table import Total
from budgets.excel.book import Book, Formula, Sheet, Value
from budgets.excel.complete.looks import FIRST_ROW, SUM, TEXT, begun, figure, sum_figure, total
from budgets.excel.styles import TEXT as AS_TEXT
from budgets.excel.styles import Look
from budgets.models import LineItem
from budgets.models.complete import Complete
from budgets.wording import columns
from budgets.wording.footnotes import total_name

CHARGED, KRONOR_IN = "D", "F"
_WIDTHS = [34.0, 34.0, 11.0, 24.0, 26.0, 17.0, 46.0]


@dataclass(frozen=True)
class LinesWritten:
    """Where the lines' sums stand, as other sheets refer to them."""

    income: str
    charged: str
    """The column of how the income lines are charged."""
    kronor: str
    """The amounts beside it."""
    income_sum: Decimal


def lines_sheet(book: Book, complete: Complete) -> LinesWritten:
    """Write the lines, income first, with live sums and a name for each of these."""
    sheet = book.sheet(
        title=_("Lines of budget %(year)s") % {"year": complete.version.year},
        name=_("Lines"),
        widths=_WIDTHS,
    )
    begun(
        sheet,
        _("Amounts in kronor"),
        columns.of_lines(),
        figures=[5],
        freeze="B",
    )
    return _Lines(book, sheet).written(complete.lines())


class _Lines:
    """The lines on their way into the sheet."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.cells_of = columns.line_writer()
        account = Look(format=AS_TEXT, bottom="hair")
        note = Look(bottom="hair", indent=1)
        self.rows = sheet.rows([TEXT, TEXT, account, TEXT, TEXT, figure(), note])

    def written(self, lines: Iterator[LineItem]) -> LinesWritten:
        """Write the lines of both kinds and the result."""
        sums: dict[bool, tuple[int, Decimal]] = {}
        spans: dict[bool, tuple[int, int]] = {}
        of_kind = groupby(lines, key=lambda line: line.heading.is_income)
        kind = next(of_kind, None)
        for is_income in (True, False):
            there = kind is not None and kind[0] == is_income
            spans[is_income], amount = self._write(kind[1] if kind and there else [])
            if there:
                kind = next(of_kind, None)
            wanted = Total.INCOME if is_income else Total.COST
            formula = total(KRONOR_IN, *spans[is_income], amount)
            sums[is_income] = self._write_total(wanted, formula, SUM), amount
            self.sheet.space()
        (income_row, income), (cost_row, cost) = sums[True], sums[False]
        result = Formula(f"={KRONOR_IN}{income_row}-{KRONOR_IN}{cost_row}", income - cost)
        last = self._write_total(Total.RESULT, result, replace(SUM, bottom="double"))
        self.sheet.show_ore(f"{KRONOR_IN}{FIRST_ROW}:{KRONOR_IN}{last}")
        first, last = spans[True]
        last = max(first, last)
        self.sheet.expect_numbers_as_text(f"C{FIRST_ROW}:C{cost_row}")
        return LinesWritten(
            income=self._absolute(income_row),
            charged=self.sheet.reference(f"${CHARGED}${first}:${CHARGED}${last}"),
            kronor=self.sheet.reference(f"${KRONOR_IN}${first}:${KRONOR_IN}${last}"),
            income_sum=income,
        )

    def _write(self, lines: Iterable[LineItem]) -> tuple[tuple[int, int], Decimal]:
        """Write lines of a kind; returns the first row and the last, and what they come to."""
        first, amount = self.sheet.next_row, Decimal("0.00")
        for line in lines:
            amount += line.amount
            self.rows.append(self.cells_of(line))
        return (first, self.sheet.next_row - 1), amount

    def _write_total(self, of: Total, value: Value, look: Look) -> int:
        amount = replace(sum_figure(), bottom=look.bottom)
        row = self.sheet.rows([look, look, look, look, look, amount, look]).append(
            [total_name(of), None, None, None, None, value, None]
        )
        self.book.define(total_name(of), self._absolute(row))
        return row

    def _absolute(self, row: int) -> str:
        return self.sheet.reference(f"${KRONOR_IN}${row}")
