"""Allocation keys: by what the participants share, and on which day it was counted.

An allocation key (fördelningsnyckel) turns populations into whole-number weights (rule 3). Which
population counts follows from the day the budget is adopted (rule 1).
"""

from collections.abc import Sequence
from datetime import date

from budgets.core.allocation import NegativeWeight


def weights(populations: Sequence[int], equal_percent: int = 0) -> list[int]:
    """Turn populations into weights: p per cent shared equally, the rest by population (rule 3).

    With p per cent equal, n participants and Σ their population together, a participant's part
    of the whole is p/100 · 1/n + (100−p)/100 · population/Σ. Multiplied by 100 · n · Σ that is
    the whole number p·Σ + (100−p)·n·population, so that nothing is rounded. By population only
    (p = 0) the weights are the populations themselves.

    >>> weights([5284, 63779])
    [5284, 63779]
    >>> weights([1000, 3000], equal_percent=50)
    [300000, 500000]

    The second case: of 100 kronor 50 are shared equally, 25 each, and 50 by population, 12.50 and
    37.50; that is 37.50 and 62.50, as 3 to 5.

    Raises ``ValueError`` for a percentage outside 0–100, and ``NegativeWeight`` for a population
    below zero. No populations give no weights, which ``allocate`` refuses.
    """
    if not 0 <= equal_percent <= 100:
        raise ValueError(f"The equal part is 0 to 100 per cent, not {equal_percent}")
    if any(population < 0 for population in populations):
        raise NegativeWeight
    if equal_percent == 0:
        return list(populations)
    equal_part = equal_percent * sum(populations)
    per_head = (100 - equal_percent) * len(populations)
    return [equal_part + per_head * population for population in populations]


def population_date(adopted_on: date) -> date:
    """Find the day whose population a budget adopted on a given day uses (rule 1).

    It is 31 December *before* that day, after the agreement's words "folkmängden … vid årsskiftet
    innan budgeten fastställs" (the population at the turn of the year before the budget is
    adopted).

    >>> population_date(date(2020, 9, 24))
    datetime.date(2019, 12, 31)
    >>> population_date(date(2021, 1, 15))
    datetime.date(2020, 12, 31)

    A budget adopted on 31 December itself still uses the one a year earlier, since a day is not
    before itself, and the year has not turned:

    >>> population_date(date(2020, 12, 31))
    datetime.date(2019, 12, 31)
    """
    return date(adopted_on.year - 1, 12, 31)
