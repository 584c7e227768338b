"""What stands in the way of an invoice: everything at once, found before it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stdnum.se import vat

from budgets.einvoice.invoice import Address, Buyer, Invoice, Party, Seller
from budgets.einvoice.text import carried
from budgets.einvoice.vat import RATES
from municipalities.numbers import (
    ORGANISATION_NUMBER,
    fits,
    is_bankgiro,
    is_electronic_address,
    is_organisation_number,
)


class Whose(Enum):
    """Whom a fault is about: it says where to mend it."""

    SELLER = "seller"
    BUYER = "buyer"
    INVOICE = "invoice"


class Problem(Enum):
    """What can be wrong."""

    NO_NAME = "no_name"
    NO_ORGANISATION_NUMBER = "no_organisation_number"
    WRONG_ORGANISATION_NUMBER = "wrong_organisation_number"
    NO_ADDRESS = "no_address"
    """Neither street nor postcode nor city."""
    NO_STREET = "no_street"
    NO_POSTCODE = "no_postcode"
    WRONG_POSTCODE = "wrong_postcode"
    NO_CITY = "no_city"
    NO_ELECTRONIC_ADDRESS = "no_electronic_address"
    WRONG_ELECTRONIC_ADDRESS = "wrong_electronic_address"
    NO_BANKGIRO = "no_bankgiro"
    WRONG_BANKGIRO = "wrong_bankgiro"
    NO_VAT_NUMBER = "no_vat_number"
    WRONG_VAT_NUMBER = "wrong_vat_number"
    NO_REFERENCE = "no_reference"
    WRONG_REFERENCE = "wrong_reference"
    UNKNOWN_RATE = "unknown_rate"
    INTERNAL_TO_ANOTHER = "internal_to_another"
    NOTHING_TO_CHARGE = "nothing_to_charge"
    DUE_TOO_EARLY = "due_too_early"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, with what was found and, where it helps, what was wanted."""

    problem: Problem
    whose: Whose
    name: str
    """The party's, or none."""
    found: str = ""
    wanted: str = ""


def faults_of(invoice: Invoice) -> tuple[Fault, ...]:
    """All that must be mended before the invoice can be sent; empty when it is good."""
    return (
        *of_seller(invoice.seller, invoice.vat_rate),
        *of_buyer(invoice.buyer),
        *_of_invoice(invoice),
    )


def of_seller(seller: Seller, vat_rate: int = 25) -> Iterator[Fault]:
    """What is wrong with the seller of an invoice with that VAT."""

    def fault(problem: Problem, found: str = "", wanted: str = "") -> Fault:
        return Fault(problem, Whose.SELLER, seller.name, found, wanted)

    yield from _of_party(seller, Whose.SELLER)
    if not seller.bankgiro:
        yield fault(Problem.NO_BANKGIRO)
    elif not is_bankgiro(seller.bankgiro):
        yield fault(Problem.WRONG_BANKGIRO, seller.bankgiro)
    if not vat_rate:
        return
    expected = f"SE{seller.organisation_number}01"
    if not seller.vat_number:
        yield fault(Problem.NO_VAT_NUMBER)
    elif seller.vat_number != expected or not vat.is_valid(seller.vat_number):
        yield fault(Problem.WRONG_VAT_NUMBER, seller.vat_number, expected)


def of_buyer(buyer: Buyer) -> Iterator[Fault]:
    """What is wrong with the buyer of any invoice."""
    yield from _of_party(buyer, Whose.BUYER)
    if not carried(buyer.reference):
        yield Fault(Problem.NO_REFERENCE, Whose.BUYER, buyer.name)
    elif not fits(buyer.reference, buyer.reference_form):
        yield Fault(
            Problem.WRONG_REFERENCE, Whose.BUYER, buyer.name, buyer.reference, buyer.reference_form
        )


def _of_party(party: Party, whose: Whose) -> Iterator[Fault]:
    if not carried(party.name):
        yield Fault(Problem.NO_NAME, whose, party.name)
    number = party.organisation_number
    if not number:
        yield Fault(Problem.NO_ORGANISATION_NUMBER, whose, party.name)
    elif not is_organisation_number(number):
        yield Fault(Problem.WRONG_ORGANISATION_NUMBER, whose, party.name, number)
    for problem, found in _of_address(party.address):
        yield Fault(problem, whose, party.name, found)
    if party.scheme == ORGANISATION_NUMBER and not party.electronic_address:
        return  # the organisation number serves, and is looked at above
    if not party.electronic_address:
        yield Fault(Problem.NO_ELECTRONIC_ADDRESS, whose, party.name)
    elif not is_electronic_address(party.scheme, party.electronic_address):
        yield Fault(
            Problem.WRONG_ELECTRONIC_ADDRESS,
            whose,
            party.name,
            f"{party.scheme}:{party.electronic_address}",
        )


def _of_address(address: Address) -> Iterator[tuple[Problem, str]]:
    if not carried(address.street + address.postcode + address.city):
        yield Problem.NO_ADDRESS, ""
        return
    if not carried(address.street):
        yield Problem.NO_STREET, ""
    if not address.postcode:
        yield Problem.NO_POSTCODE, ""
    elif not re.fullmatch(r"[0-9]{5}", address.postcode):
        yield Problem.WRONG_POSTCODE, address.postcode
    if not carried(address.city):
        yield Problem.NO_CITY, ""


def _of_invoice(invoice: Invoice) -> Iterator[Fault]:
    buyer = invoice.buyer
    if invoice.vat_rate not in RATES:
        yield Fault(Problem.UNKNOWN_RATE, Whose.INVOICE, buyer.name, str(invoice.vat_rate))
    if not invoice.vat_rate and buyer.organisation_number != invoice.seller.organisation_number:
        yield Fault(Problem.INTERNAL_TO_ANOTHER, Whose.INVOICE, buyer.name, invoice.seller.name)
    if not invoice.net:
        yield Fault(Problem.NOTHING_TO_CHARGE, Whose.INVOICE, buyer.name)
    if invoice.due_on < invoice.issued_on and not invoice.is_credit_note:
        yield Fault(
            Problem.DUE_TOO_EARLY,
            Whose.INVOICE,
            buyer.name,
            invoice.due_on.isoformat(),
            invoice.issued_on.isoformat(),
        )
