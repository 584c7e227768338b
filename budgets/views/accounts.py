from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import headings as actions
from budgets.actions.headings import BookedMeanwhile
from budgets.forms.accounts import AccountForm
from budgets.models import Heading
from budgets.models.rules import may_book
from budgets.views.versions import refuse


def accounts(request: HttpRequest) -> HttpResponse:
    """On which account each heading is booked."""
    user = request.user
    assert isinstance(user, User)
    if not may_book(user):
        refuse(user, _("Only the office’s editors and approvers say where headings are booked."))
    posted = request.method == "POST"
    forms = [
        AccountForm(request.POST if posted else None, heading=heading)
        for heading in Heading.objects.all()
    ]
    refused = [form for form in forms if form.is_sent and not _booked(user, form)]
    if posted and not refused:
        messages.success(request, _("The accounts are saved."))
        return redirect("budgets:accounts")
    return render(request, "budgets/accounts.html", {"forms": forms}, status=422 if posted else 200)


def _booked(user: User, form: AccountForm) -> bool:
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        actions.book(heading=form.heading, on=typed["account"], read=typed["read_account"], by=user)
    except BookedMeanwhile as refused:
        form.offer(refused.heading.account)
        return False
    return True
