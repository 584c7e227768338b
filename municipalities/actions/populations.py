"""Recording populations."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, User
from municipalities.models import Municipality, PopulationFigure, PopulationSnapshot
from municipalities.models.checking import findings_of
from municipalities.models.succession import merged_after, merged_figures
from municipalities.sources.checks import Finding, blocked
from municipalities.sources.extract import Extract


class UnknownCodes(ValueError):
    """Codes that no municipality in the register has."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(f"No municipality has the code {', '.join(codes)}.")
        self.codes = codes


class CannotBeRecorded(ValueError):
    """What a source gave does not pass the checks; the findings say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.check for finding in findings))
        self.findings = findings


@transaction.atomic
def take_in(
    *,
    extract: Extract,
    source: str = "",
    note: str = "",
    reason: str = "",
    by: User | None = None,
) -> PopulationSnapshot:
    """Record all that a source gave as the next revision, or nothing.

    Municipalities that were merged since that day, and take part, are recorded with the sum of
    those they were merged of. ``source`` is needed where the extract does not say itself what it
    is; without any there is a ``ValidationError``. Raises ``CannotBeRecorded`` where a check blocks
    at this moment; warnings are for the caller to have confirmed.
    """
    _one_at_a_time()
    findings = findings_of(extract)
    if blocked(findings):
        raise CannotBeRecorded(findings)
    return record_snapshot(
        year=extract.year,
        figures={
            **extract.figures,
            **merged_figures(merged_after(extract.year), extract.figures),
        },
        source=source or extract.source,
        note=note,
        reason=reason,
        edition=datetime.date.fromisoformat(extract.edition) if extract.edition else None,
        preliminary=extract.preliminary,
        digest=extract.digest,
        by=by,
    )


@transaction.atomic
def record_snapshot(
    *,
    year: int,
    figures: Mapping[str, int],
    source: str,
    note: str = "",
    reason: str = "",
    edition: datetime.date | None = None,
    preliminary: bool = False,
    digest: str = "",
    by: User | None = None,
) -> PopulationSnapshot:
    """Record the population on 31 December of ``year`` by municipality code, as the next revision.

    Raises ``UnknownCodes``, or ``ValidationError`` where a figure or the year cannot be.
    """
    _one_at_a_time()
    municipalities = {m.code: m for m in Municipality.objects.filter(code__in=figures)}
    if unknown := sorted(set(figures) - set(municipalities)):
        raise UnknownCodes(unknown)
    next_revision = PopulationSnapshot.objects.next_revision_of(year)
    snapshot = PopulationSnapshot(
        year=year,
        revision=next_revision,
        source=source,
        note=note,
        reason=reason,
        edition=edition,
        preliminary=preliminary,
        digest=digest,
        created_by=by,
    )
    snapshot.full_clean()
    snapshot.save()
    rows = [
        PopulationFigure(snapshot=snapshot, municipality=municipalities[code], population=number)
        for code, number in figures.items()
    ]
    for row in rows:
        # Both were just fetched; asking for them again would be two queries a row.
        row.clean_fields(exclude=["snapshot", "municipality"])
    PopulationFigure.objects.bulk_create(rows)
    number = {PopulationFigure._meta.label_lower: ("", str(len(rows)))}
    trace.record(
        by=by,
        deed=Deed.ADDED,
        subject=snapshot,
        whole=snapshot,
        changes=trace.added(trace.texts_of(snapshot)) | number,
    )
    return snapshot


def _one_at_a_time() -> None:
    """Wait for others who record a population: of a year without one there is no row to lock."""
    Municipality.objects.select_for_update(no_key=True).order_by("pk").first()
