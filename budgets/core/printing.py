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

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from budgets.core.adding_up import Along, Sum, add_up
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount of a table as it is printed, and the numbers of the notes it is marked with."""

    amount: Decimal
    """The true amount in kronor."""
    steps: int
    scale: Scale
    marks: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The figure as it is written."""
        return self.scale.written(self.steps)

    @property
    def kronor(self) -> Decimal:
        """What the figure says, in kronor: the true amount, rounded or adjusted."""
        return self.scale.kronor(self.steps)

    @property
    def in_unit(self) -> Decimal:
        """What the figure says, as a number of the unit."""
        return self.scale.in_unit(self.steps)

    @property
    def is_rounded(self) -> bool:
        """Whether the figure is the true amount rounded, and not adjusted."""
        return self.steps == self.scale.rounded(self.amount)


@dataclass(frozen=True, slots=True)
class Miss:
    """What a note says: printed figures miss the printed sum, along a row or a column."""

    number: int
    along: Along
    units_missing: int
    """The printed sum − what the printed figures add up to, in steps."""


@dataclass(frozen=True, slots=True)
class PrintedFigures:
    """The figures of a table in the order given, and a note for each way they miss their sums."""

    scale: Scale
    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...]
    adjusted: bool
    missed: Mapping[Sum, int]
    """The number of the note of each sum that is missed."""

    def among(self, place: int, sums: Collection[Sum]) -> Figure:
        """A figure that stands in several tables, marked for these sums of one of them only."""
        marks = {
            number for each, number in self.missed.items() if each.total == place and each in sums
        }
        return replace(self.figures[place], marks=tuple(sorted(marks)))

    @property
    def is_adjusted(self) -> bool:
        """Whether figures may be another than their own rounding, which the page then says."""
        return self.adjusted and self.scale.rounds


def printed_figures(
    amounts: Sequence[Decimal],
    sums: Sequence[Sum],
    printing: Printing,
    wholes: Sequence[int],
) -> PrintedFigures:
    """Print the amounts of a table, in kronor, with all the sums among them (rule 6).

    Without ``adjusted`` each is rounded half away from zero, and every sum that the printed
    figures miss is marked; sums missed alike share a note. With it all sums hold, and no figure
    is a whole step from its amount (``add_up``, which says what ``wholes`` are).

    >>> kronor = [Decimal(1400), Decimal(1400), Decimal(2800)]
    >>> printed = printed_figures(kronor, [Sum(2, (0, 1))], Printing(Unit.TKR), wholes=[2])
    >>> [(figure.text, figure.marks) for figure in printed.figures]
    [('1', ()), ('1', ()), ('3', (1,))]
    >>> printed.misses
    (Miss(number=1, along=<Along.COLUMN: 'column'>, units_missing=1),)

    Where figures are adjusted, raises ``ValueError`` for a sum that the amounts themselves miss.
    """
    scale = printing.scale(amounts)
    if printing.adjusted and scale.rounds:
        steps = add_up(amounts, sums, step=scale.step, wholes=wholes)
    else:
        steps = [scale.rounded(amount) for amount in amounts]
    misses, missed = _missed(steps, sums)
    marks: defaultdict[int, set[int]] = defaultdict(set)
    for each, number in missed.items():
        marks[each.total].add(number)
    figures = tuple(
        Figure(amount, step, scale, tuple(sorted(marks[place])))
        for place, (amount, step) in enumerate(zip(amounts, steps, strict=True))
    )
    return PrintedFigures(scale, figures, misses, printing.adjusted, missed)


def _missed(steps: Sequence[int], sums: Sequence[Sum]) -> tuple[tuple[Miss, ...], dict[Sum, int]]:
    """The notes in the order a reader meets their marks, and that of each sum that is missed."""
    notes: dict[tuple[Along, int], Miss] = {}
    missed: dict[Sum, int] = {}
    for each in sorted(sums, key=lambda each: each.total):
        missing = steps[each.total] - sum(steps[part] for part in each.parts)
        if missing:
            new = Miss(len(notes) + 1, each.along, missing)
            missed[each] = notes.setdefault((each.along, missing), new).number
    return tuple(notes.values()), missed
