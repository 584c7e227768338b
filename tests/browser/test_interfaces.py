"""The office hands the budget to the accounting system; a contact lets a program in, and out."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.test_every_page import STANDARDS, examine, faults
from tests.conftest import PASSWORD
from tests.sie import read

pytestmark = pytest.mark.browser


def test_from_headings_without_accounts_to_the_file(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    page.goto("/budgets/2021/1/")
    page.get_by_role("link", name="Till ekonomisystemet (SIE)").click()
    expect(page.get_by_text("6 rubriker saknar konto")).to_be_visible()
    page.get_by_role("link", name="Ange på vilka konton de bokförs").click()
    expect(page.get_by_role("textbox")).to_have_count(6)
    for place, box in enumerate(page.get_by_role("textbox").all()):
        box.fill(str(3010 + place))
    page.get_by_role("button", name="Spara kontona").click()
    expect(page.get_by_text("Kontona är sparade.")).to_be_visible()

    page.goto("/budgets/2021/1/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Till ekonomisystemet (SIE)").click()
    assert download.value.suggested_filename == "budget-2021-1.se"
    assert len(read(Path(download.value.path()).read_bytes()).accounts) == 6


def test_a_program_is_let_in_and_out(visit: Visit, contact_of_krokom: User) -> None:
    page = visit(contact_of_krokom)
    page.goto("/accounts/")
    page.get_by_role("link", name="Åtkomstnycklar för program").click()
    expect(page.get_by_text("Du har inte släppt in något program.")).to_be_visible()
    page.get_by_role("link", name="Gör en åtkomstnyckel").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Namn").fill("Ekonomisystemet")
    page.get_by_role("button", name="Gör den").click()
    token = page.locator(".token code").inner_text()
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)  # as it stands: the page cannot be opened again
    assert faults(page, {"runOnly": {"type": "tag", "values": STANDARDS}}) == []

    program = visit()
    shown = {"Authorization": f"Bearer {token}"}
    statement = "/api/v1/versions/2021/1/statements/2309"
    answer = program.request.get(statement, headers=shown)
    assert answer.json()["total"]["amount"] == "642528.00"
    tag = answer.headers["etag"]
    assert program.request.get(statement, headers=shown | {"If-None-Match": tag}).status == 304

    page.get_by_role("link", name="Jag har sparat den").click()
    assert examine(page, "/accounts/tokens/new/") == []
    assert examine(page, "/accounts/tokens/") == []
    page.get_by_role("button", name="Återkalla Ekonomisystemet").click()
    expect(page.get_by_text("Åtkomstnyckeln ”Ekonomisystemet” öppnar ingenting")).to_be_visible()
    assert program.request.get(statement, headers=shown).status == 401
