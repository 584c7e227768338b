"""The comparison table: income, costs and result of any number of years, side by side.

Amounts come in as true kronor and are shown in a unit, tkr as a rule. The table is honest about
what print does to them (rule 6) and about what its sources say (rule 7):

- a figure shows rounded half away from zero, a total as the rounded true total;
- a column taken from elsewhere shows the totals printed there, and keeps the true sums beside
  them;
- wherever shown figures do not add up, the cell carries the number of a footnote.

The footnotes are data. Pages and spreadsheets make the sentences, each in its own language.

>>> from decimal import Decimal
>>> rows = [Row(1, "Fees", Kind.INCOME), Row(2, "Grants", Kind.INCOME), Row(3, "Pay", Kind.COST)]
>>> year = Column("2025", "Budget 2025", {1: Decimal(1400), 2: Decimal(1400), 3: Decimal(2800)})
>>> table = build_table(rows, [year])
>>> [row.cells[0].shown for row in table.income.rows], table.income.total.cells[0].shown
([1, 1], 3)
>>> [(note.number, note.kind.name, note.units_missing) for note in table.footnotes]
[(1, 'PRINT_ROUNDING', 1)]
"""

from budgets.core.table.build import build_table
from budgets.core.table.parts import (
    Cell,
    Column,
    DeviationFound,
    Footnote,
    FootnoteKind,
    Kind,
    Row,
    Section,
    Table,
    TableRow,
    Total,
    TotalRow,
)

__all__ = [
    "Cell",
    "Column",
    "DeviationFound",
    "Footnote",
    "FootnoteKind",
    "Kind",
    "Row",
    "Section",
    "Table",
    "TableRow",
    "Total",
    "TotalRow",
    "build_table",
]
