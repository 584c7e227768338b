"""Amounts of money: how they are typed, kept and written.

Rule 5: an amount is kronor with two decimals, a ``Decimal``, never a float. Budgets are written
in kronor (kr), thousands of kronor (tkr) or millions (mkr); 1 krona is 100 öre.

People type amounts the way Swedish text and spreadsheets write them, with a decimal comma, spaces
between thousands, any of several minus signs and perhaps the unit:

>>> parse_amount("5 616 000")
Decimal('5616000.00')
>>> parse_amount("5616 tkr")
Decimal('5616000.00')
>>> parse_amount("5,6 mkr")
Decimal('5600000.00')
>>> parse_amount("−12,50")
Decimal('-12.50')

Whatever could mean two things is refused, with a sentence for the person who typed it:

>>> parse_amount("1.234")
Traceback (most recent call last):
    ...
budgets.core.money.AmbiguousPoint: "1.234" can be read in two ways. Write 1 234 for thousands, \
1,234 for decimals.
"""

import re
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from budgets.core.arithmetic import NotArithmetic, computed
from budgets.core.rounding import round_half_away

KRONA_IN_ORE = 100
"""Öre in one krona."""

MAX_AMOUNT: Decimal = Decimal("999999999999.99")
"""The largest amount that is stored, in kronor and without regard to sign."""

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_LONGEST_TEXT = 50
_LONGEST_FORMULA = 200
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))  # no-break, narrow, thin
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2011", "-"))  # minus, no-break hyphen
_AMOUNT = re.compile(
    r"(?P<minus>-)? ?"
    r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
    r"(?:(?P<mark>[,.])(?P<fraction>[0-9]+))?"
    r"(?: ?(?P<unit>kr|kronor|tkr|mkr))?",
    re.ASCII | re.IGNORECASE,
)


class Unit(IntEnum):
    """What a table is printed in; the value is the unit in kronor.

    >>> Unit.TKR.label, Unit.TKR * 5616
    ('tkr', 5616000)
    """

    KRONOR = 1
    TKR = 1_000
    MKR = 1_000_000

    @property
    def label(self) -> str:
        """The abbreviation that stands beside figures: kr, tkr or mkr."""
        return "kr" if self is Unit.KRONOR else self.name.lower()


class AmountError(ValueError):
    """A typed text that is not accepted as an amount; ``text`` is what was typed."""

    sentence = '"{text}" is not accepted as an amount.'

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(self.sentence.format(text=_shortened(text)))


class EmptyAmount(AmountError):
    """Nothing was typed."""

    sentence = "Write an amount."


class NotAnAmount(AmountError):
    """The text is no number, or one that can be read in two ways."""

    sentence = '"{text}" is not an amount. Write for example 5 616 000, 5616 tkr or 12,50.'


class AmbiguousPoint(NotAnAmount):
    """A point before three digits may part thousands or decimals."""

    sentence = '"{text}" can be read in two ways. Write 1 234 for thousands, 1,234 for decimals.'


class TooManyDecimals(AmountError):
    """The amount is finer than one öre."""

    sentence = '"{text}" is finer than one öre. Write at most two decimals of a krona.'


class AmountTooLarge(AmountError):
    """The amount is beyond ``MAX_AMOUNT``."""

    sentence = '"{text}" is too large. The largest amount is 999 999 999 999,99 kr.'


def parse_amount(text: str, unit: Unit = Unit.KRONOR) -> Decimal:
    """Read what a person typed as kronor with two decimals (rule 5).

    This is the one reader of amounts, wherever they come from: cells, forms, pasted text and
    files (rule 5). ``unit`` is what an amount without a unit of its own is in.

    Accepted: digits 0–9, all together or in groups of three parted by one space (ordinary,
    no-break, narrow no-break or thin); before them a minus (-, − or the no-break hyphen ‑); after
    them a decimal comma and, last, kr, kronor, tkr or mkr in any case. Decimals may be as many
    as the unit bears: "5,6161 mkr" is 5 616 100 kronor, "1,234 kr" is finer than an öre.

    A decimal point is accepted too, as in "12.50", since spreadsheets write it, except before
    exactly three digits: "1.234" is a thousand to one reader and one and a quarter to another,
    so it is refused whatever the unit. Comma and point in one number are refused likewise, and
    so are two amounts below each other.

    A formula of plain arithmetic, as in "=12*45000", is its result.

    >>> parse_amount("12.50 kr"), parse_amount("-0")
    (Decimal('12.50'), Decimal('0.00'))
    >>> parse_amount("5616", Unit.TKR), parse_amount("=12*45000")
    (Decimal('5616000.00'), Decimal('540000.00'))
    >>> parse_amount("1 23")
    Traceback (most recent call last):
        ...
    budgets.core.money.NotAnAmount: "1 23" is not an amount. Write for example 5 616 000, \
5616 tkr or 12,50.

    Raises ``EmptyAmount``, ``NotAnAmount``, ``TooManyDecimals`` or ``AmountTooLarge``.
    """
    plain = text.translate(_SPACES).translate(_MINUSES).strip()
    if not plain:
        raise EmptyAmount(text)
    if plain.startswith("="):
        return _result(plain, text, unit)
    match = _AMOUNT.fullmatch(plain) if len(plain) <= _LONGEST_TEXT else None
    if match is None:
        raise NotAnAmount(text)
    fraction = match["fraction"] or ""
    if match["mark"] == "." and len(fraction) == 3:
        raise AmbiguousPoint(text)
    digits = int(match["whole"].replace(" ", "") + fraction)
    number = Fraction(-digits if match["minus"] else digits, 10 ** len(fraction))
    return _exact(number * (_unit_named(match["unit"]) if match["unit"] else unit), text)


