"""What is wrong with an invoice is found before anything is written."""

import datetime
from dataclasses import replace

import pytest

from budgets.einvoice import Address, Fault, Invoice, NotReady, Problem, Whose, faults_of, to_xml
from tests.factories.invoices import ADDRESS, BUYER, HOST, SELLER, internal, invoice


def problems(one: Invoice) -> list[tuple[Whose, Problem]]:
    return [(fault.whose, fault.problem) for fault in faults_of(one)]


def test_a_good_invoice_has_none() -> None:
    assert faults_of(invoice()) == faults_of(internal()) == ()


SELLERS = [
    ({"name": " "}, Problem.NO_NAME),
    ({"organisation_number": ""}, Problem.NO_ORGANISATION_NUMBER),
    ({"bankgiro": ""}, Problem.NO_BANKGIRO),
    ({"bankgiro": "1234567"}, Problem.WRONG_BANKGIRO),
    ({"bankgiro": "123-4566"}, Problem.WRONG_BANKGIRO),
    ({"bankgiro": "18"}, Problem.WRONG_BANKGIRO),
    ({"vat_number": ""}, Problem.NO_VAT_NUMBER),
    ({"vat_number": "SE212000247801"}, Problem.WRONG_VAT_NUMBER),  # somebody else's
]
BUYERS = [
    ({"name": "\x01"}, Problem.NO_NAME),
    ({"organisation_number": ""}, Problem.NO_ORGANISATION_NUMBER),
    ({"organisation_number": "2120002479"}, Problem.WRONG_ORGANISATION_NUMBER),
    ({"organisation_number": "212000-2478"}, Problem.WRONG_ORGANISATION_NUMBER),
    ({"reference": ""}, Problem.NO_REFERENCE),
    ({"reference": " "}, Problem.NO_REFERENCE),
    ({"reference_form": "ZZ999"}, Problem.WRONG_REFERENCE),
    ({"address": Address()}, Problem.NO_ADDRESS),
    ({"address": replace(ADDRESS, street="")}, Problem.NO_STREET),
    ({"address": replace(ADDRESS, postcode="")}, Problem.NO_POSTCODE),
    ({"address": replace(ADDRESS, postcode="831 82")}, Problem.WRONG_POSTCODE),
    ({"address": replace(ADDRESS, city="")}, Problem.NO_CITY),
    ({"scheme": "0088"}, Problem.NO_ELECTRONIC_ADDRESS),
    ({"scheme": "0088", "electronic_address": "730000"}, Problem.WRONG_ELECTRONIC_ADDRESS),
    ({"scheme": "9999", "electronic_address": "1"}, Problem.WRONG_ELECTRONIC_ADDRESS),
    ({"electronic_address": "2120002479"}, Problem.WRONG_ELECTRONIC_ADDRESS),
]


@pytest.mark.parametrize(("fields", "problem"), SELLERS)
def test_of_the_seller(fields: dict[str, object], problem: Problem) -> None:
    one = invoice(seller=replace(SELLER, **fields))  # type: ignore[arg-type]
    assert (Whose.SELLER, problem) in problems(one)
    with pytest.raises(NotReady):
        to_xml(one)


@pytest.mark.parametrize(("fields", "problem"), BUYERS)
def test_of_the_buyer(fields: dict[str, object], problem: Problem) -> None:
    one = invoice(buyer=replace(BUYER, **fields))  # type: ignore[arg-type]
    assert problems(one) == [(Whose.BUYER, problem)]
    with pytest.raises(NotReady):
        to_xml(one)


def test_all_are_told_at_once_with_what_was_found() -> None:
    seller = replace(SELLER, bankgiro="")
    buyer = replace(BUYER, reference="1042", reference_form="ZZ9999", organisation_number="1")
    with pytest.raises(NotReady) as caught:
        to_xml(invoice(seller=seller, buyer=buyer))
    assert caught.value.faults == (
        Fault(Problem.NO_BANKGIRO, Whose.SELLER, "Östersunds kommun"),
        Fault(Problem.WRONG_ORGANISATION_NUMBER, Whose.BUYER, "Krokoms kommun", "1"),
        Fault(Problem.WRONG_REFERENCE, Whose.BUYER, "Krokoms kommun", "1042", "ZZ9999"),
    )


def test_only_the_host_municipality_is_charged_without_vat() -> None:
    assert problems(invoice(vat_rate=0)) == [(Whose.INVOICE, Problem.INTERNAL_TO_ANOTHER)]
    assert problems(invoice(vat_rate=0, buyer=HOST)) == []


def test_internal_posting_needs_no_vat_number() -> None:
    assert problems(internal(seller=replace(SELLER, vat_number=""))) == []


@pytest.mark.parametrize("rate", [-25, 1, 24, 100])
def test_a_rate_that_does_not_exist(rate: int) -> None:
    assert problems(invoice(vat_rate=rate)) == [(Whose.INVOICE, Problem.UNKNOWN_RATE)]


def test_a_sum_of_nothing_is_no_invoice() -> None:
    assert problems(invoice("5.00", "-5.00")) == [(Whose.INVOICE, Problem.NOTHING_TO_CHARGE)]


def test_nothing_is_due_before_it_is_issued_but_a_credit() -> None:
    late = datetime.date(2021, 2, 1)
    assert problems(invoice(issued_on=late)) == [(Whose.INVOICE, Problem.DUE_TOO_EARLY)]
    assert problems(invoice("-1.00", issued_on=late)) == []
