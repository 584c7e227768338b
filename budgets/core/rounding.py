"""How a figure is rounded for print, and how a column of them is made to add up.

Rule 6: a figure prints rounded half away from zero (0.5 becomes 1, −0.5 becomes −1, the way
people round by hand), and a total prints as the rounded true total. Rows rounded one by one
therefore may miss the printed total. Where the office prefers a column that adds up on paper,
the rows are *adjusted*: all are first rounded down, and the units that are missing are handed out
to the rows that lost most.

Everything here is exact integer arithmetic; no figure passes through a float or a decimal
context.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def round_half_away(value: Decimal | Fraction | int, unit: int | Decimal = 1) -> int:
    """Say how many whole units a value is, a half counted away from zero (rule 6).

    ``value`` and ``unit`` are in the same measure, as a rule kronor; the answer is a number of
    units.

    >>> round_half_away(Decimal("7502500.00"), 1000)
    7503
    >>> round_half_away(Decimal("-7502500.00"), 1000)
    -7503
    >>> round_half_away(Decimal("0.005"), Decimal("0.01"))
    1

    Raises ``ValueError`` for a unit that is not above zero, and for a value that is no number.
    """
    numerator, denominator = _in_units(value, unit)
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole


def round_to_total(values: Sequence[Decimal | Fraction], unit: int | Decimal) -> list[int]:
    """Round figures so that they add up to their rounded true total (rule 6, *adjusted*).

    ``values`` are in kronor (or any one measure), the answers in units, in the order given.
    Every figure is rounded down, and the units then missing from the total go, one each, to the
    figures with the largest remainders; between equal remainders to the figure further from
    zero, then to the earlier one. So each printed figure lies within one unit of its exact
    value, and one that is whole in the unit is left alone. Signs may be mixed. A column with a
    negative total is the mirror of the positive one.

    Three rows of 1.4 tkr are together 4.2 tkr; rounded one by one they would print 1 + 1 + 1 = 4:

    >>> round_to_total([Decimal(1400)] * 3, 1000)
    [2, 1, 1]
    >>> round_to_total([Decimal(-1400)] * 3, 1000)
    [-2, -1, -1]
    >>> round_to_total([], 1000)
    []

    Raises ``ValueError`` for a unit that is not above zero.
    """
    exact = [Fraction(*_in_units(value, unit)) for value in values]
    true_total = sum(exact)
    if true_total < 0:
        return [-figure for figure in _adjusted([-value for value in exact], -true_total)]
    return _adjusted(exact, true_total)


def _adjusted(exact: list[Fraction], true_total: Fraction | int) -> list[int]:
    """Round figures, given in units, by largest remainder to their rounded total."""
    figures = [value.numerator // value.denominator for value in exact]
    missing = round_half_away(true_total) - sum(figures)
    keys = [(value - figure, abs(value)) for value, figure in zip(exact, figures, strict=True)]
    order = sorted(range(len(exact)), key=keys.__getitem__, reverse=True)
    for position in order[:missing]:
        figures[position] += 1
    return figures


def _in_units(value: Decimal | Fraction | int, unit: int | Decimal) -> tuple[int, int]:
    """Return value ÷ unit as numerator and (positive) denominator, exactly."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that can be rounded")
    if unit <= 0:
        raise ValueError(f"A unit is larger than zero, not {unit}")
    numerator, denominator = value.as_integer_ratio()
    unit_numerator, unit_denominator = unit.as_integer_ratio()
    return numerator * unit_denominator, denominator * unit_numerator
