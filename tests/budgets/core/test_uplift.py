"""Per cent are of the heading: however many rows it has, its sum is raised by that and rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.money import (
    MAX_AMOUNT,
    AmountError,
    AmountTooLarge,
    NotAnAmount,
    TooManyDecimals,
)
from budgets.core.rounding import round_half_away
from budgets.core.uplift import (
    NONE,
    Kronor,
    Percent,
    TooManyPercent,
    Uplift,
    parse_uplift,
    uplift,
)
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


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", NONE),
        (" \t", NONE),
        ("3 %", Percent(Decimal(3))),
        (" 3% ", Percent(Decimal(3))),
        ("+3 %", Percent(Decimal(3))),
        ("2,5 %", Percent(Decimal("2.5"))),
        ("2.5 %", Percent(Decimal("2.5"))),
        ("−2,5 %", Percent(Decimal("-2.5"))),
        ("‑2,5 %", Percent(Decimal("-2.5"))),
        ("-2,5 %", Percent(Decimal("-2.5"))),
        ("1000 %", Percent(Decimal(1000))),
        ("-1000 %", Percent(Decimal(-1000))),
        ("50 tkr", Kronor(Decimal(50_000))),
        ("+50 tkr", Kronor(Decimal(50_000))),
        ("−1 000", Kronor(Decimal(-1_000))),
        ("12,50", Kronor(Decimal("12.50"))),
    ],
)
def test_per_cent_and_kronor_are_read_as_they_are_typed(text: str, read: Uplift) -> None:
    assert parse_uplift(text) == read


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (" three % ", NotAnAmount),
        ("2,5,5 %", NotAnAmount),
        ("3 % 4", NotAnAmount),
        ("50+", NotAnAmount),
        ("three", NotAnAmount),
        (" 1000,0001 %", TooManyPercent),
        ("-1001 %", TooManyPercent),
        ("0,001", TooManyDecimals),
        ("1000000000000", AmountTooLarge),
    ],
)
def test_what_is_neither_is_refused_and_quoted_as_it_was_typed(
    text: str, error: type[AmountError]
) -> None:
    with pytest.raises(AmountError) as refused:
        parse_uplift(text)
    assert (type(refused.value), refused.value.text) == (error, text)


@pytest.mark.parametrize("by", [NONE, Kronor(Decimal(0))])
def test_no_uplift_leaves_amounts_as_they_are(by: Uplift) -> None:
    assert uplift([Decimal("1234.56"), Decimal("-0.01")], by, unit=1000) == [
        Decimal("1234.56"),
        Decimal("-0.01"),
    ]


@pytest.mark.parametrize("by", [Percent(Decimal(3)), Kronor(Decimal(3))])
def test_a_heading_without_amounts_stays_without(by: Uplift) -> None:
    assert uplift([], by) == []


@pytest.mark.parametrize("unit", [0, -1])
def test_a_unit_that_is_not_positive_is_refused(unit: int) -> None:
    with pytest.raises(ValueError, match=f"^A unit is at least 1 krona, not {unit}$"):
        uplift([Decimal(1)], NONE, unit)


@pytest.mark.parametrize(
    ("typed", "unit", "parts"),
    [
        ("5000", 1000, ["2000.00", "2000.00", "1000.00"]),
        ("-5000", 1000, ["-2000.00", "-2000.00", "-1000.00"]),
        ("1001", 1000, ["334.00", "334.00", "333.00"]),
        ("1", 1, ["1.00", "0.00", "0.00"]),
        ("1.01", 1, ["0.34", "0.34", "0.33"]),
        ("1000.01", 1000, ["333.34", "333.34", "333.33"]),
    ],
)
def test_kronor_are_divided_in_the_unit_or_else_as_coarsely_as_they_were_typed(
    typed: str, unit: int, parts: list[str]
) -> None:
    rows = [Decimal("10.50")] * 3
    raised = uplift(rows, Kronor(Decimal(typed)), unit)
    assert raised == [Decimal("10.50") + Decimal(part) for part in parts]


def test_kronor_over_amounts_that_are_all_nothing_are_divided_evenly() -> None:
    assert uplift([Decimal(0)] * 2, Kronor(Decimal(10))) == [Decimal(5), Decimal(5)]


def test_kronor_are_divided_by_size_whatever_the_sign() -> None:
    rows = [Decimal(-100), Decimal(300), Decimal(0)]
    assert uplift(rows, Kronor(Decimal(8))) == [Decimal(-98), Decimal(306), Decimal(0)]


@given(
    st.lists(kronor, min_size=1, max_size=8),
    kronor,
    st.sampled_from([1, 1000]),
)
def test_together_amounts_change_by_exactly_the_kronor_that_were_typed(
    rows: list[Decimal], typed: Decimal, unit: int
) -> None:
    raised = uplift(rows, Kronor(typed), unit)
    assert sum(raised) == sum(rows) + typed
    assert all((new - old) * typed >= 0 for new, old in zip(raised, rows, strict=True))


@pytest.mark.parametrize("sign", [1, -1])
def test_an_amount_may_become_the_largest_that_can_be_kept_and_no_larger(sign: int) -> None:
    rows = [Decimal(0), sign * (MAX_AMOUNT - 1)]
    assert uplift(rows, Kronor(Decimal(sign))) == [Decimal(0), sign * MAX_AMOUNT]
    with pytest.raises(AmountTooLarge) as refused:
        uplift(rows, Kronor(sign * Decimal("1.01")))
    assert refused.value.text == str(sign * Decimal("1000000000000.00"))
