"""The invoices of a year: the list, the documents, and taking one back."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from budgets.actions import invoices
from budgets.models import BudgetVersion, Invoice
from municipalities.models import BuyerDetails, Municipality, Seller
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.factories.invoices import charge, our_seller, told
from tests.forms import submit
from tests.peppol import complaints
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/budgets/2021/invoices/"
CREDIT = "Ställ ut kreditfakturan"
NEW_YEAR = datetime.date(2021, 1, 4)


@pytest.fixture
def version(the_example: None) -> BudgetVersion:
    Seller.objects.all().delete()
    our_seller()
    for payer in Municipality.objects.filter(code__in=["2309", "2303"]):
        told(payer)
    return BudgetVersion.objects.get(budget_year__year=2021)


def issue(version: BudgetVersion, code: str = "2309", instalment: int = 1) -> Invoice:
    payer = Municipality.objects.get(code=code)
    one = charge(version, payer, instalment=instalment)
    return invoices.issue([one], issued_on=NEW_YEAR, by=None)[0]


@pytest.fixture
def to_krokom(version: BudgetVersion) -> Invoice:
    return issue(version)


def test_the_office_alone_sees_the_list(
    to_krokom: Invoice, statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses(LIST) == OFFICE_ALONE
    assert statuses("/budgets/1999/invoices/")["editor"] == 404


def test_a_document_is_handed_to_its_payer_and_to_no_other(
    version: BudgetVersion, to_krokom: Invoice, statuses: Callable[[str], dict[str, int]]
) -> None:
    to_ragunda = issue(version, "2303")
    assert statuses(f"{LIST}{to_krokom.pk}.xml") == NOT_TO_OUTSIDERS
    assert statuses(f"{LIST}{to_ragunda.pk}.xml") == OFFICE_ALONE
    assert statuses(f"/budgets/2020/invoices/{to_krokom.pk}.xml")["editor"] == 404
    assert statuses(f"{LIST}{to_krokom.pk}/credit/") == OFFICE_ALONE | {"administrator": 403}


def test_the_list_says_what_became_of_each(office: Client, to_krokom: Invoice) -> None:
    page = read(office.get(LIST))
    assert page.headings[0] == "En faktura är utställd för 2021"
    assert page.row("1") == [
        "Krokom", "1", "2021-01-04", "2021-01-31", "160 632", "200 790", "utställd", "XML",
        "Kreditera",
    ]  # fmt: skip
    assert page.row("Tillsammans")[4:6] == ["160 632", "200 790"]
    invoices.credit(to_krokom, issued_on=NEW_YEAR, by=None)
    page = read(office.get(LIST))
    assert page.headings[0] == "2 fakturor är utställda för 2021"
    assert page.row("1")[6:] == ["krediterad med 2", "XML", "–"]
    assert page.row("2")[3:7] == ["–", "−160 632", "−200 790", "krediterar 1"]
    assert page.row("Tillsammans")[4:6] == ["0", "0"]


def test_a_year_without_invoices_says_so(office: Client, the_example: None) -> None:
    assert read(office.get(LIST)).headings[0] == "Ingen faktura är utställd för 2021"
    draft = read(office.get("/budgets/2022/invoices/"))
    assert "Fakturor ställs ut när budgeten är fastställd." in draft.text


def test_the_list_costs_no_more_for_more_invoices(
    office: Client, version: BudgetVersion, to_krokom: Invoice
) -> None:
    few = queries_for(office, LIST)
    for number in range(2, 6):
        invoices.credit(issue(version, instalment=number), issued_on=NEW_YEAR, by=None)
    assert queries_for(office, LIST) == few


def test_the_document_is_what_was_sent(office: Client, to_krokom: Invoice) -> None:
    response = office.get(f"{LIST}{to_krokom.pk}.xml")
    assert response["Content-Type"] == "application/xml"
    assert 'filename="Faktura_1.xml"' in response["Content-Disposition"]
    assert response.content == bytes(to_krokom.document)
    assert complaints(response.content) == []


# -- Taking back


def test_it_is_said_what_follows_before_an_invoice_is_taken_back(
    office: Client, to_krokom: Invoice
) -> None:
    page = read(office.get(f"{LIST}{to_krokom.pk}/credit/"))
    assert page.headings[0] == "Faktura 1 ska krediteras"
    assert "Till Krokom, utställd den 2021-01-04: 200 790 kr." in page.text
    assert Invoice.objects.count() == 1


def test_sent_twice_it_is_taken_back_once(office: Client, to_krokom: Invoice) -> None:
    address = f"{LIST}{to_krokom.pk}/credit/"
    shown = office.get(address)
    page = read(submit(office, shown, press=CREDIT, follow=True))
    assert "Faktura 1 är krediterad med Kreditfaktura 2." in page.text
    page = read(submit(office, shown, press=CREDIT, follow=True))
    assert "Faktura 1 är redan krediterad." in page.text
    assert Invoice.objects.count() == 2
    assert "Den kan inte krediteras" in read(office.get(address)).text
    assert Invoice.objects.get(number=2).net == Decimal("-160632.00")


def test_what_is_missing_for_a_credit_is_told(office: Client, to_krokom: Invoice) -> None:
    BuyerDetails.objects.all().delete()
    response = submit(office, f"{LIST}{to_krokom.pk}/credit/", press=CREDIT)
    assert response.status_code == 422
    assert "Köparens referens saknas" in read(response).text
    assert Invoice.objects.count() == 1


def test_who_may_not_issue_may_not_take_back(krokom: Client, to_krokom: Invoice) -> None:
    assert krokom.post(f"{LIST}{to_krokom.pk}/credit/").status_code == 404
    assert Invoice.objects.count() == 1
