from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.invitations import HasPassword
from accounts.models import Invitation, User
from municipalities.actions import contacts as actions
from municipalities.actions.contacts import Invited, IsOver
from municipalities.forms.contacts import InvitationForm
from municipalities.models import Contact, Municipality, OtherParty, Payer
from municipalities.models.rules import may_keep_contacts


@dataclass(frozen=True)
class ContactRow:
    contact: Contact
    standing: str
    may_be_invited: bool


@dataclass(frozen=True)
class PayerWithContacts:
    payer: Payer
    key: str
    """What the form of an invitation calls the payer."""
    rows: list[ContactRow]


def contacts(request: HttpRequest) -> HttpResponse:
    """Who sees what is paid by whom, and who did."""
    _office(request)
    known = list(
        Contact.objects.select_related("user", "municipality", "other_party").order_by(
            "user__name", "user__email", "from_date"
        )
    )
    invited = Invitation.objects.newest_of([contact.user_id for contact in known])
    rows = [_row(contact, invited.get(contact.user_id)) for contact in known]
    context = {
        "payers": list(_by_payer([row for row in rows if not row.contact.is_over])),
        "former": [row for row in rows if row.contact.is_over],
    }
    return render(request, "municipalities/contacts.html", context)


def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to see what one or several payers pay."""
    user = _office(request)
    form = InvitationForm(request.POST or None, chosen=request.GET.get("payer", ""))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            invited = actions.invite(
                Invited(typed["email"], typed["name"], typed["language"]),
                payers=form.chosen_payers(),
                from_date=typed["from_date"],
                to_date=typed["to_date"],
                link_to=request.build_absolute_uri,
                by=user,
            )
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            text = _("A mail is on its way to %(address)s.") % {"address": invited.email}
            messages.success(request, text)
            return redirect("municipalities:contacts")
    status = 422 if form.errors else 200
    return render(request, "municipalities/contact_invite.html", {"form": form}, status=status)


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = _office(request)
    contact = _contact(pk)
    try:
        actions.invite_again(contact, link_to=request.build_absolute_uri, by=user)
    except HasPassword:
        messages.error(request, _("%(name)s has a password already.") % {"name": contact.user})
    except IsOver:
        messages.error(request, _("%(name)s is no contact any more.") % {"name": contact.user})
    else:
        text = _("A mail is on its way to %(address)s.") % {"address": contact.user.email}
        messages.success(request, text)
    return redirect("municipalities:contacts")


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what ending a contact means, and end it."""
    user = _office(request)
    contact = _contact(pk)
    if request.method != "POST":
        return render(request, "municipalities/contact_end.html", {"contact": contact})
    try:
        actions.end(contact, by=user)
    except IsOver:
        messages.error(request, _("%(name)s is no contact any more.") % {"name": contact.user})
    else:
        text = _("%(name)s sees nothing of %(payer)s any more.")
        messages.success(request, text % {"name": contact.user, "payer": contact.payer})
    return redirect("municipalities:contacts")


def _office(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    if not may_keep_contacts(user):
        raise Http404(_("The address leads nowhere, or to something that is not yours to see."))
    return user


def _contact(pk: int) -> Contact:
    known = Contact.objects.select_related("user", "municipality", "other_party")
    return get_object_or_404(known, pk=pk)


def _row(contact: Contact, invitation: Invitation | None) -> ContactRow:
    user = contact.user
    is_in = user.has_usable_password() or user.last_login is not None
    waits = invitation is not None and timezone.now() < invitation.expires_at
    if not user.is_active:
        standing = _("may not sign in")
    elif contact.ended_at:
        standing = _("ended %(day)s") % {"day": f"{timezone.localtime(contact.ended_at):%Y-%m-%d}"}
    elif is_in:
        standing = _("active")
    elif waits:
        standing = _("invited")
    else:
        standing = _("invitation too old") if invitation else _("not invited")
    may_be_invited = user.is_active and not is_in and not contact.is_over
    return ContactRow(contact, standing, may_be_invited)


def _by_payer(rows: Iterable[ContactRow]) -> Iterable[PayerWithContacts]:
    """The payers with the contacts of each: all that take part, and whoever has a contact."""
    of: dict[Payer, list[ContactRow]] = {}
    for row in rows:
        of.setdefault(row.contact.payer, []).append(row)
    taking_part = Municipality.objects.filter(participations__isnull=False).distinct()
    municipalities = {*taking_part, *(payer for payer in of if isinstance(payer, Municipality))}
    ordered = [m for m in Municipality.objects.all() if m in municipalities]
    for municipality in ordered:
        yield PayerWithContacts(
            municipality, f"municipality-{municipality.code}", of.get(municipality, [])
        )
    for party in OtherParty.objects.all():
        yield PayerWithContacts(party, f"party-{party.pk}", of.get(party, []))
