"""A budget in pictures: what is drawn, with its figures and where it lies.

Amounts are true kronor, added up from the lines; the control totals of a source are not drawn.
The sentence that each chart makes plain is in ``budgets.wording.charts``, and the templates in
``templates/budgets/charts`` draw it, on a page and in a document alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.core.charts.bars import Bar, Lying, LyingBar, bounds, grouped_bars, lying_bars
from budgets.core.charts.frame import Frame
from budgets.core.explanation import AllocationExplained
from budgets.core.key_figures import part_of
from budgets.core.table import Section, Table
from budgets.models.comparison import comparison_of
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion

YEARS_DRAWN = 8
"""More columns than these would leave no room for their figures."""
MOST_ROWS = 30
"""Of more rows the largest are drawn; the table has them all."""
WIDTH = 340
"""All pictures are as wide, so that their texts are as large beside each other."""
_COLUMNS = Frame(width=WIDTH, height=130, top=16)
_TITLE, _UNDER_TITLE = 14, 8
"""Where the foot of a group's name stands, and the room under it."""


@dataclass(frozen=True)
class YearDrawn:
    """The sums of one year's version in kronor, and the two columns that show them."""

    version: BudgetVersion
    income: Decimal
    cost: Decimal
    middle: str
    income_bar: Bar
    cost_bar: Bar

    @property
    def result(self) -> Decimal:
        """Income − costs, in kronor."""
        return self.income - self.cost


@dataclass(frozen=True)
class YearsChart:
    """Income and costs of several years, the earliest first; ``base`` is the line of 0."""

    years: tuple[YearDrawn, ...]
    base: str
    height: int = _COLUMNS.top + _COLUMNS.height + 40
    width: int = WIDTH
    key: str = "years"


@dataclass(frozen=True)
class FlowDrawn:
    """A heading's sum in kronor, and which part of its side it is; None where that says nothing."""

    label: str
    amount: Decimal
    part: Fraction | None
    bar: LyingBar


@dataclass(frozen=True)
class Side:
    """All income or all costs, the largest heading first; ``title`` is where its name stands."""

    flows: tuple[FlowDrawn, ...]
    total: Decimal
    title: int


@dataclass(frozen=True)
class FlowsChart:
    """Where the money of a version comes from and where it goes, on one scale."""

    version: BudgetVersion
    income: Side
    cost: Side
    zero: str
    height: int
    width: int = WIDTH
    key: str = "flows"


@dataclass(frozen=True)
class ShareDrawn:
    """A member's share: its name, kronor, part of the total, and its bar if it is drawn."""

    code: str
    name: str
    amount: Decimal
    percent: Decimal
    bar: LyingBar | None


@dataclass(frozen=True)
class SharesChart:
    """What the members of an agreement pay, the largest first."""

    version: BudgetVersion
    sharing: Sharing
    shares: tuple[ShareDrawn, ...]
    zero: str
    height: int
    width: int = WIDTH

    @property
    def key(self) -> str:
        return f"shares-{self.sharing.agreement.pk}"

    @property
    def left_out(self) -> int:
        """How many are in the table alone."""
        return sum(share.bar is None for share in self.shares)


@dataclass(frozen=True)
class ChangeDrawn:
    """A member's share of two years in kronor; None in the one where it takes no part."""

    code: str
    name: str
    was: Decimal | None
    now: Decimal | None
    bar: LyingBar | None = None

    @property
    def difference(self) -> Decimal:
        """Kronor more than the year before."""
        return (self.now or Decimal(0)) - (self.was or Decimal(0))

    @property
    def percent(self) -> Fraction | None:
        """The difference in per cent of what it was."""
        of_before = part_of(self.difference, self.was or Decimal(0))
        return None if of_before is None or self.now is None else 100 * of_before


@dataclass(frozen=True)
class ChangesChart:
    """What the members of an agreement pay more or less than for the version before."""

    version: BudgetVersion
    before: BudgetVersion
    sharing: Sharing
    changes: tuple[ChangeDrawn, ...]
    zero: str
    height: int
    width: int = WIDTH

    @property
    def key(self) -> str:
        return f"changes-{self.sharing.agreement.pk}"

    @property
    def hatch(self) -> str:
        """The name of the hatching of what is less."""
        return f"hatch-{self.key}"

    @property
    def left_out(self) -> int:
        """How many are in the table alone."""
        return sum(change.bar is None for change in self.changes)


@dataclass(frozen=True)
class Charts:
    """All charts of a version.

    ``unshared`` are the agreements whose sharing is not to be computed yet.
    ``has_deviations`` says that a source printed other totals than the sums that are drawn.
    """

    years: YearsChart
    flows: FlowsChart
    shares: tuple[SharesChart, ...]
    changes: tuple[ChangesChart, ...]
    unshared: tuple[Sharing, ...]
    has_deviations: bool


