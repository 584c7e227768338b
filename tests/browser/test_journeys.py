"""The ways of the three kinds of people through the pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from municipalities.models import Agreement
from tests.browser.conftest import Visit, fill_in_sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_the_office_goes_from_the_table_to_every_step_of_a_share(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit()
    page.goto("/budgets/table/")
    heading(page, "Logga in")
    fill_in_sign_in(page, editor)
    heading(page, "Budget 2019–2021")

    page.get_by_role("navigation").get_by_role("link", name="Tabell").click()
    page.get_by_label("2019").uncheck()
    page.get_by_label("2022").check()
    page.get_by_role("button", name="Visa").click()
    heading(page, "Budget 2020–2022")

    agreement = page.get_by_role("row", name="Intäkter grundavtal deltagande kommuner")
    agreement.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile(r"/budgets/2021/1/#heading-\d+$"))
    heading(page, "Budget 2021 är fastställd")
    expect(page.locator(":target")).to_contain_text("5 616 000")

    page.get_by_role("link", name="Se vem som betalar vad").click()
    heading(page, "Vem som betalar vad av budget 2021")
    page.get_by_label("Ett annat beslutsdatum").fill("2021-01-15")
    page.get_by_role("button", name="Visa vad det skulle innebära").click()
    expect(page.get_by_role("status")).to_contain_text("2020-12-31")
    expect(page.get_by_role("row", name="Krokom")).to_contain_text("644 606")

    page.get_by_role("link", name="Krokom").click()
    heading(page, "Krokom betalar 642 528 kr för 2021")
    expect(page.get_by_text("642 527 + 1 = 642 528 kr")).to_be_visible()

    page.get_by_role("button", name="Logga ut").click()
    heading(page, "Logga in")
    page.goto("/budgets/table/")
    heading(page, "Logga in")


def test_a_contact_sees_the_sum_first_and_never_what_is_another_s(
    visit: Visit, contact_of_krokom: User
) -> None:
    page = visit()
    page.goto("/")
    fill_in_sign_in(page, contact_of_krokom)
    heading(page, "Krokom betalar 642 528 kr för 2021")
    page.get_by_role("link", name="se hur det är uträknat").click()
    expect(page.get_by_role("heading", name="Steg för steg")).to_be_visible()
    expect(page.get_by_text("nummer 4 av 8")).to_be_visible()

    page.get_by_role("link", name="Fördelning 2021").first.click()
    expect(page.get_by_role("link", name="Krokom")).to_be_visible()
    expect(page.get_by_role("row", name="Östersund")).to_be_visible()
    expect(page.get_by_role("link", name="Östersund")).to_have_count(0)

    answer = page.goto(f"/budgets/2021/1/allocation/{Agreement.objects.get().pk}/2380/")
    assert answer
    assert answer.status == 404
    heading(page, "Här finns ingenting")
    page.get_by_role("link", name="Till startsidan").click()
    heading(page, "Krokom betalar 642 528 kr för 2021")


def test_an_administrator_reaches_the_admin_by_the_same_door(
    visit: Visit, the_example: None, administrator: User
) -> None:
    page = visit()
    page.goto("/admin/municipalities/populationsnapshot/")
    heading(page, "Logga in")
    fill_in_sign_in(page, administrator)
    expect(page).to_have_url(re.compile(r"/admin/municipalities/populationsnapshot/$"))
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Administration").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_a_wrong_password_says_so_and_keeps_the_address(visit: Visit, editor: User) -> None:
    page = visit()
    page.goto("/")
    page.get_by_label("E-postadress").fill(editor.email)
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_text("hör inte ihop")).to_be_visible()
    expect(page.get_by_label("E-postadress")).to_have_value(editor.email)


def test_the_language_switch_stays_on_the_page_and_lasts(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    page.goto("/budgets/table/?years=2021&unit=kr")
    page.get_by_role("button", name="In English").click()
    expect(page).to_have_url(re.compile(r"/budgets/table/\?years=2021&unit=kr$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("navigation").get_by_role("link", name="Start").click()
    heading(page, "Budget 2022 is a draft")


def test_the_workbook_is_handed_out(visit: Visit, the_example: None, editor: User) -> None:
    page = visit(editor)
    page.goto("/budgets/table/")
    with page.expect_download() as handed_out:
        page.get_by_role("link", name="Hämta som Excel").click()
    assert handed_out.value.suggested_filename == "Budget_2019-2021.xlsx"


def test_everything_works_without_javascript(visit: Visit, the_example: None, editor: User) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/budgets/table/")
    fill_in_sign_in(page, editor)
    page.get_by_label("2020").uncheck()
    page.get_by_role("button", name="Visa").click()
    heading(page, "Budget 2019, 2021")
    page.goto("/budgets/2021/allocation/")
    page.get_by_label("Ett annat beslutsdatum").fill("2021-01-15")
    page.get_by_role("button", name="Visa vad det skulle innebära").click()
    expect(page.get_by_role("row", name="Krokom")).to_contain_text("644 606")
    page.get_by_role("button", name="Logga ut").click()
    heading(page, "Logga in")


FOCUSED = """() => {
    const e = document.activeElement, style = getComputedStyle(e);
    return e === document.body || e.tagName === "MAIN" ? null :
        [e.labels?.[0]?.textContent || e.textContent, style.outlineStyle, style.outlineWidth];
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus bears this name; the focus must be seen all the way."""
    page.wait_for_load_state()
    for _ in range(60):
        if focused := page.evaluate(FOCUSED):
            label, style, width = focused
            assert (style, width) == ("solid", "3px"), f"no visible focus on {label!r}"
            if " ".join(label.split()).startswith(name):
                return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} is out of reach of the keyboard")


def test_the_keyboard_alone_is_enough(visit: Visit, the_example: None, editor: User) -> None:
    page = visit()
    page.goto("/")
    tab_to(page, "E-postadress")
    page.keyboard.type(editor.email)
    tab_to(page, "Lösenord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Budget 2022 är ett utkast")

    tab_to(page, "Tabell")
    page.keyboard.press("Enter")
    heading(page, "Budget 2019–2021")
    tab_to(page, "Hoppa till innehållet")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "2019")
    page.keyboard.press("Space")
    tab_to(page, "Visa")
    page.keyboard.press("Enter")
    heading(page, "Budget 2020–2021")

    tab_to(page, "Fördelning 2021")
    page.keyboard.press("Enter")
    heading(page, "Vem som betalar vad av budget 2021")
    tab_to(page, "Krokom")
    page.keyboard.press("Enter")
    heading(page, "Krokom betalar 642 528 kr för 2021")
    tab_to(page, "Logga ut")
    page.keyboard.press("Enter")
    heading(page, "Logga in")
