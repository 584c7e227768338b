"""An invoice as XML: UBL 2.1 in the order of its schema, within the rules of Peppol BIS Billing 3.

Source: the specification of Peppol BIS Billing 3.0 with its code lists. A credit note is another
document than an invoice: it has amounts above zero, no due date, and nothing to be paid to.

Everything that anybody typed goes out as text. What XML cannot carry, such as control characters,
is left out.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal

from budgets.einvoice.faults import Fault, faults_of
from budgets.einvoice.invoice import Address, Buyer, Invoice, Line, Party, Seller
from budgets.einvoice.text import carried
from budgets.einvoice.vat import OUTSIDE, Category, category_of
from municipalities.numbers import ORGANISATION_NUMBER

CURRENCY = "SEK"
CREDIT_TRANSFER = "30"
BANKGIRO = "SE:BANKGIRO"
ONE = "C62"
F_TAX = "Godkänd för F-skatt"
CREDIT_TERMS = "Krediteringen dras av från nästa faktura eller betalas ut."

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_BASIC, _AGGREGATE = f"{_UBL}CommonBasicComponents-2", f"{_UBL}CommonAggregateComponents-2"
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

ET.register_namespace("cbc", _BASIC)
ET.register_namespace("cac", _AGGREGATE)
ET.register_namespace("invoice", f"{_UBL}Invoice-2")
ET.register_namespace("credit", f"{_UBL}CreditNote-2")


class NotReady(Exception):
    """The invoice cannot be written; ``faults`` says why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.problem.value for fault in faults))
        self.faults = tuple(faults)


def to_xml(invoice: Invoice) -> bytes:
    """Write the invoice, or credit note, as UTF-8; ``NotReady`` when anything is wrong with it."""
    if faults := faults_of(invoice):
        raise NotReady(faults)
    kind = "CreditNote" if invoice.is_credit_note else "Invoice"
    root = ET.Element(f"{{{_UBL}{kind}-2}}{kind}")
    _add_head(root, invoice)
    _add_seller(_group(root, "AccountingSupplierParty"), invoice)
    _add_buyer(_group(root, "AccountingCustomerParty"), invoice.buyer)
    _add_payment(root, invoice)
    _add_sums(root, invoice)
    for place, line in enumerate(invoice.lines, start=1):
        _add_line(_group(root, f"{kind}Line"), place, line, invoice)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _add_head(root: ET.Element, invoice: Invoice) -> None:
    _text(root, "CustomizationID", _CUSTOMIZATION)
    _text(root, "ProfileID", _PROFILE)
    _text(root, "ID", str(invoice.number))
    _text(root, "IssueDate", invoice.issued_on.isoformat())
    if invoice.is_credit_note:
        _text(root, "CreditNoteTypeCode", "381")
    else:
        _text(root, "DueDate", invoice.due_on.isoformat())
        _text(root, "InvoiceTypeCode", "380")
    _text(root, "Note", invoice.note)
    _text(root, "DocumentCurrencyCode", CURRENCY)
    _text(root, "BuyerReference", invoice.buyer.reference)
    if invoice.period:
        period = _group(root, "InvoicePeriod")
        _text(period, "StartDate", invoice.period[0].isoformat())
        _text(period, "EndDate", invoice.period[1].isoformat())
    if invoice.credits:
        document = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _text(document, "ID", str(invoice.credits.number))
        _text(document, "IssueDate", invoice.credits.issued_on.isoformat())


def _add_seller(parent: ET.Element, invoice: Invoice) -> None:
    seller: Seller = invoice.seller
    party = _add_party(parent, seller)
    if category_of(invoice.vat_rate) is not OUTSIDE:  # which must not carry a VAT number
        _add_tax_number(party, seller.vat_number, "VAT")
    if seller.approved_for_f_tax:
        _add_tax_number(party, F_TAX, "TAX")
    _add_legal_entity(party, seller)
    if seller.contact_name or seller.contact_phone or seller.contact_email:
        contact = _group(party, "Contact")
        _text(contact, "Name", seller.contact_name)
        _text(contact, "Telephone", seller.contact_phone)
        _text(contact, "ElectronicMail", seller.contact_email)


def _add_buyer(parent: ET.Element, buyer: Buyer) -> None:
    _add_legal_entity(_add_party(parent, buyer), buyer)


