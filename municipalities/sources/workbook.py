"""SCB's yearly workbook: population of the country, counties and municipalities, with changes.

Source: be0101_tabhel2020.xlsx and …2024.xlsx as SCB publishes them. The sheets are Totalt, Män and
Kvinnor (some editions have Totalt only). Over the head a title holds the day and the years; the
first row is the country without a code, then counties and municipalities mixed, each under its
county. In Totalt a code is text ("0127"); in the others it is a number, so that they give
plausible wrong figures to whoever takes the first sheet there is.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from municipalities.sources.checks import FIRST_NOISY_YEAR
from municipalities.sources.extract import Extract, Reason, SourceRefused
from municipalities.sources.tables import plain_text
from municipalities.sources.values import COUNTRY, cell_name, figure_in, is_preliminary, named
from uploads.books import Book, ReadCell, ReadSheet

TOTAL, MEN, WOMEN = "Totalt", "Män", "Kvinnor"
_TITLE = re.compile(
    r"Folkmängd i riket, län och kommuner ([0-9]{1,2}) ([a-z]+) .*\b(Totalt|Män|Kvinnor)", re.DOTALL
)
_TITLE_BEGINS = "Folkmängd i riket, län och kommuner"
_MONTHS = {"mars": (3, 31), "juni": (6, 30), "september": (9, 30), "december": (12, 31)}
_HEAD_ROWS = 4
_YEARS = re.compile(r"\b(?:19|20)[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet as it was read: of whom, of which day, and what it holds by code."""

    of: str
    title: str
    day: datetime.date
    figures: Mapping[str, int]
    changes: Mapping[str, int]
    is_preliminary: bool


def is_yearly_workbook(book: Book) -> bool:
    """Whether any sheet has the title of the yearly workbook."""
    return any(_title_of(sheet) for sheet in book.sheets)


def population_in_workbook(book: Book, *, year: int | None, digest: str) -> Extract:
    """Read the sheet of all people; raises ``SourceRefused`` where there is none, or two."""
    sheets = [_read(sheet) for sheet in book.sheets if _title_of(sheet)]
    totals = [sheet for sheet in sheets if sheet.of == TOTAL]
    if not totals:
        raise SourceRefused(Reason.ONLY_A_PART, what=", ".join(sheet.of for sheet in sheets))
    if len({sheet.of for sheet in sheets}) < len(sheets):
        raise SourceRefused(Reason.SEVERAL_TOTALS, names=[sheet.of for sheet in sheets])
    total = totals[0]
    if any(sheet.day != total.day for sheet in sheets):
        raise SourceRefused(Reason.LAYOUT, where=total.title)
    if year is not None and total.day.year != year:
        raise SourceRefused(Reason.OTHER_YEAR, year=year, years=[total.day.year])
    vouched = _sexes_agree(sheets, total)
    municipalities = {code: n for code, n in total.figures.items() if len(code) == 4}
    return Extract(
        day=total.day,
        figures=municipalities,
        before={
            code: number - total.changes[code]
            for code, number in municipalities.items()
            if code in total.changes
        },
        counties={code: n for code, n in total.figures.items() if len(code) == 2},
        source=named("SCB", total.title),
        edition=book.changed,
        preliminary=total.is_preliminary,
        digest=digest,
        before_vouches=True,
        vouched=vouched,
    )


def _sexes_agree(sheets: list[_Sheet], total: _Sheet) -> bool:
    """Whether men and women are there, and everywhere together as many as all.

    Raises ``SourceRefused`` where they are not. From 2025 on each figure has noise of its own.
    """
    parts = [sheet.figures for sheet in sheets if sheet is not total]
    if len(parts) < 2 or total.day.year >= FIRST_NOISY_YEAR:
        return False
    for code in sorted({*total.figures, *parts[0], *parts[1]}):
        both = sum(part.get(code, 0) for part in parts)
        if both != total.figures.get(code):
            raise SourceRefused(
                Reason.SEXES_DISAGREE, code=code, found=both, expected=total.figures.get(code, 0)
            )
    return True


# -- One sheet


def _title_of(sheet: ReadSheet) -> str:
    """The title over the head, if it is that of the yearly workbook."""
    first = (sheet.text(row, 1) for row in range(1, 7))
    return next((text for text in first if text.startswith(_TITLE_BEGINS)), "")


def _read(sheet: ReadSheet) -> _Sheet:
    title = _title_of(sheet)
    found = _TITLE.match(title)
    if not found:
        raise SourceRefused(Reason.LAYOUT, where=title)
    of, name = found[3], sheet.name.strip()
    if name in (TOTAL, MEN, WOMEN) and name != of:
        raise SourceRefused(Reason.LAYOUT, where=f"{sheet.name}: {title}")
    head = _head_row(sheet)
    day = _day(sheet, title, found[1], found[2], head)
    population, change = _columns(sheet, head)
    figures: dict[str, int] = {}
    changes: dict[str, int] = {}
    for code, row, where in _body(sheet, head, of):
        if code in figures:
            raise SourceRefused(Reason.TWICE, code=code)
        figures[code] = figure_in(_text(row, population, where), where=where, code=code)
        changed = _text(row, change, where).strip()
        if changed not in (".", ".."):
            changes[code] = _signed(changed, where)
    texts = [sheet.text(row, 1) for row in sheet.rows if row < head or row > head + len(figures)]
    return _Sheet(of, title, day, figures, changes, is_preliminary(texts))


