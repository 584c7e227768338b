from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.adding_up import Sum, add_up
from budgets.core.money import from_ore, to_ore
from budgets.core.rounding import round_half_away, round_to_total
from tests.money import amounts_in_ore

ore = amounts_in_ore(-(10**9), 10**9)
steps = st.sampled_from([Decimal(1_000), Decimal(100_000), Decimal("0.03")])
Table = tuple[list[Decimal], list[Sum], int]


@st.composite
def two_way_tables(draw: st.DrawFn, most: int = 5) -> Table:
    """A table of amounts with its sums of rows, its sums of columns and the sum of both."""
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    cells = draw(
        st.lists(st.lists(ore, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    table = [[*row, sum(row)] for row in cells]
    table.append([sum(column) for column in zip(*table, strict=True)])
    width = columns + 1
    sums = [
        Sum(row * width + columns, tuple(range(row * width, row * width + columns)))
        for row in range(rows + 1)
    ]
    sums += [
        Sum(rows * width + column, tuple(range(column, rows * width, width)))
        for column in range(width)
    ]
    amounts = [from_ore(each) for row in table for each in row]
    return amounts, sums, len(amounts) - 1


@st.composite
def statements(draw: st.DrawFn) -> Table:
    """Two subtotals above each other: shares + charged alone = sum, sum + VAT = with VAT."""
    count = draw(st.integers(1, 6))
    rows = [draw(st.tuples(ore, ore, ore)) for _ in range(count)]
    table = [[a, b, a + b, vat, a + b + vat] for a, b, vat in rows]
    table.append([sum(column) for column in zip(*table, strict=True)])
    sums = []
    for start in range(0, 5 * (count + 1), 5):
        sums += [Sum(start + 2, (start, start + 1)), Sum(start + 4, (start + 2, start + 3))]
    last = 5 * count
    sums += [Sum(last + place, tuple(range(place, last, 5))) for place in (0, 1, 3)]
    return [from_ore(each) for row in table for each in row], sums, last + 4


def check(table: Table, step: Decimal) -> None:
    amounts, sums, whole = table
    figures = add_up(amounts, sums, step=step, wholes=[whole])
    for each in sums:
        assert sum(figures[part] for part in each.parts) == figures[each.total]
    assert figures[whole] == round_half_away(amounts[whole], step)
    for amount, figure in zip(amounts, figures, strict=True):
        assert abs(amount - figure * step) < step


@given(two_way_tables(), steps)
def test_every_row_and_every_column_of_a_table_adds_up(table: Table, step: Decimal) -> None:
    check(table, step)


@given(statements(), steps)
def test_subtotals_of_rows_add_up_too(table: Table, step: Decimal) -> None:
    check(table, step)
    amounts, _sums, _whole = table
    figures = add_up(*table[:2], step=step, wholes=[table[2]])
    for place in (2, 4):  # the sums of subtotals follow from the others
        assert sum(figures[place:-5:5]) == figures[len(amounts) - 5 + place]


@given(st.lists(ore, min_size=1, max_size=12), steps)
def test_a_single_column_is_rounded_by_largest_remainder(column: list[int], step: Decimal) -> None:
    amounts = [from_ore(each) for each in [*column, sum(column)]]
    whole = len(column)
    figures = add_up(amounts, [Sum(whole, tuple(range(whole)))], step=step, wholes=[whole])
    assert figures[:whole] == round_to_total(amounts[:whole], step)


@given(two_way_tables(most=3), steps)
def test_no_other_rounding_that_adds_up_moves_figures_less(table: Table, step: Decimal) -> None:
    amounts, sums, whole = table
    figures = add_up(amounts, sums, step=step, wholes=[whole])
    assert moved(amounts, figures, step) == min(
        moved(amounts, other, step) for other in every_rounding(table, step)
    )


def moved(amounts: Sequence[Decimal], figures: Sequence[int], step: Decimal) -> Decimal:
    return sum(
        (abs(a - figure * step) for a, figure in zip(amounts, figures, strict=True)), Decimal()
    )


def every_rounding(table: Table, step: Decimal) -> Iterator[list[int]]:
    """Go through all roundings of what is no sum; the sums come after their parts, and follow."""
    amounts, sums, whole = table
    totals = {each.total for each in sums}
    exact = [divmod(to_ore(amount), to_ore(step)) for amount in amounts]
    choices = [
        (0,) if place in totals else (low, low + 1) if rest else (low,)
        for place, (low, rest) in enumerate(exact)
    ]
    for chosen in product(*choices):
        figures = list(chosen)
        for each in sums:
            figures[each.total] = sum(figures[part] for part in each.parts)
        near = all(
            low <= figures[place] <= low + bool(rest) for place, (low, rest) in enumerate(exact)
        )
        if (
            near
            and figures[whole] == round_half_away(amounts[whole], step)
            and all(sum(figures[p] for p in each.parts) == figures[each.total] for each in sums)
        ):
            yield figures


@given(two_way_tables(), steps)
def test_a_table_to_pay_back_is_the_mirror_of_one_to_pay(table: Table, step: Decimal) -> None:
    amounts, sums, whole = table
    if not amounts[whole]:
        return
    figures = add_up(amounts, sums, step=step, wholes=[whole])
    mirrored = add_up([-amount for amount in amounts], sums, step=step, wholes=[whole])
    assert mirrored == [-figure for figure in figures]


@given(two_way_tables(), two_way_tables(), steps)
def test_tables_without_a_sum_in_common_have_their_own_wholes(
    one: Table, other: Table, step: Decimal
) -> None:
    first = len(one[0])
    moved_on = [
        Sum(each.total + first, tuple(part + first for part in each.parts)) for each in other[1]
    ]
    amounts, sums, wholes = one[0] + other[0], one[1] + moved_on, [one[2], other[2] + first]
    figures = add_up(amounts, sums, step=step, wholes=wholes)
    for each in sums:
        assert sum(figures[part] for part in each.parts) == figures[each.total]
    assert [figures[whole] for whole in wholes] == [
        round_half_away(amounts[whole], step) for whole in wholes
    ]
    for amount, figure in zip(amounts, figures, strict=True):
        assert abs(amount - figure * step) < step


def test_of_equal_losses_the_first_row_is_raised_also_where_the_whole_is_nothing() -> None:
    amounts = [Decimal(1_500), Decimal(-1_500), Decimal(0)]
    assert add_up(amounts, [Sum(2, (0, 1))], step=Decimal(1_000), wholes=[2]) == [2, -2, 0]
    assert round_to_total(amounts[:2], 1_000) == [2, -2]


def test_without_a_whole_sums_hold_and_the_nearest_is_taken() -> None:
    amounts = [Decimal(1_400), Decimal(1_400), Decimal(2_800)]
    assert add_up(amounts, [Sum(2, (0, 1))], step=Decimal(1_000), wholes=[]) == [2, 1, 3]


def test_a_sum_that_follows_from_the_others_is_not_mended_twice() -> None:
    amounts = [Decimal(each) for each in (1_400, 1_400, 2_800)]
    twice = [Sum(2, (0, 1)), Sum(2, (0, 1), follows=True), Sum(2, (0, 1), follows=True)]
    assert add_up(amounts, twice, step=Decimal(1_000), wholes=[2]) == [2, 1, 3]


def test_whole_figures_stay_as_they_are() -> None:
    amounts = [Decimal(1_000), Decimal(2_000), Decimal(3_000)]
    assert add_up(amounts, [Sum(2, (0, 1))], step=Decimal(1_000), wholes=[2]) == [1, 2, 3]


def test_a_figure_in_no_sum_is_rounded_half_away() -> None:
    assert add_up([Decimal(1_500)] * 2, [], step=Decimal(1_000), wholes=[0]) == [2, 2]


def test_sums_that_do_not_hold_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^The figures \(0,\) do not add up to 1$"):
        add_up([Decimal(1), Decimal(2)], [Sum(1, (0,))], step=Decimal(1), wholes=[1])


def test_a_figure_in_three_sums_is_refused() -> None:
    one = [Decimal(1)] * 4
    with pytest.raises(ValueError, match=r"^A figure is in two sums at most$"):
        add_up(one, [Sum(1, (0,)), Sum(2, (0,)), Sum(3, (0,))], step=Decimal(1), wholes=[1])


def test_sums_that_no_network_has_are_refused() -> None:
    amounts = [Decimal(0)] * 3
    sums = [Sum(0, (1, 2)), Sum(1, (2, 0))]
    with pytest.raises(ValueError, match=r"^These sums are of no network$"):
        add_up(amounts, sums, step=Decimal(1), wholes=[0])


def test_a_table_of_many_payers_is_quick_enough_to_show() -> None:
    rows = [[137 * i % 99_991, 71 * i % 9_973, 31 * i % 7_919] for i in range(290)]
    table = [[*row, sum(row)] for row in rows]
    table.append([sum(column) for column in zip(*table, strict=True)])
    sums = [Sum(4 * row + 3, (4 * row, 4 * row + 1, 4 * row + 2)) for row in range(291)]
    sums += [Sum(1160 + place, tuple(range(place, 1160, 4))) for place in range(4)]
    amounts = [Decimal(each) for row in table for each in row]
    check((amounts, sums, 1163), Decimal(1_000))
