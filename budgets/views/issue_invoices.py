import datetime
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import invoices as actions
from budgets.actions.errors import StillInForce, WrongState
from budgets.actions.invoicing import NotInvoiced
from budgets.einvoice import NotReady
from budgets.forms.invoices import IssueForm
from budgets.models import BudgetVersion, State
from budgets.models.invoice_contents import charge_of
from budgets.models.rules import may_invoice
from budgets.models.to_invoice import DueDay, ToInvoice, due_days_of
from budgets.views.versions import nothing_there, refuse, version_or_404
from budgets.wording import invoices as wording

DAYS_TO_PAY = 30
"""So long a payer has to pay, where the planned day is nearer or past."""


def issue_invoices(request: HttpRequest, year: int, due: str) -> HttpResponse:
    """Show what is to be invoiced of one due day and what is missing; issue what was picked."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, None)
    if not may_invoice(user):
        refuse(user, _("Only the office's editors and approvers issue invoices."))
    if version.state != State.ADOPTED:
        refuse(user, _("Invoices are issued when the budget is adopted."))
    day = _day_or_404(version, due)
    today = timezone.localdate()
    due_on = max(day.day or today, today + datetime.timedelta(DAYS_TO_PAY))
    form = IssueForm(
        request.POST or None,
        initial={"due_on": due_on},
        keys=[one.key for one in day.instalments],
    )
    in_the_way: list[str] = []
    if request.method == "POST" and form.is_valid():
        in_the_way = _issue(request, user, version, day, form)
        if not in_the_way:
            return redirect("budgets:invoices", year)
    elif not form.errors:
        in_the_way = _missing(version, day.left, due_on, today)
    picked = form["picked"].value() if form.is_bound else [one.key for one in day.left]
    context = {
        "version": version,
        "year": year,
        "due": day,
        "form": form,
        "picked": picked or [],
        "in_the_way": in_the_way,
    }
    failed = request.method == "POST"
    return render(request, "budgets/issue_invoices.html", context, status=422 if failed else 200)


def _day_or_404(version: BudgetVersion, name: str) -> DueDay:
    for day in due_days_of(version):
        if day.name == name:
            return day
    raise Http404(nothing_there())


def _missing(
    version: BudgetVersion,
    instalments: Sequence[ToInvoice],
    due_on: datetime.date,
    issued_on: datetime.date,
) -> list[str]:
    charges = [charge_of(version, one, due_on) for one in instalments]
    found = actions.faults_of_charges(charges, issued_on=issued_on)
    return wording.by_party(found)


def _issue(
    request: HttpRequest, user: User, version: BudgetVersion, day: DueDay, form: IssueForm
) -> list[str]:
    """Issue what was picked; what stands in the way, when nothing was issued."""
    picked = form.cleaned_data["picked"]
    try:
        issued = actions.issue_instalments(
            version,
            wanted=[(one.payer, one.number) for one in day.instalments if one.key in picked],
            issued_on=timezone.localdate(),
            due_on=form.cleaned_data["due_on"],
            by=user,
        )
    except NotReady as error:
        return wording.by_party(error.faults)
    except StillInForce as error:
        return [wording.still_in_force(error.invoice)]
    except WrongState:
        return [_("Somebody else has taken the version further meanwhile.")]
    except NotInvoiced as error:
        return [wording.not_marked(error)]
    messages.success(request, wording.issued(issued))
    return []
