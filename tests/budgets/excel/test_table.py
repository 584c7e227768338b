import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgets.core.money import Unit
from budgets.core.printing import Printing
from budgets.core.table import Cell, Column, Kind, Row, Table, Total, build_table
from budgets.excel.styles import nothing_in
from budgets.excel.table import comparison_workbook
from budgets.models import BudgetVersion
from budgets.models.comparison import comparison_of
from budgets.wording.footnotes import sentences, sum_of_rows_name, total_name
from budgets.wording.printing import adjusted_sentence
from tests.recalculation import as_shown, recalculated

MADE_ON = datetime.date(2026, 1, 2)

ROWS = [Row(1, "Fees", Kind.INCOME), Row(2, "Grants", Kind.INCOME), Row(3, "Pay", Kind.COST)]


def column(
    *amounts: object, label: str = "2025", printed: dict[Total, int] | None = None
) -> Column:
    """A column with these amounts under the rows, in order; None is nothing."""
    return Column(
        key=label,
        label=label,
        amounts={
            row.heading_id: Decimal(str(amount))
            for row, amount in zip(ROWS, amounts, strict=True)
            if amount is not None
        },
        printed={total: Decimal(kronor) for total, kronor in (printed or {}).items()},
    )


def small_table(*columns: Column, unit: Unit = Unit.TKR, adjusted: bool = False) -> Table:
    return build_table(ROWS, columns, Printing(unit, adjusted))


def exported(table: Table, title: str = "Budget", **options: str) -> bytes:
    return comparison_workbook(table, title=title, made_on=MADE_ON, **options)


def opened(file: bytes, *, with_results: bool = False) -> Workbook:
    return load_workbook(BytesIO(file), data_only=with_results)


def sheet_of(workbook: Workbook) -> Worksheet:
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return sheet


def published_table() -> Table:
    return comparison_of(list(BudgetVersion.objects.of_years([2019, 2020, 2021])))


def expected_lines(table: Table) -> list[tuple[str, list[tuple[int | None, str | None]]]]:
    """The lines of the page: label, and for every column what is shown and its mark."""

    def line(
        label: str, cells: tuple[Cell, ...]
    ) -> tuple[str, list[tuple[int | None, str | None]]]:
        return label, [(c.shown, f"{c.footnote})" if c.footnote else None) for c in cells]

    lines = []
    for section in table.sections:
        lines += [line(row.label, row.cells) for row in section.rows]
        lines.append(line(total_name(section.total.total), section.total.cells))
        if section.has_deviations:
            lines.append(line(sum_of_rows_name(section.total.total), section.total.row_sums))
    lines.append(line(total_name(Total.RESULT), table.result.cells))
    if table.result.has_deviations:
        lines.append(line(sum_of_rows_name(Total.RESULT), table.result.row_sums))
    return lines


def lines_of(
    sheet: Worksheet, table: Table
) -> list[tuple[str, list[tuple[int | None, str | None]]]]:
    """The lines of the sheet below its header, each figure in the table's unit."""
    marked = bool(table.footnotes)
    step = 2 if marked else 1
    lines = []
    for row in sheet.iter_rows(min_row=header_row_of(sheet, table) + 1):
        label = row[0].value
        figures = row[1 : 1 + step * len(table.columns)]
        if label is None or all(cell.value is None for cell in figures):
            continue  # a space between sections, or a footnote
        shown: list[tuple[int | None, str | None]] = []
        for position in range(0, len(figures), step):
            value = figures[position].value
            written = figures[position + 1].value if marked else None
            mark = None if written is None else str(written)
            if value == "–":
                shown.append((None, mark))
            else:
                assert isinstance(value, int | float), f"{label}: {value!r} is no number"
                shown.append((table.scale.rounded(Decimal(str(value))), mark))
        lines.append((str(label), shown))
    return lines


def header_row_of(sheet: Worksheet, table: Table) -> int:
    caption = table.unit.label.capitalize()
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == caption)


