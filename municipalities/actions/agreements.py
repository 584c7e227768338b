"""Making agreements, and letting municipalities join them."""

from collections.abc import Iterable

from django.db import transaction

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from municipalities.models import Agreement, Municipality, Participation


@transaction.atomic
def create(
    *,
    name: str,
    members: Iterable[Municipality],
    from_year: int,
    equal_percent: int = 0,
    by: User | None = None,
) -> Agreement:
    """Make an agreement whose members take part from ``from_year`` on."""
    agreement = Agreement(name=name, equal_percent=equal_percent)
    agreement.full_clean()
    agreement.save()
    participations = [_join(agreement, municipality, from_year, None) for municipality in members]
    entries = [_added(agreement), *map(_added, participations)]
    trace.record_all(by=by, entries=entries)
    return agreement


@transaction.atomic
def join(
    *,
    agreement: Agreement,
    municipality: Municipality,
    from_year: int,
    to_year: int | None = None,
    by: User | None = None,
) -> Participation:
    """Let a municipality take part; ``ValidationError`` where it already does in such a year."""
    participation = _join(agreement, municipality, from_year, to_year)
    trace.record_all(by=by, entries=[_added(participation)])
    return participation


def _join(
    agreement: Agreement, municipality: Municipality, from_year: int, to_year: int | None
) -> Participation:
    participation = Participation(
        agreement=agreement, municipality=municipality, from_year=from_year, to_year=to_year
    )
    participation.full_clean()
    participation.save()
    return participation


def _added(row: Agreement | Participation) -> Entry:
    agreement = row if isinstance(row, Agreement) else row.agreement
    return Entry(Deed.ADDED, row, agreement, changes=trace.added(trace.texts_of(row)))
