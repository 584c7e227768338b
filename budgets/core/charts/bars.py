"""Values as bars from a line of 0: side by side, in groups, or lying under each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.core.charts.frame import Frame, Scale, position

_MARGIN = Fraction(15, 100)
"""How much of a bar's place is left free on either side."""
_BETWEEN = Fraction(4, 100)
"""How much of a group's place is left free between its bars."""
_OVER = 6
"""How far over a bar its figure stands."""

Value = Decimal | int


@dataclass(frozen=True, slots=True)
class Bar:
    """A value as a bar from the line of 0."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    """Where across what belongs to the bar stands."""
    above: str
    """Where its figure stands, a little over its upper end."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Bars in groups; ``base`` is where the line of 0 lies, ``middles`` where each group stands."""

    groups: tuple[tuple[Bar | None, ...], ...]
    middles: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True)
class LyingBar:
    """A value as a bar to the right or left of the line of 0, under the line of text it is for."""

    x: str
    y: str
    width: str
    text: str
    """Where the foot of its text lies."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Bars under each other; ``zero`` is where the line of 0 lies, ``bottom`` where they end."""

    bars: tuple[LyingBar, ...]
    zero: str
    bottom: int


ROW = 30
"""How high a lying bar is with its text."""
_TEXT, _BAR = 12, 17
"""Where in that height the foot of the text and the upper edge of the bar lie."""
THICK = 8
"""How thick a lying bar is."""


def bars(values: Sequence[Value | None], frame: Frame) -> list[Bar | None]:
    """Draw values on a scale that holds 0; None where there is no value.

    The frame's ``top`` is left free over the bars for their figures.

    >>> drawn = bars([50, None, 100], Frame(width=90, height=40))
    >>> [(bar.x, bar.y, bar.height) if bar else None for bar in drawn]
    [('4.5', '20.0', '20.0'), None, ('64.5', '0.0', '40.0')]
    """
    return [bar for (bar,) in grouped_bars([[value] for value in values], frame).groups]


def grouped_bars(values: Sequence[Sequence[Value | None]], frame: Frame) -> Groups:
    """Draw groups of values, all on one scale that holds 0; None where there is no value.

    >>> drawn = grouped_bars([[50, 100], [0, -100]], Frame(width=200, height=40))
    >>> [[(bar.x, bar.y, bar.height) for bar in group if bar] for group in drawn.groups]
    [[('15.0', '10.0', '10.0'), ('52.0', '0.0', '20.0')], \
[('115.0', '20.0', '0.0'), ('152.0', '20.0', '20.0')]]
    >>> drawn.base, drawn.middles
    ('20.0', ('50.0', '150.0'))
    """
    low, high = bounds(value for group in values for value in group)
    up = Scale(low, high, frame.top + frame.height, frame.top)
    slot = Fraction(frame.width, max(len(values), 1))
    groups, middles = [], []
    for place, group in enumerate(values):
        left = frame.left + slot * place
        between = slot * _BETWEEN * (len(group) - 1)
        width = (slot * (1 - 2 * _MARGIN) - between) / max(len(group), 1)
        step = width + slot * _BETWEEN
        first = left + slot * _MARGIN
        groups.append(
            tuple(
                None if value is None else _bar(value, first + step * number, width, up)
                for number, value in enumerate(group)
            )
        )
        middles.append(position(left + slot / 2))
    return Groups(tuple(groups), tuple(middles), up.at(0))


def lying_bars(
    values: Sequence[Value],
    *,
    width: int,
    top: int = 0,
    within: tuple[Fraction, Fraction] | None = None,
) -> Lying:
    """Draw values to the right of a line of 0, negative ones to its left, each in a row of ``ROW``.

    ``within`` are the ends of the scale, for several such charts to share one; else it is the
    values' own.

    >>> drawn = lying_bars([30, -10], width=200)
    >>> [(bar.x, bar.width, bar.y) for bar in drawn.bars], drawn.zero, drawn.bottom
    ([('50.0', '150.0', '17.0'), ('0.0', '50.0', '47.0')], '50.0', 60)
    """
    low, high = within or bounds(values)
    across = Scale(low, high, 0, width)
    drawn = []
    for number, value in enumerate(values):
        left, right = sorted([across.place(Fraction(value)), across.place(0)])
        drawn.append(
            LyingBar(
                x=position(left),
                y=position(Fraction(top + number * ROW + _BAR)),
                width=position(right - left),
                text=position(Fraction(top + number * ROW + _TEXT)),
            )
        )
    return Lying(tuple(drawn), across.at(0), top + len(values) * ROW)


def bounds(values: Iterable[Value | None]) -> tuple[Fraction, Fraction]:
    """The ends of a scale that holds the values and 0, and is never of no width.

    >>> bounds([5, None, -2]) == (-2, 5), bounds([]) == (0, 1)
    (True, True)
    """
    found = [Fraction(0), *(Fraction(value) for value in values if value is not None)]
    low, high = min(found), max(found)
    return low, high if high > low else low + 1


def _bar(value: Value, x: Fraction, width: Fraction, up: Scale) -> Bar:
    upper, lower = sorted([up.place(Fraction(value)), up.place(0)])
    return Bar(
        x=position(x),
        y=position(upper),
        width=position(width),
        height=position(lower - upper),
        middle=position(x + width / 2),
        above=position(upper - _OVER),
    )
