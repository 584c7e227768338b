"""Starting a version of a year's budget: empty, or as a copy of an earlier one."""

import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from budgets.models import BudgetVersion, BudgetYear, LineItem


@transaction.atomic
def start(
    *,
    year: int,
    planned_adoption_date: datetime.date,
    by: User | None = None,
    source: str = "",
    based_on: BudgetVersion | None = None,
) -> BudgetVersion:
    """Start an empty draft for a year, which is added when it is new.

    Raises ``ValidationError`` for a year outside 1990–2099.
    """
    BudgetYear(year=year).clean_fields()
    BudgetYear.objects.get_or_create(year=year)  # two people may start the first one at once
    budget_year = BudgetYear.objects.select_for_update().get(year=year)
    highest = budget_year.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = BudgetVersion(
        budget_year=budget_year,
        number=highest + 1,
        planned_adoption_date=planned_adoption_date,
        source=source,
        based_on=based_on,
        created_by=by,
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
) -> BudgetVersion:
    """Start a draft for ``to_year`` with the lines of an earlier version.

    Control totals stay behind: they belong to the source of the earlier figures.
    """
    draft = start(
        year=to_year, planned_adoption_date=planned_adoption_date, by=by, based_on=version
    )
    lines = list(LineItem.objects.filter(version=version).order_by("pk"))
    for line in lines:
        line.pk = None
        line.version = draft
    LineItem.objects.bulk_create(lines)
    return draft
