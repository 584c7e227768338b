r"""Raising or lowering the amounts of a copied budget, as the office types it.

An uplift is per cent of the amounts of a heading, or kronor over them together. With per cent
their sum is rounded half away from zero to a chosen unit, and the amounts share it (rule 6,
*adjusted*): 3 % of a heading is 3 % however many rows it has. Kronor are divided over the amounts
by their size, in that unit, by largest remainder (rule 2), so that together they change by exactly
what was typed.

>>> parse_uplift("3 %"), parse_uplift("−50 tkr")
(Percent(value=Decimal('3')), Kronor(value=Decimal('-50000.00')))
>>> uplift([Decimal("6281000.00")], parse_uplift("3 %"), unit=1000)
[Decimal('6469000.00')]
>>> uplift([Decimal("16000.00")] * 3, parse_uplift("3 %"), unit=1000)
[Decimal('17000.00'), Decimal('16000.00'), Decimal('16000.00')]
>>> uplift([Decimal("100.00"), Decimal("200.00")], Kronor(Decimal("10.00")))
[Decimal('103.00'), Decimal('207.00')]
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.allocation import allocate, unit_for
from budgets.core.money import (
    MAX_AMOUNT,
    AmountError,
    AmountTooLarge,
    NotAnAmount,
    from_ore,
    parse_amount,
    to_ore,
)
from budgets.core.rounding import round_to_total

MOST_PERCENT = 1000
_PERCENT = re.compile(r"([+−‑-]?)\s*([0-9]{1,4}(?:[.,][0-9]{1,4})?)\s*%")


class TooManyPercent(AmountError):
    """More per cent than anybody means."""

    sentence = '"{text}" is more than a thousand per cent.'


@dataclass(frozen=True, slots=True)
class Percent:
    """So many per cent of the amounts of a heading."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Kronor:
    """So many kronor over the amounts together."""

    value: Decimal


Uplift = Percent | Kronor
NONE = Percent(Decimal(0))


def parse_uplift(text: str) -> Uplift:
    """Read "3 %", "−2,5 %", "50 tkr" or "−1 000"; nothing typed is no uplift.

    Raises ``AmountError`` for what is neither per cent nor an amount (rule 5).
    """
    stripped = text.strip()
    if not stripped:
        return NONE
    if "%" not in stripped:
        return Kronor(parse_amount(stripped.removeprefix("+")))
    found = _PERCENT.fullmatch(stripped)
    if found is None:
        raise NotAnAmount(text)
    sign, digits = found.groups()
    value = Decimal(digits.replace(",", "."))
    if value > MOST_PERCENT:
        raise TooManyPercent(text)
    return Percent(-value if sign in ("−", "‑", "-") else value)


def uplift(amounts: Sequence[Decimal], by: Uplift, unit: int = 1) -> list[Decimal]:
    """Change the amounts of a heading, in kronor, and answer them in the same order.

    ``unit`` is in whole kronor, such as 1,000; amounts that nothing is added to stay as they are.
    Raises ``AmountTooLarge`` where an amount would become more than can be kept, and ``ValueError``
    for a unit that is not positive.
    """
    if unit < 1:
        raise ValueError(f"A unit is at least 1 krona, not {unit}")
    if not by.value:
        return list(amounts)
    match by:
        case Percent(value):
            raised = [a * (100 + value) / 100 for a in amounts]
            changed = [Decimal(units * unit) for units in round_to_total(raised, unit)]
        case Kronor(value):
            changed = _spread(amounts, value, unit)
    for amount in changed:
        if abs(amount) > MAX_AMOUNT:
            raise AmountTooLarge(str(amount))
    return [amount.quantize(Decimal("0.01")) for amount in changed]


def _spread(amounts: Sequence[Decimal], kronor: Decimal, unit: int) -> list[Decimal]:
    """Divide kronor over amounts by their size; evenly where all are 0."""
    if not amounts:
        return []
    whole_units = kronor % unit == 0
    in_ore = unit * 100 if whole_units else unit_for(kronor, allocate_in_ore=False)
    weights = [abs(to_ore(amount)) for amount in amounts]
    parts = allocate(to_ore(kronor) // in_ore, weights if any(weights) else [1] * len(amounts))
    return [amount + from_ore(part * in_ore) for amount, part in zip(amounts, parts, strict=True)]
