"""Damaged files and answers: never a wrong figure in silence, never anything but a refusal.

What is accepted is either the truth, or a check says something of it: it blocks, or it warns and a
person has to confirm. Every damage comes from a seed, so that a failure can be had again.
"""

import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest

from municipalities.sources.checks import Known, Recorded, check
from municipalities.sources.extract import Extract, SourceRefused
from municipalities.sources.files import parsed, population_in_book
from municipalities.sources.scb_api import read_answer
from municipalities.sources.scb_tables import TABLES, tables_of
from tests.population_files import (
    csv_file,
    export_workbook,
    json_of_v1,
    json_stat,
    plain_file,
    px_file,
    small_workbook,
    trimmed,
    yearly_book,
)
from tests.scb import JAMTLAND, columns, truth
from uploads.books import Book, ReadCell, book_from
from uploads.workbooks import read

VARIANTS = 500
Read = Callable[[], Extract]


def outcome(read: Read, year: int, *, year_before_is_there: bool = True) -> str:
    """What becomes of a damaged source: refused, told, the truth, or wrong in silence."""
    try:
        extract = read()
    except SourceRefused:
        return "refused"
    before = Recorded(year=extract.year - 1, revision=1, figures=truth().get(extract.year - 1, {}))
    known = Known(
        register=truth()[year].keys(),
        participants=JAMTLAND,
        before=before if year_before_is_there else None,
    )
    if check(extract, known):
        return "told"
    true = truth()[year]
    right = all(true.get(code) == number for code, number in extract.figures.items())
    return "true" if right and extract.year == year else "wrong in silence"


def outcomes(
    damaged: Callable[[random.Random], Read], year: int, number: int = VARIANTS
) -> set[str]:
    found = set()
    for seed in range(number):
        became = outcome(damaged(random.Random(seed)), year, year_before_is_there=seed % 2 == 0)
        assert became != "wrong in silence", f"seed {seed}"
        found.add(became)
    return found


