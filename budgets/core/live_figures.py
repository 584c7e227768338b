"""Live figures: what a text says of the budget it belongs to, filled in when the text is read.

A writer chooses a figure and gets its name in braces. The text is kept with these names, so that it
follows the lines of a draft, and says next year what is true then:

>>> text = "Staff is {staff share of cost} of the cost of {budget year}."
>>> filled(text, lambda figure: {LiveFigure.BUDGET_YEAR: "2021"}.get(figure, "81 %"))
'Staff is 81 % of the cost of 2021.'

A name that no figure has is found before the text is kept:

>>> unknown_names("{total income} and {total incomes}")
['total incomes']

A value is exact: a fraction, or a text such as a name. It is kept as text and read back:

>>> kept(Fraction(1872, 2501)), read(LiveFigure.TOTAL_INCOME, "1872/2501")
('1872/2501', Fraction(1872, 2501))
"""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from fractions import Fraction

Value = Fraction | str | None
"""Kronor, a part of a whole, a count or a name; None where there is nothing to say."""

_NAMED = re.compile(r"\{([^{}\n]{1,80})\}")


class Measure(Enum):
    """What a figure is, and so how it is written."""

    KRONOR = "kronor"
    CHANGE = "change"
    """Kronor more or less than the year before."""
    PER_HEAD = "per head"
    """Kronor per inhabitant."""
    PART = "part"
    """A part of a whole, written in per cent."""
    GROWTH = "growth"
    """A change as a part of what it was, written in per cent with its sign."""
    COUNT = "count"
    NAME = "name"


class LiveFigure(Enum):
    """A figure that a text can hold; the value is the name that is kept in the text."""

    BUDGET_YEAR = "budget year"
    TOTAL_INCOME = "total income"
    TOTAL_COST = "total cost"
    RESULT = "result"
    AGREEMENT_INCOME = "income from the agreement"
    AGREEMENT_SHARE = "share of income from the agreement"
    STAFF_COST = "staff cost"
    STAFF_SHARE = "staff share of cost"
    COST_PER_INHABITANT = "cost per inhabitant"
    COST_CHANGE = "cost compared with the year before"
    COST_GROWTH = "cost compared with the year before in per cent"
    AGREEMENT_CHANGE = "income from the agreement compared with the year before"
    AGREEMENT_GROWTH = "income from the agreement compared with the year before in per cent"
    LARGEST_PAYER = "payer with the largest share"
    LARGEST_PAYMENT = "sum of the largest payer"
    MEMBERS = "number of municipalities"
    INHABITANTS = "number of inhabitants"
    POPULATION_DATE = "date of the population"

    @property
    def measure(self) -> Measure:
        """What the figure is."""
        return _MEASURES.get(self, Measure.KRONOR)


_MEASURES = {
    LiveFigure.BUDGET_YEAR: Measure.NAME,
    LiveFigure.AGREEMENT_SHARE: Measure.PART,
    LiveFigure.STAFF_SHARE: Measure.PART,
    LiveFigure.COST_PER_INHABITANT: Measure.PER_HEAD,
    LiveFigure.COST_CHANGE: Measure.CHANGE,
    LiveFigure.COST_GROWTH: Measure.GROWTH,
    LiveFigure.AGREEMENT_CHANGE: Measure.CHANGE,
    LiveFigure.AGREEMENT_GROWTH: Measure.GROWTH,
    LiveFigure.LARGEST_PAYER: Measure.NAME,
    LiveFigure.MEMBERS: Measure.COUNT,
    LiveFigure.INHABITANTS: Measure.COUNT,
    LiveFigure.POPULATION_DATE: Measure.NAME,
}


def names_in(text: str) -> list[str]:
    """The names that stand in braces, in order, each once."""
    return list(dict.fromkeys(match[1] for match in _NAMED.finditer(text)))


def unknown_names(text: str) -> list[str]:
    """The names in braces that are no figure's."""
    return [name for name in names_in(text) if figure_named(name) is None]


def figure_named(name: str) -> LiveFigure | None:
    """The figure of this name; None where there is none."""
    try:
        return LiveFigure(name)
    except ValueError:
        return None


def renamed(text: str, rename: Callable[[str], str]) -> str:
    """The text with other names in its braces."""
    return _NAMED.sub(lambda match: f"{{{rename(match[1])}}}", text)


def filled(text: str, write: Callable[[LiveFigure], str]) -> str:
    """The text with its figures written; a name that is no figure's stays as it stands."""

    def written(match: re.Match[str]) -> str:
        figure = figure_named(match[1])
        return match[0] if figure is None else write(figure)

    return _NAMED.sub(written, text)


def growth(now: Decimal, before: Decimal | None) -> Fraction | None:
    """A change as a part of what it was; None where that was nothing.

    >>> growth(Decimal(5616), Decimal(5496))
    Fraction(5, 229)
    """
    return Fraction(now - before) / Fraction(before) if before else None


def kept(value: Value) -> str:
    """A value as text, exact; nothing is empty."""
    return "" if value is None else str(value)


def read(figure: LiveFigure, text: str) -> Value:
    """A value that was kept."""
    if not text:
        return None
    return text if figure.measure is Measure.NAME else Fraction(text)
