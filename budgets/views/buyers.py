from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.einvoice import of_buyer, of_seller
from budgets.forms.buyers import BuyerForm, OwnBuyerForm
from budgets.models.invoice_contents import (
    buyer_on_invoice,
    known_buyers,
    payers,
    seller_on_invoice,
)
from budgets.models.rules import may_tell
from budgets.tables.buyers import BuyersTable
from budgets.views.versions import nothing_there, refuse
from budgets.wording import invoices as wording
from municipalities.actions import buyers as actions
from municipalities.actions.buyers import ChangedMeanwhile
from municipalities.models import BuyerDetails, Municipality, OtherParty, Payer, Seller

LONGEST_NAME = BuyerDetails._meta.get_field("told_by").max_length or 0


def buyers(request: HttpRequest) -> HttpResponse:
    """Show what the payers have told of their invoices, and what is missing."""
    user = request.user
    assert isinstance(user, User)
    if not user.is_office:
        raise Http404(nothing_there())
    seller = seller_on_invoice(Seller.objects.ours())
    context = {
        "table": BuyersTable(known_buyers(payers())),
        "of_seller": [wording.sentence(fault) for fault in of_seller(seller)],
    }
    return render(request, "budgets/buyers.html", context)


def buyer(request: HttpRequest, code: str) -> HttpResponse:
    """Show and keep what a municipality has told."""
    return _buyer(request, Municipality.objects.filter(code=code).first())


def buyer_party(request: HttpRequest, party: int) -> HttpResponse:
    """Show and keep what another party has told."""
    return _buyer(request, OtherParty.objects.filter(pk=party).first())


def _buyer(request: HttpRequest, payer: Payer | None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if payer is None:
        raise Http404(nothing_there())
    if not may_tell(user, payer):
        refuse(user, _("Only the office's editors and approvers keep what payers tell."))
    stored = BuyerDetails.objects.of(payer).first()
    revision = stored.revision if stored else 0
    # The form cleans a row of its own, so that what stands is not mixed with what was typed.
    form_of = BuyerForm if user.is_office else OwnBuyerForm
    form = form_of(request.POST or None, instance=_copy_of(payer))
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell(
                payer=payer,
                told=form.cleaned_data | _who_told(user),
                revision=_revision_sent(request),
                by=user,
            )
        except ChangedMeanwhile as error:
            form.tell_of(error.details)
            revision = error.details.revision
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("What %(payer)s has told is kept.") % {"payer": payer})
            return redirect("budgets:buyers" if user.is_office else request.path)
    faults = of_buyer(buyer_on_invoice(payer, stored))
    context = {
        "payer": payer,
        "stored": stored,
        "form": form,
        "revision": revision,
        "faults": [wording.sentence(fault, to_the_payer=not user.is_office) for fault in faults],
    }
    return render(request, "budgets/buyer.html", context, status=422 if form.errors else 200)


def _who_told(user: User) -> dict[str, object]:
    """Who says so and when, where a contact writes it; the office writes it down itself."""
    if user.is_office:
        return {}
    return {"told_by": str(user)[:LONGEST_NAME], "told_on": timezone.localdate()}


def _copy_of(payer: Payer) -> BuyerDetails:
    found = BuyerDetails.objects.of(payer).first()
    if found:
        return found
    if isinstance(payer, Municipality):
        return BuyerDetails(municipality=payer)
    return BuyerDetails(other_party=payer)


def _revision_sent(request: HttpRequest) -> int:
    """The revision that the form was made from; one that never was for anything else."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
