"""Keeping what payers have told of how they want their invoices."""

from collections.abc import Mapping

from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, User
from municipalities.models import BuyerDetails, Municipality, Payer

TOLD = [
    "legal_name",
    "reference",
    "reference_form",
    "street",
    "extra_line",
    "postcode",
    "city",
    "electronic_scheme",
    "electronic_address",
    "told_by",
    "told_on",
]
"""The fields that a payer tells."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the details after they were read; ``details`` is what stands now."""

    def __init__(self, details: BuyerDetails) -> None:
        super().__init__(f"{details} is at revision {details.revision}")
        self.details = details


@transaction.atomic
def tell(
    *, payer: Payer, told: Mapping[str, object], revision: int, by: User | None
) -> BuyerDetails:
    """Keep what a payer has told, field by field; fields left out stay.

    ``revision`` is that of the details as they were read, 0 when there were none. Raises
    ``ChangedMeanwhile`` (rule 12) when there is another by now, and ``ValidationError`` for what
    cannot be.
    """
    type(payer).objects.select_for_update().get(pk=payer.pk)  # two may write the first row
    stored = BuyerDetails.objects.of(payer).first()
    if stored and stored.revision != revision:
        raise ChangedMeanwhile(stored)
    owner = "municipality" if isinstance(payer, Municipality) else "other_party"
    details = stored or BuyerDetails(**{owner: payer}, revision=0)
    before = trace.texts_of(details) if stored else {}
    for name in set(TOLD) & set(told):
        setattr(details, name, told[name])
    details.revision += 1
    details.full_clean()
    details.save()
    after = trace.texts_of(details)
    if changes := trace.changed(before, after):
        deed = Deed.CHANGED if stored else Deed.ADDED
        trace.record(by=by, deed=deed, subject=details, whole=payer, changes=changes)
    return details
