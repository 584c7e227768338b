"""The comparison table, as it is printed and with the true amounts beside."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from budgets.api.asked import TableChoice
from budgets.api.doors import person
from budgets.api.errors import ERRORS, NOT_THERE
from budgets.api.schemas import (
    CellOut,
    Column,
    FootnoteOut,
    Kind,
    RowOut,
    StateOut,
    TableOut,
    TotalName,
    TotalOut,
    amount,
)
from budgets.core.printing import Scale
from budgets.core.table import Cell, Table, TotalRow
from budgets.models import BudgetVersion, State
from budgets.models.comparison import comparison_of
from budgets.views.table import YEARS_SHOWN
from budgets.wording.footnotes import sentences

router = Router(tags=["Budgets"])


@router.get(
    "/table",
    response={200: TableOut, **ERRORS, **NOT_THERE},
    summary="Years side by side",
    url_name="table",
)
def table(request: HttpRequest, chosen: Query[TableChoice]) -> TableOut:
    """The published table: the version that speaks for each year, the earliest first."""
    visible = BudgetVersion.objects.visible_to(person(request)).current()
    by_year = {
        version.year: version
        for version in visible.select_related("budget_year", "snapshot").order_by(
            "budget_year__year"
        )
    }
    if absent := set(chosen.years) - set(by_year):
        raise Http404(
            _("There is no budget for %(year)s that you may see.") % {"year": min(absent)}
        )
    adopted = [year for year, version in by_year.items() if version.state == State.ADOPTED]
    shown = sorted(set(chosen.years)) or (adopted or list(by_year))[-YEARS_SHOWN:]
    versions = [by_year[year] for year in shown]
    return _out(comparison_of(versions, chosen.printing), versions, chosen)


def _out(table: Table, versions: Iterable[BudgetVersion], chosen: TableChoice) -> TableOut:
    totals = [table.income.total, table.cost.total, table.result]
    return TableOut(
        unit=chosen.unit,
        rounding=chosen.rounding,
        columns=[Column(year=v.year, number=v.number, state=StateOut(v.state)) for v in versions],
        rows=[
            RowOut(
                heading=row.heading_id,
                name=row.label,
                kind=Kind(section.kind.value),
                cells=[_cell(cell, cell, table.scale) for cell in row.cells],
            )
            for section in table.sections
            for row in section.rows
        ],
        totals=[_total(row, table.scale) for row in totals],
        footnotes=[FootnoteOut(number=n, sentence=told) for n, told in sentences(table)],
    )


def _total(row: TotalRow, scale: Scale) -> TotalOut:
    cells = [_cell(true, shown, scale) for true, shown in zip(row.row_sums, row.cells, strict=True)]
    return TotalOut(total=TotalName(row.total.value), cells=cells)


def _cell(true: Cell, shown: Cell, scale: Scale) -> CellOut:
    return CellOut(
        amount=None if true.amount is None else amount(true.amount),
        printed=None if shown.shown is None else str(scale.in_unit(shown.shown)),
        footnote=shown.footnote,
    )
