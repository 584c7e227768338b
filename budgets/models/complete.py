"""All there is to a version, for one reader: what the complete workbook and the plain tables hold.

Lines and population figures come one by one, so that they are never in memory together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from budgets.core.printing import IN_TKR, Printing
from budgets.core.table import Table
from budgets.models.comparison import comparison_of
from budgets.models.heading_in_version import lines_of
from budgets.models.line_item import LineItem
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.statement import Statement, Ties, statements_of, statements_of_payers
from budgets.models.version import BudgetVersion, BudgetVersionQuerySet
from municipalities.models import Municipality, Payer, PopulationFigure, PopulationSnapshot

YEARS_COMPARED = 3


@dataclass(frozen=True)
class Figure:
    """How many lived in a municipality."""

    code: str
    name: str
    population: int


@dataclass(frozen=True)
class Complete:
    """A version with all that belongs to it.

    ``versions`` are those that the table compares, this one the last. ``ties`` is None where the
    statements are those of some payers alone, which tie to nothing.
    """

    version: BudgetVersion
    versions: Sequence[BudgetVersion]
    table: Table
    sharings: Sequence[Sharing]
    statements: Sequence[Statement]
    ties: Ties | None
    snapshot: PopulationSnapshot | None
    lines: Callable[[], Iterator[LineItem]]
    """The lines in the order of the version, one by one."""
    figures: Callable[[], Iterator[Figure]]
    """The snapshot's figures by code, one by one."""

    @cached_property
    def decimals(self) -> int:
        """How many decimals the statements need: two where any of them holds öre."""
        return max((statement.decimals for statement in self.statements), default=0)


def versions_compared(version: BudgetVersion, seen: BudgetVersionQuerySet) -> list[BudgetVersion]:
    """The version with those of the years before that its reader may compare it with.

    ``seen`` are all the versions that the reader may see.
    """
    years = range(version.year - YEARS_COMPARED + 1, version.year)
    earlier = seen.filter(budget_year__year__in=list(years)).current()
    ordered = earlier.select_related("budget_year", "snapshot").order_by("budget_year__year")
    return [*ordered, version]


def complete_of(
    version: BudgetVersion,
    versions: Sequence[BudgetVersion],
    payers: Sequence[Payer] | None,
    printing: Printing = IN_TKR,
) -> Complete:
    """Read a version whole; the number of queries does not grow with lines, payers or years.

    ``versions`` are what the reader may compare it with, ``payers`` whose statements the reader may
    see, None for everybody's.
    """
    sharings = sharings_of(version)
    statements: Sequence[Statement]
    ties = None
    if payers is None:
        everybody = statements_of(version, sharings)
        statements, ties = everybody.statements, everybody.ties
    else:
        statements = statements_of_payers(version, payers)
    snapshot = snapshot_of(version)
    return Complete(
        version,
        versions,
        comparison_of(versions, printing),
        sharings,
        sorted(statements, key=_other_parties_last),
        ties,
        snapshot,
        partial(lines_of, version),
        partial(figures_of, snapshot),
    )


def snapshot_of(version: BudgetVersion) -> PopulationSnapshot | None:
    """The population the version is shared by: the frozen one, else the newest for its date."""
    return version.snapshot or PopulationSnapshot.objects.newest_of(version.population_date.year)


def figures_of(snapshot: PopulationSnapshot | None) -> Iterator[Figure]:
    """The figures of a snapshot by code, one by one; one query."""
    rows = (
        PopulationFigure.objects.filter(snapshot=snapshot)
        .order_by("municipality__code")
        .values_list("municipality__code", "municipality__name", "population")
    )
    for code, name, population in rows.iterator():
        yield Figure(code, name, population)


def _other_parties_last(statement: Statement) -> bool:
    return not isinstance(statement.payer, Municipality)
