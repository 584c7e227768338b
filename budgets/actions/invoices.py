"""Issuing invoices, and taking them back.

The numbers come from one row, the series of the seller, which is held until the transaction ends:
so two who press at once get two numbers or, for the same instalment, one invoice. What is undone,
by an error or by a server that dies, leaves no number behind, since the series moves in the same
transaction.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets import einvoice
from budgets.actions import invoicing
from budgets.actions.errors import StillInForce, WrongState
from budgets.actions.invoicing import Mark, NothingToInvoice
from budgets.einvoice import Fault, NotReady, faults_of, to_xml
from budgets.models import BudgetVersion, BudgetYear, Invoice, InvoiceSeries, Invoicing, State
from budgets.models.invoice_contents import (
    Charge,
    buyer_on_invoice,
    credit_of,
    details_of,
    invoice_of,
    seller_on_invoice,
)
from budgets.models.payer import payer_fields
from budgets.models.statement import statements_of_payers
from municipalities.models import Payer, Seller

_TOLD = ["issued_on", "due_on", "net", "vat", "gross", "ocr", "buyer_reference", "digest"]
"""What the trace is told of an invoice."""


class AlreadyCredited(Exception):
    """The invoice is a credit itself, or was credited before."""


@transaction.atomic
def issue_instalments(
    version: BudgetVersion,
    *,
    wanted: Collection[tuple[Payer, int]],
    issued_on: datetime.date,
    due_on: datetime.date,
    by: User | None,
) -> list[Invoice]:
    """Invoice instalments of an adopted version, by payer and number, all of them or none.

    What each asks for is what was adopted, with the payer's VAT. Each is marked as invoiced in the
    same transaction. What is sent twice is done once.

    Raises what ``issue`` and ``invoicing.mark`` raise, and ``StillInForce`` for an instalment that
    has an invoice over another sum.
    """
    _hold_seller()
    _hold_adopted(version)
    payers = list(dict.fromkeys(payer for payer, _number in wanted))
    statements = {statement.payer: statement for statement in statements_of_payers(version, payers)}
    charges = []
    for payer, number in wanted:
        bill = statements[payer].bill(number)
        if bill is None or not bill.amount:
            raise NothingToInvoice(Mark(payer, number, "", issued_on))
        charges.append(
            Charge(
                version=version,
                payer=payer,
                instalment=number,
                of=len(statements[payer].bills),
                due_on=due_on,
                net=bill.amount,
                vat_rate=bill.vat_percent,
            )
        )
    issued = issue(charges, issued_on=issued_on, by=by)
    for charge, invoice in zip(charges, issued, strict=True):
        if invoice.net != charge.net:
            raise StillInForce(invoice)
    marks = [Mark(i.payer, i.instalment, str(i.number), i.issued_on) for i in issued]
    invoicing.mark(version, marks=marks, by=by)
    return issued


@transaction.atomic
def issue(charges: Sequence[Charge], *, issued_on: datetime.date, by: User | None) -> list[Invoice]:
    """Issue an invoice for each charge, all or none; answers them in the order of the charges.

    An instalment that has an invoice in force keeps it: what is sent twice is done once.

    Raises ``NotReady`` with every fault of every charge before any of them is written, and
    ``WrongState`` when a version is not the adopted one of its year any more.
    """
    if not charges:
        return []
    seller = seller_on_invoice(_hold_seller())
    for version in {charge.version for charge in charges}:
        _hold_adopted(version)
    details = details_of(charge.payer for charge in charges)
    buyers = {c.payer: buyer_on_invoice(c.payer, details.get(c.payer)) for c in charges}
    if faults := _faults(charges, seller, buyers, issued_on):
        raise NotReady(faults)
    series = _hold_series(seller)
    in_force, attempts = _issued(charges)
    issued = []
    for charge in charges:
        key = _key(charge)
        if key not in in_force:
            document = invoice_of(
                charge,
                number=series.last_number + 1,
                issued_on=issued_on,
                seller=seller,
                buyer=buyers[charge.payer],
            )
            in_force[key] = _write(series, document, _of_charge(charge, attempts[key] + 1), by=by)
            issued.append(in_force[key])
    trace.record_all(by=by, entries=map(_told, issued))
    return [in_force[_key(charge)] for charge in charges]


def faults_of_charges(charges: Sequence[Charge], *, issued_on: datetime.date) -> list[Fault]:
    """All that stands in the way of issuing these; empty when nothing does. Writes nothing."""
    seller = seller_on_invoice(Seller.objects.ours())
    details = details_of(charge.payer for charge in charges)
    buyers = {c.payer: buyer_on_invoice(c.payer, details.get(c.payer)) for c in charges}
    return _faults(charges, seller, buyers, issued_on)


@transaction.atomic
def credit(invoice: Invoice, *, issued_on: datetime.date, by: User | None) -> Invoice:
    """Take an invoice back whole by a credit note, to the payer's details as they are now.

    Its instalment may be invoiced again afterwards. Raises ``AlreadyCredited``, and ``NotReady``
    when details are missing by now.
    """
    seller = seller_on_invoice(_hold_seller())
    series = _hold_series(seller) if seller.organisation_number else None
    taken_back = Invoice.objects.select_related("budget_year", "version").get(pk=invoice.pk)
    if not taken_back.may_be_credited:
        raise AlreadyCredited
    payer = taken_back.payer
    document = credit_of(
        taken_back,
        number=series.last_number + 1 if series else 1,
        issued_on=issued_on,
        seller=seller,
        buyer=buyer_on_invoice(payer, details_of([payer]).get(payer)),
    )
    if faults := faults_of(document):
        raise NotReady(faults)
    assert series is not None  # without an organisation number there were faults
    fields = {
        name: getattr(taken_back, name)
        for name in ("budget_year", "version", "municipality", "other_party", "instalment")
    }
    written = _write(
        series, document, fields | {"attempt": taken_back.attempt, "credit_of": taken_back}, by=by
    )
    trace.record_all(by=by, entries=[_told(written)])
    _withdraw_mark(taken_back, written, by=by)
    return written


def _withdraw_mark(taken_back: Invoice, note: Invoice, *, by: User | None) -> None:
    """Let the instalment stand as not invoiced, where it was marked with that invoice."""
    marks = Invoicing.objects.standing().filter(
        budget_year=taken_back.budget_year_id,
        number=taken_back.instalment,
        invoice_number=str(taken_back.number),
        municipality=taken_back.municipality_id,
        other_party=taken_back.other_party_id,
    )
    for mark in marks:
        invoicing.withdraw(mark, reason=f"Krediterad med {note.number}", by=by)


# -- What is held while invoices are written


def _hold_seller() -> Seller:
    return Seller.objects.select_for_update().first() or Seller()


def _hold_adopted(version: BudgetVersion) -> None:
    """Let no amendment be adopted meanwhile; held in the order in which an adoption does."""
    BudgetYear.objects.select_for_update().get(pk=version.budget_year_id)
    held = BudgetVersion.objects.select_for_update().get(pk=version.pk)
    if held.state != State.ADOPTED:
        raise WrongState(version)


def _hold_series(seller: einvoice.Seller) -> InvoiceSeries:
    number = seller.organisation_number
    InvoiceSeries.objects.get_or_create(organisation_number=number)  # two may issue the first
    return InvoiceSeries.objects.select_for_update().get(organisation_number=number)


# -- Finding and writing


def _faults(
    charges: Sequence[Charge],
    seller: einvoice.Seller,
    buyers: Mapping[Payer, einvoice.Buyer],
    issued_on: datetime.date,
) -> list[Fault]:
    """The faults of all charges; those of the seller once."""
    found: dict[Fault, None] = {}
    for charge in charges:
        document = invoice_of(
            charge, number=1, issued_on=issued_on, seller=seller, buyer=buyers[charge.payer]
        )
        found |= dict.fromkeys(faults_of(document))
    return list(found)


_Key = tuple[int, Payer, int]
"""A year's key, a payer, and the number of an instalment."""


