"""Control totals: a total printed in a source, compared with the sum of the rows (rule 7).

Each printed row was rounded and may be up to half a unit away from what it stands for. So a
printed total may differ from the sum of printed rows by up to half a unit per row and still be
right; by more it is an error in the source. Both are shown to the reader; neither is mended.

The office's own published tables hold one of each. In the budget for 2021 four rows of income add
up to 7 502 tkr, printed 7 503:

>>> compare_with_printed(Decimal(7_503_000), Decimal(7_502_000), row_count=4, unit=Unit.TKR)
... # doctest: +NORMALIZE_WHITESPACE
Deviation(printed=Decimal('7503000'), true=Decimal('7502000'), difference=Decimal('1000'),
          limit=Decimal('2000'), kind=<DeviationKind.ROUNDING: 'rounding'>)

In 2019 two rows of costs add up to 7 209 tkr, printed 7 201, and rounding cannot explain it:

>>> found = compare_with_printed(Decimal(7_201_000), Decimal(7_209_000), 2, Unit.TKR)
>>> found.difference, found.limit, found.kind
(Decimal('-8000'), Decimal('1000'), <DeviationKind.ERROR: 'error'>)
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from budgets.core.money import Unit


class DeviationKind(Enum):
    """What a difference between a printed total and the sum of the rows is taken for."""

    NONE = "none"
    ROUNDING = "rounding"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Deviation:
    """How a printed total stands to the true one; all amounts in kronor."""

    printed: Decimal
    true: Decimal
    difference: Decimal
    """Printed − true."""
    limit: Decimal
    """The largest difference, without regard to sign, that rounding explains."""
    kind: DeviationKind


def compare_with_printed(printed: Decimal, true: Decimal, row_count: int, unit: Unit) -> Deviation:
    """Compare a printed total with the sum of its rows, both in kronor (rule 7).

    ``unit`` is the one the source was printed in and ``row_count`` the number of rows in the
    sum; half a unit per row is the limit, and a difference equal to it still counts as rounding.

    Raises ``ValueError`` for a negative number of rows.
    """
    if row_count < 0:
        raise ValueError(f"A table has no fewer than 0 rows, not {row_count}")
    difference = printed - true
    limit = Decimal(unit.value * row_count) / 2
    return Deviation(printed, true, difference, limit, _kind(difference, limit))


def _kind(difference: Decimal, limit: Decimal) -> DeviationKind:
    """Name a difference by its size."""
    if not difference:
        return DeviationKind.NONE
    return DeviationKind.ROUNDING if abs(difference) <= limit else DeviationKind.ERROR
