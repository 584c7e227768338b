"""The comparison table: income, costs and result of any number of years, side by side.

Amounts come in as true kronor and are shown in a unit, tkr as a rule. The table is honest about
what print does to them (rule 6) and about what its sources say (rule 7):

- a figure shows rounded half away from zero, a total as the rounded true total;
- a column taken from elsewhere shows the totals printed there, and keeps the true sums beside
  them;
- wherever shown figures do not add up, the cell carries the number of a footnote.

The footnotes are data. Pages and spreadsheets make the sentences, each in its own language.

>>> rows = [Row(1, "Fees", Kind.INCOME), Row(2, "Grants", Kind.INCOME), Row(3, "Pay", Kind.COST)]
>>> year = Column("2025", "Budget 2025", {1: Decimal(1400), 2: Decimal(1400), 3: Decimal(2800)})
>>> table = build_table(rows, [year])
>>> [row.cells[0].shown for row in table.income.rows], table.income.total.cells[0].shown
([1, 1], 3)
>>> [(note.number, note.kind.name, note.units_missing) for note in table.footnotes]
[(1, 'PRINT_ROUNDING', 1)]
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from budgets.core.control import Deviation, DeviationKind, compare_with_printed
from budgets.core.money import Unit
from budgets.core.rounding import round_half_away, round_to_total

_NOTHING = Decimal("0.00")


class Kind(Enum):
    """What a heading is: money in or money out, both written as positive amounts."""

    INCOME = "income"
    COST = "cost"


class Total(Enum):
    """The three totals of a table; the result is income − costs."""

    INCOME = "income"
    COST = "cost"
    RESULT = "result"


class FootnoteKind(Enum):
    """Why shown figures do not add up."""

    CONTROL_ROUNDING = "control_rounding"
    """The source's printed total differs from its rows by what rounding explains (rule 7)."""
    CONTROL_ERROR = "control_error"
    """The source's printed total differs from its rows by more (rule 7)."""
    CONSEQUENCE = "consequence"
    """The result differs because both totals above it do."""
    PRINT_ROUNDING = "print_rounding"
    """Rounded for print, the shown figures miss the shown total (rule 6)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading to show, in the order given within its kind."""

    heading_id: int
    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One budget to show: its amounts by heading and, from another source, its printed totals.

    All amounts are kronor. A heading that is missing from ``amounts`` has nothing, which is not
    the same as 0. ``printed_unit`` is the unit that the source of ``printed`` was written in.
    """

    key: str
    label: str
    amounts: Mapping[int, Decimal]
    printed: Mapping[Total, Decimal] = field(default_factory=dict)
    printed_unit: Unit = Unit.TKR


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: the true amount in kronor and what is shown of it, in the table's unit."""

    amount: Decimal | None
    """True kronor; ``None`` is nothing, printed –."""
    shown: int | None
    footnote: int | None = None
    """The number of the footnote that the figure is marked with."""
    deviation: Deviation | None = None
    """For a total with a control total: how they compare, also when they agree."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A heading with a cell per column."""

    heading_id: int
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total with a cell per column, and the true sums of its rows beside it."""

    total: Total
    cells: tuple[Cell, ...]
    row_sums: tuple[Cell, ...]
    """The true sums, for a second row that pages show when ``has_deviations``."""

    @property
    def has_deviations(self) -> bool:
        """Whether a printed total of any column differs from the sum of its rows."""
        return any(_deviates(cell.deviation) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    """Income or costs: the rows and their total."""

    kind: Kind
    rows: tuple[TableRow, ...]
    total: TotalRow

    @property
    def has_deviations(self) -> bool:
        """Whether the section needs its row of true sums."""
        return self.total.has_deviations


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a mark in the table means: which total of which column, and by how much it differs."""

    number: int
    column_key: str
    column_label: str
    total: Total
    kind: FootnoteKind
    printed: Decimal
    """The total that is shown, in kronor: the source's, or the true one rounded to the unit."""
    true: Decimal
    """The true total in kronor."""
    deviation: Deviation | None = None
    """The comparison with the control total, if there is one that differs."""
    units_missing: int = 0
    """The shown total − what the shown figures above it make, in the table's unit."""


@dataclass(frozen=True, slots=True)
class Table:
    """The finished table. Cells stand in the order of ``columns``."""

    columns: tuple[Column, ...]
    unit: Unit
    income: Section
    cost: Section
    result: TotalRow
    footnotes: tuple[Footnote, ...]
    adjusted: bool = False
    """Whether the rows were adjusted to add up, which the page then has to say (rule 6)."""

    @property
    def sections(self) -> tuple[Section, Section]:
        """Income and costs, in the order of the page."""
        return (self.income, self.cost)

    @property
    def has_deviations(self) -> bool:
        """Whether any printed total differs from the sum of its rows."""
        return any(row.has_deviations for row in (self.income, self.cost, self.result))


