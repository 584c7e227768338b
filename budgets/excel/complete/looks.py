"""What the sheets of a complete workbook have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.excel.book import Formula, Sheet, Value
from budgets.excel.styles import MUTED, Look, kronor_with

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
"""Where the rows begin: under title, subtitle, an empty row and the header."""

TEXT = Look(bottom="hair")
SUM = Look(bold=True, top="thin")


def figure(decimals: int = 0) -> Look:
    """Kronor in a row."""
    return Look(format=kronor_with(decimals), align="right", bottom="hair")


def sum_figure(decimals: int = 0) -> Look:
    """Kronor in a sum."""
    return replace(SUM, format=kronor_with(decimals), align="right")


def begun(
    sheet: Sheet, subtitle: str, header: Sequence[str], *, figures: Iterable[int], freeze: str
) -> None:
    """Set a sheet up, and write its head; ``figures`` are the columns of numbers, from 0."""
    sheet.set_up(header_row=HEADER_ROW, freeze=f"{freeze}{FIRST_ROW}")
    sheet.heading(subtitle)
    text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
    right = replace(text, align="right")
    numbers = set(figures)
    sheet.rows([right if at in numbers else text for at in range(len(header))]).append(
        header, height=29
    )


def total(column: str, first: int, last: int, result: Decimal | int) -> Value:
    """The live sum of a column; what nothing adds up to is a plain figure."""
    return Formula(f"=SUM({column}{first}:{column}{last})", result) if last >= first else result
