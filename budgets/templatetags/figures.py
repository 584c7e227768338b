"""How figures and days are written on every page."""

import datetime
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from budgets.core.money import NO_BREAK_SPACE, Unit, format_amount, format_number
from budgets.wording.amounts import NOTHING, signed, with_unit, written
from budgets.wording.differences import became
from budgets.wording.figures import signed_percent as with_sign
from budgets.wording.printing import (
    adjusted_of,
    notes,
    unit_heading,
    unit_name,
    with_marks,
)

register = template.Library()

register.filter("amount", written)
register.filter("unit_name", unit_name)
register.filter("unit_heading", unit_heading)
register.filter("printed", with_marks)
register.filter("notes", notes)
register.filter("adjusted", adjusted_of)
register.filter("number", format_number)
register.filter("became", became)


@register.filter
def kr(kronor: Decimal | None) -> str:
    """An amount within a sentence, with its unit: ``5 616 000 kr``."""
    return NOTHING if kronor is None else with_unit(kronor)


@register.filter
def signed_kr(kronor: Decimal) -> str:
    """A change within a sentence, with sign and unit: ``+15 727 kr``."""
    return with_unit(kronor, Unit.KRONOR, signed=True)


@register.filter
def signed_amount(kronor: Decimal) -> str:
    """A change in a column, with its sign: ``+15 727``."""
    return f"+{written(kronor)}" if kronor > 0 else written(kronor)


@register.filter
def signed_ore(kronor: Decimal) -> str:
    """A change in a column of kronor and öre, with its sign: ``+15 727,00``."""
    text = format_number(kronor, 2)
    return f"+{text}" if kronor > 0 else text


@register.filter
def day(date: datetime.date) -> SafeString:
    """A day as ISO 8601 writes it, kept on one line: ``2019-12-31``."""
    return format_html('<time datetime="{0}">{0}</time>', date.isoformat())


@register.filter
def signed_number(number: int) -> str:
    """A change in whole numbers, with its sign: ``+1 204``."""
    return signed(number)


@register.filter
def signed_percent(percent: Decimal | Fraction) -> str:
    """A change in per cent with one decimal, sign and unit: ``+3,1 %``."""
    return f"{with_sign(percent)}{NO_BREAK_SPACE}%"


@register.filter
def tkr(kronor: Decimal) -> str:
    """An amount as thousands of kronor, without the unit: ``5 616``."""
    return format_amount(kronor, Unit.TKR)


@register.filter
def mkr(kronor: Decimal) -> str:
    """An amount as millions of kronor, as exact as a column's head has room for: ``7,5``."""
    return format_amount(kronor, Unit.MKR, 1 if abs(kronor) < 100 * Unit.MKR else 0)


@register.filter
def percent_of(part: Fraction | None) -> str:
    """A part of a whole in per cent with one decimal, without the sign of per cent: ``74,9``."""
    return NOTHING if part is None else format_number(100 * part, 1)