def build_table(
    rows: Sequence[Row],
    columns: Sequence[Column],
    unit: Unit = Unit.TKR,
    *,
    adjusted: bool = False,
) -> Table:
    """Put budgets side by side, in ``unit``, with a footnote wherever figures do not add up.

    With ``adjusted`` the rows of each section are rounded so that they add up to the rounded
    true total, and the result is the difference of the shown totals (rule 6). Printed control
    totals stay as printed all the same. The time grows with rows × columns.

    Footnotes are numbered in the order a reader meets their marks: row by row, left to right. A
    result that differs only because one total above it does carries that total's mark.

    Raises ``ValueError`` for a heading listed twice, and for an amount whose heading is not among
    the rows: it would be missing from the sums without a word.
    """
    _check_headings(rows, columns)
    built = [_BuiltColumn(rows, column, unit, adjusted) for column in columns]
    footnotes = _footnotes(built)
    return Table(
        columns=tuple(columns),
        unit=unit,
        income=_section(Kind.INCOME, rows, built),
        cost=_section(Kind.COST, rows, built),
        result=_total_row(Total.RESULT, built),
        footnotes=footnotes,
        adjusted=adjusted,
    )


class _BuiltColumn:
    """One column on its way into the table: what is true, what is shown, what is marked."""

    def __init__(self, rows: Sequence[Row], column: Column, unit: Unit, adjusted: bool) -> None:
        self.column = column
        self.unit = unit
        self.adjusted = adjusted
        self.shown_rows: dict[int, int] = {}
        self.true: dict[Total, Decimal] = {}
        self.made: dict[Total, int] = {}
        """What the shown figures above each total make of it."""
        self.shown: dict[Total, int] = {}
        self.deviations: dict[Total, Deviation] = {}
        self.marks: dict[Total, int] = {}
        filled = [row for row in rows if row.heading_id in column.amounts]
        for kind in Kind:
            self._fill_section(kind, [row for row in filled if row.kind is kind])
        self._fill_result(len(filled))

    def _fill_section(self, kind: Kind, rows: Sequence[Row]) -> None:
        total = Total(kind.value)
        amounts = [self.column.amounts[row.heading_id] for row in rows]
        if self.adjusted:
            figures = round_to_total(amounts, self.unit)
        else:
            figures = [round_half_away(amount, self.unit) for amount in amounts]
        self.shown_rows.update(
            (row.heading_id, figure) for row, figure in zip(rows, figures, strict=True)
        )
        self.true[total] = sum(amounts, _NOTHING)
        self.made[total] = sum(figures)
        self._fill_total(total, round_half_away(self.true[total], self.unit), len(rows))

    def _fill_result(self, row_count: int) -> None:
        self.true[Total.RESULT] = self.true[Total.INCOME] - self.true[Total.COST]
        self.made[Total.RESULT] = self.shown[Total.INCOME] - self.shown[Total.COST]
        rounded = round_half_away(self.true[Total.RESULT], self.unit)
        if self.adjusted and not any(map(self.deviates, Total)):
            rounded = self.made[Total.RESULT]
        self._fill_total(Total.RESULT, rounded, row_count)

    def _fill_total(self, total: Total, rounded: int, row_count: int) -> None:
        self.shown[total] = rounded
        if total in self.column.printed:
            printed = self.column.printed[total]
            self.shown[total] = round_half_away(printed, self.unit)
            self.deviations[total] = compare_with_printed(
                printed, self.true[total], row_count, self.column.printed_unit
            )

    def deviates(self, total: Total) -> bool:
        """Say whether the source printed another total than the true one."""
        return _deviates(self.deviations.get(total))

    def units_missing(self, total: Total) -> int:
        """Return the shown total − what the shown figures above it make, in units."""
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
        return Cell(self.true[total], round_half_away(self.true[total], self.unit))


def _section(kind: Kind, rows: Iterable[Row], built: Sequence[_BuiltColumn]) -> Section:
    """Put the rows of one kind together with their total."""
    table_rows = tuple(
        TableRow(row.heading_id, row.label, tuple(column.row_cell(row) for column in built))
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
            kind = _footnote_kind(column, total)
            if kind is None:
                continue
            causes = [cause for cause in (Total.INCOME, Total.COST) if column.deviates(cause)]
            if kind is FootnoteKind.CONSEQUENCE and len(causes) == 1:
                column.marks[total] = column.marks[causes[0]]
                continue
            column.marks[total] = len(footnotes) + 1
            footnotes.append(_footnote(len(footnotes) + 1, column, total, kind))
    return tuple(footnotes)


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
    shown = Decimal(column.shown[total] * column.unit.value)
    return Footnote(
        number=number,
        column_key=column.column.key,
        column_label=column.column.label,
        total=total,
        kind=kind,
        printed=deviation.printed if deviation else shown,
        true=column.true[total],
        deviation=deviation if _deviates(deviation) else None,
        units_missing=column.units_missing(total),
    )


def _deviates(deviation: Deviation | None) -> bool:
    """Say whether a printed total differs from the true one."""
    return deviation is not None and deviation.kind is not DeviationKind.NONE


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
