"""Every table of the example says the same in every format, in every unit and rounding.

A reader per format turns what a person would see into ``Shown``: rows of figures in the unit of the
table, and notes. The page is what the others are compared with. A workbook is recalculated by
LibreOffice, and a cell reads as its number format shows it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from budgets.models import BudgetVersion
from budgets.models.statement import statements_of
from municipalities.models import Agreement
from tests.budgets.views.conftest import example_of_this_file, office, the_example
from tests.reading import Page, plain, read
from tests.recalculation import recalculated

__all__ = ["example_of_this_file", "office", "the_example"]

YEARS = (2019, 2020, 2021, 2022)
UNITS = ("kr", "tkr", "mkr")
ROUNDINGS = ("printed", "adjusted")
PRINTINGS = [f"unit={unit}&rounding={rounding}" for unit in UNITS for rounding in ROUNDINGS]

Row = tuple[str, list[Decimal | None]]


@dataclass
class Shown:
    """What a reader has of a table: labels with figures, and the notes under it."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def figure(text: str) -> Decimal | None:
    """A figure as Swedish text writes it, with or without a mark; None for –."""
    bare = re.sub(r"\[[0-9, ]+\]", "", text).replace(" ", "").replace("−", "-").replace(",", ".")
    return None if bare in ("–", "") else Decimal(bare)


def figures(cells: Iterable[str]) -> list[Decimal | None]:
    return [figure(cell) for cell in cells]


# -- The page


def notes_on(html: str) -> list[str]:
    """The numbered notes, and that figures are adjusted, as files write them."""
    notes = [
        f"{number}) {plain(unescape(text))}"
        for number, text in re.findall(r'<li id="note-[^"]*" value="([0-9]+)">(.*?)</li>', html)
    ]
    adjusted = re.findall(r'<p class="note">(Siffrorna är justerade.*?)</p>', html)
    return [*notes, *adjusted[:1]]


def comparison_on_page(page: Page) -> list[Row]:
    return [(row[0], figures(row[1:])) for row in page.tables[0][1:]]


def allocation_on_page(page: Page) -> list[Row]:
    return [(row[0], figures([row[2], row[4]])) for row in page.tables[0][1:]]


def everybody_on_page(page: Page) -> list[Row]:
    payers, ties = page.tables
    return [(row[0], figures(row[1:7])) for row in payers[1:]] + [
        (row[0], figures(row[1:])) for row in ties[1:]
    ]


def statement_on_page(page: Page) -> list[Row]:
    instalments, parts = page.tables[:2]
    last = next(i for i, row in enumerate(parts) if row[0] == "Summa utan moms")
    return [(row[0], figures(row[2:5])) for row in instalments[1:]] + [
        (row[0], figures([row[-1]])) for row in parts[1 : last + 1]
    ]


# -- The workbook


