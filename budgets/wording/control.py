"""The control totals of a table and what their differences are taken for (rule 7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgets.core.control import Deviation
from budgets.core.table import Table
from budgets.wording.footnotes import deviation_class, total_name


@dataclass(frozen=True, slots=True)
class Compared:
    """A total that a source printed: of which budget, which it is, and how it compares."""

    label: str
    total: str
    deviation: Deviation
    taken_for: str


def compared(table: Table) -> Iterator[Compared]:
    """Every printed total, column by column, also those that do not differ."""
    classes = {(f.column_key, f.total): deviation_class(f.kind) for f in table.deviations}
    for place, column in enumerate(table.columns):
        for row in (table.income.total, table.cost.total, table.result):
            deviation = row.cells[place].deviation
            if deviation is not None:
                taken_for = classes.get((column.key, row.total), _("no difference"))
                yield Compared(column.label, total_name(row.total), deviation, taken_for)
