"""Reading what was issued, to see whether it still is what was sent."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from accounts.models import Change, Deed
from budgets.models.invoice import Invoice, InvoiceSeries


class Amiss(Enum):
    """What can be wrong with issued invoices."""

    MISSING = "missing"
    """The series has come further, but there is no invoice of this number."""
    BEYOND_SERIES = "beyond_series"
    """There is an invoice that its series does not count."""
    ALTERED = "altered"
    """The document is not the one that the digest was made of."""
    OTHERWISE_TOLD = "otherwise_told"
    """The trace was told another document, or another sum, when it was issued."""


@dataclass(frozen=True)
class InvoiceAmiss:
    """What is wrong with one number of a series."""

    amiss: Amiss
    series: InvoiceSeries
    number: int


def invoices_amiss() -> Iterator[InvoiceAmiss]:
    """What is wrong with issued invoices; nothing when all is well. Reads them a few at a time."""
    for series in InvoiceSeries.objects.order_by("organisation_number"):
        found: set[int] = set()
        told = _told()
        for invoice in Invoice.objects.filter(series=series).order_by("number").iterator(100):
            found.add(invoice.number)
            if invoice.number > series.last_number:
                yield InvoiceAmiss(Amiss.BEYOND_SERIES, series, invoice.number)
            if _digest_of(invoice.document) != invoice.digest:
                yield InvoiceAmiss(Amiss.ALTERED, series, invoice.number)
            if told[invoice.pk] != {"digest": invoice.digest, "gross": f"{invoice.gross:.2f}"}:
                yield InvoiceAmiss(Amiss.OTHERWISE_TOLD, series, invoice.number)
        for number in sorted(set(range(1, series.last_number + 1)) - found):
            yield InvoiceAmiss(Amiss.MISSING, series, number)


def _digest_of(document: bytes | memoryview | str) -> str:
    """The digest of what is stored; SQLite lets somebody put text where bytes were."""
    stored = document.encode() if isinstance(document, str) else bytes(document)
    return hashlib.sha256(stored).hexdigest()


def _told() -> dict[int | None, dict[str, str]]:
    """What the trace was told when invoices were issued, by their keys and fields."""
    told: dict[int | None, dict[str, str]] = defaultdict(dict)
    changes = Change.objects.filter(
        subject=Invoice._meta.label_lower, deed=Deed.ADDED, field__in=["digest", "gross"]
    )
    for key, field, after in changes.values_list("subject_id", "field", "after"):
        told[key][field] = after
    return told
