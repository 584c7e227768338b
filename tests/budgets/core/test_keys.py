from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.allocation import AllocationError, allocate
from budgets.core.keys import population_date, weights

population_lists = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


def test_by_population_only_the_weights_are_the_populations() -> None:
    assert weights([5284, 0, 63779]) == [5284, 0, 63779]
    assert weights((5284, 0, 63779), equal_percent=0) == [5284, 0, 63779]


@given(population_lists, st.integers(1, 100))
def test_each_part_is_p_per_cent_equal_and_the_rest_by_population(
    populations: list[int], percent: int
) -> None:
    keyed = weights(populations, percent)
    for weight, population in zip(keyed, populations, strict=True):
        equal = Fraction(percent, 100) / len(populations)
        by_population = Fraction(100 - percent, 100) * Fraction(population, sum(populations))
        assert Fraction(weight, sum(keyed)) == equal + by_population


def test_wholly_equal_weights_share_equally() -> None:
    assert allocate(9, weights([1, 1_000, 100_000], equal_percent=100)) == [3, 3, 3]


@pytest.mark.parametrize("percent", [-1, 101])
def test_an_equal_part_outside_0_to_100_per_cent_is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match=f"^The equal part is 0 to 100 per cent, not {percent}$"):
        weights([1, 2], percent)


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_a_negative_population_is_refused_whatever_the_key(percent: int) -> None:
    with pytest.raises(AllocationError, match=r"^A weight cannot be negative\.$"):
        weights([100, -1], percent)


def test_no_populations_give_no_weights() -> None:
    assert weights([], 0) == []
    assert weights([], 50) == []


@pytest.mark.parametrize(
    ("adopted_on", "counted_on"),
    [
        (date(2020, 9, 24), date(2019, 12, 31)),
        (date(2021, 1, 15), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2020, 12, 31)),
        (date(2020, 12, 31), date(2019, 12, 31)),
        (date(2020, 12, 30), date(2019, 12, 31)),
    ],
)
def test_the_population_is_that_of_31_december_before_the_adoption(
    adopted_on: date, counted_on: date
) -> None:
    assert population_date(adopted_on) == counted_on


@given(st.dates(min_value=date(1900, 1, 1)))
def test_the_population_date_is_the_last_31_december_before_the_day(adopted_on: date) -> None:
    counted_on = population_date(adopted_on)
    assert (counted_on.month, counted_on.day) == (12, 31)
    assert timedelta(0) < adopted_on - counted_on <= timedelta(days=366)
