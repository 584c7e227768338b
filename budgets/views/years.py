from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.core.printing import IN_KRONOR
from budgets.models import BudgetVersion
from budgets.models.comparison import comparison_of
from budgets.models.rules import may_start
from budgets.tables.years import YearRow, YearsTable


def years(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    versions = list(
        BudgetVersion.objects.visible_to(user)
        .select_related("budget_year", "snapshot")
        .order_by("-budget_year__year", "-number")
    )
    totals = comparison_of(versions, IN_KRONOR)
    rows = [
        YearRow(
            version=version,
            income=totals.income.total.cells[place].amount,
            cost=totals.cost.total.cells[place].amount,
            result=totals.result.cells[place].amount,
        )
        for place, version in enumerate(versions)
    ]
    return render(
        request, "budgets/years.html", {"table": YearsTable(rows), "may_start": may_start(user)}
    )
