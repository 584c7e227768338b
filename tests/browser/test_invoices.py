"""The office invoices a due day and takes one invoice back; a payer fetches its own."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from budgets.models import Invoice
from municipalities.models import Municipality, Seller
from tests.browser.conftest import Visit
from tests.browser.test_every_page import examine
from tests.factories.invoices import our_seller, told
from tests.peppol import complaints

pytestmark = pytest.mark.browser


def test_from_what_is_missing_to_a_credit_note(
    visit: Visit, the_example: None, editor: User, contact_of_krokom: User
) -> None:
    Seller.objects.all().delete()
    our_seller()
    told(Municipality.objects.get(code="2303"))
    page = visit(editor)

    page.goto("/budgets/2021/")
    page.get_by_role("link", name="Fakturor", exact=True).click()
    page.get_by_role("link", name="Fakturera det som förfaller den 2021-01-31").click()
    expect(page.get_by_text("Krokom: adressen saknas. Köparens referens saknas")).to_be_visible()

    page.get_by_role("link", name="Vad betalarna har uppgett").click()
    page.get_by_role("link", name="Krokom", exact=True).click()
    page.get_by_label("Köparens referens").fill("ZZ1042")
    page.get_by_label("Gata eller box").fill("Offerdalsvägen 8")
    page.get_by_label("Postnummer").fill("835 80")
    page.get_by_label("Ort", exact=True).fill("Krokom")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Det som Krokom har uppgett är sparat.")).to_be_visible()

    page.goto("/budgets/2021/invoices/issue/2021-01-31/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_label("Krokom", exact=True).check()
    page.get_by_label("Ragunda").check()
    page.get_by_role("button", name="Ställ ut fakturorna").click()
    expect(page.get_by_text("Fakturorna 1, 2 är utställda.")).to_be_visible()

    page.get_by_role("link", name="Kreditera Faktura 2").click()
    page.get_by_role("button", name="Ställ ut kreditfakturan").click()
    expect(page.get_by_text("Faktura 2 är krediterad med Kreditfaktura 3.")).to_be_visible()
    pages = ["/budgets/2021/invoices/", f"/budgets/2021/invoices/{_krokoms().pk}/credit/"]
    assert [fault for address in pages for fault in examine(page, address)] == []

    payer = visit(contact_of_krokom)
    payer.goto("/budgets/2021/statement/2309/")
    with payer.expect_download() as download:
        payer.get_by_role("link", name="Faktura 1 som XML").click()
    assert download.value.suggested_filename == "Faktura_1.xml"
    assert complaints(Path(download.value.path()).read_bytes()) == []


def _krokoms() -> Invoice:
    found: Invoice = Invoice.objects.get(municipality__code="2309")
    return found
