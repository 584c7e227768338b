"""How fast a table becomes a workbook: against bare openpyxl, and its memory growing with rows.

The bare version writes the very same cells, values and formulas and styles alike, in the same
write-only mode; the values are given to it ready, so that what is measured is what we add.
"""

import datetime
import gc
import os
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import django
from django.apps import apps
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell

from benchmarks.complete import large
from benchmarks.ratio import Ratio, best_of
from budgets.core.table import Column, Kind, Row, Table, Total, build_table
from budgets.excel.complete import complete_workbook
from budgets.excel.table import comparison_workbook
from budgets.models.complete import Complete

LIMIT = 1.3
YEARS = (2019, 2020, 2021)
MADE_ON = datetime.date(2026, 1, 2)


@dataclass(frozen=True, slots=True)
class Ready:
    """What the bare version writes: by sheet, rows of (value, data type, number of the style)."""

    sheets: Sequence[Sequence[Sequence[tuple[Any, str, int] | None]]]
    styles: Mapping[int, Cell]
    """A cell of every style."""


def measure() -> list[Ratio]:
    """Measure everything; less than a minute of one processor."""
    set_up_django()
    return [
        against_bare_openpyxl(50, rounds=25),
        against_bare_openpyxl(5_000, rounds=5),
        memory_per_row(1_000, 10_000),
        complete_against_bare_openpyxl(5_000, 290, rounds=3),
        complete_memory_per_line(1_000, 10_000),
    ]


def set_up_django() -> None:
    """Let sentences be translated; no database is used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not apps.ready:
        django.setup()


def against_bare_openpyxl(rows: int, rounds: int) -> Ratio:
    """Compare our export of a table with the same cells written by openpyxl alone."""
    table = table_of(rows)
    ready = cells_of(export(table))
    ours, bare = best_of(rounds, [partial(export, table), partial(write_bare, ready)])
    name = f"Excel export against bare openpyxl, {rows:,} rows × {len(YEARS)} years"
    return Ratio(name, ours / bare, LIMIT)


def memory_per_row(few: int, many: int) -> Ratio:
    """Compare the memory that each further row takes in a large export with that in a small one."""
    tables = [table_of(rows) for rows in (0, few, many)]
    export(tables[0])
    none, small, large = (peak_of(partial(export, table)) for table in tables)
    name = f"Excel export, memory per row, {many:,} rows against {few:,}"
    return Ratio(name, ((large - none) / many) / ((small - none) / few), LIMIT)


def complete_against_bare_openpyxl(lines: int, payers: int, rounds: int) -> Ratio:
    """Compare the complete workbook with the same cells written by openpyxl alone."""
    whole = large(lines, payers)
    # Lines come from the database, whose time is not the export's.
    made = list(whole.lines())
    whole = replace(whole, lines=lambda: iter(made))
    ready = cells_of(export_all(whole))
    ours, bare = best_of(rounds, [partial(export_all, whole), partial(write_bare, ready)])
    name = f"Complete workbook against bare openpyxl, {lines:,} lines × {payers} payers"
    return Ratio(name, ours / bare, LIMIT)


def complete_memory_per_line(few: int, many: int) -> Ratio:
    """Compare the most memory that the complete workbook of many lines holds with that of few.

    The finished file, some 33 bytes a line, is what was asked for and is not counted.
    """
    export_all(large(10, 8))
    small, big = (beside_its_file(partial(export_all, large(lines, 8))) for lines in (few, many))
    name = f"Complete workbook, memory beside the file of {many:,} lines against {few:,}"
    return Ratio(name, big / small, LIMIT)


def beside_its_file(export: Callable[[], bytes]) -> int:
    """The most bytes that an export holds, less those of its file."""
    return peak_of(export) - len(export())


def export_all(whole: Complete) -> bytes:
    """Write a version our way."""
    return complete_workbook(whole, made_on=MADE_ON)


def export(table: Table) -> bytes:
    """Write the table our way."""
    return comparison_workbook(table, title="Budget 2019–2021", made_on=MADE_ON)


def write_bare(ready: Ready) -> bytes:
    """Write the cells with openpyxl alone; each style is made once."""
    workbook = Workbook(write_only=True)
    styles: dict[int, Any] = {}
    for number, rows in enumerate(ready.sheets):
        sheet: Any = workbook.create_sheet(f"Sheet {number}")
        styles = styles or {key: style_like(sheet, cell) for key, cell in ready.styles.items()}
        for row in rows:
            sheet.append([cell and bare_cell(sheet, styles, *cell) for cell in row])
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def style_like(sheet: Any, model: Any) -> Any:
    """Make the style of a cell anew, in another workbook."""
    cell: Any = WriteOnlyCell(sheet)
    cell.font = copy(model.font)
    cell.alignment = copy(model.alignment)
    cell.border = copy(model.border)
    cell.fill = copy(model.fill)
    cell.number_format = model.number_format
    return cell._style


def bare_cell(
    sheet: Any, styles: Mapping[int, Any], value: Any, data_type: str, style: int
) -> Cell:
    """Make a cell with a value and a style, as anybody would in this mode."""
    cell: Any = WriteOnlyCell(sheet, value)
    cell._style = styles[style]
    cell.data_type = data_type
    return cell  # type: ignore[no-any-return]


def cells_of(file: bytes) -> Ready:
    """Take out of a workbook what the bare version shall write."""
    styles: dict[int, Cell] = {}
    sheets = []
    for sheet in load_workbook(BytesIO(file)).worksheets:
        rows = []
        for row in sheet.iter_rows():
            cells = []
            for cell in row:
                there = cell.has_style or cell.value is not None
                cells.append((cell.value, cell.data_type, cell.style_id) if there else None)
                styles.setdefault(cell.style_id, cell)  # type: ignore[arg-type]
            rows.append(cells)
        sheets.append(rows)
    return Ready(sheets, styles)


def peak_of(task: Callable[[], object]) -> int:
    """Return the most bytes that a task holds at once."""
    gc.collect()
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def table_of(rows: int) -> Table:
    """Make a table of so many rows, half income and half costs, with footnotes."""
    headings = [
        Row(number, f"Heading {number}", Kind.COST if number % 2 else Kind.INCOME)
        for number in range(rows)
    ]
    columns = [
        Column(
            key=str(year),
            label=str(year),
            amounts={
                row.heading_id: Decimal((row.heading_id * 7_919 + year) % 9_000 * 1_000)
                for row in headings
            },
            printed={Total.INCOME: Decimal(1_000_000)},
        )
        for year in YEARS
    ]
    return build_table(headings, columns)


if __name__ == "__main__":
    for ratio in measure():
        print(ratio)
