"""Files as people download them from Statistics Sweden, made of the true figures of Jämtland."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

from openpyxl import Workbook

from tests.scb import JAMTLAND, SCB, truth
from uploads.books import Book, ReadCell, ReadSheet, book_from
from uploads.workbooks import read

NAMES = {
    "23": "Jämtlands län",
    "2303": "Ragunda",
    "2305": "Bräcke",
    "2309": "Krokom",
    "2313": "Strömsund",
    "2321": "Åre",
    "2326": "Berg",
    "2361": "Härjedalen",
    "2380": "Östersund",
}
YEARS = (2017, 2018, 2019)


def figure(code: str, year: int) -> int:
    return sum(n for c, n in truth()[year].items() if c.startswith(code))


@cache
def yearly_book(year: int) -> Book:
    """SCB's workbook of 2020 or 2024, read once."""
    return book_from(read((SCB / f"be0101_tabhel{year}.xlsx").read_bytes()))


def trimmed(book: Book, county: str = "23") -> Book:
    """The yearly workbook with the country and one county alone."""

    def rows_of(sheet: ReadSheet) -> dict[int, Mapping[int, ReadCell]]:
        kept = {n: row for n, row in sheet.rows.items() if n <= 10}
        place = 10
        for number in sorted(sheet.rows):
            code = sheet.text(number, 1)
            if number > 10 and code.isdigit() and code.startswith(county):
                place += 1
                kept[place] = sheet.rows[number]
        return kept

    return replace(
        book,
        sheets=[replace(sheet, rows=rows_of(sheet)) for sheet in book.sheets],
    )


def saved(book: Book) -> bytes:
    """A workbook of what was read, as a spreadsheet program would save it."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for read_sheet in book.sheets:
        sheet = workbook.create_sheet(read_sheet.name)
        for row, cells in read_sheet.rows.items():
            for column, cell in cells.items():
                value = int(cell.text) if cell.kind == "n" else cell.text
                sheet.cell(row, column).value = value
        for cells_merged in read_sheet.merged:
            sheet.merge_cells(cells_merged)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@cache
def small_workbook() -> bytes:
    return saved(trimmed(yearly_book(2020)))


def csv_file(encoding: str = "utf-8", separator: str = ",") -> bytes:
    """An export with a column for each year."""
    head = ["region", *[f"Folkmängd {year}" for year in YEARS]]
    lines = [separator.join(f'"{text}"' for text in head)]
    for code in JAMTLAND:
        figures = [str(figure(code, year)) for year in YEARS]
        lines.append(separator.join([f'"{code} {NAMES[code]}"', *figures]))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def plain_file(separator: str = ";", head: str = "kod;folkmängd\n") -> bytes:
    rows = "".join(f"{code}{separator}{figure(code, 2019)}\n" for code in JAMTLAND)
    return (head.replace(";", separator) + rows).encode()


def px_file(encoding: str = "iso-8859-15") -> bytes:
    """An export to PC-Axis, with the county."""
    codes = ["23", *JAMTLAND]

    def quoted(texts: Sequence[str]) -> str:
        return ",".join(f'"{text}"' for text in texts)

    figures = "\n".join(" ".join(str(figure(code, year)) for year in YEARS) for code in codes)
    text = f"""CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="{encoding}";
LANGUAGE="sv";
CREATION-DATE="20250221 08:00";
SUBJECT-AREA="Befolkning";
SUBJECT-CODE="BE";
MATRIX="TAB638";
TITLE="Folkmängden efter region, tabellinnehåll och år";
CONTENTS="Folkmängd";
UNITS="antal";
STUB="region";
HEADING="år";
VALUES("region")={quoted([NAMES[code] for code in codes])};
VALUES("år")={quoted([str(year) for year in YEARS])};
TIMEVAL("år")=TLIST(A1),{quoted([str(year) for year in YEARS])};
CODES("region")={quoted(codes)};
CODES("år")={quoted([str(year) for year in YEARS])};
LAST-UPDATED="20250221 08:00";
SOURCE="SCB";
NOTE="Folkmängd den 31 december "
"enligt indelningen 1 januari året efter.";
DATA=
{figures};
"""
    return text.replace("\n", "\r\n").encode(encoding)


def json_stat(version: int = 2) -> bytes:
    """An export to JSON-stat, with the county."""
    content = (SCB / "constructed_v2_TAB638_jamtland_2017-2019.json").read_bytes()
    if version == 2:
        return content
    dataset = json.loads(content)
    dataset["dimension"] |= {"id": dataset.pop("id"), "size": dataset.pop("size")}
    return json.dumps({"dataset": dataset}).encode()


def json_of_v1() -> bytes:
    return (SCB / "constructed_v1_BefolkningNy_pxjson_jamtland.json").read_bytes()


@cache
def export_workbook(*, with_contents_over: bool = True, name_apart: bool = False) -> bytes:
    """An export to Excel: title, heads, rows, and texts under the table."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "TAB638"
    first = 3 if name_apart else 2
    sheet.cell(1, 1).value = "Folkmängden efter region, tabellinnehåll och år"
    if with_contents_over:
        sheet.cell(3, first).value = "Folkmängd"
        sheet.merge_cells(start_row=3, end_row=3, start_column=first, end_column=first + 2)
    for place, year in enumerate(YEARS):
        sheet.cell(4, first + place).value = (
            str(year) if with_contents_over else f"Folkmängd {year}"
        )
    for row, code in enumerate(["23", *JAMTLAND], start=5):
        sheet.cell(row, 1).value = code if name_apart else f"{code} {NAMES[code]}"
        if name_apart:
            sheet.cell(row, 2).value = NAMES[code]
        for place, year in enumerate(YEARS):
            sheet.cell(row, first + place).value = figure(code, year)
    under = ["Senaste uppdatering:", "20250221 08:00", "Källa:", "SCB", "Databas:", "SCB"]
    for row, text in enumerate(under, start=16):
        sheet.cell(row, 1).value = text
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


EXPORTS: dict[str, Callable[[], bytes]] = {
    "csv in utf-8": csv_file,
    "csv in latin-1": lambda: csv_file("latin-1"),
    "csv in utf-8 with a mark": lambda: csv_file("utf-8-sig"),
    "csv in utf-16": lambda: csv_file("utf-16"),
    "csv with semicolons": lambda: csv_file(separator=";"),
    "csv with tabs": lambda: csv_file(separator="\t"),
    "px": px_file,
    "px in utf-8": lambda: px_file("utf-8"),
    "JSON-stat 2": json_stat,
    "JSON-stat 1": lambda: json_stat(1),
    "json": json_of_v1,
    "xlsx": export_workbook,
    "xlsx with contents in each head": lambda: export_workbook(with_contents_over=False),
    "xlsx with names apart": lambda: export_workbook(name_apart=True),
    "the csv that was recorded": lambda: (SCB / "constructed_v1_csv_latin1.csv").read_bytes(),
}
