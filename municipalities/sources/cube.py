"""Statistics with dimensions, as the statistical database hands them out in several formats."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from municipalities.sources.extract import Extract, Reason, SourceRefused
from municipalities.sources.values import (
    MISSING,
    chosen_day,
    code_in,
    day_in,
    edition_in,
    figure_in,
    is_population,
    is_preliminary,
    is_total,
    named,
)

REGION, TIME, CONTENTS = "region", "time", "contents"
_NAMES = {
    "region": REGION,
    "tid": TIME,
    "time": TIME,
    "år": TIME,
    "year": TIME,
    "månad": TIME,
    "month": TIME,
    "contentscode": CONTENTS,
    "tabellinnehåll": CONTENTS,
    "observations": CONTENTS,
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis: its code and label, and the codes and labels of what stands along it."""

    code: str
    label: str
    categories: Sequence[tuple[str, str]]

    @property
    def kind(self) -> str:
        """Whether it is the regions, the time or the contents; empty for any other."""
        return _NAMES.get(self.code.casefold()) or _NAMES.get(self.label.casefold(), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cube:
    """Values along dimensions, the last of which runs fastest; as the source writes them."""

    label: str
    dimensions: Sequence[Dimension]
    values: Sequence[Any]
    source: str = ""
    table: str = ""
    updated: str = ""
    notes: Sequence[str] = ()

    def at(self, codes: Mapping[str, str]) -> Any:
        """The value where each dimension, by its code, has the category of that code."""
        place = 0
        for dimension in self.dimensions:
            along = [code for code, _label in dimension.categories]
            place = place * len(along) + along.index(codes[dimension.code])
        return self.values[place]


def population_in(cube: Cube, *, year: int | None, digest: str) -> Extract:
    """Read the population of municipalities out of a cube; raises ``SourceRefused``.

    Nothing is added up: of every other dimension, such as age or sex, the total is taken where the
    cube has one, and else the cube holds only a part.
    """
    kinds: dict[str, list[Dimension]] = {}
    for dimension in cube.dimensions:
        kinds.setdefault(dimension.kind, []).append(dimension)
    if any(len(kinds.get(kind, [])) > 1 for kind in (REGION, TIME, CONTENTS)):
        raise SourceRefused(Reason.LAYOUT, where=cube.label)
    regions, times = kinds.get(REGION), kinds.get(TIME)
    contents = kinds.get(CONTENTS)
    if not regions or not (contents or is_population(cube.label)):
        raise SourceRefused(Reason.OTHER_CONTENT, what=cube.label)
    if not times:
        raise SourceRefused(Reason.NO_YEAR)
    fixed = {of.code: _population_among(of) for of in contents or []}
    fixed |= {of.code: _total_of(of) for of in kinds.get("", [])}
    days = _days(times[0])
    day = chosen_day(days, year)
    earlier = datetime.date(day.year - 1, day.month, day.day if day.month != 2 else 28)

    def on(when: datetime.date) -> dict[str, int]:
        if when not in days:
            return {}
        return _figures(cube, regions[0], fixed | {times[0].code: days[when]})

    figures = on(day)
    municipalities = {code: number for code, number in figures.items() if len(code) == 4}
    if not municipalities:
        raise SourceRefused(Reason.NO_FIGURES)
    return Extract(
        day=day,
        figures=municipalities,
        before={code: number for code, number in on(earlier).items() if len(code) == 4},
        counties={code: number for code, number in figures.items() if len(code) == 2},
        source=named(cube.source, " ".join([cube.label, cube.table and f"({cube.table})"])),
        edition=edition_in(cube.updated),
        preliminary=is_preliminary([cube.label, *cube.notes]),
        digest=digest,
    )


def _population_among(contents: Dimension) -> str:
    """The one category of the contents that is the population."""
    found = [code for code, label in contents.categories if is_population(label)]
    if not found:
        what = ", ".join(label for _code, label in contents.categories)
        raise SourceRefused(Reason.OTHER_CONTENT, what=what)
    if len(found) > 1:
        raise SourceRefused(Reason.SEVERAL_TOTALS, names=found)
    return found[0]


def _total_of(dimension: Dimension) -> str:
    """The one category that stands for all the others."""
    found = [code for code, label in dimension.categories if is_total(code, label)]
    if not found:
        what = ", ".join(label for _code, label in dimension.categories[:5])
        raise SourceRefused(Reason.ONLY_A_PART, what=f"{dimension.label}: {what}")
    if len(found) > 1:
        raise SourceRefused(Reason.SEVERAL_TOTALS, names=found)
    return found[0]


def _days(time: Dimension) -> dict[datetime.date, str]:
    """The category of each day."""
    days: dict[datetime.date, str] = {}
    for code, label in time.categories:
        day = day_in(code) or day_in(label)
        if day is None or day in days:
            raise SourceRefused(Reason.LAYOUT, where=f"{time.label} {label}")
        days[day] = code
    return days


def _figures(cube: Cube, regions: Dimension, fixed: Mapping[str, str]) -> dict[str, int]:
    figures: dict[str, int] = {}
    for key, label in regions.categories:
        code = code_in(key) or code_in(label)
        labelled = code_in(label)
        if code is None or (labelled and labelled != code):
            raise SourceRefused(Reason.BAD_CODE, where=regions.label, text=f"{key} {label}"[:40])
        if code in figures:
            raise SourceRefused(Reason.TWICE, code=code)
        value = cube.at({**fixed, regions.code: key})
        if value is None or (isinstance(value, str) and value.strip() in MISSING):
            continue
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise SourceRefused(Reason.BAD_FIGURE, where=label or key, text=str(value)[:40])
        figures[code] = figure_in(str(value), where=f"{key} {label}".strip(), code=code)
    return figures