def _result(plain: str, text: str, unit: Unit) -> Decimal:
    """What a formula of plain arithmetic comes to."""
    if len(plain) > _LONGEST_FORMULA:
        raise NotAnAmount(text)
    try:
        return _exact(computed(plain) * unit, text)
    except NotArithmetic as error:
        raise NotAnAmount(text) from error


def _exact(kronor: Fraction, text: str) -> Decimal:
    """Kronor with two decimals, when they are no finer and no larger than an amount may be."""
    ore = kronor * KRONA_IN_ORE
    if ore.denominator != 1:
        raise TooManyDecimals(text)
    if abs(ore.numerator) > to_ore(MAX_AMOUNT):
        raise AmountTooLarge(text)
    return from_ore(ore.numerator)


def to_ore(amount: Decimal) -> int:
    """Turn kronor into whole öre.

    >>> to_ore(Decimal("-12.5"))
    -1250

    Raises ``ValueError`` for an amount finer than one öre, and for one that is no number.
    """
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount")
    numerator, denominator = amount.as_integer_ratio()
    ore, finer = divmod(numerator * KRONA_IN_ORE, denominator)
    if finer:
        raise ValueError(f"{amount} kronor is finer than one öre")
    return ore


def from_ore(ore: int) -> Decimal:
    """Turn whole öre into kronor with two decimals, whatever the decimal context.

    >>> from_ore(-1250)
    Decimal('-12.50')
    """
    return Decimal(f"{ore}e-2")


def format_number(value: Decimal | Fraction | int, decimals: int = 0) -> str:
    r"""Write a number as Swedish text does, rounded half away from zero (rule 6).

    A no-break space parts thousands, a comma the decimals, the minus is − (U+2212), and what
    rounds to nothing carries no sign.

    >>> format_number(Decimal("-7502.5"))
    '−7\xa0503'
    >>> format_number(Decimal("-0.004"), 2)
    '0,00'

    Raises ``ValueError`` for a negative number of decimals.
    """
    if decimals < 0:
        raise ValueError("A number has no fewer than 0 decimals")
    smallest = round_half_away(value, Decimal(f"1e-{decimals}"))
    whole, fraction = divmod(abs(smallest), 10**decimals)
    grouped = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    written = f"{grouped},{fraction:0{decimals}}" if decimals else grouped
    return MINUS + written if smallest < 0 else written


def format_amount(amount: Decimal, unit: Unit = Unit.KRONOR, decimals: int | None = None) -> str:
    r"""Write an amount of kronor as a figure in a unit, without the unit's name.

    ``decimals`` left out means none, save that an amount in kronor that holds öre shows them.

    >>> format_amount(Decimal("5616000.00"), Unit.TKR)
    '5\xa0616'
    >>> format_amount(Decimal("5616000.00")), format_amount(Decimal("12.50"))
    ('5\xa0616\xa0000', '12,50')
    >>> format_amount(Decimal("5616000.00"), Unit.MKR, 1)
    '5,6'
    """
    if decimals is None:
        holds_ore = amount != amount.to_integral_value()
        decimals = 2 if unit is Unit.KRONOR and holds_ore else 0
    return format_number(Fraction(amount) / unit.value, decimals)


def _unit_named(name: str) -> Unit:
    """Find the unit that a typed suffix names."""
    return {"tkr": Unit.TKR, "mkr": Unit.MKR}.get(name.lower(), Unit.KRONOR)


def _shortened(text: str) -> str:
    """Keep what a message quotes on one line, and short."""
    shown = " ".join(text.split())
    return shown if len(shown) <= _LONGEST_TEXT else shown[: _LONGEST_TEXT - 1] + "…"
