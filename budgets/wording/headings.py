"""What a heading was called in other years."""

from collections.abc import Sequence
from itertools import groupby


def other_names(named: Sequence[tuple[str, str]]) -> str:
    """Tell the other names with their years: "2019, 2020: Löner"; empty where there are none."""
    return "; ".join(
        f"{', '.join(year for year, _ in years)}: {name}"
        for name, years in groupby(named, key=lambda one: one[1])
    )