def charts_of(version: BudgetVersion, earlier: Sequence[BudgetVersion]) -> Charts:
    """Draw a version; ``earlier`` are those that speak for years before it, in any order.

    The changes are drawn against the year before, where it is among them. The number of queries
    does not grow with years, rows or members.
    """
    before_it = sorted((v for v in earlier if v.year < version.year), key=lambda v: v.year)
    versions = [*before_it[-(YEARS_DRAWN - 1) :], version]
    table = comparison_of(versions)
    sharings = sharings_of(version)
    shared = [sharing for sharing in sharings if sharing.explained and sharing.explained.members]
    return Charts(
        years=_years(versions, table),
        flows=_flows(version, table),
        shares=tuple(_shares(version, sharing) for sharing in shared),
        changes=_changes(version, shared, before_it[-1] if before_it else None),
        unshared=tuple(sharing for sharing in sharings if sharing not in shared),
        has_deviations=table.has_deviations,
    )


def _years(versions: Sequence[BudgetVersion], table: Table) -> YearsChart:
    sums = [
        (income.amount or Decimal(0), cost.amount or Decimal(0))
        for income, cost in zip(table.income.total.cells, table.cost.total.cells, strict=True)
    ]
    drawn = grouped_bars(sums, _COLUMNS)
    years = []
    for version, (income, cost), middle, bars in zip(
        versions, sums, drawn.middles, drawn.groups, strict=True
    ):
        income_bar, cost_bar = bars
        assert income_bar
        assert cost_bar
        years.append(YearDrawn(version, income, cost, middle, income_bar, cost_bar))
    return YearsChart(tuple(years), drawn.base)


def _flows(version: BudgetVersion, table: Table) -> FlowsChart:
    income, cost = _amounts(table.income), _amounts(table.cost)
    within = bounds(amount for _, amount in [*income, *cost])
    came = lying_bars([a for _, a in income], width=WIDTH, top=_TITLE + _UNDER_TITLE, within=within)
    title = came.bottom + _TITLE + _UNDER_TITLE
    went = lying_bars([a for _, a in cost], width=WIDTH, top=title + _UNDER_TITLE, within=within)
    return FlowsChart(
        version,
        _side(income, came, title=_TITLE),
        _side(cost, went, title=title),
        came.zero,
        went.bottom,
    )


def _amounts(section: Section) -> list[tuple[str, Decimal]]:
    """The headings of the last column that have an amount, the largest first."""
    found = [(row.label, row.cells[-1].amount) for row in section.rows]
    filled = [(label, amount) for label, amount in found if amount is not None]
    return sorted(filled, key=lambda flow: -flow[1])


def _side(amounts: Sequence[tuple[str, Decimal]], drawn: Lying, *, title: int) -> Side:
    total = sum((amount for _, amount in amounts), Decimal(0))
    whole = all(amount >= 0 for _, amount in amounts)
    return Side(
        tuple(
            FlowDrawn(label, amount, part_of(amount, total) if whole else None, bar)
            for (label, amount), bar in zip(amounts, drawn.bars, strict=True)
        ),
        total,
        title,
    )


def _shares(version: BudgetVersion, sharing: Sharing) -> SharesChart:
    explained = _explained(sharing)
    members = sorted(explained.members, key=lambda share: -abs(share.amount))
    drawn = lying_bars([share.amount for share in members[:MOST_ROWS]], width=WIDTH)
    return SharesChart(
        version,
        sharing,
        tuple(
            ShareDrawn(
                share.member.code,
                share.member.name,
                share.amount,
                share.percent,
                drawn.bars[place] if place < MOST_ROWS else None,
            )
            for place, share in enumerate(members)
        ),
        drawn.zero,
        drawn.bottom,
    )


def _changes(
    version: BudgetVersion, shared: Sequence[Sharing], before: BudgetVersion | None
) -> tuple[ChangesChart, ...]:
    """The changes of each agreement that was shared the year before too."""
    if before is None or before.year != version.year - 1:
        return ()
    was = {s.agreement.pk: s.explained for s in sharings_of(before) if s.explained}
    return tuple(
        _change(version, before, sharing, was[sharing.agreement.pk])
        for sharing in shared
        if sharing.agreement.pk in was
    )


def _change(
    version: BudgetVersion, before: BudgetVersion, sharing: Sharing, was: AllocationExplained
) -> ChangesChart:
    old = {share.member.code: share for share in was.members}
    new = {share.member.code: share for share in _explained(sharing).members}
    found = [
        ChangeDrawn(
            code,
            (new.get(code) or old[code]).member.name,
            old[code].amount if code in old else None,
            new[code].amount if code in new else None,
        )
        for code in sorted(old.keys() | new.keys())
    ]
    largest = sorted(found, key=lambda change: -abs(change.difference))[:MOST_ROWS]
    rows = sorted(found, key=lambda change: -change.difference)
    shown = [row for row in rows if row in largest]
    drawn = lying_bars([row.difference for row in shown], width=WIDTH)
    bar_of = {row.code: bar for row, bar in zip(shown, drawn.bars, strict=True)}
    return ChangesChart(
        version,
        before,
        sharing,
        tuple(
            ChangeDrawn(row.code, row.name, row.was, row.now, bar_of.get(row.code)) for row in rows
        ),
        drawn.zero,
        drawn.bottom,
    )


def _explained(sharing: Sharing) -> AllocationExplained:
    assert sharing.explained  # those that are not are told as unshared
    return sharing.explained
