"""The budget document written in a browser: a live figure, a preview, pasted text, the decision."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from budgets.models import Section
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

WORD = (
    "<p class=MsoNormal>Från <b>Word</b>:<o:p></o:p></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Punkt</p>"
)
PASTE = """(text, html) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  clipboard.setData("text/plain", "plain");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, cancelable: true }));
}"""


def test_it_is_written_with_a_live_figure_and_stays_when_it_is_adopted(
    visit: Visit, the_example: None, approver: User
) -> None:
    page = visit(approver)
    page.goto("/budgets/2022/1/document/")
    page.get_by_role("link", name="Skriv dokumentet").click()
    page.get_by_role("link", name="Vad som väntar").click()
    text = page.get_by_label("Text")
    expect(text).to_be_visible()
    page.wait_for_load_state()
    text.fill("Personalen är ")
    page.get_by_role("button", name="{andel personalkostnader}").click()
    expect(text).to_have_value("Personalen är {andel personalkostnader}")
    expect(text).to_be_focused()
    text.press_sequentially(" av allt.\n\n")
    text.evaluate(PASTE, WORD)
    expect(text).to_have_value(
        "Personalen är {andel personalkostnader} av allt.\n\nFrån **Word**:\n\n- Punkt"
    )
    page.get_by_role("button", name="Förhandsgranska").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Personalen är 83,7 % av allt.")
    expect(preview.get_by_role("listitem")).to_have_text("Punkt")
    assert not Section.objects.filter(text__contains="Word").exists()
    page.get_by_role("button", name="Spara").click()

    page.get_by_role("link", name="Läs dokumentet").click()
    expect(page.get_by_text("Personalen är 83,7 % av allt.")).to_be_visible()
    page.goto("/budgets/2022/1/decide/")
    page.get_by_label("Beslutsdag").fill("2021-09-23")
    page.get_by_label("Beslutsreferens").fill("§ 41")
    page.get_by_label("Skäl").fill("Som i källan")
    page.get_by_role("button", name="Fastställ").click()
    page.get_by_role("navigation").get_by_role("link", name="Dokument 2022").click()
    expect(page.get_by_text("Personalen är 83,7 % av allt.")).to_be_visible()
    expect(page.get_by_text("Fastställd 2021-09-23, § 41.").first).to_be_visible()
    expect(page.get_by_role("link", name="Skriv dokumentet")).to_have_count(0)


def test_it_is_written_without_scripts_too(visit: Visit, the_example: None, editor: User) -> None:
    page = visit(editor, java_script_enabled=False)
    page.goto("/budgets/2022/1/document/edit/")
    page.get_by_role("button", name="Ta bort: Ekonomin").click()
    expect(page.get_by_role("link", name="Ekonomin")).to_have_count(0)
    page.get_by_role("button", name="Lägg tillbaka").click()
    page.get_by_role("link", name="Ekonomin").click()
    page.get_by_label("Text").fill("Kostar {summa kostnader}.")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.locator("#preview")).to_contain_text("Kostar 7 503 tkr.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokumentet till budget 2022")
