"""Issuing the invoices of a due day: what is missing first, then all that are picked or none."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets.actions import invoices, invoicing
from budgets.actions.invoicing import Mark
from budgets.models import BudgetVersion, Invoice, Invoicing
from municipalities.models import BuyerDetails, Municipality, OtherParty, Seller
from tests.budgets.views.conftest import OFFICE_ALONE
from tests.factories.invoices import our_seller, told
from tests.forms import Form, form_on, submit
from tests.peppol import complaints
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db

DUE = "/budgets/2021/invoices/issue/2021-01-31/"
ISSUE = "Ställ ut fakturorna"


@pytest.fixture
def version(the_example: None) -> BudgetVersion:
    """All that invoices need is there for the municipalities, and nothing for other parties."""
    Seller.objects.all().delete()
    our_seller()
    for payer in Municipality.objects.filter(participations__isnull=False):
        told(payer)
    return BudgetVersion.objects.get(budget_year__year=2021)


def key(code: str, number: int = 1) -> str:
    return f"municipality-{Municipality.objects.get(code=code).pk}-{number}"


def shown(client: Client, *codes: str) -> Form:
    """The form with these payers picked, to be paid today."""
    due_on = timezone.localdate().isoformat()
    picked = {"picked": [key(code) for code in codes], "due_on": due_on}
    return form_on(client.get(DUE), press=ISSUE).fill(picked)


def issue(client: Client, *codes: str, **options: Any) -> Any:
    return shown(client, *codes).send(client, ISSUE, **options)


def test_the_office_alone_issues(
    version: BudgetVersion, statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses(DUE) == OFFICE_ALONE | {"administrator": 403}
    assert statuses("/budgets/2021/invoices/issue/2021-02-01/")["editor"] == 404
    assert statuses("/budgets/2021/invoices/issue/now/")["editor"] == 404
    assert statuses("/budgets/2022/invoices/issue/2022-01-31/")["editor"] == 403


def test_all_that_is_missing_is_said_before_anything_is_issued(
    office: Client, version: BudgetVersion
) -> None:
    Seller.objects.update(bankgiro="")
    page = read(office.get(DUE))
    assert page.headings[:2] == [
        "Fakturera det som förfaller den 2021-01-31",
        "Innan de här fakturorna kan ställas ut",
    ]
    assert "Säljaren: bankgironumret saknas." in page.text
    party = OtherParty.objects.all()[0]
    assert f"{party}: organisationsnumret saknas. Adressen saknas. Köparens referens" in page.text
    assert "Krokom: " not in page.text
    assert page.row("Krokom") == ["1", "160 632", "40 158", "200 790"]
    assert page.row("Östersund")[2] == "0"
    assert not Invoice.objects.exists()


def test_what_is_picked_is_issued_and_marked(office: Client, version: BudgetVersion) -> None:
    page = read(issue(office, "2309", "2380", follow=True))
    assert "Fakturorna 1, 2 är utställda." in page.text
    assert page.headings[0] == "2 fakturor är utställda för 2021"
    for invoice in Invoice.objects.all():
        assert complaints(bytes(invoice.document)) == []
    krokom, host = Invoice.objects.order_by("number")
    assert (krokom.net, krokom.vat) == (Decimal("160632.00"), Decimal("40158.00"))
    assert (host.vat_rate, host.vat) == (0, Decimal(0))
    marks = Invoicing.objects.standing().order_by("invoice_number")
    assert [(m.payer.name, m.invoice_number, m.amount) for m in marks] == [
        ("Krokom", "1", krokom.net),
        ("Östersund", "2", host.net),
    ]
    again = read(office.get(DUE))
    assert "Krokom" not in [row[0] for table in again.tables for row in table]


def test_sent_twice_it_is_issued_once(office: Client, version: BudgetVersion) -> None:
    form = shown(office, "2309")
    for _time in range(2):
        assert form.send(office, ISSUE).status_code == 302
    assert Invoice.objects.count() == Invoicing.objects.count() == 1


def test_one_that_lacks_something_holds_back_all(office: Client, version: BudgetVersion) -> None:
    BuyerDetails.objects.get(municipality__code="2380").delete()
    response = issue(office, "2309", "2380")
    assert response.status_code == 422
    page = read(response)
    assert "Östersunds kommun" not in page.text
    assert "Östersund: adressen saknas. Köparens referens saknas" in page.text
    assert f'value="{key("2303")}" checked' not in response.content.decode()
    assert not Invoice.objects.exists()
    assert not Invoicing.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"picked": []}, "Välj minst en betalare."),
        ({"picked": ["municipality-0-1"]}, "Det finns ingen sådan delbetalning den dagen."),
        ({"due_on": "31/1"}, "Skriv dagen som år-månad-dag"),
        ({"due_on": "2020-01-31"}, "den skulle förfalla 2020-01-31, före dagen"),
    ],
)
def test_what_cannot_be_is_told(
    office: Client, version: BudgetVersion, wrong: dict[str, object], sentence: str
) -> None:
    # A payer that is none is a program's; any day, that of a browser without calendars.
    response = office.post(DUE, shown(office, "2309").data(ISSUE) | wrong)
    assert response.status_code == 422
    assert sentence in read(response).text
    assert not Invoice.objects.exists()


def test_what_was_invoiced_elsewhere_is_not_invoiced_again(
    office: Client, version: BudgetVersion
) -> None:
    krokom = Municipality.objects.get(code="2309")
    before = shown(office, "2309", "2303")
    mark = Mark(krokom, 1, "4711", timezone.localdate())
    invoicing.mark(version, marks=[mark], by=None)
    rows = [row[0] for table in read(office.get(DUE)).tables for row in table]
    assert "Ragunda" in rows
    assert "Krokom" not in rows
    response = before.send(office, ISSUE)
    assert response.status_code == 422
    assert "Krokom: delbetalningen är markerad som fakturerad med 4711." in read(response).text
    assert not Invoice.objects.exists()


def test_a_number_of_another_invoice_is_not_used(office: Client, version: BudgetVersion) -> None:
    ragunda = Municipality.objects.get(code="2303")
    invoicing.mark(version, marks=[Mark(ragunda, 1, "1", timezone.localdate())], by=None)
    response = issue(office, "2309")
    assert response.status_code == 422
    assert "Krokom: numret 1 är markerat för en faktura till Ragunda." in read(response).text
    assert not Invoice.objects.exists()


def test_a_credited_instalment_can_be_invoiced_again(
    office: Client, version: BudgetVersion
) -> None:
    issue(office, "2309")
    invoices.credit(Invoice.objects.get(), issued_on=timezone.localdate(), by=None)
    assert not Invoicing.objects.standing().exists()
    assert read(office.get(DUE)).row("Krokom")
    issue(office, "2309")
    assert [mark.invoice_number for mark in Invoicing.objects.standing()] == ["3"]
    assert Invoice.objects.in_force().get().attempt == 2


def test_the_year_says_what_is_left(office: Client, version: BudgetVersion) -> None:
    page = read(office.get("/budgets/2021/invoices/"))
    before = page.row("2021-01-31")
    assert page.links["2021-01-31"] == DUE
    issue(office, "2309")
    after = read(office.get("/budgets/2021/invoices/")).row("2021-01-31")
    assert (int(before[0]), int(after[0])) == (11, 10)
    left = [Decimal(row[1].replace(" ", "")) for row in (before, after)]
    assert left[0] - left[1] == Decimal("160632")


def test_the_pages_cost_no_more_for_more_that_is_invoiced(
    office: Client, version: BudgetVersion
) -> None:
    issue(office, "2309")
    few = queries_for(office, DUE), queries_for(office, "/budgets/2021/invoices/")
    issue(office, "2303", "2305", "2313", "2380")
    assert (queries_for(office, DUE), queries_for(office, "/budgets/2021/invoices/")) == few


# -- Beside the statement


def test_the_statement_leads_its_payer_to_the_documents(
    office: Client, krokom: Client, version: BudgetVersion
) -> None:
    address = "/budgets/2021/statement/2309/"
    assert "E-fakturor" not in read(krokom.get(address)).headings
    issue(office, "2309", "2303")
    invoice = Invoice.objects.get(municipality__code="2309")
    page = read(krokom.get(address))
    where = f"/budgets/2021/invoices/{invoice.pk}.xml"
    assert page.links["Faktura 1 som XML"] == where
    assert "Faktura 2 som XML" not in page.links
    assert krokom.get(where).content == bytes(invoice.document)
    invoices.credit(invoice, issued_on=timezone.localdate(), by=None)
    assert "(krediterad med 3)" in read(krokom.get(address)).text


def test_a_mark_of_an_invoice_in_force_is_withdrawn_by_crediting(
    office: Client, version: BudgetVersion
) -> None:
    issue(office, "2309")
    mark = Invoicing.objects.standing().get()
    address = f"/budgets/2021/1/invoicing/{mark.pk}/withdraw/"
    response = submit(office, address, {"reason": "Fel kommun"}, press="Återta")
    assert response.status_code == 422
    assert "Faktura 1 är utställd här och gäller." in read(response).text
    assert Invoicing.objects.standing().exists()