def row_of(sheet: Worksheet, label: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == label)


def test_the_file_holds_the_published_table_as_the_page_shows_it_and_calculates_the_same(
    the_example: None, tmp_path: Path
) -> None:
    table = published_table()
    file = exported(table, "Budget 2019–2021", subtitle="Upphandlingskontoret")

    written = sheet_of(opened(file, with_results=True))
    computed = sheet_of(recalculated({"table": file}, tmp_path)["table"])

    assert lines_of(written, table) == expected_lines(table)
    assert lines_of(computed, table) == expected_lines(table)


def test_amounts_are_kronor_and_years_are_numbers(the_example: None) -> None:
    table = published_table()
    sheet = sheet_of(opened(exported(table)))
    header = header_row_of(sheet, table)

    assert [sheet.cell(header, c).value for c in (1, 2, 4, 6)] == ["Tkr", 2019, 2020, 2021]
    assert sheet.cell(header + 1, 6).value == 5_616_000
    assert sheet.cell(header + 1, 6).number_format.startswith("#,##0,;")


def test_totals_are_live_and_printed_totals_that_differ_are_numbers(the_example: None) -> None:
    sheet = sheet_of(opened(exported(published_table())))
    income, costs, result = (row_of(sheet, total_name(total)) for total in Total)

    assert sheet.cell(income, 2).value == f"=SUM(B4:B{income - 1})"
    assert sheet.cell(income, 6).value == 7_503_000
    assert sheet.cell(income + 1, 6).value == f"=SUM(F4:F{income - 1})"
    assert sheet.cell(costs, 2).value == 7_201_000
    assert [sheet.cell(result, column).value for column in (2, 4, 6)] == [
        0,
        f"=D{income + 1}-D{costs + 1}",
        0,
    ]
    assert sheet.cell(result + 1, 6).value == f"=F{income + 1}-F{costs + 1}"


def in_swedish(figure: str) -> str:
    """A figure of LibreOffice's, whose plain text leaves conditional formats out: −0.0."""
    swedish = figure.replace(",", "\xa0").replace(".", ",")
    return swedish.removeprefix("−") if not swedish.strip("−0,") else swedish


@pytest.mark.parametrize("unit", Unit)
def test_the_sheet_shows_what_the_page_shows(unit: Unit, tmp_path: Path) -> None:
    table = small_table(
        column("7502500", "-1499.50", "8000000"), column(None, "0", "-3500"), unit=unit
    )

    lines = as_shown(exported(table), tmp_path)
    columns = (1, 3) if table.footnotes else (1, 2)

    expected = [
        [label, *("–" if shown is None else table.scale.written(shown) for shown, _ in cells)]
        for label, cells in expected_lines(table)
    ]
    shown = [
        [line[0], *(in_swedish(line[column]) for column in columns)]
        for line in lines
        if any(line[1:])
    ]
    assert shown[1:] == expected


@pytest.mark.parametrize("unit", Unit)
def test_what_rounds_to_nothing_below_zero_has_no_minus(unit: Unit) -> None:
    table = small_table(column("1", "-0.40", "2"), unit=unit)
    sheet = sheet_of(opened(exported(table)))

    (area,) = sheet.conditional_formatting
    rule = area.rules[0]
    assert str(area.sqref) == "B4:B11"
    assert rule.formula == [f"AND(B4<0,B4*2>-{table.scale.step})"]
    assert rule.dxf is not None
    assert rule.dxf.numFmt is not None
    assert rule.dxf.numFmt.formatCode == nothing_in(table.scale)


def test_changing_an_amount_changes_the_totals(tmp_path: Path) -> None:
    workbook = opened(exported(small_table(column(1000, 2000, 2500))))
    sheet_of(workbook)["B4"] = 5000

    sheet = sheet_of(recalculated({"changed": workbook}, tmp_path)["changed"])

    totals = [total_name(total) for total in Total]
    assert [sheet.cell(row_of(sheet, name), 2).value for name in totals] == [7000, 2500, 4500]


