"""Plain tables (CSV) as a Swedish Excel opens them: a table each, as the screen shows it.

UTF-8 that says so, semicolons between cells, decimal commas, and lines that end as Windows ends
them. Text is text: a spreadsheet would compute what begins with ``=`` and its like, also behind
spaces and as wide as a Japanese keyboard writes it.
"""

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from budgets.core.explanation import AllocationExplained
from budgets.core.printing import IN_KRONOR, Figure, PrintedFigures, Printing
from budgets.core.table import Cell, Section, Table, TotalRow
from budgets.models.complete import Figure as Inhabitants
from budgets.models.line_item import LineItem
from budgets.models.printed import (
    PrintedStatement,
    printed_allocation,
    printed_row,
    printed_statement,
    printed_statements,
)
from budgets.models.sharing import Sharing
from budgets.models.statement import Statement, Statements
from budgets.wording import columns
from budgets.wording.footnotes import sentences, sum_of_rows_name, total_name
from budgets.wording.headings import other_names
from budgets.wording.instalments import due, standing
from budgets.wording.printing import adjusted_sentence, printed_notes
from municipalities.models import Municipality, PopulationSnapshot

BOM = "\ufeff"
"""Tells Excel that the text is UTF-8."""
_READ_AS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_SKIPPED_BEFORE = ("\t", "\r", "\n")

Plain = str | int | Decimal | datetime.date | None
"""What stands in a cell; None is nothing."""


def plain(header: Sequence[str], rows: Iterable[Sequence[Plain]]) -> bytes:
    """Write a table as CSV."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode(errors="replace")


def as_plain(figure: Figure) -> Decimal:
    """A figure as printed; kronor always with two decimals."""
    return figure.in_unit if figure.scale.rounds else figure.amount


def comparison_csv(table: Table) -> bytes:
    """The comparison table in its unit; what a footnote says stands in the row that it marks."""
    unit = table.unit.label
    years = [_("Budget %(year)s") % {"year": column.label} for column in table.columns]
    header = [_("Heading"), *(f"{year}, {unit}" for year in years), _("Note")]
    return plain(header, _comparison(table))


def allocation_csv(sharing: Sharing, printing: Printing = IN_KRONOR) -> bytes:
    """Who pays what of an agreement; ``ValueError`` where it cannot be shared."""
    explained = sharing.explained
    if explained is None:
        raise ValueError(f"{sharing.agreement} cannot be shared: populations are missing")
    header = [_("Code"), _("Municipality"), _("Population"), _("Per cent"), _("Share"), _("Unit")]
    return plain(header, _allocation(explained, printing))


def lines_csv(lines: Iterable[LineItem]) -> bytes:
    """Every line with its account, how it is charged and its note, in kronor."""
    return plain([_("Kind"), *columns.of_lines()], _lines(lines))


def statements_csv(every: Statements, printing: Printing = IN_KRONOR) -> bytes:
    """What everybody pays, with the sums."""
    return plain(_of_statements(), _everybody(every, printing))


def own_statements_csv(statements: Iterable[Statement], printing: Printing = IN_KRONOR) -> bytes:
    """What some payers pay, each for itself: without sums, which would be nobody's."""
    return plain(
        _of_statements(), (row for statement in statements for row in _own(statement, printing))
    )


def _of_statements() -> list[str]:
    return [
        _("Code"),
        _("Payer"),
        _("Shares"),
        _("Charged alone"),
        _("Before VAT"),
        _("VAT"),
        _("To pay"),
        _("Invoiced before VAT"),
        _("Unit"),
    ]


def instalments_csv(statements: Iterable[Statement], printing: Printing = IN_KRONOR) -> bytes:
    """When each payer pays, and what was invoiced."""
    return plain(
        [*columns.of_instalments(), _("Unit")],
        (
            row
            for statement in statements
            for row in _instalments(printed_statement(statement, printing))
        ),
    )


def population_csv(snapshot: PopulationSnapshot | None, figures: Iterable[Inhabitants]) -> bytes:
    """How many lived where, and by which source; of no snapshot there are no figures."""
    header = [
        _("Code"),
        _("Municipality"),
        _("Population"),
        _("Date"),
        _("Revision"),
        _("Source"),
    ]
    return plain(
        header,
        (
            [one.code, one.name, one.population, snapshot.date, snapshot.revision, snapshot.source]
            for one in figures
            if snapshot
        ),
    )


