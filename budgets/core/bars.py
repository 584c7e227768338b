"""Values as bars side by side: where a template draws what, in the units of the picture.

Nothing here knows SVG. A position is a text with one decimal and a point, whatever the reader's
language, so that it can stand in an attribute as it is. y grows downwards, as on a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_MARGIN = Fraction(15, 100)
"""How much of a bar's place is left free on either side."""
_OVER = 6
"""How far over a bar its figure stands."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The part of a picture that the bars stand in; ``top`` is left free over it for figures."""

    width: int
    height: int
    top: int = 0


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


def bars(values: Sequence[Decimal | int | None], picture: Picture) -> list[Bar | None]:
    """Draw values on a scale that holds 0; None where there is no value.

    >>> drawn = bars([50, None, 100], Picture(width=90, height=40))
    >>> [(bar.x, bar.y, bar.height) if bar else None for bar in drawn]
    [('4.5', '20.0', '20.0'), None, ('64.5', '0.0', '40.0')]
    """
    found = [Fraction(0), *(Fraction(value) for value in values if value is not None)]
    low, high = min(found), max(found)

    def at(value: Fraction) -> Fraction:
        part = (value - low) / (high - low) if high > low else Fraction(0)
        return picture.top + picture.height * (1 - part)

    slot = Fraction(picture.width, max(len(values), 1))
    drawn: list[Bar | None] = []
    for position, value in enumerate(values):
        if value is None:
            drawn.append(None)
            continue
        upper, lower = sorted([at(Fraction(value)), at(Fraction(0))])
        drawn.append(
            Bar(
                x=_text(slot * position + slot * _MARGIN),
                y=_text(upper),
                width=_text(slot * (1 - 2 * _MARGIN)),
                height=_text(lower - upper),
                middle=_text(slot * position + slot / 2),
                above=_text(upper - _OVER),
            )
        )
    return drawn


def _text(position: Fraction) -> str:
    return f"{float(position):.1f}"
