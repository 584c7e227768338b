"""Starting a version of a year's budget: empty, or as a copy of an earlier one."""

import datetime
from collections.abc import Mapping
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.actions import trace
from accounts.models import Deed, User
from budgets.actions import documents, headings
from budgets.actions.errors import AlreadyStarted
from budgets.actions.instalments import copy_plan
from budgets.core.uplift import NONE, Uplift, uplift
from budgets.models import BudgetVersion, BudgetYear, Heading, LineItem


@transaction.atomic
def start(
    *,
    year: int,
    planned_adoption_date: datetime.date,
    by: User | None = None,
    source: str = "",
    based_on: BudgetVersion | None = None,
    entry: UUID | None = None,
) -> BudgetVersion:
    """Start a draft without lines for a year, which is added when it is new.

    It has all headings there are. ``entry`` is the form it was typed into.

    Raises ``ValidationError`` for a year outside 1990–2099, ``AlreadyStarted`` when the form has
    started a version of that year before.
    """
    version = _start(
        year=year,
        planned_adoption_date=planned_adoption_date,
        by=by,
        source=source,
        based_on=based_on,
        entry=entry,
    )
    headings.offer(version, Heading.objects.all())
    _tell(version, Deed.ADDED, by=by)
    return version


def _start(
    *,
    year: int,
    planned_adoption_date: datetime.date,
    by: User | None,
    source: str = "",
    based_on: BudgetVersion | None = None,
    entry: UUID | None = None,
) -> BudgetVersion:
    BudgetYear(year=year).clean_fields()
    BudgetYear.objects.get_or_create(year=year)  # two people may start the first one at once
    budget_year = BudgetYear.objects.select_for_update().get(year=year)
    if entry and (started := budget_year.versions.filter(entry=entry).first()):
        raise AlreadyStarted(started)
    highest = budget_year.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = BudgetVersion(
        budget_year=budget_year,
        number=highest + 1,
        planned_adoption_date=planned_adoption_date,
        source=source,
        based_on=based_on,
        created_by=by,
        entry=entry,
    )
    version.full_clean()
    version.save()
    return version


@transaction.atomic
def copy(
    version: BudgetVersion,
    *,
    to_year: int,
    planned_adoption_date: datetime.date,
    by: User | None = None,
    uplifts: Mapping[int, Uplift] | None = None,
    unit: int = 1,
    entry: UUID | None = None,
) -> BudgetVersion:
    """Start a draft for ``to_year`` with the headings and lines of an earlier version.

    ``uplifts``, by the key of the heading, change the amounts; what they change is rounded to
    ``unit`` whole kronor. A copy within the same year is an amendment. Own days of payment go
    along, moved to the year, and so does the document. Control totals stay behind: they belong to
    the source of the earlier figures. ``entry`` is the form it was typed into.

    Raises ``ValidationError`` for a year outside 1990–2099, ``AlreadyStarted`` when the form has
    started a version of that year before.
    """
    draft = _start(
        year=to_year,
        planned_adoption_date=planned_adoption_date,
        by=by,
        based_on=version,
        entry=entry,
    )
    headings.offer_those_of(draft, version)
    lines = list(LineItem.objects.filter(version=version).order_by("heading_id", "pk"))
    for heading_id, under in groupby(lines, key=lambda line: line.heading_id):
        same = list(under)
        amounts = uplift(
            [line.amount for line in same], (uplifts or {}).get(heading_id, NONE), unit
        )
        for line, amount in zip(same, amounts, strict=True):
            line.amount = amount
    for line in lines:
        line.pk, line.version, line.revision, line.entry = None, draft, 1, None
    LineItem.objects.bulk_create(lines)
    copy_plan(version, to=draft)
    documents.copy(version, to=draft)
    # One change for all lines: what they say is in the version they come from.
    _tell(draft, Deed.COPIED, by=by, lines=len(lines))
    return draft


def _tell(version: BudgetVersion, deed: Deed, *, by: User | None, lines: int = 0) -> None:
    changes = trace.added(trace.texts_of(version))
    if lines:
        changes[LineItem._meta.label_lower] = ("", str(lines))
    trace.record(by=by, deed=deed, subject=version, whole=version, changes=changes)
