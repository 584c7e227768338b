"""What people may type in a sheet, and what it warns of."""

from decimal import Decimal
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.datavalidation import DataValidation

from budgets.core.printing import Scale
from budgets.excel.styles import WARNING, kronor_with, nothing_in

_LONGEST_MESSAGE = 225


def numbers_between(
    kind: Literal["whole", "decimal"],
    bounds: tuple[Decimal | int, Decimal | int],
    message: str,
    *,
    blank: bool = False,
) -> DataValidation:
    """Nothing but numbers of a kind between two bounds."""
    return DataValidation(
        type=kind,
        operator="between",
        formula1=str(bounds[0]),
        formula2=str(bounds[1]),
        allow_blank=blank,
        showErrorMessage=True,
        error=message[:_LONGEST_MESSAGE],
    )


def no_longer_than(longest: int, message: str) -> DataValidation:
    """No text that is longer."""
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(longest),
        allow_blank=True,
        showErrorMessage=True,
        error=message[:_LONGEST_MESSAGE],
    )


def one_of(source: str, message: str) -> DataValidation:
    """What stands in the cells of ``source``, in a drop-down list."""
    return DataValidation(
        type="list",
        formula1=source,
        allow_blank=True,
        showErrorMessage=True,
        error=message[:_LONGEST_MESSAGE],
    )


def ore_where_there_are_any(first: str) -> Rule:
    """Two decimals where an amount holds öre, in cells whose format has none."""
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=165, formatCode=kronor_with(2)))
    formula = f"AND(ISNUMBER({first}),ROUND({first},2)<>ROUND({first},0))"
    return Rule(type="expression", formula=[formula], dxf=style)


def red_unless_zero() -> Rule:
    """What a cell says in red when it is not 0."""
    style = DifferentialStyle(font=Font(color=WARNING, bold=True))
    return Rule(type="cellIs", operator="notEqual", formula=["0"], dxf=style)


def no_minus_zero(first: str, scale: Scale) -> Rule:
    """0 for amounts below 0 that round to nothing, where the format would show −0.

    Sections of a number format cannot say so: Excel and LibreOffice disagree on the sign in one
    that is chosen by a limit other than 0.
    """
    return Rule(
        type="expression",
        formula=[f"AND({first}<0,{first}*2>-{scale.step})"],
        dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=nothing_in(scale))),
    )
