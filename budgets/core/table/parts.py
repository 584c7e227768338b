"""What a comparison table is made of, going in and coming out: values that only hold data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from budgets.core.control import Deviation, DeviationKind
from budgets.core.money import Unit
from budgets.core.printing import Scale


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
    SUM_ROUNDING = "sum_rounding"
    """Rounded for print, the shown figures miss the true sum that stands beside a printed total."""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading to show, in the order given within its kind.

    ``other_names`` are what columns call it that call it otherwise: the column's label and a name.
    """

    heading_id: int
    label: str
    kind: Kind
    other_names: tuple[tuple[str, str], ...] = ()


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
    """One figure: the true amount in kronor and what is shown of it, in steps of the scale."""

    amount: Decimal | None
    """True kronor; ``None`` is nothing, printed –."""
    shown: int | None
    footnote: int | None = None
    """The number of the footnote that the figure is marked with."""
    deviation: Deviation | None = None
    """For a total with a control total: how they compare, also when they agree."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A heading with a cell per column, and what some columns call it instead."""

    heading_id: int
    label: str
    cells: tuple[Cell, ...]
    other_names: tuple[tuple[str, str], ...] = ()


def deviates(deviation: Deviation | None) -> bool:
    """Say whether a printed total differs from the true one; without a printed one it does not."""
    return deviation is not None and deviation.kind is not DeviationKind.NONE


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
        return any(deviates(cell.deviation) for cell in self.cells)


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
    """The total that is shown, in kronor: the source's, or the true one rounded."""
    true: Decimal
    """The true total in kronor."""
    deviation: Deviation | None = None
    """The comparison with the control total, if there is one that differs."""
    units_missing: int = 0
    """The shown total − what the shown figures above it make, in steps of the scale."""


@dataclass(frozen=True, slots=True)
class DeviationFound:
    """A printed total that is not the true one, and what it is taken for (rule 7)."""

    column_key: str
    total: Total
    kind: FootnoteKind
    deviation: Deviation


@dataclass(frozen=True, slots=True)
class Table:
    """The finished table. Cells stand in the order of ``columns``."""

    columns: tuple[Column, ...]
    scale: Scale
    income: Section
    cost: Section
    result: TotalRow
    footnotes: tuple[Footnote, ...]
    adjusted: bool = False
    """Whether figures were to be adjusted so that they add up (rule 6)."""

    @property
    def unit(self) -> Unit:
        """The unit that the figures are printed in."""
        return self.scale.unit

    @property
    def is_adjusted(self) -> bool:
        """Whether figures may be another than their own rounding, which the page then says."""
        return self.adjusted and self.scale.rounds

    @property
    def sections(self) -> tuple[Section, Section]:
        """Income and costs, in the order of the page."""
        return (self.income, self.cost)

    @property
    def has_deviations(self) -> bool:
        """Whether any printed total differs from the sum of its rows."""
        return any(row.has_deviations for row in (self.income, self.cost, self.result))

    @property
    def deviations(self) -> tuple[DeviationFound, ...]:
        """Every printed total that differs, column by column.

        A result that carries the mark of a total above it follows from that.
        """
        notes = {note.number: note for note in self.footnotes}
        found = []
        for place, column in enumerate(self.columns):
            for row in (self.income.total, self.cost.total, self.result):
                cell = row.cells[place]
                if cell.deviation is None or not deviates(cell.deviation):
                    continue
                note = notes[cell.footnote or 0]
                kind = note.kind if note.total is row.total else FootnoteKind.CONSEQUENCE
                found.append(DeviationFound(column.key, row.total, kind, cell.deviation))
        return tuple(found)