def as_formatted(value: Any, number_format: str) -> Decimal:
    """A number as its format shows it: commas at the end are thousands, and halves go away."""
    shown = number_format.split(";")[0]
    digits = shown.rstrip(",")
    decimals = len(digits.partition(".")[2])
    scaled = Decimal(str(value)) / 1000 ** (len(shown) - len(digits))
    return Decimal(scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


class Books:
    """Workbooks on their way through LibreOffice, all in one: a sheet each."""

    def __init__(self) -> None:
        self.all = Workbook()
        self.formats: dict[str, dict[str, str]] = {}

    def add(self, content: bytes) -> str:
        """Copy the values, formulas and formats of a workbook, and return its sheet's name."""
        name = f"S{len(self.formats)}"
        sheet = self.all.create_sheet(name)
        formats = self.formats[name] = {}
        source: Any = load_workbook(BytesIO(content)).worksheets[0]
        for row in source.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copied = sheet[cell.coordinate]
                    copied.value, copied.data_type = cell.value, cell.data_type
                    formats[cell.coordinate] = cell.number_format
        return name

    def recalculated(self, into: Path) -> dict[str, "Sheet"]:
        book = recalculated({"all": self.all}, into)["all"]
        return {name: Sheet(book[name], formats) for name, formats in self.formats.items()}


@dataclass
class Sheet:
    """A recalculated sheet and the formats its cells had."""

    sheet: Worksheet
    formats: dict[str, str]

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


HEADS = ("Tkr", "Kr", "Mkr")


# -- The others


def statement_in_csv(content: bytes) -> Shown:
    instalments, parts, notes = list[Row](), list[Row](), list[str]()
    rows = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    next(rows)
    for _year, _number, _payer, kind, text, *_, before, vat, to_pay, _no, _day, _unit in rows:
        match kind:
            case "delbetalning":
                instalments.append((text, figures([before, vat, to_pay])))
            case "summa":
                instalments.append(("Summa", figures([before, vat, to_pay])))
                parts.append(("Summa utan moms", figures([before])))
            case "anteckning":
                notes.append(plain(text))
            case _:
                parts.append((text, figures([before])))
    return Shown(instalments + parts, notes)


def text_of(pdf: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def in_pdf(row: Row) -> re.Pattern[str]:
    """A row's figures one after the other; in the text of a PDF a mark follows its figure close."""
    texts = ["–" if number is None else f"{number:,}".translate(SWEDISH) for number in row[1]]
    return re.compile(r"(?:[0-9](?:, [0-9])*)? ".join(map(re.escape, texts)))


SWEDISH = str.maketrans({",": " ", ".": ",", "-": "−"})


def comparison_in_json(answer: dict[str, Any]) -> list[Row]:
    def row(label: str, cells: list[dict[str, Any]]) -> Row:
        return label, [None if c["printed"] is None else Decimal(c["printed"]) for c in cells]

    totals = {total["total"]: total["cells"] for total in answer["totals"]}
    rows: list[Row] = []
    for kind, label in (("income", "Summa intäkter"), ("cost", "Summa kostnader")):
        rows += [row(r["name"], r["cells"]) for r in answer["rows"] if r["kind"] == kind]
        rows.append(row(label, totals[kind]))
    return [*rows, row("Resultat", totals["result"])]


def statement_in_json(answer: dict[str, Any]) -> list[Row]:
    def printed(*amounts: dict[str, Any]) -> list[Decimal | None]:
        return [Decimal(each["printed"]) for each in amounts]

    rows: list[Row] = [
        (str(one["number"]), printed(one["before_vat"], one["vat"], one["with_vat"]))
        for one in answer["instalments"]
    ]
    rows.append(("Summa", printed(answer["total"], answer["vat"], answer["with_vat"])))
    rows += [(one["agreement"], printed(one["share"])) for one in answer["shares"]]
    return [*rows, ("Summa utan moms", printed(answer["total"]))]


# -- The comparison


def same(one: list[Row], other: list[Row]) -> None:
    """The same figures, whatever number of decimals a format needs for them."""
    assert [label for label, _ in one] == [label for label, _ in other]
    for (label, these), (_label, those) in zip(one, other, strict=True):
        assert these == those, label


def of_page(client: Client, address: str, reader: Callable[[Page], list[Row]]) -> Shown:
    response = client.get(address)
    assert response.status_code == 200, address
    return Shown(reader(read(response)), notes_on(response.content.decode()))


def file_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    content: bytes = response.content
    return content


@dataclass
class Case:
    """A table: where its page and its workbook are, and how each is read."""

    page: str
    book: str
    on_page: Callable[[Page], list[Row]]
    in_sheet: Callable[[Sheet], list[Row]]


def tables() -> list[Case]:
    """Every table of the example."""
    agreement = Agreement.objects.get().pk
    years = "&".join(f"years={year}" for year in YEARS)
    table = f"/budgets/table/?{years}&"
    cases = [Case(table, f"/budgets/table.xlsx?{years}&", comparison_on_page, comparison_in_sheet)]
    for year in YEARS:
        at = f"/budgets/{year}/1"
        cases += [
            Case(
                f"{at}/allocation/?",
                f"{at}/allocation/{agreement}.xlsx?",
                allocation_on_page,
                allocation_in_sheet,
            ),
            Case(
                f"{at}/statement/?", f"{at}/statements.xlsx?", everybody_on_page, everybody_in_sheet
            ),
        ]
    return cases


def statements(year: int) -> list[str]:
    version = BudgetVersion.objects.get(budget_year__year=year)
    keys = [stated.payer.payer_key for stated in statements_of(version).statements]
    return [f"/budgets/{year}/1/statement/{key}" for key in keys]


def test_every_table_says_the_same_on_the_page_in_excel_csv_pdf_and_the_interface(
    office: Client, tmp_path: Path
) -> None:
    books = Books()
    pages: dict[str, tuple[Shown, Callable[[Sheet], list[Row]]]] = {}
    for case in tables():
        for printing in PRINTINGS:
            shown = of_page(office, case.page + printing, case.on_page)
            assert shown.rows
            pages[books.add(file_of(office, case.book + printing))] = shown, case.in_sheet
    for year in YEARS:
        for at in statements(year):
            for printing in PRINTINGS if year == 2021 else PRINTINGS[3:4]:
                shown = of_page(office, f"{at}/?{printing}", statement_on_page)
                book = books.add(file_of(office, f"{at}.xlsx?{printing}"))
                pages[book] = shown, statement_in_sheet
                told = statement_in_csv(file_of(office, f"{at}.csv?{printing}"))
                same(told.rows, shown.rows)
                assert told.notes == shown.notes
                if year == 2021 and at.endswith("2309"):
                    text = text_of(file_of(office, f"{at}.pdf?{printing}"))
                    assert [row for row in shown.rows if not in_pdf(row).search(text)] == []
                    assert all(plain(note.split(") ")[-1]) in text for note in shown.notes)
    for name, sheet in books.recalculated(tmp_path).items():
        shown, in_sheet = pages[name]
        same(in_sheet(sheet), shown.rows)
        assert sheet.notes() == shown.notes


@pytest.mark.parametrize("printing", PRINTINGS)
def test_the_interface_says_what_the_pages_say(office: Client, printing: str) -> None:
    years = "&".join(f"years={year}" for year in YEARS)
    page = of_page(office, f"/budgets/table/?{years}&{printing}", comparison_on_page)
    answer = office.get(f"/api/v1/table?{years}&{printing}").json()
    sums = ("Radernas summa", "Radernas resultat")
    same(comparison_in_json(answer), [row for row in page.rows if row[0] not in sums])
    notes = [f"{note['number']}) {plain(note['sentence'])}" for note in answer["footnotes"]]
    assert notes == [note for note in page.notes if ")" in note[:3]]
    for year in YEARS:
        page = of_page(office, f"/budgets/{year}/1/allocation/?{printing}", allocation_on_page)
        (shared,) = office.get(f"/api/v1/versions/{year}/1/shares?{printing}").json()["agreements"]
        told = [(one["name"], one["share"]["printed"]) for one in shared["members"]]
        told.append(("Summa", shared["total"]["printed"]))
        assert [(name, Decimal(text)) for name, text in told] == [
            (label, found[1]) for label, found in page.rows
        ]
        at = f"/budgets/{year}/1/statement/2309"
        page = of_page(office, f"{at}/?{printing}", statement_on_page)
        where = f"/api/v1/versions/{year}/1/statements/2309?{printing}"
        same(statement_in_json(office.get(where).json()), page.rows)
