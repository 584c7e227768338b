"""What is known besides a source, for its figures to be checked against."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Prefetch

from municipalities.models.agreement import Participation
from municipalities.models.municipality import Municipality
from municipalities.models.population import PopulationFigure, PopulationSnapshot
from municipalities.models.succession import merged_after
from municipalities.sources.checks import Finding, Known, Recorded, check
from municipalities.sources.extract import Extract


def findings_of(extract: Extract) -> list[Finding]:
    """What the checks find of an extract, beside all that is kept; what blocks first."""
    return check(extract, known_of(extract.year, extract.figures))


def known_of(year: int, given: Collection[str] = ()) -> Known:
    """The register, the participants and the snapshots that figures of that year are held to.

    Populations are published by the division of the day after. A participant that is younger may
    be ``given`` all the same. If not, those that merged into it are expected in its place.
    """
    sharing = Participation.objects.sharing_by_population_of(year)
    participants = set(sharing.values_list("municipality__code", flat=True))
    merged = {one.municipality.code: one.former for one in merged_after(year)}
    expected = {
        code
        for participant in participants
        for code in (
            (participant,) if participant in given else merged.get(participant, (participant,))
        )
    }
    figures = PopulationFigure.objects.select_related("municipality")
    snapshots = [
        _recorded(snapshot)
        for snapshot in PopulationSnapshot.objects.filter(year__in=[year - 1, year])
        .order_by("year", "revision")
        .prefetch_related(Prefetch("figures", figures))
    ]
    before = [snapshot for snapshot in snapshots if snapshot.year < year]
    return Known(
        register=frozenset(
            Municipality.objects.valid_in(year + 1).values_list("code", flat=True)
        ).union(expected, participants.intersection(given)),
        participants=frozenset(expected),
        before=before[-1] if before else None,
        recorded=[snapshot for snapshot in snapshots if snapshot.year == year],
        most_change_percent=settings.POPULATION_MOST_CHANGE_PERCENT,
    )


def _recorded(snapshot: PopulationSnapshot) -> Recorded:
    return Recorded(
        year=snapshot.year,
        revision=snapshot.revision,
        figures={row.municipality.code: row.population for row in snapshot.figures.all()},
        edition=snapshot.edition.isoformat() if snapshot.edition else "",
        digest=snapshot.digest,
    )
