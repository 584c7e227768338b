"""What is recorded of one 31 December, and what its revision does to the budgets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.models.effects import effects_on_adopted, effects_on_open
from budgets.views.population.rows import figure_table, figures_of, participants_of
from municipalities.models import PopulationSnapshot


def snapshot(request: HttpRequest, population_year: int, revision: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    of_year = {
        one.revision: one
        for one in PopulationSnapshot.objects.filter(year=population_year)
        .select_related("created_by")
        .prefetch_related("versions__budget_year")
    }
    shown = of_year.get(revision)
    if not user.is_office or shown is None:
        raise Http404(_("The address leads nowhere, or to something that is not yours to see."))
    previous = max((one for one in of_year if one < revision), default=None)
    before = figures_of(of_year[previous]) if previous else None
    figures = figures_of(shown)
    is_newest = revision == max(of_year)
    context = {
        "snapshot": shown,
        "previous": of_year[previous] if previous else None,
        "newest": of_year[max(of_year)],
        "revisions": [of_year[number] for number in sorted(of_year, reverse=True)],
        "is_newest": is_newest,
        "is_administrator": user.is_staff,
        "table": figure_table(
            participants_of(population_year),
            new=figures,
            last_year=figures_of(PopulationSnapshot.objects.newest_of(population_year - 1)),
            replaced=before,
        ),
        "recorded": len(figures),
        "on_open": effects_on_open(population_year, before, figures) if is_newest else [],
        "on_adopted": effects_on_adopted(population_year, figures) if previous else [],
    }
    return render(request, "budgets/population/snapshot.html", context)
