r"""Key figures of a budget, and what is unusual in it against the time before.

The figures are parts of a whole: what the agreements pay of the income, what the staff costs of the
cost, what an inhabitant of the members bears of it. They stay fractions until they are written.

>>> part_of(Decimal("5616000"), Decimal("7503000"))
Fraction(1872, 2501)
>>> per_inhabitant(Decimal("7503000"), 130_810)
Fraction(750300, 13081)

A figure is worth a second look when it changed its sign, or grew or shrank ten times or more. An
amount in thousands typed as kronor is such a one, and so is a lost minus:

>>> unusual(Decimal("6281"), Decimal("6281000")).name
'FELL_TENFOLD'
>>> unusual(Decimal("-750000"), Decimal("750000")).name
'SIGN_FLIPPED'
>>> unusual(Decimal("6469000"), Decimal("6281000")) is None
True
"""

from decimal import Decimal
from enum import Enum
from fractions import Fraction

FACTOR = 10
"""How many times larger or smaller is unusual."""


class Unusual(Enum):
    """Why a figure is worth a second look."""

    SIGN_FLIPPED = "sign flipped"
    GREW_TENFOLD = "grew tenfold"
    FELL_TENFOLD = "fell tenfold"


def part_of(part: Decimal, whole: Decimal) -> Fraction | None:
    """The part as a fraction of the whole; None where there is no whole."""
    return Fraction(part) / Fraction(whole) if whole else None


def per_inhabitant(kronor: Decimal, inhabitants: int) -> Fraction | None:
    """Kronor per inhabitant; None where there is nobody."""
    return Fraction(kronor) / inhabitants if inhabitants else None


def unusual(now: Decimal, before: Decimal) -> Unusual | None:
    """What is unusual in an amount against that of the time before.

    What was nothing, or has become nothing, is told by the table itself:

    >>> unusual(Decimal(0), Decimal(100)), unusual(Decimal(100), Decimal(0))
    (None, None)
    """
    if not now or not before:
        return None
    if (now < 0) != (before < 0):
        return Unusual.SIGN_FLIPPED
    if abs(now) >= FACTOR * abs(before):
        return Unusual.GREW_TENFOLD
    if FACTOR * abs(now) <= abs(before):
        return Unusual.FELL_TENFOLD
    return None
