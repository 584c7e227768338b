"""The charts of a document: which template draws each, and its figures as a table for Word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from budgets.core.money import format_number
from budgets.documents.report_tables import ReportCell, ReportRow, ReportTable
from budgets.models import Section
from budgets.models.charts import ChangesChart, Charts, FlowsChart, SharesChart, Side, YearsChart
from budgets.wording.amounts import NOTHING, written
from budgets.wording.charts import finding
from budgets.wording.figures import signed_percent

Chart = YearsChart | FlowsChart | SharesChart | ChangesChart


@dataclass(frozen=True)
class ReportChart:
    """A chart, the template that draws it, what it makes plain, and its figures."""

    chart: Chart
    template: str
    finding: str
    table: ReportTable


def charts_in(section: Section, charts: Charts) -> list[ReportChart]:
    """What a section shows: one chart, or one for each agreement; none where there is nothing."""
    match Section.Chart(section.chart):
        case Section.Chart.YEARS:
            return [_drawn("years", charts.years, _years(charts.years))]
        case Section.Chart.FLOWS:
            return [_drawn("flows", charts.flows, _flows(charts.flows))]
        case Section.Chart.SHARES:
            return [_drawn("shares", chart, _shares(chart)) for chart in charts.shares]
        case Section.Chart.CHANGES:
            return [_drawn("changes", chart, _changes(chart)) for chart in charts.changes]


def _drawn(name: str, chart: Chart, table: ReportTable) -> ReportChart:
    return ReportChart(chart, f"budgets/charts/_{name}.html", finding(chart), table)


def _years(chart: YearsChart) -> ReportTable:
    return ReportTable(
        caption=_("Income, costs and result, in kronor"),
        heads=[_("Year"), _("Income"), _("Costs"), _("Result")],
        groups=[
            [
                _row(str(year.version.year), year.income, year.cost, year.result)
                for year in chart.years
            ]
        ],
    )


def _flows(chart: FlowsChart) -> ReportTable:
    return ReportTable(
        caption=_("Income and costs of %(year)s by heading, in kronor")
        % {"year": chart.version.year},
        heads=[_("Heading"), _("Kronor"), "%"],
        groups=[
            [*_side(chart.income, _("Income"))],
            [*_side(chart.cost, _("Costs"))],
        ],
    )


def _side(side: Side, name: str) -> Iterator[ReportRow]:
    for flow in side.flows:
        part = None if flow.part is None else 100 * flow.part
        yield ReportRow(flow.label, [ReportCell(written(flow.amount)), _percent(part)])
    yield ReportRow(name, [ReportCell(written(side.total)), ReportCell("")], kind="sum")


def _shares(chart: SharesChart) -> ReportTable:
    rows = [
        ReportRow(
            share.name,
            [ReportCell(written(share.amount)), ReportCell(format_number(share.percent, 2))],
        )
        for share in chart.shares
    ]
    total = [ReportCell(written(chart.sharing.total)), ReportCell("")]
    return ReportTable(
        caption=_("Shares of %(agreement)s %(year)s, in kronor")
        % {"agreement": chart.sharing.agreement, "year": chart.version.year},
        heads=[_("Municipality"), _("Kronor"), "%"],
        groups=[[*rows, ReportRow(_("Total"), total, kind="sum")]],
    )


def _changes(chart: ChangesChart) -> ReportTable:
    years = {"before": chart.before.year, "now": chart.version.year}
    rows = [
        ReportRow(
            change.name,
            [
                *_amounts(change.was, change.now),
                ReportCell(f"{'+' if change.difference > 0 else ''}{written(change.difference)}"),
                ReportCell(NOTHING if change.percent is None else signed_percent(change.percent)),
            ],
        )
        for change in chart.changes
    ]
    return ReportTable(
        caption=_("Shares of %(agreement)s %(before)s and %(now)s, in kronor")
        % (years | {"agreement": chart.sharing.agreement}),
        heads=[
            _("Municipality"),
            str(chart.before.year),
            str(chart.version.year),
            _("The change"),
            "%",
        ],
        groups=[rows],
    )


def _row(label: str, *amounts: Decimal | None) -> ReportRow:
    return ReportRow(label, _amounts(*amounts))


def _amounts(*amounts: Decimal | None) -> Sequence[ReportCell]:
    return [ReportCell(written(amount)) for amount in amounts]


def _percent(value: Fraction | None) -> ReportCell:
    return ReportCell(NOTHING if value is None else format_number(value, 1))