def _comparison(table: Table) -> Iterator[list[Plain]]:
    notes = dict(sentences(table))
    for section in table.sections:
        yield from _section(table, section, notes)
    yield from _total(table, table.result, notes)
    if table.is_adjusted:
        yield [adjusted_sentence(), *[None] * len(table.columns), None]


def _section(table: Table, section: Section, notes: dict[int, str]) -> Iterator[list[Plain]]:
    for row in section.rows:
        yield [row.label, *_figures(table, row.cells), other_names(row.other_names) or None]
    yield from _total(table, section.total, notes)


def _total(table: Table, row: TotalRow, notes: dict[int, str]) -> Iterator[list[Plain]]:
    yield [total_name(row.total), *_figures(table, row.cells), _marked(row.cells, notes)]
    if row.has_deviations:
        name = sum_of_rows_name(row.total)
        yield [name, *_figures(table, row.row_sums), _marked(row.row_sums, notes)]


def _figures(table: Table, cells: Iterable[Cell]) -> list[Plain]:
    scale = table.scale
    return [None if cell.shown is None else scale.in_unit(cell.shown) for cell in cells]


def _marked(cells: Iterable[Cell], notes: dict[int, str]) -> str | None:
    marks = dict.fromkeys(cell.footnote for cell in cells if cell.footnote)
    return " ".join(notes[mark] for mark in marks) or None


def _allocation(explained: AllocationExplained, printing: Printing) -> Iterator[list[Plain]]:
    table = printed_allocation(explained, printing)
    unit = table.printed.scale.unit.label
    for share in explained.members:
        member, figure = share.member, table.shares[share.member.code]
        yield [
            member.code,
            member.name,
            member.population,
            share.percent,
            as_plain(figure),
            unit,
        ]
    total = as_plain(table.total)
    yield [None, _("Sum"), explained.population_sum, explained.percent_sum, total, unit]
    yield from _notes(table.printed, width=6)


def _lines(lines: Iterable[LineItem]) -> Iterator[list[Plain]]:
    cells_of, income, costs = columns.line_writer(), _("Income"), _("Costs")
    for line in lines:
        yield [income if line.heading.is_income else costs, *cells_of(line)]


def _everybody(every: Statements, printing: Printing) -> Iterator[list[Plain]]:
    table = printed_statements(every, printing)
    unit = table.printed.scale.unit.label
    for row in (*table.rows, table.sums):
        name = str(row.statement.payer) if row.statement else _("Sum")
        yield [_code(row.statement), name, *map(as_plain, row.figures), unit]
    yield from _notes(table.printed, width=9)


def _own(statement: Statement, printing: Printing) -> Iterator[list[Plain]]:
    printed = printed_row(statement, printing)
    unit = printed.scale.unit.label
    yield [_code(statement), str(statement.payer), *map(as_plain, printed.figures), unit]
    yield from _notes(printed, width=9)


def _code(statement: Statement | None) -> str | None:
    payer = statement.payer if statement else None
    return payer.code if isinstance(payer, Municipality) else None


def _instalments(table: PrintedStatement) -> Iterator[list[Plain]]:
    unit, payer = table.printed.scale.unit.label, str(table.statement.payer)
    for one in table.bills:
        bill, mark = one.bill, one.bill.invoicing
        before, vat, with_vat = map(as_plain, one.amounts.figures)
        yield [
            payer,
            bill.instalment.number,
            due(bill),
            before,
            bill.vat_percent,
            vat,
            with_vat,
            standing(bill),
            mark.invoice_number if mark else None,
            mark.invoiced_on if mark else None,
            unit,
        ]


def _notes(printed: PrintedFigures, *, width: int) -> Iterator[list[Plain]]:
    """What stands under the table, each in the first cell of a row."""
    for note in printed_notes(printed):
        yield [note, *[None] * (width - 1)]


def _cell(value: Plain) -> str:
    match value:
        case None:
            return ""
        case str():
            computed = value.lstrip().startswith(_READ_AS_FORMULA)
            return f"'{value}" if computed or value.startswith(_SKIPPED_BEFORE) else value
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)
