"""How figures are written on every page."""

import datetime
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from budgets.core.money import Unit, format_amount, format_number
from budgets.wording.amounts import with_unit

register = template.Library()

NOTHING = "–"


@register.filter
def amount(kronor: Decimal | None) -> str:
    """An amount in kronor, with öre only where there are any: ``5 616 000``."""
    return NOTHING if kronor is None else format_amount(kronor)


@register.filter
def kr(kronor: Decimal | None) -> str:
    """An amount within a sentence, with its unit: ``5 616 000 kr``."""
    return NOTHING if kronor is None else with_unit(kronor)


@register.filter
def signed_kr(kronor: Decimal) -> str:
    """A change within a sentence, with sign and unit: ``+15 727 kr``."""
    return with_unit(kronor, Unit.KRONOR, signed=True)


@register.filter
def day(date: datetime.date) -> SafeString:
    """A day as ISO 8601 writes it, kept on one line: ``2019-12-31``."""
    return format_html('<time datetime="{0}">{0}</time>', date.isoformat())


@register.filter
def number(value: Decimal | Fraction | int, decimals: int = 0) -> str:
    """A number with so many decimals: ``130 810``, ``11,44``."""
    return format_number(value, decimals)
