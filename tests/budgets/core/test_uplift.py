"""Per cent are of the heading: however many rows it has, its sum is raised by that and rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.rounding import round_half_away
from budgets.core.uplift import Percent, uplift
from tests.money import amounts

kronor = amounts(-(10**9), 10**9)
per_cents = st.integers(-1000, 1000).map(lambda tenths: Decimal(tenths) / 10).filter(bool)


def test_three_rows_are_raised_together_by_what_was_typed() -> None:
    """Each rounded by itself, 3 % of three times 50 000 would be 4 %."""
    raised = uplift([Decimal(50_000)] * 3, Percent(Decimal(3)), unit=1000)
    assert raised == [Decimal(52_000), Decimal(52_000), Decimal(51_000)]


@given(st.lists(kronor, min_size=1, max_size=8), per_cents, st.sampled_from([1, 1000]))
def test_the_sum_is_the_raised_sum_rounded(
    rows: list[Decimal], per_cent: Decimal, unit: int
) -> None:
    raised = uplift(rows, Percent(per_cent), unit)
    exact = [amount * (100 + per_cent) / 100 for amount in rows]
    assert sum(raised) == round_half_away(sum(exact, Decimal(0)), unit) * unit
    assert all(abs(row - true) < unit for row, true in zip(raised, exact, strict=True))


@pytest.mark.parametrize("per_cent", [Decimal(3), Decimal("-2.5")])
def test_a_row_of_nothing_stays_nothing(per_cent: Decimal) -> None:
    rows = [Decimal(0), Decimal(1_234_567), Decimal(0)]
    assert uplift(rows, Percent(per_cent), unit=1000)[::2] == [Decimal(0), Decimal(0)]
