"""Every invoice that is written is one that the validators of Peppol let through."""

import datetime
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.core.ocr import is_reference
from budgets.einvoice import Invoice, Line, NotReady, to_xml
from budgets.einvoice.invoice import Preceding
from tests.factories.invoices import BUYER, HOST, SELLER, internal, invoice
from tests.money import amounts
from tests.peppol import codes, complaints, fired

NAMES = {
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
}


def said(document: bytes, path: str) -> str:
    found = ET.fromstring(document).findtext(path, namespaces=NAMES)
    assert found is not None, path
    return found


def says(document: bytes, path: str) -> bool:
    return ET.fromstring(document).find(path, NAMES) is not None


# -- The validators find faults


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        ("<cbc:BuyerReference>ZZ1042</cbc:BuyerReference>", "", "PEPPOL-EN16931-R003"),
        ("<cbc:IssueDate>2021-01-04</cbc:IssueDate>", "", "XSD"),
        (">40158.00<", ">40157.00<", "BR-S-09"),
        (">200790.00<", ">200791.00<", "BR-CO-15"),
        (">SE212000252801<", ">SE21200025280<", "SE-R-001"),
        (">Godkänd för F-skatt<", ">F-skatt<", "SE-R-005"),
        (">25<", ">24<", "SE-R-006"),
        (">1234566<", ">123-4566<", "SE-R-008"),
        (">1234566<", ">123456<", "SE-R-009"),
        (">30<", ">31<", "SE-R-012"),
        (">2120002478<", ">212000247<", "PEPPOL-COMMON-R049"),
        (">2120002528<", ">212000-2528<", "SE-R-003"),
    ],
)
def test_a_fault_put_in_is_found(was: str, becomes: str, rule: str) -> None:
    document = to_xml(invoice()).decode()
    assert was in document
    assert rule in codes(complaints(document.replace(was, becomes).encode()))


def test_a_vat_number_on_what_is_not_subject_to_vat_is_found() -> None:
    document = to_xml(internal()).decode()
    assert "PartyTaxScheme" in document
    wrong = document.replace(">Godkänd för F-skatt<", ">SE212000252801<").replace(">TAX<", ">VAT<")
    assert "BR-O-02" in codes(complaints(wrong.encode()))


def test_the_rules_know_the_document() -> None:
    for one in (invoice(), internal(), invoice("-1.00")):
        assert fired(to_xml(one)) > 50


# -- What is written is good


invoiced = amounts(-(10**9), 10**9).filter(bool)
texts = st.text(min_size=1, max_size=40)


@settings(max_examples=25)
@given(
    st.lists(invoiced, min_size=1, max_size=5),
    st.sampled_from([25, 12, 6, 0]),
    texts,
    texts,
    st.booleans(),
)
def test_the_validators_find_nothing(
    kronor: list[Decimal], rate: int, name: str, note: str, length_digit: bool
) -> None:
    one = invoice(
        *map(str, kronor),
        vat_rate=rate,
        buyer=replace(BUYER if rate else HOST, name=f"Krokom {name}"),
        seller=replace(SELLER, length_digit=length_digit),
        note=note,
    )
    if one.net:
        assert complaints(to_xml(one)) == []
    else:
        with pytest.raises(NotReady):
            to_xml(one)


@pytest.mark.parametrize(
    "one",
    [
        invoice(seller=replace(SELLER, approved_for_f_tax=False, contact_name="")),
        invoice(seller=replace(SELLER, contact_name="", contact_phone="", contact_email="")),
        invoice(buyer=replace(BUYER, scheme="0088", electronic_address="7300009013043")),
        invoice("0.01"),
        invoice("999999999999.99"),
        invoice("-0.01"),
        internal("0.01"),
        internal("-250000.00"),
        internal(seller=replace(SELLER, approved_for_f_tax=False, vat_number="")),
        invoice(period=None, note=""),
    ],
)
def test_the_validators_find_nothing_at_the_edges(one: Invoice) -> None:
    assert complaints(to_xml(one)) == []


@pytest.mark.parametrize("make", [invoice, internal])
@pytest.mark.parametrize("kronor", ["-160632.00", "160632.00", "-0.01"])
def test_what_takes_another_back_names_it(make: Callable[..., Invoice], kronor: str) -> None:
    taken_back = Preceding(7, datetime.date(2021, 1, 4))
    document = to_xml(make(kronor, number=9, credits=taken_back))
    assert complaints(document) == []
    reference = "cac:BillingReference/cac:InvoiceDocumentReference/"
    assert said(document, f"{reference}cbc:ID") == "7"
    assert said(document, f"{reference}cbc:IssueDate") == "2021-01-04"


# -- What it says


def test_an_invoice_says_what_is_to_be_paid_where() -> None:
    document = to_xml(invoice(number=12345))
    assert said(document, "cbc:ID") == "12345"
    assert said(document, "cbc:InvoiceTypeCode") == "380"
    assert said(document, "cbc:DueDate") == "2021-01-31"
    assert said(document, "cbc:BuyerReference") == "ZZ1042"
    assert said(document, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == "160632.00"
    assert said(document, "cac:TaxTotal/cbc:TaxAmount") == "40158.00"
    assert said(document, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "200790.00"
    means = "cac:PaymentMeans/"
    assert said(document, f"{means}cbc:PaymentMeansCode") == "30"
    assert is_reference(said(document, f"{means}cbc:PaymentID"))
    account = f"{means}cac:PayeeFinancialAccount/"
    assert said(document, f"{account}cbc:ID") == "1234566"
    assert said(document, f"{account}cac:FinancialInstitutionBranch/cbc:ID") == "SE:BANKGIRO"


def test_internal_posting_is_not_subject_to_vat_and_says_why() -> None:
    document = to_xml(internal())
    category = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/"
    assert said(document, f"{category}cbc:ID") == "O"
    assert said(document, f"{category}cbc:TaxExemptionReasonCode") == "VATEX-EU-O"
    assert "samma juridiska person" in said(document, f"{category}cbc:TaxExemptionReason")
    assert not says(document, f"{category}cbc:Percent")
    assert said(document, "cac:TaxTotal/cbc:TaxAmount") == "0.00"
    assert "SE212000252801" not in document.decode()


def test_what_is_below_zero_is_a_credit_note_with_amounts_above_zero() -> None:
    document = to_xml(invoice("-100.00", "20.00"))
    assert said(document, "cbc:CreditNoteTypeCode") == "381"
    assert said(document, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "100.00"
    assert not says(document, "cac:PaymentMeans")
    quantities = [
        element.text
        for element in ET.fromstring(document).iterfind(
            "cac:CreditNoteLine/cbc:CreditedQuantity", NAMES
        )
    ]
    assert quantities == ["1", "-1"]


def test_vat_is_rounded_once_half_away_from_zero() -> None:
    assert invoice("0.02").vat == Decimal("0.01")
    assert invoice("-0.02").vat == Decimal("-0.01")
    assert invoice("0.01", "0.01").vat == Decimal("0.01")


@pytest.mark.parametrize("name", ["<b>&amp;]]></b>", "=1+1", "A \"B\" 'C'", "Å\x0b\ud800Ä"])
def test_text_goes_out_as_text(name: str) -> None:
    document = to_xml(invoice(buyer=replace(BUYER, name=name), lines=(Line(name, Decimal(1)),)))
    assert complaints(document) == []
    assert said(document, "cac:InvoiceLine/cac:Item/cbc:Name") == name.replace("\x0b\ud800", "")


def test_a_line_says_what_it_charges() -> None:
    with pytest.raises(ValueError, match="what it charges"):
        Line(" \x01", Decimal(1))
