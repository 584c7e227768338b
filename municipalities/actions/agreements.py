"""Making agreements, and letting municipalities join them."""

from collections.abc import Iterable

from django.db import transaction

from municipalities.models import Agreement, Municipality, Participation


@transaction.atomic
def create(
    *, name: str, members: Iterable[Municipality], from_year: int, equal_percent: int = 0
) -> Agreement:
    """Make an agreement whose members take part from ``from_year`` on."""
    agreement = Agreement(name=name, equal_percent=equal_percent)
    agreement.full_clean()
    agreement.save()
    for municipality in members:
        join(agreement=agreement, municipality=municipality, from_year=from_year)
    return agreement


def join(
    *,
    agreement: Agreement,
    municipality: Municipality,
    from_year: int,
    to_year: int | None = None,
) -> Participation:
    """Let a municipality take part; ``ValidationError`` where it already does in such a year."""
    participation = Participation(
        agreement=agreement, municipality=municipality, from_year=from_year, to_year=to_year
    )
    participation.full_clean()
    participation.save()
    return participation
