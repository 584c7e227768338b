"""The populations that budgets are shared by."""

from typing import Annotated, Any

from django.db.models import Count
from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from accounts.models import User
from budgets.api.asked import Paging
from budgets.api.doors import person
from budgets.api.errors import ERRORS, NOT_THERE
from budgets.api.schemas import FigureOut, PopulationOut, Populations, PopulationWithFigures
from budgets.models import BudgetVersion
from budgets.views.versions import nothing_there
from municipalities.models import Participation, PopulationFigure, PopulationSnapshot

router = Router(tags=["Populations"])
Day = Annotated[int, Field(ge=1000, le=9999, description="31 December of this year.")]
Revision = Annotated[int, Field(ge=1, le=32767)]


@router.get(
    "/populations",
    response={200: Populations, **ERRORS, **NOT_THERE},
    summary="The populations",
    url_name="populations",
)
def populations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The newest revision of each year, the newest year first; the office gets every revision."""
    found = _open_to(person(request))
    page = paging.cut(found.annotate(counted=Count("figures")).order_by("-year", "-revision"))
    return paging.of([PopulationOut(**_said(one)) for one in page], found.count())


@router.get(
    "/populations/{population_year}/{revision}",
    response={200: PopulationWithFigures, **ERRORS, **NOT_THERE},
    summary="One population, with its figures",
    url_name="population",
)
def population(
    request: HttpRequest, population_year: Day, revision: Revision
) -> PopulationWithFigures:
    """How many lived in each municipality on the day, with where the figures are from.

    The office gets all municipalities, others those that take or took part in an agreement.
    """
    user = person(request)
    found = (
        _open_to(user)
        .filter(year=population_year, revision=revision)
        .annotate(counted=Count("figures"))
        .first()
    )
    if found is None:
        raise Http404(nothing_there())
    figures = PopulationFigure.objects.filter(snapshot=found).select_related("municipality")
    if not user.is_office:
        figures = figures.filter(municipality__in=Participation.objects.values("municipality"))
    return PopulationWithFigures(
        **_said(found),
        figures=[
            FigureOut(
                code=one.municipality.code, name=one.municipality.name, population=one.population
            )
            for one in figures.order_by("municipality__code")
        ],
    )


def _open_to(user: User) -> Any:
    """As on the pages: all for the office, the newest for whoever sees any budget."""
    if user.is_office:
        return PopulationSnapshot.objects.all()
    if BudgetVersion.objects.visible_to(user).exists():
        return PopulationSnapshot.objects.newest()
    raise Http404(nothing_there())


def _said(one: Any) -> dict[str, Any]:
    return {
        "year": one.year,
        "revision": one.revision,
        "date": one.date,
        "source": one.source,
        "edition": one.edition,
        "preliminary": one.preliminary,
        "digest": one.digest,
        "reason": one.reason,
        "municipalities": one.counted,
    }
