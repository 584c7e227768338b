"""At what rate of VAT a payer is invoiced, and which municipality hosts the office."""

from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, User
from municipalities.models import Municipality


@transaction.atomic
def name_host(municipality: Municipality, *, by: User | None = None) -> Municipality:
    """Say that the office is part of this municipality, so that no VAT is put on what it pays.

    Raises ``ValidationError`` where another municipality is the host already.
    """
    host = Municipality.objects.select_for_update().get(pk=municipality.pk)
    before = trace.texts_of(host)
    host.is_host, host.vat_percent = True, 0
    host.full_clean()
    host.save()
    changes = trace.changed(before, trace.texts_of(host))
    if changes:
        trace.record(by=by, deed=Deed.CHANGED, subject=host, whole=host, changes=changes)
    return host