def test_a_result_without_a_printed_one_is_the_difference_of_the_true_sums() -> None:
    table = small_table(column(1000, 2000, 2500, printed={Total.INCOME: 9000}))
    sheet = sheet_of(opened(exported(table), with_results=True))

    assert lines_of(sheet, table) == expected_lines(table)


@pytest.mark.parametrize(
    "printed",
    [{}, {Total.INCOME: 5000}, {Total.INCOME: 5000, Total.COST: 5000, Total.RESULT: 1000}],
)
def test_an_adjusted_table_shows_the_adjusted_figures_and_says_so(
    printed: dict[Total, int],
) -> None:
    table = small_table(column(1400, 1400, 1300, printed=printed), adjusted=True)
    sheet = sheet_of(opened(exported(table), with_results=True))

    assert lines_of(sheet, table) == expected_lines(table)
    texts = [str(row[0].value) for row in sheet.iter_rows()]
    assert adjusted_sentence() in texts


def test_a_section_without_rows_has_the_sum_0() -> None:
    table = build_table(ROWS[:2], [Column("a", "2025", {1: Decimal(4000)})])
    sheet = sheet_of(opened(exported(table), with_results=True))

    assert lines_of(sheet, table) == expected_lines(table)


def test_a_table_without_columns_is_still_a_file() -> None:
    assert sheet_of(opened(exported(small_table()))).max_column == 1


@pytest.mark.parametrize("language", ["sv", "en"])
def test_footnotes_stand_under_the_table_in_the_readers_language(
    the_example: None, language: str
) -> None:
    table = published_table()
    with translation.override(language):
        sheet = sheet_of(opened(exported(table)))
        expected = [f"{number}) {sentence}" for number, sentence in sentences(table)]
        labels = [total_name(total) for total in Total]

    texts = [row[0].value for row in sheet.iter_rows()]
    assert len(expected) == 2
    assert texts[-2:] == expected
    assert set(labels) <= set(texts)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        f"A{sheet.max_row - 1}:G{sheet.max_row - 1}",
        f"A{sheet.max_row}:G{sheet.max_row}",
    }


def test_a_table_without_footnotes_has_no_columns_for_marks() -> None:
    table = small_table(column(1000, 2000, 3000), column(1000, 2000, 3000, label="2026"))
    sheet = sheet_of(opened(exported(table)))

    assert sheet.max_column == 3
    assert lines_of(sheet_of(opened(exported(table), with_results=True)), table) == expected_lines(
        table
    )


def test_the_years_in_the_background_step_back() -> None:
    table = small_table(column(1, 2, 3, label="2025"), column(1, 2, 3, label="2026"))
    sheet = sheet_of(opened(exported(table, in_focus="2026")))

    before, now = sheet["B4"].font.color, sheet["C4"].font.color
    assert before is not None
    assert now is not None
    assert before.rgb != now.rgb


def test_print_and_panes_are_set_up(the_example: None) -> None:
    workbook = opened(exported(published_table(), "Budget 2019–2021 & mer", subtitle="Under"))
    sheet = sheet_of(workbook)

    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left.text == "Budget 2019–2021 && mer"
    assert footer.center.text == "2026-01-02"
    assert "&P" in str(footer.right.text)
    assert "&N" in str(footer.right.text)
    assert workbook.properties.title == "Budget 2019–2021 & mer"
    assert workbook.properties.creator == "Fördela"
    assert workbook.properties.created == datetime.datetime(2026, 1, 2)  # noqa: DTZ001


def test_many_years_are_printed_in_landscape() -> None:
    years = [column(1, 2, 3, label=str(year)) for year in range(2015, 2025)]

    assert sheet_of(opened(exported(small_table(*years)))).page_setup.orientation == "landscape"
