"""Values as bars side by side, from a line of 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.core.charts.frame import Frame, Scale, position

_MARGIN = Fraction(15, 100)
"""How much of a bar's place is left free on either side."""
_OVER = 6
"""How far over a bar its figure stands."""


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


def bars(values: Sequence[Decimal | int | None], frame: Frame) -> list[Bar | None]:
    """Draw values on a scale that holds 0; None where there is no value.

    The frame's ``top`` is left free over the bars for their figures.

    >>> drawn = bars([50, None, 100], Frame(width=90, height=40))
    >>> [(bar.x, bar.y, bar.height) if bar else None for bar in drawn]
    [('4.5', '20.0', '20.0'), None, ('64.5', '0.0', '40.0')]
    """
    found = [Fraction(0), *(Fraction(value) for value in values if value is not None)]
    low, high = min(found), max(found)
    up = Scale(low, high if high > low else low + 1, frame.top + frame.height, frame.top)
    slot = Fraction(frame.width, max(len(values), 1))
    drawn: list[Bar | None] = []
    for place, value in enumerate(values):
        if value is None:
            drawn.append(None)
            continue
        upper, lower = sorted([up.place(Fraction(value)), up.place(0)])
        drawn.append(
            Bar(
                x=position(slot * place + slot * _MARGIN),
                y=position(upper),
                width=position(slot * (1 - 2 * _MARGIN)),
                height=position(lower - upper),
                middle=position(slot * place + slot / 2),
                above=position(upper - _OVER),
            )
        )
    return drawn
