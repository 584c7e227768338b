"""Keeping what a source gave until a person has looked at it, and recording it then."""

import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from municipalities.actions import populations
from municipalities.models import PopulationProposal, PopulationSnapshot
from municipalities.models.checking import findings_of
from municipalities.models.proposal import Origin
from municipalities.sources.checks import Finding
from municipalities.sources.extract import Extract

KEPT = datetime.timedelta(days=7)
"""How long a proposal is kept; what was recorded of it stays."""


class Unconfirmed(Exception):
    """There are findings that nobody said to have seen."""


class NoReason(Exception):
    """A revision says why it is made."""


class Outdated(Exception):
    """Somebody recorded another revision since the preview was shown."""


@transaction.atomic
def keep(
    *,
    extract: Extract,
    origin: Origin,
    by: User,
    note: str = "",
) -> PopulationProposal:
    """Keep what a source gave for its preview; forget what was kept longer than a week ago."""
    PopulationProposal.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
    proposal = PopulationProposal(origin=origin, made_by=by, note=note)
    proposal.extract = extract
    proposal.full_clean(exclude=["made_by"])
    proposal.save()
    return proposal


def findings(proposal: PopulationProposal) -> list[Finding]:
    """What the checks find of the proposal today, what blocks first."""
    return findings_of(proposal.extract)


@transaction.atomic
def record(
    *,
    key: UUID,
    newest_seen: int,
    by: User,
    source: str = "",
    reason: str = "",
    confirmed: bool = False,
) -> PopulationSnapshot:
    """Record all of a proposal as the next revision of its year; twice does it once.

    ``newest_seen`` is the revision that the preview compared with, 0 when there was none. Raises
    ``Outdated`` when there is another by now, ``Unconfirmed`` where the checks warn and nobody said
    to have seen it, ``NoReason``, and ``CannotBeRecorded`` where a check blocks.
    """
    proposal = PopulationProposal.objects.select_for_update().get(key=key, made_by=by)
    if proposal.snapshot_id is not None:
        return PopulationSnapshot.objects.get(pk=proposal.snapshot_id)
    extract = proposal.extract
    newest = (
        PopulationSnapshot.objects.select_for_update()
        .filter(year=extract.year)
        .order_by("-revision")
        .first()
    )
    if (newest.revision if newest else 0) != newest_seen:
        raise Outdated
    found = findings(proposal)
    if any(not finding.blocks for finding in found) and not confirmed:
        raise Unconfirmed
    if newest and not reason.strip():
        raise NoReason
    try:
        with transaction.atomic():
            snapshot = populations.take_in(
                extract=extract,
                source=extract.source or source,
                note=proposal.note,
                reason=reason.strip() if newest else "",
                by=by,
            )
    except IntegrityError as error:
        raise Outdated from error  # the first revision of a year, by two at once
    proposal.snapshot = snapshot
    proposal.save(update_fields=["snapshot"])
    return snapshot
