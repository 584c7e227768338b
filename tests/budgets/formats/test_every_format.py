"""Every table of the example says the same in every format, in every unit and rounding.

A reader per format turns what a person would see into ``Shown``: rows of figures in the unit of the
table, and notes. The page is what the others are compared with. A workbook is recalculated by
LibreOffice, and a cell reads as its number format shows it. The document is compared as it is
written, with the mark at each figure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from budgets.actions import documents
from budgets.core.money import Unit
from budgets.models import BudgetVersion
from budgets.models.statement import statements_of
from municipalities.models import Agreement
from tests.budgets.formats import PRINTINGS, YEARS, Row, Shown, files, interface, pages, same
from tests.budgets.formats.sheets import (
    Books,
    Sheet,
    allocation_in_sheet,
    comparison_in_sheet,
    everybody_in_sheet,
    instalments_in_complete,
    payers_in_complete,
    statement_in_sheet,
)
from tests.budgets.views.conftest import example_of_this_file, office, the_example
from tests.reading import Page, plain, read

__all__ = ["example_of_this_file", "office", "the_example"]

IN_TKR, IN_KRONOR = "unit=tkr&rounding=printed", "unit=kr&rounding=printed"
BESIDES = dict(zip((2019, 2020, 2022), PRINTINGS[3:], strict=True))
"""How single statements of the other years than 2021 are printed; those of 2021 in every way."""
UNITS = {"kr": Unit.KRONOR, "tkr": Unit.TKR, "mkr": Unit.MKR}
ROWS_SUMS = ("Radernas summa", "Radernas resultat")


def file_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    content: bytes = response.content
    return content


def of_page(client: Client, address: str, reader: Callable[[Page], list[Row]]) -> Shown:
    return pages.shown_on(reader)(file_of(client, address))


def answer_of(client: Client, address: str) -> Any:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 200, address
    return response.json()


def table_of(years: Sequence[int]) -> str:
    return "&".join(f"years={year}" for year in years)


def compared_with(year: int) -> list[int]:
    """The years that the complete workbook and the document set beside each other."""
    return [each for each in YEARS if year - 2 <= each <= year]


def payers(year: int) -> dict[str, str]:
    """Everybody who pays, and how an address names them."""
    version = BudgetVersion.objects.get(budget_year__year=year)
    stated = statements_of(version).statements
    return {str(each.payer): each.payer.payer_key for each in stated}


def chosen(year: int) -> dict[str, str]:
    """Whose statements are looked at one by one: everybody's of 2021, some of the other years."""
    return dict(list(payers(year).items())[:: 1 if year == 2021 else 5])


# -- Excel


@dataclass
class Case:
    """A table: what is seen of it where, where its workbook is, and how that is read.

    Of a single statement the CSV is seen, which a test below compares with the page: so each of
    those pages is made once.
    """

    address: str
    seen: Callable[[bytes], Shown]
    book: str
    in_sheet: Callable[[Sheet], list[Row]]
    printings: Sequence[str] = tuple(PRINTINGS)


def tables() -> Iterator[Case]:
    """Every table of the example."""
    agreement = Agreement.objects.get().pk
    budget = pages.shown_on(pages.comparison_on_page)
    shares = pages.shown_on(pages.allocation_on_page)
    everybody = pages.shown_on(pages.everybody_on_page)
    query = f"{table_of(YEARS)}&"
    yield Case(f"table/?{query}", budget, f"table.xlsx?{query}", comparison_in_sheet)
    for year in YEARS:
        at, query = f"{year}/1", f"{table_of(compared_with(year))}&"
        yield Case(
            f"{at}/allocation/?", shares, f"{at}/allocation/{agreement}.xlsx?", allocation_in_sheet
        )
        yield Case(f"{at}/statement/?", everybody, f"{at}/statements.xlsx?", everybody_in_sheet)
        printings = PRINTINGS if year == 2021 else [BESIDES[year]]
        yield Case(
            f"table/?{query}", budget, f"{at}/complete.xlsx?", comparison_in_sheet, printings
        )
        for place, key in enumerate(chosen(year).values()):
            own = f"{at}/statement/{key}"
            yield Case(
                f"{own}.csv?",
                files.statement_in_csv,
                f"{own}.xlsx?",
                statement_in_sheet,
                # Some payers' in every way, the others' in one each.
                printings if place % 5 == 0 else [PRINTINGS[place % len(PRINTINGS)]],
            )


