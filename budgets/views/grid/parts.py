"""A large version in parts: a heading at a time, and a page at a time of a large heading."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest

from budgets.forms.grid import Charges
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.heading_in_version import headings_of

WHOLE = 300
"""Lines that are shown all at once."""
_OPTIONS = 20_000  # a list of charges has an option per member: that many a browser bears at once
_FEWEST = 25


@dataclass(frozen=True)
class Part:
    """What the page shows; ``chosen`` is None where it shows all."""

    headings: Sequence[Heading]
    lines: Sequence[LineItem]
    chosen: Heading | None = None
    page: int = 1
    pages: int = 1


def part_of(request: HttpRequest, version: BudgetVersion, charges: Charges) -> Part:
    """Choose what to show; an address that asks for what is not there gets the first part."""
    headings = headings_of(version)
    lines = LineItem.objects.filter(version=version).select_related("heading")
    most = max(_FEWEST, min(WHOLE, _OPTIONS // max(1, len(charges.choices))))
    counts = dict(
        LineItem.objects.filter(version=version)
        .order_by()
        .values_list("heading_id")
        .annotate(Count("pk"))
    )
    if sum(counts.values()) <= most:
        return Part(headings, list(lines))
    asked = request.GET.get("heading", "")
    first = next(heading for heading in headings if heading.pk in counts)
    chosen = next((heading for heading in headings if str(heading.pk) == asked), first)
    paginator = Paginator(lines.filter(heading=chosen), most)
    page = paginator.get_page(request.GET.get("page"))
    return Part(headings, list(page), chosen, page.number, paginator.num_pages)
