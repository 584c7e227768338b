"""A year's sum spread over its months, to the öre.

Each month gets a twelfth; the öre that do not divide go, one each, to the first months (rule 2
with twelve equal weights). A sum below zero is the mirror of one above.

>>> by_month(Decimal("5616000.00"))[0], by_month(Decimal("100.00"))[3:5]
(Decimal('468000.00'), [Decimal('8.34'), Decimal('8.33')])
>>> sum(by_month(Decimal("-100.01")))
Decimal('-100.01')
"""

from decimal import Decimal

from budgets.core.allocation import allocate
from budgets.core.money import from_ore, to_ore

MONTHS = 12


def by_month(kronor: Decimal) -> list[Decimal]:
    """The part of each month of a year's sum, January first; they add up to it."""
    return [from_ore(ore) for ore in allocate(to_ore(kronor), [1] * MONTHS)]
