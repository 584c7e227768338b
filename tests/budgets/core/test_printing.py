from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.adding_up import Along, Sum
from budgets.core.money import Unit
from budgets.core.printing import (
    Figure,
    Miss,
    PrintedColumn,
    PrintedFigures,
    Printing,
    Scale,
    printed_column,
    printed_figures,
)
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


def test_a_column_prints_in_the_scale_of_the_table_it_stands_in() -> None:
    scale = Scale(Unit.KRONOR, 2)

    assert printed_column([Decimal(2)], Printing(Unit.KRONOR), scale) == PrintedColumn(
        scale, (200,), 200
    )


SQUARE = [Sum(2, (0, 1), Along.ROW), Sum(5, (3, 4), Along.ROW), Sum(8, (6, 7), Along.ROW)]
SQUARE += [Sum(6, (0, 3)), Sum(7, (1, 4)), Sum(8, (2, 5))]
"""Of two rows and two columns with their sums; the last place is the whole."""
KRONOR = [Decimal(k) for k in (1400, 1400, 2800, 1400, 1400, 2800, 2800, 2800, 5600)]


def test_figures_in_kronor_print_exactly_with_ore_as_soon_as_one_holds_some() -> None:
    kronor = [Decimal("1.50"), Decimal("2.00"), Decimal("3.50")]
    scale = Scale(Unit.KRONOR, 2)

    for adjusted in (False, True):
        printed = printed_figures(kronor, [Sum(2, (0, 1))], Printing(Unit.KRONOR, adjusted), [2])

        assert printed == PrintedFigures(
            scale=scale,
            figures=(
                Figure(Decimal("1.50"), 150, scale),
                Figure(Decimal("2.00"), 200, scale),
                Figure(Decimal("3.50"), 350, scale),
            ),
            misses=(),
            adjusted=adjusted,
            missed={},
        )
        assert not printed.is_adjusted


def test_adjusted_figures_add_up_along_rows_and_columns() -> None:
    printed = printed_figures(KRONOR, SQUARE, Printing(Unit.TKR, adjusted=True), [8])
    steps = (2, 1, 3, 1, 2, 3, 3, 3, 6)

    assert printed == PrintedFigures(
        scale=Scale(Unit.TKR),
        figures=tuple(map(Figure, KRONOR, steps, [Scale(Unit.TKR)] * 9)),
        misses=(),
        adjusted=True,
        missed={},
    )
    assert printed.is_adjusted


def test_sums_missed_alike_share_a_note_and_others_have_their_own() -> None:
    """1 + 1 misses 3 in each row and each column; 3 + 3 of the sums is 6."""
    printed = printed_figures(KRONOR, SQUARE, Printing(Unit.TKR), [8])
    steps = (1, 1, 3, 1, 1, 3, 3, 3, 6)
    marks = ((), (), (1,), (), (), (1,), (2,), (2,), ())

    assert printed == PrintedFigures(
        scale=Scale(Unit.TKR),
        figures=tuple(map(Figure, KRONOR, steps, [Scale(Unit.TKR)] * 9, marks)),
        misses=(Miss(1, Along.ROW, 1), Miss(2, Along.COLUMN, 1)),
        adjusted=False,
        missed={SQUARE[0]: 1, SQUARE[1]: 1, SQUARE[3]: 2, SQUARE[4]: 2},
    )
    assert not printed.is_adjusted


def test_notes_are_numbered_as_a_reader_meets_their_marks_whatever_order_sums_come_in() -> None:
    kronor = [Decimal(k) for k in (1600, 1600, 3200, 1400, 1400, 2800)]
    first, second = Sum(2, (0, 1)), Sum(5, (3, 4))

    printed = printed_figures(kronor, [second, first], Printing(Unit.TKR), [2, 5])

    assert printed.misses == (Miss(1, Along.COLUMN, -1), Miss(2, Along.COLUMN, 1))
    assert printed.missed == {first: 1, second: 2}
    assert [figure.marks for figure in printed.figures] == [(), (), (1,), (), (), (2,)]


def test_a_figure_missed_in_both_directions_has_both_marks_and_one_in_each_table_alone() -> None:
    kronor = [Decimal(k) for k in (1400, 1400, 1400, 1400, 2800)]
    row, column = Sum(4, (0, 1), Along.ROW), Sum(4, (2, 3))
    scale = Scale(Unit.TKR)

    printed = printed_figures(kronor, [row, column], Printing(Unit.TKR), [4])

    assert printed.misses == (Miss(1, Along.ROW, 1), Miss(2, Along.COLUMN, 1))
    assert printed.figures[4] == Figure(Decimal(2800), 3, scale, (1, 2))
    assert printed.among(4, [row, column]) == printed.figures[4]
    assert printed.among(4, [row]) == Figure(Decimal(2800), 3, scale, (1,))
    assert printed.among(4, [column]) == Figure(Decimal(2800), 3, scale, (2,))
    assert (
        printed.among(4, []) == printed.among(4, [Sum(4, (0,))]) == Figure(Decimal(2800), 3, scale)
    )
    assert printed.among(0, [row, column]) == Figure(Decimal(1400), 1, scale)


@given(columns, units, st.booleans())
def test_figures_and_a_column_print_alike(
    values: list[Decimal], unit: Unit, adjusted: bool
) -> None:
    whole = len(values)
    printing = Printing(unit, adjusted)
    column = printed_column(values, printing)
    total = sum(values, Decimal("0.00"))
    each = Sum(whole, tuple(range(whole)))

    printed = printed_figures([*values, total], [each], printing, [whole])

    assert tuple(figure.steps for figure in printed.figures) == (*column.figures, column.total)
    assert sum(miss.units_missing for miss in printed.misses) == column.units_missing


def test_sums_that_the_amounts_miss_are_refused_where_figures_are_adjusted() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        printed_figures(
            [Decimal(1), Decimal(2)], [Sum(1, (0,))], Printing(Unit.TKR, adjusted=True), [1]
        )