def _add_party(parent: ET.Element, of: Party) -> ET.Element:
    party = _group(parent, "Party")
    _text(party, "EndpointID", of.endpoint, schemeID=of.scheme)
    _text(_group(party, "PartyName"), "Name", of.name)
    _add_address(_group(party, "PostalAddress"), of.address)
    return party


def _add_address(parent: ET.Element, address: Address) -> None:
    _text(parent, "StreetName", address.street)
    _text(parent, "AdditionalStreetName", address.extra)
    _text(parent, "CityName", address.city)
    _text(parent, "PostalZone", address.postcode)
    _text(_group(parent, "Country"), "IdentificationCode", "SE")


def _add_tax_number(party: ET.Element, number: str, scheme: str) -> None:
    tax = _group(party, "PartyTaxScheme")
    _text(tax, "CompanyID", number)
    _text(_group(tax, "TaxScheme"), "ID", scheme)


def _add_legal_entity(party: ET.Element, of: Party) -> None:
    entity = _group(party, "PartyLegalEntity")
    _text(entity, "RegistrationName", of.name)
    _text(entity, "CompanyID", of.organisation_number, schemeID=ORGANISATION_NUMBER)


def _add_payment(root: ET.Element, invoice: Invoice) -> None:
    if invoice.is_credit_note:
        _text(_group(root, "PaymentTerms"), "Note", CREDIT_TERMS)
        return
    means = _group(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", CREDIT_TRANSFER)
    _text(means, "PaymentID", invoice.ocr)
    account = _group(means, "PayeeFinancialAccount")
    _text(account, "ID", invoice.seller.bankgiro)
    _text(_group(account, "FinancialInstitutionBranch"), "ID", BANKGIRO)


def _add_sums(root: ET.Element, invoice: Invoice) -> None:
    sign = _sign(invoice)
    net, vat, gross = sign * invoice.net, sign * invoice.vat, sign * invoice.gross
    total = _group(root, "TaxTotal")
    _amount(total, "TaxAmount", vat)
    subtotal = _group(total, "TaxSubtotal")
    _amount(subtotal, "TaxableAmount", net)
    _amount(subtotal, "TaxAmount", vat)
    _add_category(_group(subtotal, "TaxCategory"), invoice, is_subtotal=True)
    sums = _group(root, "LegalMonetaryTotal")
    _amount(sums, "LineExtensionAmount", net)
    _amount(sums, "TaxExclusiveAmount", net)
    _amount(sums, "TaxInclusiveAmount", gross)
    _amount(sums, "PayableAmount", gross)


def _add_category(parent: ET.Element, invoice: Invoice, *, is_subtotal: bool = False) -> None:
    category: Category = category_of(invoice.vat_rate)
    _text(parent, "ID", category.code)
    if category is not OUTSIDE:
        _text(parent, "Percent", str(invoice.vat_rate))
    if is_subtotal:
        _text(parent, "TaxExemptionReasonCode", category.reason_code)
        _text(parent, "TaxExemptionReason", category.reason)
    _text(_group(parent, "TaxScheme"), "ID", "VAT")


def _add_line(parent: ET.Element, place: int, line: Line, invoice: Invoice) -> None:
    """One unit at a price; below zero, minus one unit, since no price may be below zero."""
    net = _sign(invoice) * line.net
    quantity = "CreditedQuantity" if invoice.is_credit_note else "InvoicedQuantity"
    _text(parent, "ID", str(place))
    _text(parent, quantity, "-1" if net < 0 else "1", unitCode=ONE)
    _amount(parent, "LineExtensionAmount", net)
    item = _group(parent, "Item")
    _text(item, "Name", line.text)
    _add_category(_group(item, "ClassifiedTaxCategory"), invoice)
    _amount(_group(parent, "Price"), "PriceAmount", abs(net))


def _sign(invoice: Invoice) -> int:
    return -1 if invoice.is_credit_note else 1


# -- Elements


def _group(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_AGGREGATE}}}{name}")


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    """Add an element with a text; none when there is nothing to say, since none may be empty."""
    if said := carried(text):
        ET.SubElement(parent, f"{{{_BASIC}}}{name}", attributes).text = said


def _amount(parent: ET.Element, name: str, kronor: Decimal) -> None:
    _text(parent, name, f"{kronor:.2f}", currencyID=CURRENCY)
