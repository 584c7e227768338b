"""Amounts of money as they come: every property about money draws them here.

Whole kronor, öre, nothing, both signs, small and as large as may be, each often: what is right for
whole kronor alone, or for öre alone, is found out.
"""

from decimal import Decimal

from hypothesis import strategies as st

from budgets.core.money import MAX_AMOUNT, from_ore, to_ore

_SMALL = 1_000
"""Öre within which much happens: rounding, remainders, sums that vanish."""


def amounts(
    least: Decimal | int = -MAX_AMOUNT, most: Decimal | int = MAX_AMOUNT
) -> st.SearchStrategy[Decimal]:
    """Kronor with two decimals, from ``least`` to ``most``."""
    return amounts_in_ore(to_ore(Decimal(least)), to_ore(Decimal(most))).map(from_ore)


def amounts_in_ore(least: int, most: int) -> st.SearchStrategy[int]:
    """The same as whole öre."""
    steps = [_multiples(step, least, most) for step in (100, 100_000, 1)]
    small = _multiples(1, max(least, -_SMALL), min(most, _SMALL))
    edges = [st.just(value) for value in (0, least, most) if least <= value <= most]
    return st.one_of(*edges, small, *steps)


def _multiples(step: int, least: int, most: int) -> st.SearchStrategy[int]:
    low, high = -(-least // step), most // step
    return st.integers(low, high).map(lambda n: n * step) if low <= high else st.nothing()
