"""Marking instalments as invoiced, and withdrawing a mark that was a mistake."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets.actions.errors import StillInForce, WrongState
from budgets.models import BudgetVersion, BudgetYear, Invoice, Invoicing, State, Withdrawal
from budgets.models.payer import payer_fields
from budgets.models.statement import Bill, statements_of_payers
from municipalities.models import Payer

_TYPED = ["invoice_number", "invoiced_on"]


@dataclass(frozen=True)
class Mark:
    """What is to be marked: the payer's instalment, with the number and date of its invoice."""

    payer: Payer
    number: int
    invoice_number: str
    invoiced_on: datetime.date


class NotInvoiced(Exception):
    """The instalment cannot be marked as invoiced."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"{mark.payer} {mark.number}")
        self.mark = mark


class NothingToInvoice(NotInvoiced):
    """There is no such instalment, or it is 0."""


class AlreadyInvoiced(NotInvoiced):
    """Somebody has marked it before, with another invoice: ``earlier``."""

    def __init__(self, mark: Mark, earlier: Invoicing) -> None:
        super().__init__(mark)
        self.earlier = earlier


class NumberIsTaken(NotInvoiced):
    """The invoice number belongs to another invoice: ``other``."""

    def __init__(self, mark: Mark, other: Invoicing) -> None:
        super().__init__(mark)
        self.other = other


@transaction.atomic
def mark(version: BudgetVersion, *, marks: Sequence[Mark], by: User | None) -> list[Invoicing]:
    """Mark instalments of an adopted version as invoiced, all of them or none (rule 10).

    What is kept is what the instalment asks for now, and the payer's VAT. The same marks sent twice
    are made once. The year is held, so that no amendment is adopted in between.

    Raises ``WrongState`` where the version is not the adopted one, ``NotInvoiced`` where one of the
    marks cannot be, and ``ValidationError`` for a number or a date that cannot be.
    """
    locked = _hold(version)
    payers = list(dict.fromkeys(each.payer for each in marks))
    statements = {s.payer: s for s in statements_of_payers(locked, payers)}
    made = []
    for each in marks:
        bill = statements[each.payer].bill(each.number)
        if bill is None or not bill.amount:
            raise NothingToInvoice(each)
        if bill.invoicing is None:
            made.append(_mark(locked, each, bill, by=by))
        elif not _is_same(each, bill.invoicing):
            raise AlreadyInvoiced(each, bill.invoicing)
    _tell(made, by=by)
    return made


@transaction.atomic
def withdraw(invoicing: Invoicing, *, reason: str, by: User | None) -> Withdrawal:
    """Withdraw a mark that was a mistake; the instalment can be marked anew.

    Raises ``ValidationError`` without a reason, and ``StillInForce`` while the e-invoice that made
    the mark has not been credited. Withdrawn twice is withdrawn once.
    """
    BudgetYear.objects.select_for_update().get(pk=invoicing.budget_year_id)
    if found := Withdrawal.objects.filter(invoicing=invoicing).first():
        earlier: Withdrawal = found
        return earlier
    if invoice := Invoice.objects.behind(invoicing).in_force().first():
        raise StillInForce(invoice)
    withdrawal = Withdrawal(invoicing=invoicing, reason=reason.strip(), by=by)
    withdrawal.full_clean(exclude=["by"])
    withdrawal.save()
    changes = trace.added(trace.texts_of(withdrawal))
    trace.record(
        by=by, deed=Deed.ADDED, subject=withdrawal, whole=invoicing.version, changes=changes
    )
    return withdrawal


def _hold(version: BudgetVersion) -> BudgetVersion:
    """Lock the year as an adoption does, and then the version, which must be the adopted one."""
    BudgetYear.objects.select_for_update().get(pk=version.budget_year_id)
    locked = (
        BudgetVersion.objects.select_for_update(of=("self",))
        .select_related("budget_year", "snapshot")
        .get(pk=version.pk)
    )
    if locked.state != State.ADOPTED:
        raise WrongState(locked)
    return locked


def _mark(version: BudgetVersion, mark: Mark, bill: Bill, *, by: User | None) -> Invoicing:
    of_payer = payer_fields(mark.payer)
    same = Invoicing.objects.filter(
        budget_year=version.budget_year_id, number=mark.number, **_lookup(of_payer)
    )
    invoicing = Invoicing(
        budget_year=version.budget_year,
        version=version,
        number=mark.number,
        take=same.count() + 1,
        due=bill.instalment.day,
        amount=bill.amount,
        vat_percent=bill.vat_percent,
        invoice_number=mark.invoice_number.strip(),
        invoiced_on=mark.invoiced_on,
        by=by,
        **of_payer,
    )
    invoicing.clean_fields(exclude={f.name for f in Invoicing._meta.fields} - set(_TYPED))
    taken = (
        Invoicing.objects.standing()
        .filter(invoice_number=invoicing.invoice_number)
        .select_related("municipality", "other_party")
    )
    for other in taken:
        if other.payer != mark.payer:
            raise NumberIsTaken(mark, other)
    invoicing.save()
    return invoicing


def _lookup(of_payer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in of_payer.items() if value is not None}


def _is_same(mark: Mark, earlier: Invoicing) -> bool:
    return (mark.invoice_number.strip(), mark.invoiced_on) == (
        earlier.invoice_number,
        earlier.invoiced_on,
    )


def _tell(made: Sequence[Invoicing], *, by: User | None) -> None:
    entries = [
        Entry(Deed.ADDED, row, row.version, changes=trace.added(trace.texts_of(row)))
        for row in made
    ]
    trace.record_all(by=by, entries=entries)
