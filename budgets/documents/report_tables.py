"""The tables of a document as text: the budget beside earlier years, and who pays what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgets.core.money import format_number
from budgets.core.printing import Scale
from budgets.core.table import Cell, Table, TotalRow
from budgets.models import BudgetVersion
from budgets.models.sharing import Sharing
from budgets.wording.amounts import NOTHING, written
from budgets.wording.footnotes import sum_of_rows_name, total_name
from budgets.wording.headings import other_names

_PERCENT_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A figure as text, and the number of its footnote."""

    text: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """``kind`` is row, sum, check (the true sums beside printed ones) or result."""

    label: str
    cells: Sequence[ReportCell]
    kind: str = "row"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of figures; ``heads`` is above the labels and each column, ``focus`` the last."""

    caption: str
    heads: Sequence[str]
    groups: Sequence[Sequence[ReportRow]]
    has_focus: bool = False


def comparison_table(table: Table, versions: Sequence[BudgetVersion]) -> ReportTable:
    """The budget beside earlier years, the decided year last and in focus."""
    groups = []
    for section in table.sections:
        rows = [
            ReportRow(row.label, _cells(row.cells, table.scale), note=other_names(row.other_names))
            for row in section.rows
        ]
        groups.append([*rows, *_totals(section.total, table.scale, "sum")])
    groups.append(_totals(table.result, table.scale, "result"))
    return ReportTable(
        caption=_("Amounts in %(unit)s") % {"unit": table.unit.label},
        heads=[
            _("Heading"),
            *[_("Budget %(year)s") % {"year": version.year} for version in versions],
        ],
        groups=groups,
        has_focus=len(versions) > 1,
    )


def allocation_table(sharing: Sharing) -> ReportTable:
    """Who pays what of an agreement, in kronor: what will be invoiced is not rounded."""
    explained = sharing.explained
    assert explained is not None  # the caller leaves out what cannot be shared
    rows = [
        ReportRow(
            share.member.name,
            [
                ReportCell(format_number(share.member.population)),
                ReportCell(format_number(share.percent, _PERCENT_DECIMALS)),
                ReportCell(written(share.amount)),
            ],
        )
        for share in explained.members
    ]
    total = ReportRow(
        _("Sum"),
        [
            ReportCell(format_number(explained.population_sum)),
            ReportCell(format_number(explained.percent_sum, _PERCENT_DECIMALS)),
            ReportCell(written(explained.amount_sum)),
        ],
        kind="result",
    )
    return ReportTable(
        caption=_("%(agreement)s, shared by population") % {"agreement": sharing.agreement},
        heads=[_("Municipality"), _("Population"), _("Per cent"), _("Kronor")],
        groups=[rows, [total]],
    )


def _totals(row: TotalRow, scale: Scale, kind: str) -> list[ReportRow]:
    rows = [ReportRow(total_name(row.total), _cells(row.cells, scale), kind)]
    if row.has_deviations:
        sums = _cells(row.row_sums, scale)
        rows.append(ReportRow(sum_of_rows_name(row.total), sums, "check"))
    return rows


def _cells(cells: Iterable[Cell], scale: Scale) -> list[ReportCell]:
    return [
        ReportCell(NOTHING if cell.shown is None else scale.written(cell.shown), cell.footnote)
        for cell in cells
    ]
