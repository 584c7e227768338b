from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import invoices as actions
from budgets.actions.invoices import AlreadyCredited
from budgets.einvoice import NotReady
from budgets.models import Invoice, State
from budgets.models.rules import may_invoice
from budgets.models.to_invoice import due_days_of
from budgets.tables.invoices import InvoicesTable
from budgets.views.downloads import XML, file_response
from budgets.views.versions import nothing_there, refuse, version_or_404
from budgets.wording import invoices as wording


def invoices(request: HttpRequest, year: int) -> HttpResponse:
    """Show the invoices that were issued for a year."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, None)
    if not user.is_office:
        raise Http404(nothing_there())
    found = list(Invoice.objects.of_year(year).without_document())
    days = due_days_of(version) if version.state == State.ADOPTED else []
    context = {
        "version": version,
        "year": year,
        "count": len(found),
        "days_left": [day for day in days if day.left],
        "table": InvoicesTable(found, may_invoice=may_invoice(user)),
        "may_invoice": may_invoice(user),
    }
    return render(request, "budgets/invoices.html", context)


def invoice_document(request: HttpRequest, year: int, invoice: int) -> HttpResponse:
    """Hand out an invoice as it was sent, to the office and to whom it was sent."""
    found = _invoice_or_404(request, year, invoice)
    return file_response(bytes(found.document), f"{found}.xml", XML)


def credit_invoice(request: HttpRequest, year: int, invoice: int) -> HttpResponse:
    """Say what follows when an invoice is taken back, and take it back."""
    user = request.user
    assert isinstance(user, User)
    found = _invoice_or_404(request, year, invoice)
    if not may_invoice(user):
        refuse(user, _("Only the office's editors and approvers issue invoices."))
    in_the_way: list[str] = []
    if request.method == "POST":
        try:
            note = actions.credit(found, issued_on=timezone.localdate(), by=user)
        except AlreadyCredited:
            messages.error(request, _("%(invoice)s has been taken back.") % {"invoice": found})
            return redirect("budgets:invoices", year)
        except NotReady as error:
            in_the_way = wording.by_party(error.faults)
        else:
            text = _("%(invoice)s is taken back by %(note)s.")
            messages.success(request, text % {"invoice": found, "note": note})
            return redirect("budgets:invoices", year)
    context = {"invoice": found, "year": year, "in_the_way": in_the_way}
    return render(
        request, "budgets/credit_invoice.html", context, status=422 if in_the_way else 200
    )


def _invoice_or_404(request: HttpRequest, year: int, invoice: int) -> Invoice:
    assert isinstance(request.user, User)
    visible = Invoice.objects.visible_to(request.user).of_year(year)
    found = visible.filter(pk=invoice).first()
    if found is None:
        raise Http404(nothing_there())
    return found
