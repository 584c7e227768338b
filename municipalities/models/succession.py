"""Figures of municipalities that did not exist yet on the day they are of.

Statistics Sweden gives the population of 31 December by the division of the day after. A budget is
for the year after that at the earliest, so a municipality that begins with the budget year has no
figure of its own. Where whole municipalities merged into it, theirs add up to it. Where one was
split, no figure here tells who lives in which part, and a person has to type them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from municipalities.models.agreement import Participation
from municipalities.models.municipality import Municipality, Succession


@dataclass(frozen=True)
class Merged:
    """A municipality and those that merged into it whole, by their codes."""

    municipality: Municipality
    former: tuple[str, ...]


def merged_after(year: int) -> list[Merged]:
    """The participants that did not exist on 31 December ``year`` and were merged since.

    Those that share by that population, and whose code is not in use the day after.
    """
    young = [
        row.municipality
        for row in Participation.objects.sharing_by_population_of(year)
        .filter(municipality__from_year__gt=year + 1)
        .select_related("municipality")
    ]
    if not young:
        return []
    parts: dict[int, set[int]] = defaultdict(set)
    codes: dict[int, str] = {}
    into: dict[int, set[int]] = defaultdict(set)
    of_interest = Succession.objects.filter(successor__in=young).values("former")
    for row in Succession.objects.filter(former__in=of_interest).select_related("former"):
        into[row.former_id].add(row.successor_id)
        parts[row.successor_id].add(row.former_id)
        codes[row.former_id] = row.former.code
    whole = {m.pk: m for m in young if parts[m.pk] and all(into[f] == {m.pk} for f in parts[m.pk])}
    return [
        Merged(municipality, tuple(sorted(codes[former] for former in parts[key])))
        for key, municipality in sorted(whole.items(), key=lambda item: item[1].code)
    ]


def merged_figures(merged: list[Merged], figures: Mapping[str, int]) -> dict[str, int]:
    """The figures of those whose parts all have one and that have none of their own, by code."""
    return {
        one.municipality.code: sum(figures[code] for code in one.former)
        for one in merged
        if one.municipality.code not in figures and all(code in figures for code in one.former)
    }
