"""How many lived in the members of an agreement over the years, and what share that made.

The population of 31 December of a year serves a budget that is adopted the year after and holds
for the year after that. So the members beside a population are those of that budget year; before
the agreement's first and after its last year they are those of the nearest.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from budgets.core.keys import weights
from municipalities.models import (
    Agreement,
    Municipality,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)

YEARS_TO_BUDGET = 2


@dataclass(frozen=True)
class History:
    """The members of an agreement and the years there are populations of, the earliest first.

    ``snapshots`` are the newest revision of each year.
    """

    agreement: Agreement
    participations: Sequence[Participation]
    snapshots: Mapping[int, PopulationSnapshot]

    @property
    def years(self) -> list[int]:
        """The years whose 31 December is known."""
        return sorted(self.snapshots)

    def budget_year(self, year: int) -> int:
        """The budget year whose members stand beside the population of ``year``."""
        first = min((p.from_year for p in self.participations), default=year)
        lasts = [p.to_year for p in self.participations]
        last = None if None in lasts else max((y for y in lasts if y), default=None)
        after = max(year + YEARS_TO_BUDGET, first)
        return after if last is None else min(after, last)

    def members(self, years: Collection[int]) -> list[Municipality]:
        """Those that stand beside the population of any of these years, by code."""
        found = {m.code: m for year in years for m in self._members_of(year)}
        return [found[code] for code in sorted(found)]

    def _members_of(self, year: int) -> list[Municipality]:
        budget_year = self.budget_year(year)
        return [p.municipality for p in self.participations if p.is_in_force(budget_year)]

    def year_of(self, year: int, figures: Mapping[int, int]) -> "YearOfMembers":
        """One year of the members, from the figures of that year by municipality."""
        members = self._members_of(year)
        known = {m.pk: figures[m.pk] for m in members if m.pk in figures}
        shares: dict[int, Fraction] = {}
        if members and len(known) == len(members):
            weighed = weights(list(known.values()), self.agreement.equal_percent)
            whole = sum(weighed)
            shares = {
                pk: Fraction(100 * weight, whole) for pk, weight in zip(known, weighed, strict=True)
            }
        return YearOfMembers(year, known, shares, len(members))


@dataclass(frozen=True)
class YearOfMembers:
    """The population of one 31 December of those who were members then, by municipality.

    ``shares`` are per cent of the agreement by its key of today; empty where a figure is missing.
    """

    year: int
    figures: Mapping[int, int]
    shares: Mapping[int, Fraction]
    members: int

    @property
    def is_complete(self) -> bool:
        """Whether every member has a figure."""
        return bool(self.members) and len(self.figures) == self.members

    @property
    def total(self) -> int:
        """How many lived in the members together."""
        return sum(self.figures.values())


def history_of(agreement: Agreement) -> History:
    """Read who took part when, and which populations there are; two queries."""
    return History(
        agreement,
        list(Participation.objects.filter(agreement=agreement).select_related("municipality")),
        {snapshot.year: snapshot for snapshot in PopulationSnapshot.objects.newest()},
    )


def figures_in(
    history: History, years: Collection[int], members: Collection[Municipality]
) -> dict[int, dict[int, int]]:
    """The figures of these years and municipalities: by year, then by municipality; one query."""
    snapshots = {history.snapshots[year].pk: year for year in years}
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for snapshot_id, municipality_id, population in PopulationFigure.objects.filter(
        snapshot__in=snapshots, municipality__in=members
    ).values_list("snapshot_id", "municipality_id", "population"):
        found[snapshots[snapshot_id]][municipality_id] = population
    return {year: found[year] for year in years}
