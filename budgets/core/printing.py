"""How figures are printed: in which unit, rounded one by one or so that they add up (rule 6).

Kronor print as they are, with two decimals as soon as one amount of the table holds öre, so that
nothing is rounded. Thousands (tkr) print whole. Millions (mkr) print with one decimal, since whole
ones would say nothing of a budget of seven.

What is printed is a whole number of *steps*: 1 öre or 1 kr, 1 000 kr, 100 000 kr. Steps are
counted with integers, and only the writing puts a decimal comma into them.

>>> column = printed_column([Decimal(1400)] * 3, Printing(Unit.TKR))
>>> column.figures, column.total, column.units_missing
((1, 1, 1), 4, 1)
>>> column = printed_column([Decimal(1400)] * 3, Printing(Unit.TKR, adjusted=True))
>>> column.figures, column.total, column.units_missing
((2, 1, 1), 4, 0)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.core.money import KRONA_IN_ORE, Unit, format_number, to_ore
from budgets.core.rounding import round_half_away, round_to_total

_NOTHING = Decimal("0.00")
_DECIMALS_OF_MKR = 1


@dataclass(frozen=True, slots=True)
class Scale:
    """What the figures of one table are whole multiples of, and how they are written.

    >>> Scale(Unit.MKR, 1).step, Scale(Unit.KRONOR, 2).step
    (Decimal('100000'), Decimal('0.01'))
    """

    unit: Unit
    decimals: int = 0

    @property
    def step(self) -> Decimal:
        """The smallest printed difference, in kronor."""
        if self.unit is Unit.KRONOR:
            return Decimal(f"1e-{self.decimals}")
        return Decimal(self.unit.value // 10**self.decimals)

    @property
    def rounds(self) -> bool:
        """Whether anything is lost in print: kronor print exactly."""
        return self.unit is not Unit.KRONOR

    def rounded(self, amount: Decimal) -> int:
        """An amount in steps, a half counted away from zero."""
        return round_half_away(amount, self.step)

    def kronor(self, figure: int) -> Decimal:
        """What a figure says, in kronor."""
        return figure * self.step

    def in_unit(self, figure: int) -> Decimal:
        """A figure as a number of the unit, as a file of values holds it.

        >>> Scale(Unit.MKR, 1).in_unit(56)
        Decimal('5.6')
        """
        return Decimal(f"{figure}e-{self.decimals}")

    def written(self, figure: int) -> str:
        r"""A figure as Swedish text writes it, without the unit's name.

        >>> Scale(Unit.MKR, 1).written(56), Scale(Unit.TKR).written(-7502)
        ('5,6', '−7\xa0502')
        """
        return format_number(Fraction(figure, 10**self.decimals), self.decimals)


@dataclass(frozen=True, slots=True)
class Printing:
    """The reader's choice of how figures are shown, in every format alike."""

    unit: Unit = Unit.KRONOR
    adjusted: bool = False
    """Whether figures are moved by less than a step so that they add up."""

    def scale(self, amounts: Iterable[Decimal]) -> Scale:
        """The scale of a table that holds these amounts, in kronor.

        >>> Printing(Unit.KRONOR).scale([Decimal("5.00"), Decimal("1.50")]).decimals
        2
        """
        if self.unit is Unit.KRONOR:
            holds_ore = any(to_ore(amount) % KRONA_IN_ORE for amount in amounts)
            return Scale(self.unit, 2 if holds_ore else 0)
        return Scale(self.unit, _DECIMALS_OF_MKR if self.unit is Unit.MKR else 0)


IN_KRONOR = Printing(Unit.KRONOR)
"""How shares and statements are printed where nothing is chosen: exactly."""
IN_TKR = Printing(Unit.TKR)
"""How budgets are printed where nothing is chosen."""


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of amounts as it is printed, in steps of its scale."""

    scale: Scale
    figures: tuple[int, ...]
    total: int
    """The rounded true total."""

    @property
    def units_missing(self) -> int:
        """The printed total − what the printed figures add up to, in steps; not 0 is a footnote."""
        return self.total - sum(self.figures)


def printed_column(
    amounts: Sequence[Decimal], printing: Printing, scale: Scale | None = None
) -> PrintedColumn:
    """Print amounts, in kronor, and their sum (rule 6).

    Without ``adjusted`` each is rounded half away from zero; with it the figures are rounded by
    largest remainder to the rounded true total. ``scale`` is that of the table, where the column
    is one of several.

    Raises ``ValueError`` for an amount that is no number or finer than one öre.
    """
    measure = scale or printing.scale(amounts)
    total = measure.rounded(sum(amounts, _NOTHING))
    if printing.adjusted:
        figures = round_to_total(amounts, measure.step)
    else:
        figures = [measure.rounded(amount) for amount in amounts]
    return PrintedColumn(measure, tuple(figures), total)
