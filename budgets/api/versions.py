"""Years and their versions."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Query, Router

from budgets.api.asked import Paging
from budgets.api.doors import person
from budgets.api.errors import ERRORS, NOT_THERE
from budgets.api.schemas import (
    Number,
    PopulationName,
    StateOut,
    VersionName,
    VersionOut,
    Versions,
    Year,
    YearOut,
    Years,
)
from budgets.models import BudgetVersion
from budgets.views.versions import version_or_404

router = Router(tags=["Budgets"])
_BESIDE = ["budget_year", "snapshot", "based_on__budget_year"]


@router.get("/years", response={200: Years, **ERRORS}, summary="The budget years", url_name="years")
def years(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The years that have a budget you may see, the newest first."""
    visible = BudgetVersion.objects.visible_to(person(request))
    current = visible.current().select_related("budget_year").order_by("-budget_year__year")
    page = list(paging.cut(current))
    counted = dict(
        visible.filter(budget_year__in=[one.budget_year_id for one in page])
        .order_by()
        .values_list("budget_year")
        .annotate(number=Count("pk"))
    )
    items = [
        YearOut(
            year=one.year,
            current=name_of(one),
            state=StateOut(one.state),
            versions=counted[one.budget_year_id],
        )
        for one in page
    ]
    return paging.of(items, current.count())


@router.get(
    "/versions", response={200: Versions, **ERRORS}, summary="The versions", url_name="versions"
)
def versions(
    request: HttpRequest, paging: Query[Paging], year: Query[Year | None] = None
) -> dict[str, Any]:
    """The versions that you may see, the newest year first; of one year where it is named."""
    visible = BudgetVersion.objects.visible_to(person(request))
    if year is not None:
        visible = visible.filter(budget_year__year=year)
    found = visible.select_related(*_BESIDE).order_by("-budget_year__year", "-number")
    return paging.of([version_out(one) for one in paging.cut(found)], found.count())


@router.get(
    "/versions/{year}/{number}",
    response={200: VersionOut, **ERRORS, **NOT_THERE},
    summary="One version",
    url_name="version",
)
def version(request: HttpRequest, year: Year, number: Number) -> VersionOut:
    """What a version is, and what was decided of it."""
    return version_out(version_or_404(person(request), year, number))


def name_of(version: BudgetVersion) -> VersionName:
    """What names a version in an address."""
    return VersionName(year=version.year, number=version.number)


def version_out(version: BudgetVersion) -> VersionOut:
    """A version as the interface describes it."""
    snapshot = version.snapshot
    return VersionOut(
        year=version.year,
        number=version.number,
        state=StateOut(version.state),
        planned_adoption_date=version.planned_adoption_date,
        adopted_on=version.adopted_on,
        decision_reference=version.decision_reference,
        answers_by=version.answers_by,
        based_on=name_of(version.based_on) if version.based_on else None,
        population_date=version.population_date,
        population=PopulationName(year=snapshot.year, revision=snapshot.revision)
        if snapshot
        else None,
        source=version.source,
        checksum=version.checksum,
    )
