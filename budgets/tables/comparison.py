"""The comparison table as it is printed: every figure as text, every mark and link in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from budgets.core.printing import Scale
from budgets.core.table import Cell, Section, Table, TotalRow
from budgets.models import BudgetVersion
from budgets.wording.amounts import NOTHING
from budgets.wording.footnotes import sentences, sum_of_rows_name, total_name
from budgets.wording.headings import other_names
from budgets.wording.printing import adjusted_sentence


@dataclass(frozen=True, slots=True)
class PrintedCell:
    text: str
    mark: int | None
    url: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    label: str
    cells: list[PrintedCell]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A block of the table: its rows, its total, and the true sums where the total is another."""

    rows: list[PrintedRow]
    total: PrintedRow
    sum_of_rows: PrintedRow | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    versions: Sequence[BudgetVersion]
    sections: list[PrintedSection]
    result: PrintedSection
    footnotes: list[tuple[int, str]]
    note: str = ""
    """What holds of the whole table, such as that it is adjusted."""


def printed_table(table: Table, versions: Sequence[BudgetVersion]) -> PrintedTable:
    """Print a table whose columns are these versions, in the same order."""
    urls = [reverse("budgets:version", args=[version.year, version.number]) for version in versions]
    return PrintedTable(
        versions=versions,
        sections=[_section(section, urls, table.scale) for section in table.sections],
        result=PrintedSection([], *_totals(table.result, table.scale)),
        footnotes=sentences(table),
        note=adjusted_sentence() if table.is_adjusted else "",
    )


def _section(section: Section, urls: Sequence[str], scale: Scale) -> PrintedSection:
    rows = [
        PrintedRow(
            row.label,
            [
                PrintedCell(_figure(cell, scale), cell.footnote, f"{url}#heading-{row.heading_id}")
                for cell, url in zip(row.cells, urls, strict=True)
            ],
            note=other_names(row.other_names),
        )
        for row in section.rows
    ]
    return PrintedSection(rows, *_totals(section.total, scale))


def _totals(row: TotalRow, scale: Scale) -> tuple[PrintedRow, PrintedRow | None]:
    total = PrintedRow(total_name(row.total), _cells(row.cells, scale))
    if not row.has_deviations:
        return total, None
    return total, PrintedRow(sum_of_rows_name(row.total), _cells(row.row_sums, scale))


def _cells(cells: Sequence[Cell], scale: Scale) -> list[PrintedCell]:
    return [PrintedCell(_figure(cell, scale), cell.footnote, "") for cell in cells]


def _figure(cell: Cell, scale: Scale) -> str:
    return NOTHING if cell.shown is None else scale.written(cell.shown)
