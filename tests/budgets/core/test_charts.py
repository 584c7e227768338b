"""Lines over years and bars of values, as positions in a picture."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from budgets.core.charts.bars import ROW, THICK, bounds, grouped_bars, lying_bars
from budgets.core.charts.frame import Frame
from budgets.core.charts.lines import MOST_GRID_LINES, Chart, change_charts

TENTH = Fraction(1, 10)
"""What a position is rounded to, twice."""
PICTURE = Frame(width=190, height=78, left=4, top=8)


def points(chart: Chart) -> list[tuple[Fraction, Fraction]]:
    return [
        (Fraction(x), Fraction(y))
        for line in chart.lines
        for x, y in (point.split(",") for point in line.split())
    ]


series = st.lists(st.integers(1, 10_000_000), min_size=2, max_size=60)


@given(series, series)
def test_every_point_lies_in_the_picture_and_years_go_right(
    one: list[int], other: list[int]
) -> None:
    years = list(range(1970, 1970 + min(len(one), len(other))))
    values = {"one": one[: len(years)], "other": other[: len(years)]}
    for chart in change_charts(years, values, PICTURE).values():
        places = points(chart)
        assert len(places) == len(years)
        assert all(4 <= x <= 194 and 8 <= y <= 86 for x, y in places)
        assert all(before[0] < after[0] for before, after in pairwise(places))
        assert 0 in [grid.label for grid in chart.grid]
        assert 2 <= len(chart.grid) <= MOST_GRID_LINES + 2


@given(series)
def test_a_larger_value_never_lies_lower(values: list[int]) -> None:
    chart = change_charts(list(range(len(values))), {"a": values}, PICTURE)["a"]
    by_value = sorted(zip(values, [y for _x, y in points(chart)], strict=True))
    assert all(before[1] >= after[1] for before, after in pairwise(by_value))


def test_a_slope_means_the_same_in_each_chart() -> None:
    charts = change_charts([1, 2], {"small": [100, 110], "large": [50_000, 55_000]}, PICTURE)
    assert charts["small"] == charts["large"]


def test_a_gap_breaks_the_line_and_leaves_a_dot() -> None:
    chart = change_charts([1, 2, 3, 4, 5], {"a": [5, None, 5, None, 5]}, PICTURE)["a"]
    assert chart.lines == ()
    assert len(chart.dots) == 3
    chart = change_charts([1, 2, 3, 4], {"a": [None, 5, 6, None]}, PICTURE)["a"]
    assert len(chart.lines) == 1
    assert chart.dots == ()
    assert chart.last is not None
    assert chart.lines[0].endswith(f"{chart.last.x},{chart.last.y}")


def test_what_has_no_first_value_has_no_line() -> None:
    for nothing in ([None, None], [0, 5]):
        chart = change_charts([1, 2], {"a": nothing}, PICTURE)["a"]
        assert (chart.lines, chart.dots, chart.last) == ((), (), None)
    assert change_charts([], {"a": []}, PICTURE)["a"].last is None


def test_no_change_lies_on_the_line_of_nothing() -> None:
    chart = change_charts([1, 2], {"a": [7, 7]}, PICTURE)["a"]
    nothing = next(grid.y for grid in chart.grid if grid.label == 0)
    assert {y for _x, y in points(chart)} == {Fraction(nothing)}


amounts = st.lists(st.integers(-10_000_000, 10_000_000), max_size=40)


@given(amounts)
def test_lying_bars_touch_the_line_of_0_and_stay_in_the_picture(values: list[int]) -> None:
    drawn = lying_bars(values, width=340, top=20)
    zero = Fraction(drawn.zero)
    assert drawn.bottom == 20 + ROW * len(values)
    for value, bar in zip(values, drawn.bars, strict=True):
        left, right = Fraction(bar.x), Fraction(bar.x) + Fraction(bar.width)
        assert 0 <= left <= right <= 340 + TENTH
        assert abs((left if value >= 0 else right) - zero) <= TENTH
        assert 20 <= Fraction(bar.text) < Fraction(bar.y) <= drawn.bottom - THICK


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=8))
def test_columns_of_a_group_stand_side_by_side_on_one_base(values: list[int]) -> None:
    frame = Frame(width=340, height=130, top=16)
    drawn = grouped_bars([[value, value // 2] for value in values], frame)
    edges = [
        (Fraction(bar.x), Fraction(bar.x) + Fraction(bar.width))
        for group in drawn.groups
        for bar in group
        if bar
    ]
    assert all(before[1] <= after[0] + TENTH for before, after in pairwise(edges))
    assert len(edges) == 2 * len(values)
    assert drawn.base == "146.0"
    for group in drawn.groups:
        feet = {Fraction(bar.y) + Fraction(bar.height) for bar in group if bar}
        assert all(abs(foot - 146) <= TENTH for foot in feet)


def test_charts_that_share_a_scale_draw_like_values_alike() -> None:
    within = bounds([10, -10, 40])
    one = lying_bars([10], width=100, within=within)
    other = lying_bars([40, 10], width=100, within=within)
    assert (one.bars[0].x, one.bars[0].width) == (other.bars[1].x, other.bars[1].width)
    assert one.zero == other.zero == "20.0"