def test_every_recalculated_workbook_says_what_its_page_does(
    office: Client, tmp_path: Path
) -> None:
    books, expected = Books(), dict[str, tuple[Shown, Callable[[Sheet], list[Row]]]]()
    for case in tables():
        for printing in case.printings:
            shown = case.seen(file_of(office, f"/budgets/{case.address}{printing}"))
            assert shown.rows
            name = books.add(file_of(office, f"/budgets/{case.book}{printing}"))
            expected[name] = shown, case.in_sheet
    for year in YEARS:
        books.add_whole(str(year), file_of(office, f"/budgets/{year}/1/complete.xlsx"))
    sheets, complete = books.recalculated(tmp_path)
    for name, sheet in sheets.items():
        shown, in_sheet = expected[name]
        same(in_sheet(sheet), shown.rows)
        assert sheet.notes() == shown.notes
    for year in YEARS:
        compare_complete(office, year, complete[str(year)])


def compare_complete(office: Client, year: int, sheets: dict[str, Sheet]) -> None:
    """The sheets that are in kronor, and hang together, however the table is printed."""
    at = f"/budgets/{year}/1"
    shared = of_page(office, f"{at}/allocation/?{IN_KRONOR}", pages.allocation_on_page)
    same(allocation_in_sheet(sheets["Fördelning"]), shared.rows)
    everybody = of_page(office, f"{at}/statement/?{IN_KRONOR}", pages.everybody_on_page)
    same(payers_in_complete(sheets["Fakturaunderlag"]), everybody.rows)
    bills = instalments_in_complete(sheets["Delbetalningar"])
    as_csv = files.instalments_in_csv(file_of(office, f"{at}/instalments.csv?{IN_KRONOR}"))
    for payer in payers(year):
        same(bills.pop(payer), as_csv[payer])
    ((label, sums),) = bills.pop("Summa")
    assert not bills
    assert (label, sums) == ("Summa", dict(everybody.rows)["Summa"][2:5])


# -- CSV, PDF and the interface


@pytest.mark.parametrize("printing", PRINTINGS)
def test_the_table_says_the_same_as_csv_and_through_the_interface(
    office: Client, printing: str
) -> None:
    query = f"{table_of(YEARS)}&{printing}"
    page = read(office.get(f"/budgets/table/?{query}"))
    shown = of_page(office, f"/budgets/table/?{query}", pages.comparison_on_page)
    told, beside = files.comparison_in_csv(file_of(office, f"/budgets/table.csv?{query}"))
    same(told.rows, shown.rows)
    assert beside == pages.notes_beside(page, shown.notes)
    numbered = [note for note in shown.notes if ")" in note[:3]]
    assert told.notes == [note for note in shown.notes if note not in numbered]
    answer = answer_of(office, f"table?{query}")
    same(
        interface.comparison_in_json(answer), [row for row in shown.rows if row[0] not in ROWS_SUMS]
    )
    notes = [f"{note['number']}) {plain(note['sentence'])}" for note in answer["footnotes"]]
    assert notes == numbered


@pytest.mark.parametrize("printing", PRINTINGS)
@pytest.mark.parametrize("year", YEARS)
def test_an_allocation_says_the_same_as_csv_and_through_the_interface(
    office: Client, year: int, printing: str
) -> None:
    at, agreement = f"/budgets/{year}/1/allocation/", Agreement.objects.get().pk
    shown = of_page(office, f"{at}?{printing}", pages.allocation_on_page)
    told = files.allocation_in_csv(file_of(office, f"{at}{agreement}.csv?{printing}"))
    same(told.rows, shown.rows)
    assert told.notes == shown.notes
    (shared,) = answer_of(office, f"versions/{year}/1/shares?{printing}")["agreements"]
    same(interface.allocation_in_json(shared), [(name, found[1:]) for name, found in shown.rows])


