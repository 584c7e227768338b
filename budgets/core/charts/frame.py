"""Where in a picture a chart stands, and where on it a value lies."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a picture that is drawn in; ``left`` and ``top`` are its corner."""

    width: int
    height: int
    left: int = 0
    top: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """Places values between ``low`` and ``high`` evenly between two positions.

    >>> Scale(Fraction(0), Fraction(10), start=100, end=0).at(4)
    '60.0'
    """

    low: Fraction
    high: Fraction
    start: int
    end: int

    def place(self, value: Fraction | int) -> Fraction:
        """Where a value lies, exactly; in the middle when the scale has but one value."""
        width = self.high - self.low
        part = Fraction(value - self.low) / width if width else Fraction(1, 2)
        return self.start + part * (self.end - self.start)

    def at(self, value: Fraction | int) -> str:
        """Where a value lies, as text."""
        return position(self.place(value))


def position(place: Fraction) -> str:
    """A position as the picture has it."""
    return f"{float(place):.1f}"
