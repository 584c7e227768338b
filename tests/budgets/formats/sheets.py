"""The tables as LibreOffice computes them from the workbooks, and as their formats show them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.budgets.formats import Row
from tests.reading import plain
from tests.recalculation import recalculated

HEADS = ("Tkr", "Kr", "Mkr")


def as_formatted(value: Any, number_format: str) -> Decimal:
    """A number as its format shows it: commas at the end are thousands, and halves go away."""
    shown = number_format.split(";")[0]
    digits = shown.rstrip(",")
    decimals = len(digits.partition(".")[2])
    scaled = Decimal(str(value)) / 1000 ** (len(shown) - len(digits))
    return Decimal(scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


Formats = dict[str, str]
"""The number formats of a sheet by cell: LibreOffice is not asked for them."""


class Books:
    """Workbooks on their way through LibreOffice in one run.

    Of most only the first sheet matters: those stand together in one, a sheet each. Where sheets
    refer to each other a workbook goes whole.
    """

    def __init__(self) -> None:
        self.all = Workbook()
        self.formats: dict[str, Formats] = {}
        self.whole: dict[str, Workbook] = {}

    def add(self, content: bytes) -> str:
        """Copy the values, formulas and formats of a workbook, and return its sheet's name."""
        name = f"S{len(self.formats)}"
        sheet = self.all.create_sheet(name)
        source: Any = load_workbook(BytesIO(content)).worksheets[0]
        for cell in filled_cells(source):
            copied = sheet[cell.coordinate]
            copied.value, copied.data_type = cell.value, cell.data_type
        self.formats[name] = formats_of(source)
        return name

    def add_whole(self, name: str, content: bytes) -> None:
        self.whole[name] = load_workbook(BytesIO(content))

    def recalculated(self, into: Path) -> tuple[dict[str, "Sheet"], dict[str, dict[str, "Sheet"]]]:
        """The sheets by their names, and those of each whole workbook by theirs."""
        found = recalculated({"all": self.all, **self.whole}, into)
        one_by_one = {name: Sheet(found["all"][name], of) for name, of in self.formats.items()}
        wholes = {
            name: {
                each.title: Sheet(found[name][each.title], formats_of(each))
                for each in book.worksheets
            }
            for name, book in self.whole.items()
        }
        return one_by_one, wholes


def filled_cells(sheet: Any) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def formats_of(sheet: Any) -> Formats:
    return {cell.coordinate: cell.number_format for cell in filled_cells(sheet)}


@dataclass
class Sheet:
    """A recalculated sheet and the formats its cells had."""

    sheet: Worksheet
    formats: Formats

    def rows(self) -> Iterator[tuple[list[str], list[Decimal | None]]]:
        """The texts of each row, and its figures as they are formatted."""
        for row in self.sheet.iter_rows():
            texts, found = [], list[Decimal | None]()
            for cell in row:
                if isinstance(cell.value, int | float):
                    found.append(as_formatted(cell.value, self.formats[cell.coordinate]))
                elif cell.value == "–":
                    found.append(None)
                elif cell.value is not None:
                    texts.append(str(cell.value))
            yield texts, found

    def notes(self) -> list[str]:
        texts = [texts[0] for texts, found in self.rows() if texts and not found]
        told = [plain(text) for text in texts if re.match(r"[0-9]+\) .{20}", text)]
        return [*told, *(text for text in texts if text.startswith("Siffrorna är justerade"))]


def comparison_in_sheet(sheet: Sheet) -> list[Row]:
    return [(texts[0], found) for texts, found in sheet.rows() if found and texts[0] not in HEADS]


def allocation_in_sheet(sheet: Sheet) -> list[Row]:
    rows: list[Row] = []
    for texts, found in sheet.rows():
        if texts and (re.fullmatch("[0-9]{4}", texts[0]) or texts[0] == "Summa"):
            name = texts[0] if texts[0] == "Summa" else texts[1]
            rows.append((name, [found[0], found[-1]]))
    return rows


def everybody_in_sheet(sheet: Sheet) -> list[Row]:
    return [(texts[0], found) for texts, found in sheet.rows() if found]


def statement_in_sheet(sheet: Sheet) -> list[Row]:
    rows: list[Row] = []
    for texts, found in sheet.rows():
        if texts and texts[0] == "Summa utan moms":
            return [*rows, (texts[0], found[-1:])]
        if found:
            is_instalment = texts[0].isdigit() or texts[0] == "Summa"
            rows.append((texts[0], found[:3] if is_instalment else found[-1:]))
    raise AssertionError("the sum of the parts is missing")


def payers_in_complete(sheet: Sheet) -> list[Row]:
    """What everybody pays, the sums and the ties; an empty share is that of no agreement."""
    rows: list[Row] = []
    for texts, found in sheet.rows():
        if found and texts[-1] not in ("Skillnad", "Alla delbetalningar"):
            rows.append((texts[-1], [Decimal(0), *found] if len(found) == 5 else found))
    return rows


def instalments_in_complete(sheet: Sheet) -> dict[str, list[Row]]:
    """The instalments of each payer, and what they add up to."""
    bills = defaultdict[str, list[Row]](list)
    for texts, found in sheet.rows():
        if len(found) == 5:
            number, before, _percent, vat, to_pay = found
            bills[texts[0]].append((str(number), [before, vat, to_pay]))
        elif found:
            bills[texts[0]].append((texts[0], found))
    return bills
