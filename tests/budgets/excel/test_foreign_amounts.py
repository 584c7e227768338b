"""What a cell of somebody else's workbook is worth: by the one reader of amounts, in its unit."""

from decimal import Decimal

import pytest

from budgets.core.money import Unit
from budgets.excel.foreign import ForeignRow, guessed, rows_at
from uploads.books import Book, ReadCell, ReadSheet


def book(*rows: tuple[str, ...]) -> Book:
    """One sheet; what is written with digits alone is a number, the rest text."""
    cells = {
        number: {
            column: ReadCell("n" if text.isdecimal() else "s", text)
            for column, text in enumerate(row, start=1)
        }
        for number, row in enumerate(rows, start=1)
    }
    return Book([ReadSheet("Blad1", False, (), cells)])


def read(*rows: tuple[str, ...]) -> list[ForeignRow]:
    workbook = book(*rows)
    return rows_at(workbook, guessed(workbook, [], 2022), [], {})


@pytest.mark.parametrize("two", ["5616\n5496", "5 616\n5 496", "5616\r\n5496", "5616; 5496"])
def test_two_amounts_in_one_cell_are_none(two: str) -> None:
    rows = read(("", "tkr"), ("Personal", "6281"), ("Lokaler", two))
    assert [row.amount for row in rows] == [Decimal(6_281_000), None]
    assert rows[1].problem


@pytest.mark.parametrize("written", ["5 616", "5\u00a0616", "5616 tkr", "5,616 mkr", "=5000+616"])
def test_text_is_read_as_everywhere_else(written: str) -> None:
    rows = read(("", "tkr"), ("Personal", "6281"), ("Lokaler", written))
    assert [row.amount for row in rows] == [Decimal(6_281_000), Decimal(5_616_000)]


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("tkr", Unit.TKR),
        ("Belopp i tusental kronor", Unit.TKR),
        ("(tusen kronor)", Unit.TKR),
        ("1000-tal kr", Unit.TKR),
        ("1 000-tal kronor", Unit.TKR),
        ("KSEK", Unit.TKR),
        ("TSEK", Unit.TKR),
        ("Miljoner kronor", Unit.MKR),
        ("mnkr", Unit.MKR),
        ("MSEK", Unit.MKR),
        ("mkr.", Unit.MKR),
        ("kronor", Unit.KRONOR),
        ("SEK", Unit.KRONOR),
        ("Kr", Unit.KRONOR),
    ],
)
def test_a_unit_is_known_by_what_it_is_called(said: str, unit: Unit) -> None:
    workbook = book(("Budget 2022", said), ("Personal", "6281"), ("Lokaler", "412"))
    assert guessed(workbook, [], 2022).unit is unit


@pytest.mark.parametrize(
    "beside", ["Ramen är 7,5 mkr", "Miljonprogrammet", "Poster över 1 000 kr", "Högst 2 miljoner"]
)
def test_another_unit_beside_does_not_take_its_place(beside: str) -> None:
    workbook = book((beside, ""), ("Budget 2022", "tkr"), ("Personal", "6281"))
    assert guessed(workbook, [], 2022).unit is Unit.TKR


def test_an_amount_mentioned_in_kronor_is_no_unit_of_thousands() -> None:
    workbook = book(("Poster över 1 000 kr", "kronor"), ("Personal", "6281000"))
    assert guessed(workbook, [], 2022).unit is Unit.KRONOR


def test_a_large_number_written_with_an_exponent_is_large() -> None:
    cells = {1: {1: ReadCell("s", "tkr")}, 2: {1: ReadCell("s", "Personal")}}
    cells[2][2] = ReadCell("n", "6.281E+06")
    assert guessed(Book([ReadSheet("Blad1", False, (), cells)]), [], 2022).unit is Unit.KRONOR
