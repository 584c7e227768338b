"""Amounts within a sentence, and what is wrong with a typed one (rule 5)."""

from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from budgets.core import money
from budgets.core.money import NO_BREAK_SPACE, Unit, format_amount, format_number
from budgets.core.uplift import TooManyPercent

NOTHING = "–"
"""What stands where there is no figure; 0 is a figure."""


def written(kronor: Decimal | None) -> str:
    """An amount in kronor, with öre only where there are any: ``5 616 000``."""
    return NOTHING if kronor is None else format_amount(kronor)


def with_unit(amount: Decimal, unit: Unit = Unit.KRONOR, *, signed: bool = False) -> str:
    """An amount of kronor and the name of the unit it is written in, kept on one line."""
    plus = "+" if signed and amount > 0 else ""
    return f"{plus}{format_amount(amount, unit)}{NO_BREAK_SPACE}{unit.label}"


def signed(number: int) -> str:
    """A whole number with its sign, also when it is positive."""
    return f"{'+' if number > 0 else ''}{format_number(number)}"


_LONGEST_QUOTE = 50


def uplift_refusal(error: money.AmountError) -> str:
    """Say what is wrong with a typed uplift, and how to type it."""
    typed = _quoted(error)
    if isinstance(error, TooManyPercent):
        return _("“%(typed)s” is more than a thousand per cent.") % {"typed": typed}
    return _(
        "“%(typed)s” is neither per cent nor an amount. Write it like 3 %%, −1,5 %% or 50 tkr."
    ) % {"typed": typed}


def refusal(error: money.AmountError) -> str:
    """Say what is wrong with a typed amount, and how to type it."""
    typed = _quoted(error)
    match error:
        case money.EmptyAmount():
            return _("Type an amount, such as 5 616 000, 5616 tkr or 5,6 mkr.")
        case money.AmountTooLarge():
            return _("The amount must be less than a thousand billion kronor.")
        case money.TooManyDecimals():
            return _("“%(typed)s” is finer than one öre. Use at most two decimals of a krona.") % {
                "typed": typed
            }
        case money.AmbiguousPoint():
            return _(
                "“%(typed)s” could be read in two ways. Use a comma for decimals and spaces "
                "between thousands."
            ) % {"typed": typed}
        case _:
            return _(
                "“%(typed)s” is not an amount. "
                "Write it like 5 616 000, 5616 tkr, 5,6 mkr or −12,50."
            ) % {"typed": typed}


def _quoted(error: money.AmountError) -> str:
    """What was typed, no longer than a sentence bears."""
    return Truncator(error.text).chars(_LONGEST_QUOTE)
