from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from budgets.models import BudgetVersion
from budgets.models.accounting import ByAccount, by_account, sie_of
from budgets.models.rules import may_book, may_edit, may_hand_over
from budgets.views.downloads import file_response
from budgets.views.versions import refuse, version_or_404
from municipalities.models import Seller

SIE = "application/octet-stream"


def sie(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The budget by account and month; where something is missing, a page that says what."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not may_hand_over(user):
        refuse(user, "")
    found, seller = by_account(version), Seller.objects.ours()
    if not found.is_whole or not found.accounts or not seller.name:
        return _not_yet(request, user, version, found, seller)
    content = sie_of(version, found, seller, timezone.localdate())
    return file_response(content, f"budget-{version.year}-{version.number}.se", SIE)


def _not_yet(
    request: HttpRequest, user: User, version: BudgetVersion, found: ByAccount, seller: Seller
) -> HttpResponse:
    context = {
        "version": version,
        "found": found,
        "lacks_seller": not seller.name,
        "may_book": may_book(user),
        "may_edit": may_edit(user, version),
    }
    return render(request, "budgets/sie.html", context, status=409)
