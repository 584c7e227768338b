from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.core.charts.frame import Frame
from budgets.core.charts.lines import Chart, change_charts
from budgets.models import BudgetVersion
from budgets.models.populations import History, YearOfMembers, figures_in, history_of
from municipalities.models import Agreement, Municipality

YEARS_BESIDE = 8
"""How many years stand beside each other; as many as a sheet of paper is wide."""
MEMBERS_ON_A_PAGE = 50
PICTURE = Frame(width=190, height=78, left=4, top=8)


@dataclass(frozen=True)
class MemberRow:
    municipality: Municipality
    figures: list[int | None]
    shares: list[Fraction | None]


@dataclass(frozen=True)
class Panel:
    """How one member changed from its first year to its last."""

    municipality: Municipality
    chart: Chart
    first: int
    last: int
    first_year: int
    last_year: int

    @property
    def percent(self) -> Fraction:
        return Fraction(100 * (self.last - self.first), self.first)


@dataclass(frozen=True)
class Window:
    """The years that stand beside each other, and the ends of those before and after."""

    years: list[int]
    earlier: int | None
    later: int | None


def members(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if not (user.is_office or BudgetVersion.objects.visible_to(user).exists()):
        raise Http404(_("The address leads nowhere, or to something that is not yours to see."))
    agreements = list(Agreement.objects.annotate(size=Count("participations")).order_by("-size"))
    agreement = _chosen(agreements, request.GET.get("agreement", ""))
    context: dict[str, object] = {
        "agreements": agreements,
        "agreement": agreement,
        "is_administrator": user.is_staff,
    }
    if agreement is not None:
        context |= _shown(request, history_of(agreement))
    return render(request, "budgets/population/members.html", context)


def _chosen(agreements: Sequence[Agreement], typed: str) -> Agreement | None:
    """The agreement that was asked for; without one, that with the most members."""
    for agreement in agreements:
        if str(agreement.pk) == typed:
            return agreement
    return agreements[0] if agreements else None


def _shown(request: HttpRequest, history: History) -> dict[str, object]:
    window = _window(history.years, request.GET.get("to", ""))
    beside = history.members(window.years)
    page = Paginator(beside, MEMBERS_ON_A_PAGE).get_page(request.GET.get("page"))
    of_all = figures_in(history, window.years, beside)
    years = [history.year_of(year, of_all[year]) for year in window.years]
    newest = next((year for year in reversed(years) if year.is_complete), None)
    first = next((year for year in years if year.is_complete), None)
    return {
        "window": window,
        "page": page,
        "years": years,
        "rows": [_row(member, years) for member in page.object_list],
        "panels": _panels(history, page),
        "newest": newest,
        "first": first if first is not newest else None,
        "snapshots": [history.snapshots[year] for year in reversed(window.years)],
    }


def _window(years: Sequence[int], typed: str) -> Window:
    """The years up to the one that was asked for; without one, the newest."""
    end = len(years)
    if typed.isascii() and typed.isdigit() and len(typed) == 4:
        end = sum(1 for year in years if year <= int(typed)) or min(YEARS_BESIDE, len(years))
    start = max(0, end - YEARS_BESIDE)
    return Window(
        list(years[start:end]),
        earlier=years[start - 1] if start else None,
        later=years[min(len(years), end + YEARS_BESIDE) - 1] if end < len(years) else None,
    )


def _row(member: Municipality, years: Sequence[YearOfMembers]) -> MemberRow:
    return MemberRow(
        member,
        [year.figures.get(member.pk) for year in years],
        [year.shares.get(member.pk) for year in years],
    )


def _panels(history: History, page: Page) -> list[Panel]:
    """How each member on the page changed over all the years that are known."""
    years, members = history.years, list(page.object_list)
    known = figures_in(history, years, members)
    series: Mapping[Municipality, list[int | None]] = {
        member: [known[year].get(member.pk) for year in years] for member in members
    }
    charts = change_charts(years, series, PICTURE)
    panels = []
    for member, values in series.items():
        found = [(y, value) for y, value in zip(years, values, strict=True) if value is not None]
        if len(found) > 1:
            (first_year, first), (last_year, last) = found[0], found[-1]
            panels.append(Panel(member, charts[member], first, last, first_year, last_year))
    return panels
