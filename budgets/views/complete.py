from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from budgets.core.printing import IN_TKR
from budgets.excel.complete import complete_workbook as make_workbook
from budgets.models import BudgetVersion
from budgets.models.complete import Complete, complete_of, versions_compared
from budgets.models.payer import payers_of
from budgets.views.downloads import printing_of_file, workbook_response
from budgets.views.versions import version_or_404


def complete_workbook(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """All of a version in one file: for a contact with the own statements alone."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    complete = complete_for(user, version, request)
    return workbook_response(make_workbook(complete, made_on=timezone.localdate()), str(version))


def complete_for(user: User, version: BudgetVersion, request: HttpRequest) -> Complete:
    """What the person may see of the version, and of the years before it."""
    versions = versions_compared(version, BudgetVersion.objects.visible_to(user))
    payers = None if user.is_office else payers_of(user)
    return complete_of(version, versions, payers, printing_of_file(request, IN_TKR))