def _head_row(sheet: ReadSheet) -> int:
    heads = [
        row
        for row in sheet.rows
        if sheet.text(row, 1) == "Kommun" and sheet.text(row + 1, 1) == "Län"
    ]
    if len(heads) != 1:
        raise SourceRefused(Reason.LAYOUT, where=f"{sheet.name}: Kommun, Län")
    return heads[0]


def _day(sheet: ReadSheet, title: str, day: str, month: str, head: int) -> datetime.date:
    """The day of the title, whose years and those under it must all tell the same."""
    years = set(_YEARS.findall(title))
    if len(years) != 1 or _MONTHS.get(month, (0, 0))[1] != int(day):
        raise SourceRefused(Reason.LAYOUT, where=title)
    year = int(years.pop())
    below = {
        int(text)
        for row in range(1, head)
        if (line := sheet.text(row, 1)) != title
        for text in _YEARS.findall(line)
    }
    if below and not below <= {year, year + 1}:
        raise SourceRefused(Reason.LAYOUT, where=f"{title} ({min(below)})")
    return datetime.date(year, _MONTHS[month][0], int(day))


def _columns(sheet: ReadSheet, head: int) -> tuple[int, int]:
    """The columns of the population and of its change, by their heads."""
    width = max(max(sheet.rows[head]), max(sheet.rows.get(head + 1, {1: None})))
    words = {
        column: f"{sheet.text(head, column)} {sheet.text(head + 1, column)}".strip()
        for column in range(1, width + 1)
    }
    population = [column for column, text in words.items() if text == "Folkmängd"]
    change = [column for column, text in words.items() if text in ("Folk- ökning", "Folkökning")]
    if len(population) != 1 or len(change) != 1:
        raise SourceRefused(Reason.LAYOUT, where=f"{sheet.name}: Folkmängd, Folkökning")
    return population[0], change[0]


def _body(
    sheet: ReadSheet, head: int, of: str
) -> Iterator[tuple[str, Mapping[int, ReadCell], str]]:
    """The code, the cells and the place of each row: the country first, the rest under counties."""
    first = head + _HEAD_ROWS
    last = first
    while sheet.rows.get(last) and sheet.text(last, 2):
        last += 1
    rest = [row for row in sheet.rows if row >= last and len(_filled(sheet, row)) > 1]
    if rest:
        raise SourceRefused(Reason.LAYOUT, where=f"{sheet.name}!{cell_name(rest[0], 1)}")
    _refuse_merged(sheet, first, last)
    county = ""
    for row in range(first, last):
        cells, where = sheet.rows[row], f"{sheet.name}!{cell_name(row, 1)}"
        if row == first:
            if sheet.text(row, 1) or sheet.text(row, 2) != "Riket":
                raise SourceRefused(Reason.LAYOUT, where=where)
            yield COUNTRY, cells, where
            continue
        code = _code(cells, of, where)
        if len(code) == 2:
            county = code
        elif not county or not code.startswith(county):
            raise SourceRefused(Reason.LAYOUT, where=where)
        yield code, cells, where


def _filled(sheet: ReadSheet, row: int) -> list[int]:
    return [column for column, cell in sheet.rows[row].items() if cell.text.strip()]


def _refuse_merged(sheet: ReadSheet, first: int, last: int) -> None:
    for cells in sheet.merged:
        numbers = [int(digits) for digits in re.findall(r"[0-9]+", cells)]
        if numbers and numbers[-1] >= first and numbers[0] < last:
            raise SourceRefused(Reason.MERGED, where=f"{sheet.name}!{cells}")


def _code(cells: Mapping[int, ReadCell], of: str, where: str) -> str:
    """The code of a row: text in Totalt, a number without its leading zero in the others."""
    cell = cells.get(1, ReadCell("", ""))
    text = plain_text(cell, where).strip() if 1 in cells else ""
    if cell.kind == "n" and of != TOTAL and text.isascii() and text.isdigit():
        text = text.zfill(2 if len(text) <= 2 else 4)
    elif cell.kind == "n" and of == TOTAL:
        raise SourceRefused(Reason.BAD_CODE, where=where, text=text)
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}", text):
        raise SourceRefused(Reason.BAD_CODE, where=where, text=text[:40])
    return text


def _text(row: Mapping[int, ReadCell], column: int, where: str) -> str:
    cell = row.get(column)
    if cell is None:
        raise SourceRefused(Reason.BAD_FIGURE, where=where, text="")
    return plain_text(cell, where)


def _signed(text: str, where: str) -> int:
    sign = -1 if text[:1] in ("-", "−") else 1
    return sign * figure_in(text.lstrip("-−"), where=where)
