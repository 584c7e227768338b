"""Lines over years: how each of several series changed, all on one scale.

>>> picture = Frame(width=100, height=50)
>>> chart = change_charts([2019, 2020, 2021], {"a": [100, 110, 120]}, picture)["a"]
>>> chart.lines
('0.0,50.0 50.0,25.0 100.0,0.0',)
>>> [(grid.label, grid.y) for grid in chart.grid]
[(0, '50.0'), (10, '25.0'), (20, '0.0')]
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from budgets.core.charts.frame import Frame, Scale

Name = TypeVar("Name", bound=Hashable)
MOST_GRID_LINES = 4
FEWEST_PERCENT = 5
"""A scale is at least as wide, so that a change of nothing does not look like a mountain."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line across the picture at a change of so many per cent."""

    label: int
    y: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A single point."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One line chart; a gap in the values breaks the line.

    ``dots`` are values that stand alone between gaps, ``last`` is where the newest value lies.
    """

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    last: Dot | None
    grid: tuple[GridLine, ...]


def change_charts(
    years: Sequence[int], values: Mapping[Name, Sequence[int | None]], frame: Frame
) -> dict[Name, Chart]:
    """Draw how each series changed, in per cent of its first value, all on one scale.

    So a slope means the same in each chart, however large or small the figures are. ``years`` are
    ascending, and each series has a value or None for every one of them. A series that begins
    with 0 has no changes, and an empty chart.
    """
    changes = {name: _changes(series) for name, series in values.items()}
    found = [change for series in changes.values() for change in series if change is not None]
    low, high, step = _bounds(min(found, default=Fraction(0)), max(found, default=Fraction(0)))
    across = Scale(
        Fraction(years[0] if years else 0),
        Fraction(years[-1] if years else 0),
        frame.left,
        frame.left + frame.width,
    )
    up = Scale(Fraction(low), Fraction(high), frame.top + frame.height, frame.top)
    grid = tuple(GridLine(label, up.at(label)) for label in range(low, high + 1, step))
    return {name: _chart(years, series, across, up, grid) for name, series in changes.items()}


def _changes(series: Sequence[int | None]) -> list[Fraction | None]:
    """The change of each value since the first, in per cent."""
    first = next((value for value in series if value is not None), None)
    if not first:
        return [None for _ in series]
    return [None if v is None else Fraction(100 * (v - first), first) for v in series]


def _bounds(low: Fraction, high: Fraction) -> tuple[int, int, int]:
    """A round scale that holds both and 0, and the step between its lines."""
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    if high - low < FEWEST_PERCENT:
        high = low + FEWEST_PERCENT
    step = next(
        size * 10**power
        for power in range(12)
        for size in (1, 2, 5)
        if (high - low) / (size * 10**power) <= MOST_GRID_LINES - 1
    )
    return _floor(low / step) * step, -_floor(-high / step) * step, step


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _chart(
    years: Sequence[int],
    changes: Sequence[Fraction | None],
    across: Scale,
    up: Scale,
    grid: tuple[GridLine, ...],
) -> Chart:
    runs: list[list[Dot]] = [[]]
    for year, change in zip(years, changes, strict=True):
        if change is None:
            runs.append([])
        else:
            runs[-1].append(Dot(across.at(year), up.at(change)))
    runs = [run for run in runs if run]
    return Chart(
        lines=tuple(" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
        last=runs[-1][-1] if runs else None,
        grid=grid,
    )
