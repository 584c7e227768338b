"""Tables with a row for each municipality: csv, exports to Excel, and two plain columns.

The rows are known by the code they begin with, the columns by their heads. A column is a figure of
a day its head names ("Folkmängd 2019"), the figure of a day in another column, a name, or a
division such as sex or age, of which only the total counts. What is none of these is refused.
"""

import csv
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from municipalities.sources.extract import Extract, Reason, SourceRefused
from municipalities.sources.values import (
    MISSING,
    cell_name,
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
from uploads.books import ReadCell, ReadSheet

_MOST_LINES = 20_000
_DAY = re.compile(r"\b((?:19|20)[0-9]{2}(?:M[0-9]{2}|-[0-9]{2}-[0-9]{2})?)\b")
_DAY_HEADS = {"år", "year", "tid", "time", "datum", "date", "månad", "month"}
_NAME_HEADS = {"namn", "name", "kommun", "kommunnamn", "municipality", "region", "länsnamn"}
_DIVISIONS = {"kön", "sex", "ålder", "age", "civilstånd", "marital status"}

Row = Mapping[int, ReadCell]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns are, by their numbers."""

    figures: Mapping[int, datetime.date | None]
    day: int | None = None
    divisions: Sequence[int] = ()


@dataclass(slots=True)
class _Found:
    """The figures of each day as the rows give them; the day is None where nobody says it."""

    figures: dict[datetime.date | None, dict[str, int]] = field(default_factory=dict)

    def add(self, day: datetime.date | None, code: str, number: int) -> None:
        of_day = self.figures.setdefault(day, {})
        if code in of_day:
            raise SourceRefused(Reason.TWICE, code=code)
        of_day[code] = number


def rows_in_csv(text: str) -> Mapping[int, Row]:
    """The rows of a text with one separator throughout; ``SourceRefused`` where none fits."""
    fitting = [rows for separator in ";\t," if (rows := _separated(text, separator))]
    if not fitting:
        raise SourceRefused(Reason.NOT_RECOGNISED)
    if len(fitting) > 1:
        raise SourceRefused(Reason.LAYOUT, where=";, TAB ,")
    return fitting[0]


def _separated(text: str, separator: str) -> Mapping[int, Row] | None:
    """The rows, if the separator makes a code and something more of some, and nothing worse."""
    try:
        lines = list(csv.reader(StringIO(text), delimiter=separator, strict=True))
    except csv.Error:
        return None
    if len(lines) > _MOST_LINES:
        return None
    rows: Mapping[int, Row] = {
        number: {
            column: ReadCell("s", cell) for column, cell in enumerate(line, start=1) if cell.strip()
        }
        for number, line in enumerate(lines, start=1)
    }
    widths = {len(line) for line in lines if len(line) > 1}
    fits = any(len(line) > 1 and code_in(line[0]) for line in lines)
    return rows if fits and len(widths) == 1 else None


def population_in_table(
    rows: Mapping[int, Row], *, year: int | None, digest: str, merged: Sequence[str] = ()
) -> Extract:
    """Read a table; raises ``SourceRefused``. A table that says no year needs one."""
    coded = [number for number, row in rows.items() if _is_coded(row)]
    if not coded:
        raise SourceRefused(Reason.NOT_RECOGNISED)
    first, last = min(coded), max(coded)
    _refuse_merged(merged, first, last)
    heads = [rows[number] for number in sorted(rows) if number < first and len(rows[number]) > 1]
    body = {number: row for number, row in sorted(rows.items()) if number >= first and row}
    for number, row in body.items():
        # Texts may follow the table; anything else has lost its code.
        if not _is_coded(row) and (number < last or len(row) > 1):
            raise SourceRefused(Reason.LAYOUT, where=cell_name(number, 1))
    columns = _columns(heads, [row for number, row in body.items() if number <= last])
    found = _Found()
    for number, row in body.items():
        if number <= last:
            _read_row(number, row, columns, found)
    texts = [
        cell.text
        for number, row in rows.items()
        if not first <= number <= last
        for cell in row.values()
    ]
    return _extract(found, texts, year, digest)


def rows_in_sheet(sheet: ReadSheet) -> Mapping[int, Row]:
    """The rows of a sheet, without the cells that hold nothing but spaces."""
    return {
        number: {c: cell for c, cell in row.items() if cell.text.strip() or cell.is_formula}
        for number, row in sheet.rows.items()
    }


def _is_coded(row: Row) -> bool:
    cell = row.get(1)
    return cell is not None and len(row) > 1 and code_in(cell.text) is not None


def _refuse_merged(merged: Sequence[str], first: int, last: int) -> None:
    for cells in merged:
        numbers = [int(digits) for digits in re.findall(r"[0-9]+", cells)]
        if numbers and numbers[-1] >= first and numbers[0] <= last:
            raise SourceRefused(Reason.MERGED, where=cells)


# -- The heads


def _columns(heads: Sequence[Row], body: Sequence[Row]) -> _Columns:
    used = sorted({column for row in body for column in row if column > 1})
    titles = {column: _head(heads, column) for column in used}
    if not heads and len(used) == 1:
        return _Columns({used[0]: None})
    figures: dict[int, datetime.date | None] = {}
    others: list[str] = []
    divisions: list[int] = []
    days: list[int] = []
    for column, title in titles.items():
        said = _DAY.findall(title)
        rest = " ".join(_DAY.sub(" ", title).split())
        if len(said) == 1 and (not rest or is_population(rest)):
            figures[column] = _day_of(said[0], title)
        elif not said and is_population(rest):
            figures[column] = None
        elif len(said) == 1:
            others.append(title)
        elif rest.casefold() in _DAY_HEADS:
            days.append(column)
        elif rest.casefold() in _DIVISIONS:
            divisions.append(column)
        elif rest.casefold() not in _NAME_HEADS and not (not rest and _only_names(body, column)):
            raise SourceRefused(Reason.LAYOUT, where=title or cell_name(1, column))
    if not figures:
        raise SourceRefused(Reason.OTHER_CONTENT, what=", ".join(others) or "–")
    dayless = [column for column, day in figures.items() if day is None]
    if len(set(figures.values())) < len(figures) or (dayless and len(figures) > 1) or len(days) > 1:
        raise SourceRefused(Reason.SEVERAL_TOTALS, names=[titles[column] for column in figures])
    if days and not dayless:
        raise SourceRefused(Reason.LAYOUT, where=titles[days[0]])
    return _Columns(figures, days[0] if days else None, divisions)


def _head(heads: Sequence[Row], column: int) -> str:
    """The words over a column; where heads stand in several rows, one may lie over many columns."""
    words = []
    for place, head in enumerate(heads):
        lies_over = place < len(heads) - 1
        reach = range(column, 1 if lies_over else column - 1, -1)
        words.append(next((head[at].text for at in reach if at in head), ""))
    return " ".join(" ".join(words).split())


def _day_of(text: str, title: str) -> datetime.date:
    day = day_in(text)
    if day is None:
        raise SourceRefused(Reason.LAYOUT, where=title)
    return day


def _only_names(body: Sequence[Row], column: int) -> bool:
    return not any(re.search("[0-9]", row[column].text) for row in body if column in row)


# -- The rows


def _read_row(number: int, row: Row, columns: _Columns, found: _Found) -> None:
    code = _code_of(number, row)
    for column in columns.divisions:
        label = row[column].text if column in row else ""
        if not is_total(label, label):
            found.figures.setdefault(None, {})
            return
    for column, day in columns.figures.items():
        where = cell_name(number, column)
        if columns.day is not None:
            day = _day_of(row[columns.day].text if columns.day in row else "", where)
        cell = row.get(column)
        if cell is None or cell.text.strip() in MISSING:
            continue
        found.add(day, code, figure_in(plain_text(cell, where), where=where, code=code))


def _code_of(number: int, row: Row) -> str:
    where = cell_name(number, 1)
    text = plain_text(row[1], where)
    code = code_in(text)
    if code is None:
        raise SourceRefused(Reason.BAD_CODE, where=where, text=text[:40])
    return code


def plain_text(cell: ReadCell, where: str) -> str:
    """What a cell holds, if it is text or a number that was typed; else ``SourceRefused``."""
    if cell.is_formula:
        raise SourceRefused(Reason.FORMULA, where=where)
    if cell.kind not in ("s", "n"):
        raise SourceRefused(Reason.BAD_FIGURE, where=where, text=cell.text[:40])
    return cell.text


# -- What it comes to


def _extract(found: _Found, texts: Sequence[str], year: int | None, digest: str) -> Extract:
    by_day = {day: figures for day, figures in found.figures.items() if figures}
    if not by_day:
        if found.figures:
            raise SourceRefused(Reason.ONLY_A_PART, what="")
        raise SourceRefused(Reason.NO_FIGURES)
    days = {day: figures for day, figures in by_day.items() if day is not None}
    if days:
        day = chosen_day(days, year)
    elif year is None:
        raise SourceRefused(Reason.NO_YEAR)
    else:
        day = datetime.date(year, 12, 31)
        days = {day: by_day[None]}
    earlier = days.get(datetime.date(day.year - 1, 12, 31), {}) if day.month == 12 else {}
    municipalities = dict(_long(days[day], 4))
    if not municipalities:
        raise SourceRefused(Reason.NO_FIGURES)
    return Extract(
        day=day,
        figures=municipalities,
        before=dict(_long(earlier, 4)),
        counties=dict(_long(days[day], 2)),
        source=_source(texts),
        edition=_edition(texts),
        preliminary=is_preliminary(texts),
        digest=digest,
    )


def _long(figures: Mapping[str, int], length: int) -> Iterator[tuple[str, int]]:
    return ((code, number) for code, number in figures.items() if len(code) == length)


def _source(texts: Sequence[str]) -> str:
    """What the table calls itself: the title over it, and SCB where it says so."""
    is_of_scb = any(re.fullmatch(r"\s*(SCB|Statistics Sweden)\s*", text) for text in texts)
    title = next((text for text in texts if " efter " in text or " by " in text), "")
    return named("SCB", title) if is_of_scb else named(title)


def _edition(texts: Sequence[str]) -> str:
    """The day after the words for the last update, or beside them."""
    for place, text in enumerate(texts):
        if re.match(r"\s*(senaste uppdatering|senast uppdaterad|latest update)", text, re.I):
            return next((day for near in texts[place : place + 3] if (day := edition_in(near))), "")
    return ""
