"""Workbooks as they were read: sheets, rows and cells, and nothing that can do harm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uploads.process import ask
from uploads.workbooks import look_at_the_outside


@dataclass(frozen=True, slots=True)
class ReadCell:
    """What stands in a cell.

    ``kind`` is s text, n number, b yes or no, d day or e error, and empty for a formula that
    carries no result. Of a formula it is the kind of the result that the file remembers.
    """

    kind: str
    text: str
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet: its rows by number, their cells by column, both counted from 1."""

    name: str
    is_hidden: bool
    merged: Sequence[str]
    rows: Mapping[int, Mapping[int, ReadCell]]

    def text(self, row: int, column: int) -> str:
        """The text of a cell, without the spaces around it; empty if it is empty."""
        cell = self.rows.get(row, {}).get(column)
        return " ".join(cell.text.split()) if cell else ""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as it was read; ``changed`` is the ISO day of the last change, if it says so."""

    sheets: Sequence[ReadSheet]
    changed: str = ""


def read_upload(file: bytes) -> Book:
    """Read a workbook in a process with limits; raises ``Refused``, whatever the file holds."""
    look_at_the_outside(file)
    return book_from(ask("uploads.workbooks", file))


def book_from(answer: Mapping[str, Any]) -> Book:
    """Make a workbook of what the reading process answered."""
    sheets = [
        ReadSheet(
            sheet["name"],
            sheet["hidden"],
            sheet["merged"],
            {
                number: {column: _cell(kind, content) for column, kind, content in cells}
                for number, cells in sheet["rows"]
            },
        )
        for sheet in answer["sheets"]
    ]
    return Book(sheets, answer["changed"])


def _cell(kind: str, content: Any) -> ReadCell:
    if kind != "f":
        return ReadCell(kind, content)
    result_kind, text = content or ("", "")
    return ReadCell(result_kind, text, is_formula=True)


def packed(book: Book) -> list[Any]:
    """A workbook as JSON holds it; ``unpacked`` makes it whole again."""
    return [
        [
            sheet.name,
            sheet.is_hidden,
            list(sheet.merged),
            [
                [
                    row,
                    [
                        [column, cell.kind, cell.text, cell.is_formula]
                        for column, cell in cells.items()
                    ],
                ]
                for row, cells in sheet.rows.items()
            ],
        ]
        for sheet in book.sheets
    ]


def unpacked(content: list[Any]) -> Book:
    """Make a workbook of what ``packed`` wrote."""
    return Book(
        [
            ReadSheet(
                name,
                is_hidden,
                merged,
                {row: {column: ReadCell(*cell) for column, *cell in cells} for row, cells in rows},
            )
            for name, is_hidden, merged, rows in content
        ]
    )
