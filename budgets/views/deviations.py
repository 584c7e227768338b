from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.core.printing import IN_KRONOR
from budgets.models import BudgetVersion
from budgets.models.comparison import comparison_of
from budgets.tables.deviations import DeviationRow, DeviationsTable


def deviations(request: HttpRequest) -> HttpResponse:
    """Every printed total of every year that is not the sum of its rows (rule 7)."""
    user = request.user
    assert isinstance(user, User)
    versions = list(
        BudgetVersion.objects.visible_to(user)
        .current()
        .select_related("budget_year")
        .order_by("budget_year__year")
    )
    table = comparison_of(versions, IN_KRONOR)
    years = {str(version.pk): version.year for version in versions}
    rows = [DeviationRow(years[found.column_key], found) for found in table.deviations]
    checked = sum(len(column.printed) for column in table.columns)
    context = {"table": DeviationsTable(rows), "count": len(rows), "checked": checked}
    return render(request, "budgets/deviations.html", context)
