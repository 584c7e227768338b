"""The control totals of a table and what their differences are taken for (rule 7)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.core.control import Deviation, DeviationKind
from budgets.core.table import Table, Total


def class_of(kind: DeviationKind) -> str:
    """What a difference is taken for, in a word or two."""
    match kind:
        case DeviationKind.NONE:
            return _("no difference")
        case DeviationKind.ROUNDING:
            return _("rounding")
        case DeviationKind.ERROR:
            return _("an error in the source")


def compared(table: Table) -> Iterator[tuple[str, Total, Deviation]]:
    """Every total that a source printed: its column's label, which it is, and how it compares."""
    for place, column in enumerate(table.columns):
        for row in (table.income.total, table.cost.total, table.result):
            deviation = row.cells[place].deviation
            if deviation is not None:
                yield column.label, row.total, deviation
