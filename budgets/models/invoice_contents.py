"""What an invoice to a payer says: the details of both parties, as values for the e-invoice."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from budgets import einvoice
from budgets.einvoice.invoice import Preceding
from budgets.models.invoice import Invoice
from budgets.models.line_item import Charge as HowCharged
from budgets.models.line_item import LineItem
from budgets.models.to_invoice import ToInvoice
from budgets.models.version import BudgetVersion
from municipalities.models import BuyerDetails, Municipality, OtherParty, Payer, Seller
from municipalities.models.invoice_fields import InvoiceParty


@dataclass(frozen=True)
class Charge:
    """One instalment of a payer that is to be invoiced; ``net`` is kronor before VAT.

    Below zero it gives money back, and becomes a credit note.
    """

    version: BudgetVersion
    payer: Payer
    instalment: int
    of: int
    """How many instalments the payer has that year."""
    due_on: datetime.date
    net: Decimal
    vat_rate: int

    @property
    def text(self) -> str:
        """What the invoice says that it charges, in Swedish like all that an invoice says."""
        return (
            f"Andel enligt budget {self.version.year}, "
            f"delbetalning {self.instalment} av {max(self.of, self.instalment)}"
        )

    @property
    def note(self) -> str:
        """Which decision it rests on."""
        version = self.version
        return (
            f"Budget {version.year}, version {version.number}, fastställd {version.adopted_on}, "
            f"{version.decision_reference}"
        )


def seller_on_invoice(seller: Seller) -> einvoice.Seller:
    return einvoice.Seller(
        name=seller.name,
        organisation_number=seller.organisation_number,
        address=_address(seller),
        scheme=seller.electronic_scheme,
        electronic_address=seller.electronic_address,
        bankgiro=seller.bankgiro,
        vat_number=seller.vat_number,
        approved_for_f_tax=seller.approved_for_f_tax,
        contact_name=seller.contact_name,
        contact_phone=seller.contact_phone,
        contact_email=seller.contact_email,
        length_digit=seller.length_digit,
    )


def buyer_on_invoice(payer: Payer, details: BuyerDetails | None) -> einvoice.Buyer:
    """A payer as a buyer; without details there is no address and no reference."""
    told = details or BuyerDetails()
    return einvoice.Buyer(
        name=told.legal_name or payer.name,
        organisation_number=payer.organisation_number or "",
        address=_address(told),
        scheme=told.electronic_scheme,
        electronic_address=told.electronic_address,
        reference=told.reference,
        reference_form=told.reference_form,
    )


def details_of(payers: Iterable[Payer]) -> Mapping[Payer, BuyerDetails]:
    """What these payers have told, by payer; two queries, however many they are."""
    wanted = list(payers)
    rows = BuyerDetails.objects.select_related("municipality", "other_party")
    municipalities = [p.pk for p in wanted if isinstance(p, Municipality)]
    parties = [p.pk for p in wanted if not isinstance(p, Municipality)]
    found = [*rows.filter(municipality__in=municipalities), *rows.filter(other_party__in=parties)]
    return {details.payer: details for details in found}


def invoice_of(
    charge: Charge,
    *,
    number: int,
    issued_on: datetime.date,
    seller: einvoice.Seller,
    buyer: einvoice.Buyer,
) -> einvoice.Invoice:
    """The invoice of a charge; what is due at once is due on the day it is issued."""
    year = charge.version.year
    return einvoice.Invoice(
        number=number,
        issued_on=issued_on,
        due_on=charge.due_on,
        seller=seller,
        buyer=buyer,
        lines=(einvoice.Line(charge.text, charge.net),),
        vat_rate=charge.vat_rate,
        period=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)),
        note=charge.note,
    )


def credit_of(
    invoice: Invoice,
    *,
    number: int,
    issued_on: datetime.date,
    seller: einvoice.Seller,
    buyer: einvoice.Buyer,
) -> einvoice.Invoice:
    """What takes an issued invoice back whole, to the details of both as they are now."""
    year = invoice.budget_year.year
    return einvoice.Invoice(
        number=number,
        issued_on=issued_on,
        due_on=max(issued_on, invoice.due_on),
        seller=seller,
        buyer=buyer,
        lines=(einvoice.Line(invoice.text, -invoice.net),),
        vat_rate=invoice.vat_rate,
        period=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)),
        note=invoice.note,
        credits=Preceding(invoice.number, invoice.issued_on),
    )


def _address(party: InvoiceParty) -> einvoice.Address:
    return einvoice.Address(
        street=party.street, extra=party.extra_line, postcode=party.postcode, city=party.city
    )


@dataclass(frozen=True)
class KnownBuyer:
    """A payer, what it has told, and what is wrong with that for an invoice."""

    payer: Payer
    details: BuyerDetails | None
    faults: tuple[einvoice.Fault, ...]


def known_buyers(payers: Iterable[Payer]) -> list[KnownBuyer]:
    """What is known of each payer, in their order; two queries."""
    wanted = list(payers)
    details = details_of(wanted)
    return [
        KnownBuyer(
            payer,
            details.get(payer),
            tuple(einvoice.of_buyer(buyer_on_invoice(payer, details.get(payer)))),
        )
        for payer in wanted
    ]


def payers() -> list[Payer]:
    """All who pay or have paid: participants of any agreement, those charged alone, parties."""
    charged = LineItem.objects.filter(charge=HowCharged.MUNICIPALITY)
    municipalities = Municipality.objects.filter(
        models.Q(participations__isnull=False) | models.Q(pk__in=charged.values("municipality"))
    )
    return [*municipalities.distinct(), *OtherParty.objects.all()]


def charge_of(version: BudgetVersion, one: ToInvoice, due_on: datetime.date) -> Charge:
    """What an instalment would be invoiced as."""
    return Charge(
        version=version,
        payer=one.payer,
        instalment=one.number,
        of=one.of,
        due_on=due_on,
        net=one.bill.amount,
        vat_rate=one.bill.vat_percent,
    )
