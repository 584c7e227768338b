from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.money import Unit
from budgets.core.printing import Printing, Scale, printed_column
from tests.money import amounts

columns = st.lists(amounts(-(10**11), 10**11), max_size=30)
units = st.sampled_from(list(Unit))


@pytest.mark.parametrize(
    ("unit", "written"),
    [(Unit.KRONOR, "5\xa0650\xa0000"), (Unit.TKR, "5\xa0650"), (Unit.MKR, "5,7")],
)
def test_millions_print_with_one_decimal_and_the_others_whole(unit: Unit, written: str) -> None:
    column = printed_column([Decimal("5650000.00")], Printing(unit))

    assert column.scale.written(column.total) == written


def test_one_amount_with_ore_gives_all_of_them_two_decimals() -> None:
    column = printed_column([Decimal("1.50"), Decimal("2.00")], Printing(Unit.KRONOR))

    assert [column.scale.written(figure) for figure in column.figures] == ["1,50", "2,00"]
    assert column.scale.written(column.total) == "3,50"


def test_ore_that_add_up_to_whole_kronor_still_print() -> None:
    column = printed_column([Decimal("1.50"), Decimal("1.50")], Printing(Unit.KRONOR))

    assert column.scale.written(column.total) == "3,00"


@given(columns, st.booleans())
def test_nothing_is_rounded_in_kronor(values: list[Decimal], adjusted: bool) -> None:
    column = printed_column(values, Printing(Unit.KRONOR, adjusted))

    assert [column.scale.kronor(figure) for figure in column.figures] == values
    assert column.scale.kronor(column.total) == sum(values)


@given(columns, units)
def test_an_adjusted_column_adds_up(values: list[Decimal], unit: Unit) -> None:
    assert printed_column(values, Printing(unit, adjusted=True)).units_missing == 0


@given(columns, units)
def test_a_column_that_misses_its_total_says_by_how_much(values: list[Decimal], unit: Unit) -> None:
    column = printed_column(values, Printing(unit))

    assert sum(column.figures) + column.units_missing == column.total
    assert column.figures == tuple(map(column.scale.rounded, values))


@given(columns, units, st.booleans())
def test_the_total_is_the_rounded_true_total_however_the_rows_print(
    values: list[Decimal], unit: Unit, adjusted: bool
) -> None:
    column = printed_column(values, Printing(unit, adjusted))

    assert column.total == column.scale.rounded(sum(values, Decimal()))


@given(st.integers(-(10**9), 10**9), st.sampled_from([(Unit.KRONOR, 2), (Unit.MKR, 1)]))
def test_a_figure_says_the_same_in_every_measure(figure: int, of: tuple[Unit, int]) -> None:
    scale = Scale(*of)

    assert scale.in_unit(figure) * scale.unit.value == scale.kronor(figure)
    assert scale.rounded(scale.kronor(figure)) == figure
    read_back = scale.written(figure).replace("\xa0", "").replace(",", ".").replace("−", "-")
    assert Decimal(read_back) == scale.in_unit(figure)
