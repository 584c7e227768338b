"""Telling contacts by mail what has happened to a version, as far as each wants to know."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mail, trace
from accounts.models import Deed, User
from budgets.actions.locks import lock_open
from budgets.models import (
    BudgetVersion,
    Comment,
    Consultation,
    DeclinedNotice,
    Notice,
    Reminder,
    State,
)
from budgets.models.answered import missing_answers
from budgets.models.payer import payer_fields
from budgets.models.payment import Payment, all_payments_of
from municipalities.models import Contact, Payer

LinkTo = Callable[[str], str]
"""Makes a whole address of a path."""


@dataclass
class Told:
    """A person to be told, and of which payers."""

    user: User
    payments: list[Payment] = field(default_factory=list)


@transaction.atomic
def tell(version: BudgetVersion, *, notice: Notice, link_to: LinkTo) -> set[Payer]:
    """Write to the contacts of all payers of the version; answer whom of the payers it reached."""
    version = BudgetVersion.objects.select_related("budget_year", "snapshot").get(pk=version.pk)
    return _write(version, all_payments_of(version).values(), notice, link_to)


@transaction.atomic
def remind(version: BudgetVersion, *, link_to: LinkTo, by: User | None) -> set[Payer]:
    """Remind the payers that have not answered, each once a day at most; answer whom it reached.

    A payer without a contact who gets such mail is not reminded.
    """
    lock_open(version)
    version = BudgetVersion.objects.select_related("budget_year", "snapshot").get(pk=version.pk)
    if version.state != State.CONSULTATION:
        return set()
    sent, today = Consultation.objects.of(version)[0], timezone.localdate()
    reminded = Reminder.objects.filter(consultation=sent, day=today)
    done = {row.payer for row in reminded.select_related("municipality", "other_party")}
    missing = set(missing_answers(version)) - done
    payments = [p for payer, p in all_payments_of(version).items() if payer in missing]
    reached = _write(version, payments, Notice.REMINDER, link_to)
    rows = [
        Reminder.objects.create(consultation=sent, day=today, by=by, **payer_fields(payment.payer))
        for payment in payments
        if payment.payer in reached
    ]
    trace.record_all(
        by=by, entries=[trace.Entry(Deed.REMINDED, row, version, str(row.payer)) for row in rows]
    )
    return reached


@transaction.atomic
def tell_of_reply(reply: Comment, *, link_to: LinkTo) -> set[User]:
    """Write to those contacts of the payer who have commented on the version; answer to whom.

    To those who still are its contacts, and want such mail.
    """
    version, payer = reply.consultation.version, reply.payer
    written = Comment.objects.of_version(version).of_payer(payer).filter(is_from_office=False)
    people = User.objects.filter(
        pk__in=written.values("author"),
        contacts__in=Contact.objects.in_force().filter(**payer_fields(payer)),
    ).exclude(declined_notices__notice=Notice.REPLY)
    told = set(people)
    link = link_to(reverse("budgets:answer", args=[version.year, version.number, payer.payer_key]))
    for person in sorted(told, key=lambda user: user.pk):
        mail.send(
            "budget_reply",
            to=person.email,
            language=person.language,
            version=version,
            payer=payer,
            text=reply.text,
            link=link,
        )
    return told


@transaction.atomic
def choose(user: User, *, wanted: Collection[str], language: str) -> None:
    """Keep which mail the person wants, and in which language."""
    user = User.objects.select_for_update().get(pk=user.pk)
    declined = set(DeclinedNotice.objects.filter(user=user).values_list("notice", flat=True))
    unwanted = set(Notice.values) - set(wanted)
    DeclinedNotice.objects.filter(user=user, notice__in=declined - unwanted).delete()
    DeclinedNotice.objects.bulk_create(
        DeclinedNotice(user=user, notice=notice) for notice in sorted(unwanted - declined)
    )
    changes = {}
    if unwanted != declined:
        changes["declined_notices"] = (", ".join(sorted(declined)), ", ".join(sorted(unwanted)))
    if language != user.language:
        changes["language"] = (user.language, language)
        user.language = language
        user.save(update_fields=["language"])
    if changes:
        trace.record(by=user, deed=Deed.CHANGED, subject=user, whole=user, changes=changes)


def _write(
    version: BudgetVersion, payments: Iterable[Payment], notice: Notice, link_to: LinkTo
) -> set[Payer]:
    """Write one mail to each contact who wants it, about all the payers the person answers for."""
    page = "budgets:statements" if version.is_frozen else "budgets:consultation"
    link = link_to(reverse(page, args=[version.year, version.number]))
    reached: set[Payer] = set()
    for told in _people({payment.payer: payment for payment in payments}, notice):
        reached.update(payment.payer for payment in told.payments)
        mail.send(
            f"budget_{notice}",
            to=told.user.email,
            language=told.user.language,
            version=version,
            payments=told.payments,
            link=link,
        )
    return reached


def _people(payments: dict[Payer, Payment], notice: Notice) -> Iterable[Told]:
    contacts = (
        Contact.objects.in_force()
        .exclude(user__declined_notices__notice=notice)
        .select_related("user", "municipality", "other_party")
        .order_by("user", "municipality__name", "other_party__name", "pk")
    )
    people: dict[int, Told] = {}
    for contact in contacts:
        payment = payments.get(contact.payer)
        if payment is None:
            continue
        told = people.setdefault(contact.user_id, Told(contact.user))
        if payment not in told.payments:
            told.payments.append(payment)
    return people.values()
