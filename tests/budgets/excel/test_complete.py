"""A version as one workbook: every sheet holds what the screen says, and they hang together."""

import datetime
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from budgets.core.table import Kind, Row, build_table
from budgets.excel.complete import complete_workbook
from budgets.models import BudgetVersion, BudgetYear, Heading, LineItem
from budgets.models.complete import Complete, complete_of
from budgets.models.statement import statements_of
from municipalities.models import Municipality
from tests.factories import budgets, registers
from tests.recalculation import recalculated

MADE_ON = datetime.date(2026, 1, 2)


def complete(year: int, *payers: Municipality) -> Complete:
    versions = list(BudgetVersion.objects.of_years([year - 2, year - 1, year]).current())
    return complete_of(versions[-1], versions, payers or None)


def exported(whole: Complete) -> bytes:
    with translation.override("en"):
        return complete_workbook(whole, made_on=MADE_ON)


def rows(workbook: Workbook, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in workbook[sheet].iter_rows()]


def row_of(workbook: Workbook, sheet: str, label: str, column: int = 0) -> list[object]:
    found = [row for row in rows(workbook, sheet) if row[column] == label]
    assert len(found) == 1, f"{len(found)} rows of {sheet} say {label!r}"
    return found[0]


def formula_cells(file: bytes) -> dict[tuple[str, str], object]:
    """Where the formulas of a workbook stand, with the results that the file carries."""
    formulas = load_workbook(BytesIO(file))
    results = load_workbook(BytesIO(file), data_only=True)
    return {
        (sheet.title, cell.coordinate): results[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.fixture
def of_2021(the_example: None) -> Complete:
    return complete(2021)


def test_recalculated_every_formula_says_what_the_file_says(
    of_2021: Complete, tmp_path: Path
) -> None:
    files = {"adopted": exported(of_2021), "draft": exported(complete(2022))}
    for name, workbook in recalculated(files, tmp_path).items():
        expected = formula_cells(files[name])
        assert len(expected) > 150
        for (sheet, cell), result in expected.items():
            computed = workbook[sheet][cell].value
            if isinstance(result, int | float) and isinstance(computed, int | float):
                assert abs(computed - result) < 0.000001, (name, sheet, cell)
            else:
                assert computed == result, (name, sheet, cell)


def test_the_statements_are_those_of_the_page_and_tie_to_the_income(of_2021: Complete) -> None:
    file = load_workbook(BytesIO(exported(of_2021)), data_only=True)
    everybody = statements_of(of_2021.version)
    for statement in everybody.statements:
        row = row_of(file, "Statements", str(statement.payer), column=1)
        assert row[3:8] == [
            statement.payment.charged_alone,
            statement.total,
            statement.vat,
            statement.with_vat,
            statement.invoiced,
        ]
    assert row_of(file, "Statements", "Krokom", column=1)[:3] == ["2309", "Krokom", 642_528]
    differences = [row for row in rows(file, "Statements") if row[1] == "Difference"]
    assert [row[4] for row in differences] == [0, 0]
    assert row_of(file, "Statements", "Income of the budget", column=1)[4] == 7_502_000


def test_a_changed_population_goes_through_to_the_statements(
    of_2021: Complete, tmp_path: Path
) -> None:
    workbook = load_workbook(BytesIO(exported(of_2021)))
    krokom = next(row for row in workbook["Allocation"].iter_rows() if row[0].value == "2309")
    krokom[2].value = 15_054
    changed = recalculated({"changed": workbook}, tmp_path)["changed"]
    assert row_of(changed, "Statements", "Krokom", column=1)[2] == 645_871


def test_lines_instalments_population_and_control_totals_are_all_there(of_2021: Complete) -> None:
    file = load_workbook(BytesIO(exported(of_2021)), data_only=True)
    lines = [row[5] for row in rows(file, "Lines")[4:] if row[3] or row[1]]
    assert len(lines) >= LineItem.objects.filter(version=of_2021.version).exclude(text="").count()
    assert row_of(file, "Lines", "Result")[5] == -1_000
    bills = [row for row in rows(file, "Instalments") if row[0] == "Krokom"]
    assert [row[3] for row in bills] == [160_632] * 4
    assert sum(Decimal(str(row[6])) for row in bills) == Decimal("803160")
    assert row_of(file, "Population", "Those that take part")[2] == 130_810
    assert row_of(file, "Population", "2309")[1:] == ["Krokom", 14_966, "Grundavtalet"]
    notes = rows(file, "Notes")
    assert [2019, "Total costs", 7_201_000, 7_209_000, -8_000, 1_000, "error in the source"] in (
        notes
    )
    assert [2021, "Total income", 7_503_000, 7_502_000, 1_000, 2_000, "rounding"] in notes
    assert of_2021.version.checksum in " ".join(str(row[0]) for row in notes)


def test_a_contact_has_the_own_statement_and_no_other(the_example: None) -> None:
    krokom = Municipality.objects.get(code="2309")
    file = load_workbook(BytesIO(exported(complete(2021, krokom))), data_only=True)
    payers = {row[1] for row in rows(file, "Statements")[4:]}
    assert payers == {None, "Krokom", "All instalments", "Difference"}
    assert {row[0] for row in rows(file, "Instalments")[4:]} == {"Krokom", "Sum"}
    assert row_of(file, "Allocation", "2380")[10] == 2_738_192


def test_every_sheet_is_named_frozen_and_set_up_for_print(of_2021: Complete) -> None:
    file = load_workbook(BytesIO(exported(of_2021)))
    assert file.sheetnames == [
        "Table",
        "Lines",
        "Allocation",
        "Statements",
        "Instalments",
        "Population",
        "Notes",
    ]
    for sheet in file.worksheets:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_title_rows, sheet.title
        fit, foot = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fit
        assert foot
        assert fit.fitToPage, sheet.title
        assert foot.center.text == "2026-01-02", sheet.title
        assert sheet.column_dimensions["A"].width > 5, sheet.title
    assert {"Total_income", "Total_costs", "Result", "Statements_Sum"} <= set(file.defined_names)
    (result,) = file.defined_names["Result"].destinations
    assert file[result[0]][result[1].replace("$", "")].value.startswith("=F")


@pytest.mark.django_db
def test_text_stays_text_and_nothing_is_missing_in_an_odd_version() -> None:
    version = budgets.shared(registers.agreement(registers.municipality(name="=1+1")), 1000)
    version.lines.update(text="@SUM(A1)", note="-cmd", account="+46")
    file = load_workbook(BytesIO(exported(complete_of(version, [version], None))))
    assert {row[1].value for row in file["Lines"].iter_rows()} >= {"@SUM(A1)"}
    assert all(
        cell.data_type == "s"
        for row in file["Lines"].iter_rows()
        for cell in row
        if str(cell.value).startswith(("@", "-", "+"))
    )
    assert "There is no population for this day yet." in [
        row[0] for row in rows(file, "Population")
    ]
    assert row_of(file, "Statements", "Cannot be shared yet", column=1)[-1] != 0
    empty = complete_of(budgets.draft(2022), [], None)
    assert row_of(load_workbook(BytesIO(exported(empty))), "Lines", "Total income")[5] == 0


def made_up(lines: int) -> Complete:
    """A version of so many lines that come one by one; nothing is in a database."""
    heading = Heading(pk=1, name="Kostnader", kind=Heading.Kind.COST)

    def made() -> Iterator[LineItem]:
        for number in range(lines):
            text = f"Rad {number}"
            yield LineItem(heading=heading, text=text, amount=Decimal(number), note=text)

    version = BudgetVersion(pk=1, budget_year=BudgetYear(year=2021), number=1)
    version.planned_adoption_date = datetime.date(2020, 9, 24)
    table = build_table([Row(1, "Kostnader", Kind.COST)], [])
    return Complete(version, [version], table, [], [], None, None, made, lambda: iter(()))


def peak_of(lines: int) -> int:
    whole = made_up(lines)
    tracemalloc.start()
    try:
        exported(whole)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_lines() -> None:
    peak_of(10)
    few, many = peak_of(200), peak_of(1_200)
    assert (many - few) / 1_000 < 150, "a line must not stay in memory when it is written"
