import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from budgets.excel.book import Book, Formula, sheet_name
from budgets.excel.styles import Look
from tests.recalculation import read_by_libreoffice

MADE_ON = datetime.date(2026, 1, 2)

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "+46 63 14 30 00",
    "-cmd",
    "@SUM(A1)",
    "2303",
    "  kept  ",
    "two\nlines",
    "<b>&amp;</b>",
    "ÅÄÖ 😀",
]


def sheet_with(texts: list[str]) -> bytes:
    book = Book(title="Texts", made_on=MADE_ON)
    sheet = book.sheet(title="Texts", widths=[20, 20])
    sheet.set_up(header_row=1, freeze="A2")
    rows = sheet.rows([Look(), Look()])
    for text in texts:
        rows.append([text, "after"])
    return book.saved()


def column_a(file: bytes) -> list[tuple[object, str]]:
    sheet = load_workbook(BytesIO(file)).active
    assert sheet is not None
    return [(row[0].value, row[0].data_type) for row in sheet.iter_rows()]


def test_text_is_text_whatever_it_begins_with(tmp_path: Path) -> None:
    file = sheet_with(HOSTILE)

    assert column_a(file) == [(text, "s") for text in HOSTILE]
    sheet = read_by_libreoffice(file, tmp_path).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows()] == HOSTILE


def test_text_that_looks_like_a_formula_is_marked_to_stay_text_when_edited() -> None:
    sheet = load_workbook(BytesIO(sheet_with(["=1+1", "plain"]))).active
    assert sheet is not None
    assert [row[0].quotePrefix for row in sheet.iter_rows()] == [True, False]


def test_characters_that_xml_forbids_are_replaced() -> None:
    assert column_a(sheet_with(["a\x00b\x1fc", "d\ud800e", "f\ufffe"])) == [
        ("a\ufffdb\ufffdc", "s"),
        ("d\ufffde", "s"),
        ("f\ufffd", "s"),
    ]


def test_text_that_looks_like_an_escape_of_excels_is_kept_as_typed() -> None:
    with ZipFile(BytesIO(sheet_with(["_x0041_", "a_x"]))) as parts:
        written = parts.read("xl/worksheets/sheet1.xml").decode()

    assert "_x005F_x0041_" in written
    assert "a_x<" in written


def test_a_formula_carries_its_result() -> None:
    book = Book(title="Sums", made_on=MADE_ON)
    sheet = book.sheet(title="Sums", widths=[20])
    sheet.set_up(header_row=1, freeze="A2")
    rows = sheet.rows([Look()])
    rows.append([Formula("=1+1", 2)])
    rows.append([Formula('="a"&"b"', "ab")])
    file = book.saved()

    assert [value for value, _ in column_a(file)] == ["=1+1", '="a"&"b"']
    results = load_workbook(BytesIO(file), data_only=True).active
    assert results is not None
    assert [row[0].value for row in results.iter_rows()] == [2, "ab"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Budget 2019–2021", "Budget 2019–2021"),
        ("Budget 2019/2021: [förslag]?*\\", "Budget 2019 2021 förslag"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("x" * 30 + "😀", "x" * 30),
        ("x" * 30 + " y", "x" * 30),
        ("", "Fördela"),
        ("History", "Fördela"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_title_gives_a_name_that_excel_accepts(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_a_title_of_any_length_and_kind_makes_a_file() -> None:
    title = "Kommunens '&[Date]' & \x00 =1 " * 20
    book = Book(title=title, made_on=MADE_ON)
    sheet = book.sheet(title=title, widths=[20])
    sheet.set_up(header_row=1, freeze="A2")
    sheet.heading("")

    assert load_workbook(BytesIO(book.saved())).properties.title
