"""How a comparison table is built: column by column, then the footnotes in reading order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from budgets.core.control import Deviation, DeviationKind, compare_with_printed
from budgets.core.printing import IN_TKR, Printing, Scale, printed_column
from budgets.core.table.parts import (
    Cell,
    Column,
    Footnote,
    FootnoteKind,
    Kind,
    Row,
    Section,
    Table,
    TableRow,
    Total,
    TotalRow,
    deviates,
)

_NOTHING = Decimal("0.00")


def build_table(
    rows: Sequence[Row],
    columns: Sequence[Column],
    printing: Printing = IN_TKR,
) -> Table:
    """Put budgets side by side, with a footnote wherever figures do not add up.

    With ``printing.adjusted`` the rows of each section are rounded so that they add up to the
    rounded true total, and the result is the difference of the shown totals (rule 6). Printed
    control totals stay as printed all the same. The time grows with rows × columns.

    Footnotes are numbered in the order a reader meets their marks: row by row, left to right. A
    result that differs only because one total above it does carries that total's mark, and so
    does a true sum that rows miss by the same rounding as the total above it.

    Raises ``ValueError`` for a heading listed twice, and for an amount whose heading is not among
    the rows: it would be missing from the sums without a word.
    """
    _check_headings(rows, columns)
    scale = printing.scale(_all_amounts(columns))
    built = [_BuiltColumn(rows, column, printing, scale) for column in columns]
    footnotes = _footnotes(built)
    return Table(
        columns=tuple(columns),
        scale=scale,
        income=_section(Kind.INCOME, rows, built),
        cost=_section(Kind.COST, rows, built),
        result=_total_row(Total.RESULT, built),
        footnotes=footnotes,
        adjusted=printing.adjusted,
    )


def _all_amounts(columns: Iterable[Column]) -> Iterable[Decimal]:
    for column in columns:
        yield from column.amounts.values()
        yield from column.printed.values()


class _BuiltColumn:
    """One column on its way into the table: what is true, what is shown, what is marked."""

    def __init__(
        self, rows: Sequence[Row], column: Column, printing: Printing, scale: Scale
    ) -> None:
        self.column = column
        self.printing = printing
        self.scale = scale
        self.shown_rows: dict[int, int] = {}
        self.true: dict[Total, Decimal] = {}
        self.made: dict[Total, int] = {}
        """What the shown figures above each total make of it."""
        self.shown: dict[Total, int] = {}
        self.summed: dict[Total, int] = {}
        """The true sums as they are shown beside printed totals."""
        self.missing_in_sum: dict[Total, int] = {}
        """The shown true sum − what the shown figures that it sums up make, in steps."""
        self.deviations: dict[Total, Deviation] = {}
        self.marks: dict[Total, int] = {}
        self.marks_of_sums: dict[Total, int] = {}
        filled = [row for row in rows if row.heading_id in column.amounts]
        for kind in Kind:
            self._fill_section(kind, [row for row in filled if row.kind is kind])
        self._fill_result(len(filled))

    def _fill_section(self, kind: Kind, rows: Sequence[Row]) -> None:
        """Round and add up the rows of one kind that have an amount."""
        total = Total(kind.value)
        amounts = [self.column.amounts[row.heading_id] for row in rows]
        printed = printed_column(amounts, self.printing, self.scale)
        self.shown_rows.update(
            (row.heading_id, figure) for row, figure in zip(rows, printed.figures, strict=True)
        )
        self.true[total] = sum(amounts, _NOTHING)
        self.made[total] = sum(printed.figures)
        self.summed[total] = printed.total
        self.missing_in_sum[total] = printed.units_missing
        self._fill_total(total, printed.total, len(rows))

    def _fill_result(self, row_count: int) -> None:
        """Take the costs from the income, both as they are and as they are shown."""
        self.true[Total.RESULT] = self.true[Total.INCOME] - self.true[Total.COST]
        self.made[Total.RESULT] = self.shown[Total.INCOME] - self.shown[Total.COST]
        rounded = self.scale.rounded(self.true[Total.RESULT])
        of_sums = self.summed[Total.INCOME] - self.summed[Total.COST]
        self.summed[Total.RESULT] = of_sums if self.printing.adjusted else rounded
        self.missing_in_sum[Total.RESULT] = self.summed[Total.RESULT] - of_sums
        if self.printing.adjusted and not any(map(self.deviates, Total)):
            rounded = self.made[Total.RESULT]
        self._fill_total(Total.RESULT, rounded, row_count)

    def _fill_total(self, total: Total, rounded: int, row_count: int) -> None:
        """Show a total as its source printed it, or else rounded."""
        self.shown[total] = rounded
        if total in self.column.printed:
            printed = self.column.printed[total]
            self.shown[total] = self.scale.rounded(printed)
            self.deviations[total] = compare_with_printed(
                printed, self.true[total], row_count, self.column.printed_unit
            )

    def deviates(self, total: Total) -> bool:
        """Say whether the source printed another total than the true one."""
        return deviates(self.deviations.get(total))

    def units_missing(self, total: Total) -> int:
        """Return the shown total − what the shown figures above it make, in steps."""
        return self.shown[total] - self.made[total]

    def result_follows(self) -> bool:
        """Say whether the result differs just as the totals above it make it differ."""
        result, income, cost = (
            self.deviations[total].difference if total in self.deviations else _NOTHING
            for total in (Total.RESULT, Total.INCOME, Total.COST)
        )
        return not result or result == income - cost

    def cell(self, total: Total) -> Cell:
        """Return the finished cell of a total."""
        return Cell(
            amount=self.true[total],
            shown=self.shown[total],
            footnote=self.marks.get(total),
            deviation=self.deviations.get(total),
        )

    def row_cell(self, row: Row) -> Cell:
        """Return the finished cell of a heading."""
        heading_id = row.heading_id
        return Cell(self.column.amounts.get(heading_id), self.shown_rows.get(heading_id))

    def sum_cell(self, total: Total) -> Cell:
        """Return the cell of a true sum, rounded for print."""
        return Cell(self.true[total], self.summed[total], self.marks_of_sums.get(total))


def _section(kind: Kind, rows: Iterable[Row], built: Sequence[_BuiltColumn]) -> Section:
    """Put the rows of one kind together with their total."""
    table_rows = tuple(
        TableRow(
            row.heading_id,
            row.label,
            tuple(column.row_cell(row) for column in built),
            row.other_names,
        )
        for row in rows
        if row.kind is kind
    )
    return Section(kind, table_rows, _total_row(Total(kind.value), built))


def _total_row(total: Total, built: Sequence[_BuiltColumn]) -> TotalRow:
    """Put one total of all columns together."""
    return TotalRow(
        total=total,
        cells=tuple(column.cell(total) for column in built),
        row_sums=tuple(column.sum_cell(total) for column in built),
    )


def _footnotes(built: Sequence[_BuiltColumn]) -> tuple[Footnote, ...]:
    """Mark the totals that do not add up, in reading order, and return what the marks mean."""
    footnotes: list[Footnote] = []
    for total in Total:
        for column in built:
            _mark_total(column, total, footnotes)
        if any(column.deviates(total) for column in built):
            for column in built:
                _mark_sum(column, total, footnotes)
    return tuple(footnotes)


def _mark_total(column: _BuiltColumn, total: Total, footnotes: list[Footnote]) -> None:
    """Give a total that does not add up its mark, and a new footnote where it needs one."""
    kind = _footnote_kind(column, total)
    if kind is None:
        return
    causes = [cause for cause in (Total.INCOME, Total.COST) if column.deviates(cause)]
    rounded_too = column.deviates(total) and column.units_missing(total)
    if kind is FootnoteKind.CONSEQUENCE and len(causes) == 1 and not rounded_too:
        column.marks[total] = column.marks[causes[0]]
        return
    column.marks[total] = len(footnotes) + 1
    footnotes.append(_footnote(len(footnotes) + 1, column, total, kind))


def _mark_sum(column: _BuiltColumn, total: Total, footnotes: list[Footnote]) -> None:
    """Do the same for a true sum that stands beside the total (rule 6)."""
    missing = column.missing_in_sum[total]
    if not missing:
        return
    mark = column.marks.get(total)
    if mark and footnotes[mark - 1].kind is FootnoteKind.PRINT_ROUNDING:
        column.marks_of_sums[total] = mark  # with nothing else to tell, it is missed by as much
        return
    column.marks_of_sums[total] = len(footnotes) + 1
    footnotes.append(
        Footnote(
            number=len(footnotes) + 1,
            column_key=column.column.key,
            column_label=column.column.label,
            total=total,
            kind=FootnoteKind.SUM_ROUNDING,
            printed=column.scale.kronor(column.summed[total]),
            true=column.true[total],
            units_missing=missing,
        )
    )


def _footnote_kind(column: _BuiltColumn, total: Total) -> FootnoteKind | None:
    """Say why a total does not add up; ``None`` if it does."""
    deviates = column.deviates(total)
    if not deviates and not column.units_missing(total):
        return None
    if total is Total.RESULT and column.result_follows():
        caused = column.deviates(Total.INCOME) or column.deviates(Total.COST)
        return FootnoteKind.CONSEQUENCE if caused else FootnoteKind.PRINT_ROUNDING
    if not deviates:
        return FootnoteKind.PRINT_ROUNDING
    if column.deviations[total].kind is DeviationKind.ROUNDING:
        return FootnoteKind.CONTROL_ROUNDING
    return FootnoteKind.CONTROL_ERROR


def _footnote(number: int, column: _BuiltColumn, total: Total, kind: FootnoteKind) -> Footnote:
    """Gather what the sentence of a footnote needs."""
    deviation = column.deviations.get(total)
    shown = column.scale.kronor(column.shown[total])
    return Footnote(
        number=number,
        column_key=column.column.key,
        column_label=column.column.label,
        total=total,
        kind=kind,
        printed=deviation.printed if deviation else shown,
        true=column.true[total],
        deviation=deviation if deviates(deviation) else None,
        units_missing=column.units_missing(total),
    )


def _check_headings(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Refuse headings listed twice and amounts that no row would show."""
    known = Counter(row.heading_id for row in rows)
    for heading_id, times in known.items():
        if times > 1:
            raise ValueError(f"Heading {heading_id} is listed {times} times")
    for column in columns:
        unknown = column.amounts.keys() - known.keys()
        if unknown:
            raise ValueError(f"{column.label} has amounts under unknown headings: {unknown}")
