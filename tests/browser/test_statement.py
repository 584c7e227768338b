"""A contact finds what is paid, when and why; the office marks what it has invoiced."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from municipalities.models import OtherParty
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_contact_opens_the_statement_the_certificate_and_the_files(
    visit: Visit, contact_of_krokom: User, tmp_path: Path
) -> None:
    page = visit(contact_of_krokom)
    page.goto("/")
    heading(page, "Krokom betalar 642 528 kr för 2021")
    page.get_by_role("link", name="Öppna fakturaunderlaget").first.click()
    heading(page, "Krokom betalar 642 528 kr för 2021")
    expect(page.get_by_role("row", name="2021-10-31")).to_contain_text("160 632")
    expect(page.get_by_role("row", name="Förändringen")).to_contain_text("+15 727,00")

    for link, suffix in (("Hämta som PDF", ".pdf"), ("Hämta som Excel", ".xlsx")):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=link).click()
        saved = tmp_path / f"statement{suffix}"
        downloading.value.save_as(saved)
        assert downloading.value.suggested_filename.endswith(f"Krokom_2021{suffix}")
    text = PdfReader(tmp_path / "statement.pdf").pages[0].extract_text()
    assert "Krokom betalar 642\xa0528\xa0kr" in text

    page.get_by_role("link", name="Se hur andelen av Grundavtalet är uträknad").click()
    expect(page.get_by_text("642 527 + 1 = 642 528 kr")).to_be_visible()
    expect(page.get_by_role("heading", name="Vad intyget vilar på")).to_be_visible()
    page.get_by_role("link", name="Fakturaunderlag för Krokom 2021").click()
    expect(page.get_by_role("heading", name="När det betalas")).to_be_visible()

    party = OtherParty.objects.all()[0].payer_key
    for address in ("2380/", f"{party}/", "2380.pdf", "2380.xlsx", "2380.csv"):
        for start in ("/budgets/2021/1/statement/", "/budgets/2020/1/statement/"):
            answer = page.request.get(start + address)
            assert answer.status == 404, start + address


def test_the_office_marks_an_invoice_and_withdraws_it(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    page.goto("/budgets/2021/statement/")
    expect(page.get_by_text("Underlagen stämmer mot budgeten")).to_be_visible()
    page.get_by_role("link", name="Markera som fakturerat").click()
    page.get_by_role("button", name="Markera som fakturerat").click()
    expect(page.get_by_text("Skriv numret på minst en faktura.")).to_be_visible()
    page.get_by_label("Fakturadatum").fill("2021-01-04")
    page.get_by_label("Krokom", exact=True).fill("1001")
    page.get_by_role("button", name="Markera som fakturerat").click()
    expect(page.get_by_role("status")).to_contain_text("1 delbetalning är markerad")
    expect(page.get_by_role("row", name="Krokom 642")).to_contain_text("2021-04-30")

    page.get_by_role("link", name="Krokom", exact=True).click()
    expect(page.get_by_role("row", name="2021-01-31")).to_contain_text("1001, 2021-01-04")
    page.get_by_role("link", name="Återta 1001").click()
    page.get_by_label("Varför markeringen återtas").fill("Fel nummer")
    page.get_by_role("button", name="Återta").click()
    expect(page.get_by_role("row", name="2021-01-31")).to_contain_text("ej fakturerad")


def test_the_statement_prints_whole(visit: Visit, the_example: None, editor: User) -> None:
    page = visit(editor, viewport={"width": 672, "height": 900})  # A4 within its margins
    for address in ("/budgets/2021/statement/", "/budgets/2021/statement/2309/"):
        page.goto(address)
        page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 672, address
        expect(page.get_by_role("table").first).to_be_visible()
        expect(page.get_by_text("Budget 2021, version 1 (fastställd).")).to_be_visible()
        page.emulate_media(media="screen")
