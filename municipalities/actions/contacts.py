"""Letting people see what a payer pays, and ending that."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import invitations, mail, trace, users
from accounts.actions.trace import Entry
from accounts.models import Deed, Role, User
from municipalities.models import Contact, Municipality, OtherParty, Payer


class IsOver(Exception):
    """The contact has been ended already, or its last day has passed."""


@dataclass(frozen=True)
class Invited:
    """Who is to see something, as it was typed."""

    email: str
    name: str
    language: str


@transaction.atomic
def invite(
    who: Invited,
    *,
    payers: Sequence[Payer],
    from_date: datetime.date,
    to_date: datetime.date | None,
    link_to: Callable[[str], str],
    by: User,
) -> User:
    """Let a person see what the payers pay, from a day to a day or on, and tell the person by mail.

    Somebody new gets a link to set a password under; one who signs in already is told that there
    is more to see. A payer that the person is a contact of already is left as it is. Raises
    ``ValidationError`` where a field is wrong, or the person may not become a contact.
    """
    user = _person(who, by=by)
    held = {
        contact.payer
        for contact in Contact.objects.of(user).select_related("municipality", "other_party")
        if not contact.is_over
    }
    contacts = [_contact(user, payer, from_date, to_date) for payer in payers if payer not in held]
    for contact in contacts:
        contact.full_clean(validate_unique=False)
        contact.save()
    names = [str(payer) for payer in payers]
    if user.has_usable_password() or user.last_login:
        mail.send(
            "more_to_see",
            to=user.email,
            language=user.language,
            to_see=names,
            link=link_to(reverse("start")),
        )
    else:
        invitations.invite(user, to_see=names, link_to=link_to, by=by)
    trace.record_all(by=by, entries=map(_added, contacts))
    return user


@transaction.atomic
def invite_again(contact: Contact, *, link_to: Callable[[str], str], by: User) -> None:
    """Send a person who has set no password a new link; raises ``HasPassword`` or ``IsOver``."""
    if contact.is_over:
        raise IsOver
    of_person = Contact.objects.of(contact.user).select_related("municipality", "other_party")
    names = [str(one.payer) for one in of_person if not one.is_over]
    invitations.invite(contact.user, to_see=names, link_to=link_to, by=by)


@transaction.atomic
def end(contact: Contact, *, by: User) -> Contact:
    """End what the person sees of the payer, from this moment on; raises ``IsOver``.

    The row stays, and with it who was a contact when.
    """
    held = Contact.objects.select_for_update(of=("self",)).select_related("user").get(pk=contact.pk)
    if held.is_over:
        raise IsOver
    before = trace.texts_of(held)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    changes = trace.changed(before, trace.texts_of(held))
    trace.record(by=by, deed=Deed.ENDED, subject=held, whole=held, changes=changes)
    return held


def _person(who: Invited, *, by: User) -> User:
    # Held, so that two who invite the same person at once do not both make the contact.
    user: User | None = User.objects.select_for_update().filter(email=who.email.lower()).first()
    if user is None:
        return users.add(
            email=who.email,
            role=Role.CONTACT,
            password=None,
            name=who.name,
            language=who.language,
            by=by,
        )
    if user.is_office:
        raise ValidationError({"email": _("This person works here, and sees everything already.")})
    if not user.is_active:
        raise ValidationError(
            {"email": _("This person may no longer sign in. An administrator can change that.")}
        )
    return user


def _contact(
    user: User, payer: Payer, from_date: datetime.date, to_date: datetime.date | None
) -> Contact:
    return Contact(
        user=user,
        municipality=payer if isinstance(payer, Municipality) else None,
        other_party=payer if isinstance(payer, OtherParty) else None,
        from_date=from_date,
        to_date=to_date,
    )


def _added(contact: Contact) -> Entry:
    return Entry(Deed.ADDED, contact, contact, changes=trace.added(trace.texts_of(contact)))