@pytest.mark.parametrize("printing", PRINTINGS)
@pytest.mark.parametrize("year", YEARS)
def test_what_everybody_pays_says_the_same_as_csv_and_through_the_interface(
    office: Client, year: int, printing: str
) -> None:
    at = f"/budgets/{year}/1"
    shown = of_page(office, f"{at}/statement/?{printing}", pages.payers_on_page)
    told = files.everybody_in_csv(file_of(office, f"{at}/statements.csv?{printing}"))
    same(told.rows, shown.rows)
    assert told.notes == shown.notes
    bills = files.instalments_in_csv(file_of(office, f"{at}/instalments.csv?{printing}"))
    for answer in answer_of(office, f"versions/{year}/1/statements?{printing}")["items"]:
        rows = bills.pop(answer["payer"]["name"])
        same(rows, interface.statement_in_json(answer)[: len(rows)])
        assert len(rows) == len(answer["instalments"])
    assert not bills


@pytest.mark.parametrize(
    ("year", "printing"), [*((2021, printing) for printing in PRINTINGS), *BESIDES.items()]
)
def test_every_statement_says_the_same_as_csv_as_pdf_and_through_the_interface(
    office: Client, year: int, printing: str
) -> None:
    answers = f"versions/{year}/1/statements"
    every = {
        each["payer"]["key"]: each for each in answer_of(office, f"{answers}?{printing}")["items"]
    }
    for place, key in enumerate(chosen(year).values()):
        own = f"/budgets/{year}/1/statement/{key}"
        shown = of_page(office, f"{own}/?{printing}", pages.statement_on_page)
        told = files.statement_in_csv(file_of(office, f"{own}.csv?{printing}"))
        same(told.rows, shown.rows)
        assert told.notes == shown.notes
        answer = answer_of(office, f"{answers}/{key}?{printing}")
        same(interface.statement_in_json(answer), shown.rows)
        assert every[key] == answer
        # A PDF takes its time: each payer's once, and so in every printing some.
        if year == 2021 and PRINTINGS[place % len(PRINTINGS)] == printing:
            compare_pdf(files.text_of(file_of(office, f"{own}.pdf?{printing}")), shown)


def compare_pdf(text: str, shown: Shown) -> None:
    assert [row for row in shown.rows if not files.in_pdf(row).search(text)] == []
    assert all(plain(note.split(") ")[-1]) in text for note in shown.notes)


# -- The document


def test_the_adopted_document_says_what_the_pages_do(office: Client) -> None:
    compare_document(office, 2021, IN_TKR)


@pytest.mark.parametrize("printing", PRINTINGS)
def test_the_document_of_a_draft_says_what_the_pages_do(office: Client, printing: str) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    unit = UNITS[printing.split("&")[0].removeprefix("unit=")]
    documents.entitle(
        version=draft, title="Budget", unit=unit, adjusted=printing.endswith("adjusted")
    )
    compare_document(office, 2022, printing)


def compare_document(office: Client, year: int, printing: str) -> None:
    """Its page, the page alone, Word and PDF, figure by figure with their marks."""
    table = f"/budgets/table/?{table_of(compared_with(year))}&{printing}"
    notes = of_page(office, table, pages.comparison_on_page).notes
    numbered = [note for note in notes if ")" in note[:3]]
    adjusted = [note for note in notes if note not in numbered]
    comparison = pages.comparison_as_written(read(office.get(table)))
    # What will be invoiced is in kronor, whatever the budget is printed in.
    shared = read(office.get(f"/budgets/{year}/1/allocation/?{IN_KRONOR}"))
    allocation = pages.allocation_as_written(shared)
    at = f"/budgets/{year}/1/document"
    for report in (
        pages.document_on_page(file_of(office, f"{at}/").decode()),
        pages.document_on_page(file_of(office, f"{at}.html").decode()),
        files.document_in_word(file_of(office, f"{at}.docx")),
    ):
        assert report.table("Rubrik") == comparison
        assert report.table("Kommun") == allocation
        assert report.notes == numbered
        assert all(note in report.text for note in adjusted)
    text = files.text_of(file_of(office, f"{at}.pdf"))
    rows = [files.as_text(row) for row in comparison + allocation]
    assert [row for row in rows if row not in text] == []
    assert all(plain(note.split(") ")[-1]) in text for note in notes)
