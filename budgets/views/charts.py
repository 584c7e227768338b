from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.models import BudgetVersion
from budgets.models.charts import YEARS_DRAWN, charts_of
from budgets.views.versions import version_or_404


def charts(request: HttpRequest, year: int, number: int | None = None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    earlier = BudgetVersion.objects.visible_to(user).filter(
        budget_year__year__range=(version.year - YEARS_DRAWN + 1, version.year - 1)
    )
    speaking = list(earlier.current().select_related("budget_year", "snapshot"))
    context = {"version": version, "charts": charts_of(version, speaking)}
    return render(request, "budgets/charts.html", context)
