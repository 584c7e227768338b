import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.rounding import round_half_away, round_to_total
from tests.money import amounts

kronor = amounts()
units = st.sampled_from([1, 1_000, 1_000_000, Decimal("0.01")])


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("0.5", 1, 1),
        ("-0.5", 1, -1),
        ("0.49", 1, 0),
        ("-0.49", 1, 0),
        ("1.5", 1, 2),
        ("2.5", 1, 3),
        ("-2.5", 1, -3),
        ("499.99", 1_000, 0),
        ("500", 1_000, 1),
        ("-500", 1_000, -1),
        ("0.005", Decimal("0.01"), 1),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: str, unit: int | Decimal, expected: int) -> None:
    assert round_half_away(Decimal(value), unit) == expected


def test_fractions_and_whole_numbers_are_rounded_too() -> None:
    assert round_half_away(Fraction(7, 2)) == 4
    assert round_half_away(Fraction(-10, 3)) == -3
    assert round_half_away(1_500, 1_000) == 2


def test_rounding_does_not_depend_on_the_decimal_context() -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        assert round_half_away(Decimal("123456789.50")) == 123_456_790


@given(kronor, units)
def test_a_rounded_value_is_at_most_half_a_unit_away(value: Decimal, unit: int | Decimal) -> None:
    error = abs(Fraction(value) - round_half_away(value, unit) * Fraction(unit))
    assert error <= Fraction(unit) / 2


@given(kronor, units)
def test_rounding_is_mirrored_for_negative_values(value: Decimal, unit: int | Decimal) -> None:
    assert round_half_away(-value, unit) == -round_half_away(value, unit)


@pytest.mark.parametrize("unit", [0, -1, Decimal("-0.01")])
def test_rounding_refuses_a_unit_that_is_not_above_zero(unit: int | Decimal) -> None:
    with pytest.raises(ValueError, match=f"^A unit is larger than zero, not {unit}$"):
        round_half_away(Decimal(1), unit)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_rounding_refuses_what_is_no_number(value: str) -> None:
    with pytest.raises(ValueError, match=f"^{value} is not a number that can be rounded$"):
        round_half_away(Decimal(value))


@given(st.lists(kronor, max_size=30), units)
def test_adjusted_figures_add_up_to_the_rounded_true_total(
    values: list[Decimal], unit: int | Decimal
) -> None:
    true_total = sum(map(Fraction, values), Fraction(0))
    assert sum(round_to_total(values, unit)) == round_half_away(true_total, unit)


@given(st.lists(kronor, max_size=30), units)
def test_every_adjusted_figure_is_within_one_unit_of_its_exact_value(
    values: list[Decimal], unit: int | Decimal
) -> None:
    for value, figure in zip(values, round_to_total(values, unit), strict=True):
        assert abs(Fraction(value) / Fraction(unit) - figure) < 1


@given(st.lists(kronor, min_size=1, max_size=30).filter(lambda values: sum(values) != 0), units)
def test_adjusted_figures_are_mirrored_when_all_signs_change(
    values: list[Decimal], unit: int | Decimal
) -> None:
    mirrored = round_to_total([-value for value in values], unit)
    assert mirrored == [-figure for figure in round_to_total(values, unit)]


def test_whole_figures_are_left_alone_by_the_adjustment() -> None:
    values = [Decimal(1_000), Decimal(1_400), Decimal(0), Decimal(-2_000), Decimal(1_400)]
    assert round_to_total(values, 1_000) == [1, 2, 0, -2, 1]


def test_an_adjusted_unit_goes_to_the_larger_figure_when_remainders_are_equal() -> None:
    assert round_to_total([Decimal(1_400), Decimal(5_400), Decimal(2_400)], 1_000) == [1, 6, 2]


def test_between_equal_figures_the_earlier_one_gets_the_unit_also_when_all_vanish_together() -> (
    None
):
    assert round_to_total([Decimal(1_500), Decimal(-1_500)], 1_000) == [2, -2]
    assert round_to_total([Decimal(-1_500), Decimal(1_500)], 1_000) == [-1, 1]
    assert round_to_total([Decimal(250), Decimal(250)], 1_000) == [1, 0]
    assert round_to_total([Decimal(-250), Decimal(-250)], 1_000) == [-1, 0]