def _key(charge: Charge) -> _Key:
    return charge.version.budget_year_id, charge.payer, charge.instalment


def _issued(charges: Sequence[Charge]) -> tuple[dict[_Key, Invoice], Counter[_Key]]:
    """The invoices in force of the years that are charged, and how many there have been."""
    years = {charge.version.budget_year_id for charge in charges}
    rows = Invoice.objects.filter(budget_year__in=years, credit_of__isnull=True)
    in_force, attempts = {}, Counter[_Key]()
    for invoice in rows.without_document().select_related(
        "municipality", "other_party", "credited_by"
    ):
        key = (invoice.budget_year_id, invoice.payer, invoice.instalment)
        attempts[key] += 1
        if not invoice.is_credited:
            in_force[key] = invoice
    return in_force, attempts


def _of_charge(charge: Charge, attempt: int) -> dict[str, object]:
    return {
        "budget_year": charge.version.budget_year,
        "version": charge.version,
        "instalment": charge.instalment,
        "attempt": attempt,
        **payer_fields(charge.payer),
    }


def _write(
    series: InvoiceSeries,
    document: einvoice.Invoice,
    fields: Mapping[str, object],
    *,
    by: User | None,
) -> Invoice:
    """Keep an invoice as it is sent, and move its series on."""
    sent = to_xml(document)
    invoice = Invoice(
        series=series,
        number=document.number,
        issued_on=document.issued_on,
        issued_by=by,
        due_on=document.due_on,
        text=document.lines[0].text,
        note=document.note,
        net=document.net,
        vat_rate=document.vat_rate,
        vat=document.vat,
        gross=document.gross,
        ocr=document.ocr,
        buyer_reference=document.buyer.reference,
        document=sent,
        digest=hashlib.sha256(sent).hexdigest(),
        **fields,
    )
    invoice.save()
    series.last_number = document.number
    series.save(update_fields=["last_number"])
    return invoice


def _told(invoice: Invoice) -> Entry:
    texts = trace.texts_of(invoice)
    changes = trace.added({name: texts[name] for name in _TOLD})
    return Entry(Deed.ADDED, invoice, invoice.version, changes=changes)
