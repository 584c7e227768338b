"""What stands in the way of an invoice: everything at once, found before it is written.

The numbers are checked as those who gave them out say: the organisation number by Skatteverket,
SKV 709; the bankgiro number by Bankgirot (modulus 10 over seven or eight digits); electronic
addresses by the code list of Peppol, of which 0007 is the Swedish organisation number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stdnum import ean, luhn
from stdnum.se import orgnr, vat

from budgets.einvoice.invoice import ORGANISATION_NUMBER, Address, Buyer, Invoice, Party, Seller
from budgets.einvoice.text import carried
from budgets.einvoice.vat import RATES

GLN = "0088"
"""The scheme of GS1's location numbers among electronic addresses."""


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
        *_of_seller(invoice.seller, invoice.vat_rate),
        *_of_buyer(invoice.buyer),
        *_of_invoice(invoice),
    )


def is_bankgiro(number: str) -> bool:
    """Say whether this is a bankgiro number, written without its hyphen.

    >>> is_bankgiro("1234566"), is_bankgiro("1234567")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{7,8}", number) and luhn.is_valid(number))


def fits(reference: str, form: str) -> bool:
    """Say whether a reference looks as the payer says that its references do.

    >>> fits("ZZ1042", "ZZ9999"), fits("1042", "ZZ9999"), fits("whatever", "")
    (True, False, True)
    """
    kinds = {"9": "[0-9]", "A": "[A-Za-zÅÄÖåäö]"}
    pattern = "".join(kinds.get(sign, re.escape(sign)) for sign in form)
    return not form or re.fullmatch(pattern, reference) is not None


def _of_seller(seller: Seller, vat_rate: int) -> Iterator[Fault]:
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


def _of_buyer(buyer: Buyer) -> Iterator[Fault]:
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
    elif not _is_organisation_number(number):
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


def is_electronic_address(scheme: str, address: str) -> bool:
    """Say whether this can be an address of the network.

    >>> is_electronic_address("0007", "2120002528"), is_electronic_address("0007", "2120002529")
    (True, False)
    >>> is_electronic_address("0088", "7300009013043"), is_electronic_address("0088", "7300009")
    (True, False)
    """
    if scheme == ORGANISATION_NUMBER:
        return _is_organisation_number(address)
    if scheme == GLN:
        return bool(re.fullmatch(r"[0-9]{13}", address) and ean.is_valid(address))
    return False


def _is_organisation_number(number: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{10}", number) and orgnr.is_valid(number))


def _of_address(address: Address) -> Iterator[tuple[Problem, str]]:
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