# -- Bytes


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _time in range(dice.choice([1, 1, 1, 2, 8])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def another_digit(content: bytes, dice: random.Random) -> bytes:
    places = [place for place, byte in enumerate(content) if chr(byte).isdigit()]
    changed = bytearray(content)
    changed[dice.choice(places)] = ord(dice.choice("0123456789"))
    return bytes(changed)


def without_some(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randrange(1, 40) :]


def with_some_twice(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    end = start + dice.randrange(1, 60)
    return content[:end] + content[start:end] + content[end:]


def lines_moved(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def something_else(content: bytes, dice: random.Random) -> bytes:
    """A figure or code that is negative, a text, a formula, a decimal or another's."""
    words = [b"-5284", b"text", b"=1+1", b"5284,5", b"5.284", b"", b"2380", b"2019", b"..", b"1e3"]
    places = [place for place in range(len(content) - 4) if content[place : place + 4].isdigit()]
    place = dice.choice(places)
    return content[:place] + dice.choice(words) + content[place + 4 :]


def in_another_encoding(content: bytes, dice: random.Random) -> bytes:
    encoding = dice.choice(["utf-16", "utf-16-be", "utf-32", "cp037", "cp437", "utf-7", "utf-8"])
    return content.decode("latin-1").encode(encoding, "replace")


DAMAGE = [
    cut,
    flipped,
    another_digit,
    another_digit,
    without_some,
    with_some_twice,
    lines_moved,
    something_else,
    in_another_encoding,
]


def damaged_text(content: bytes, year: int, dice: random.Random) -> Read:
    return partial(parsed, dice.choice(DAMAGE)(content, dice), year=year)


@pytest.mark.parametrize(
    "content",
    [csv_file(), csv_file("latin-1"), plain_file(), px_file(), json_stat(), json_of_v1()],
    ids=["csv", "csv in latin-1", "plain table", "px", "JSON-stat", "json"],
)
def test_a_damaged_text(content: bytes) -> None:
    found = outcomes(partial(damaged_text, content, 2019), 2019)
    assert {"refused", "told"} <= found


# -- Answers


def damaged_answer(content: bytes, dice: random.Random) -> Read:
    (table, _later) = tables_of(TABLES)
    answer = dice.choice(DAMAGE)(content, dice)
    return partial(read_answer, answer, table, 2019, JAMTLAND, name="TAB638")


@pytest.mark.parametrize("version", ["v2", "v1"])
def test_a_damaged_answer(version: str) -> None:
    asked = {"Region": ["23", *JAMTLAND], "Tid": ["2018", "2019"]}
    of_v1 = str(columns(asked)).replace("'", '"').encode()
    content = json_stat() if version == "v2" else of_v1
    assert outcome(damaged_answer(content, random.Random()), 2019) != "wrong in silence"
    assert {"refused", "told", "true"} <= outcomes(partial(damaged_answer, content), 2019)


# -- Workbooks: their bytes, and the XML in them


def with_xml_damaged(file: bytes, dice: random.Random) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(stream, "w") as new:
        part = dice.choice(
            [name for name in old.namelist() if "worksheets" in name or "sha" in name]
        )
        for name in old.namelist():
            content = old.read(name)
            damage = dice.choice([another_digit, another_digit, flipped, without_some])
            new.writestr(name, damage(content, dice) if name == part else content)
    return stream.getvalue()


def damaged_workbook(file: bytes, year: int, dice: random.Random) -> Read:
    damage = dice.choice([cut, flipped, with_xml_damaged, with_xml_damaged])
    return partial(parsed, damage(file, dice), year=year)


def test_a_damaged_yearly_workbook() -> None:
    assert "refused" in outcomes(partial(damaged_workbook, small_workbook(), 2020), 2020)


def test_a_damaged_export_to_excel() -> None:
    assert "refused" in outcomes(partial(damaged_workbook, export_workbook(), 2019), 2019)


# -- Workbooks: what stands in their cells

Rows = dict[int, dict[int, ReadCell]]


def a_cell(rows: Rows, dice: random.Random) -> tuple[int, int]:
    row = dice.choice(sorted(rows))
    return row, dice.choice(sorted(rows[row])[:4] or [1])


def swapped(rows: Rows, dice: random.Random) -> None:
    (row, column), (other, its) = a_cell(rows, dice), a_cell(rows, dice)
    one, two = rows[row].get(column), rows[other].get(its)
    for place, of, cell in [(rows[row], column, two), (rows[other], its, one)]:
        place.pop(of, None)
        if cell:
            place[of] = cell


def neighbours_swapped(rows: Rows, dice: random.Random) -> None:
    """Two figures, or two codes, of rows below each other."""
    row, column = dice.choice(sorted(rows)), dice.choice([1, 3])
    one, two = rows[row].get(column), rows.get(row + 1, {}).get(column)
    if one and two:
        rows[row][column], rows[row + 1][column] = two, one


def emptied(rows: Rows, dice: random.Random) -> None:
    row, column = a_cell(rows, dice)
    rows[row].pop(column, None)


def row_gone(rows: Rows, dice: random.Random) -> None:
    del rows[dice.choice(sorted(rows))]


def row_twice(rows: Rows, dice: random.Random) -> None:
    rows[dice.choice(sorted(rows))] = dict(rows[dice.choice(sorted(rows))])


def column_shifted(rows: Rows, dice: random.Random) -> None:
    """From some row on, one column stands a row too low."""
    column, start = dice.choice([1, 2, 3, 4]), dice.choice(sorted(rows))
    for row in sorted(rows, reverse=True):
        if row > start and column in rows.get(row - 1, {}):
            rows[row][column] = rows[row - 1][column]


def columns_swapped(rows: Rows, dice: random.Random) -> None:
    """Two columns change places, in the rows below the heads."""
    one, two = dice.sample([1, 2, 3, 4, 5, 8], 2)
    for row in (row for row in rows if row > 9):
        first, second = rows[row].pop(one, None), rows[row].pop(two, None)
        rows[row].update({c: cell for c, cell in ((one, second), (two, first)) if cell})


def digit_changed(rows: Rows, dice: random.Random) -> None:
    row, column = a_cell(rows, dice)
    cell = rows[row].get(column)
    places = [place for place, letter in enumerate(cell.text) if letter.isdigit()] if cell else []
    if cell and places:
        place = dice.choice(places)
        text = cell.text[:place] + dice.choice("0123456789") + cell.text[place + 1 :]
        rows[row][column] = replace(cell, text=text)


def kind_changed(rows: Rows, dice: random.Random) -> None:
    row, column = a_cell(rows, dice)
    cell = rows[row].get(column, ReadCell("n", "5000"))
    rows[row][column] = dice.choice(
        [
            replace(cell, is_formula=True),
            ReadCell("", "", is_formula=True),
            replace(cell, text=f"-{cell.text}"),
            replace(cell, text=f"{cell.text}.5"),
            replace(cell, text=f"{cell.text} "),
            replace(cell, kind="n"),
            replace(cell, kind="s"),
            ReadCell("e", "#REF!"),
            ReadCell("d", "2020-12-31"),
            ReadCell("b", "1"),
            ReadCell("s", "text"),
        ]
    )


def year_changed(rows: Rows, dice: random.Random) -> None:
    row = dice.choice([3, 4, 6])
    cell = rows[row].get(1)
    if cell:
        year = str(dice.randrange(2015, 2027))
        rows[row][1] = replace(cell, text=cell.text.replace("2020", year))


CELLS = [
    swapped,
    neighbours_swapped,
    emptied,
    row_gone,
    row_twice,
    column_shifted,
    columns_swapped,
    digit_changed,
    digit_changed,
    kind_changed,
    year_changed,
]


def with_other_sheets(book: Book, dice: random.Random) -> Book:
    """Sheets gone, renamed, or with another's name; or cells merged."""
    sheets = list(book.sheets)
    one, two = dice.randrange(len(sheets)), dice.randrange(len(sheets))
    match dice.randrange(5):
        case 0:
            del sheets[one]
        case 1:
            sheets[one] = replace(sheets[one], name=dice.choice(["Totalt", "Män", "Blad1"]))
        case 2:
            name, other = sheets[one].name, sheets[two].name
            sheets[one], sheets[two] = (
                replace(sheets[one], name=other),
                replace(sheets[two], name=name),
            )
        case 3:
            sheets[one] = replace(sheets[one], rows=sheets[two].rows)
        case _:
            row = dice.randrange(1, 320)
            merged = [*sheets[one].merged, f"A{row}:C{row + dice.randrange(3)}"]
            sheets[one] = replace(sheets[one], merged=merged)
    return replace(book, sheets=sheets)


def damaged_cells(book: Book, year: int, dice: random.Random) -> Read:
    if dice.random() < 0.1:
        damaged = with_other_sheets(book, dice)
    else:
        # Mostly the sheet of all; and alone half of the time, as some editions have it.
        sheets = list(book.sheets[:1] if dice.random() < 0.5 else book.sheets)
        place = 0 if dice.random() < 0.8 else dice.randrange(len(sheets))
        rows: Mapping[int, Mapping[int, ReadCell]] = sheets[place].rows
        changed = {number: dict(row) for number, row in rows.items()}
        dice.choice(CELLS)(changed, dice)
        sheets[place] = replace(sheets[place], rows=changed)
        damaged = replace(book, sheets=sheets)
    return partial(population_in_book, damaged, year=dice.choice([None, year]), digest="")


@pytest.mark.parametrize("year", [2020, 2024])
def test_damaged_cells_of_the_yearly_workbook(year: int) -> None:
    found = outcomes(partial(damaged_cells, trimmed(yearly_book(year)), year), year)
    # The whole workbook takes its time, and is read as its part is.
    found |= outcomes(partial(damaged_cells, yearly_book(year), year), year, 50)
    assert found == {"refused", "told", "true"}


def test_damaged_cells_of_an_export_to_excel() -> None:
    book = book_from(read(export_workbook()))
    assert {"refused", "told"} <= outcomes(partial(damaged_cells, book, 2019), 2019)


def test_the_outcome_of_a_wrong_figure_is_seen() -> None:
    """The measure itself: what no check could find is called wrong in silence."""
    extract = population_in_book(yearly_book(2020), year=2020, digest="")
    assert outcome(lambda: extract, 2020) == "true"
    wrong = dict(extract.figures) | {"2380": 63985 + 1, "2309": extract.figures["2309"] - 1}
    assert outcome(lambda: replace(extract, figures=wrong), 2020) == "wrong in silence"
    unvouched = replace(extract, figures=wrong, vouched=False)
    assert outcome(lambda: unvouched, 2020, year_before_is_there=False) == "told"
