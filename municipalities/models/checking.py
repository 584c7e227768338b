"""What is known besides a source, for its figures to be checked against."""

from django.conf import settings
from django.db.models import Prefetch

from municipalities.models.agreement import Participation
from municipalities.models.municipality import Municipality
from municipalities.models.population import PopulationFigure, PopulationSnapshot
from municipalities.sources.checks import Finding, Known, Recorded, check
from municipalities.sources.extract import Extract


def findings_of(extract: Extract) -> list[Finding]:
    """What the checks find of an extract, beside all that is kept; what blocks first."""
    return check(extract, known_of(extract.year))


def known_of(year: int) -> Known:
    """The register, the participants and the snapshots that figures of that year are held to."""
    participants = Participation.objects.sharing_by_population_of(year)
    figures = PopulationFigure.objects.select_related("municipality")
    snapshots = [
        _recorded(snapshot)
        for snapshot in PopulationSnapshot.objects.filter(year__in=[year - 1, year])
        .order_by("year", "revision")
        .prefetch_related(Prefetch("figures", figures))
    ]
    before = [snapshot for snapshot in snapshots if snapshot.year < year]
    return Known(
        register=frozenset(Municipality.objects.values_list("code", flat=True)),
        participants=frozenset(participants.values_list("municipality__code", flat=True)),
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
