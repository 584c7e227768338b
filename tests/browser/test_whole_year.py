"""A whole year as the office lives it: once by keyboard alone, and once without JavaScript.

Budget 2021 is copied, staff raised by three per cent, a block pasted, the whole brought into
balance, sent out for consultation, adopted by the approver, amended and adopted again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Change, Deed, User
from accounts.models.change import breaks_in_trace
from budgets.models import BudgetVersion, LineItem, State
from budgets.models.verification import differences_of, frozen_versions
from tests.browser.conftest import Visit, Watch, another_page, fill_in_sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

PASTED = "Utbildning\t4810\t60 000\tKursplan\r\nResor\t5800\t40,5 tkr\t\r\n"
AGREEMENT, STAFF = "Intäkter grundavtal deltagande kommuner", "Personalkostnader"
MOST_TABS = 25
"""So far is nothing from where the hand is."""

FOCUSED = """() => {
    const e = document.activeElement;
    if (e === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    const { left, top, width, height } = e.getBoundingClientRect();
    const [x, y] = [left + Math.min(width, 40) / 2, top + Math.min(height, 40) / 2];
    const at = document.elementFromPoint(x, y);
    const name = e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent;
    return {
        name: name.trim().replace(/\\s+/g, " "),
        // The button within a calendar field has an outline that the browser draws alone.
        isMarked:
            e.type === "date" || (outlineStyle === "solid" && parseFloat(outlineWidth) >= 2),
        isSeen: e.contains(at) || Boolean(at?.contains(e)),
    };
}"""


@dataclass
class Hands:
    """Somebody at the keyboard, who has no other way to the page."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def type_day(self, day: date) -> None:
        """Into the three parts of a day, in the order of an English Chromium."""
        self.type(f"{day:%m%d%Y}")

    def tab_to(self, name: str) -> None:
        """Press Tab until what has the focus bears this name; it is seen all the way."""
        for _ in range(MOST_TABS):
            self.press("Tab")
            if focused := self.page.evaluate(FOCUSED):
                told = focused["name"]
                assert focused["isMarked"], f"no visible focus on {told!r}"
                assert focused["isSeen"], f"something covers {told!r}"
                if told.startswith(name):
                    return
        raise AssertionError(f"{name!r} is more than {MOST_TABS} Tab presses away")

    def follow(self, name: str) -> None:
        self.tab_to(name)
        with another_page(self.page):
            self.press("Enter")

    def past_the_head_of(self, title: str) -> None:
        """Wait for the page of that heading, and skip to its content."""
        heading(self.page, title)
        self.past_the_head()

    def past_the_head(self) -> None:
        """Skip to the content, which a browser does once more when a page has come whole."""
        self.page.wait_for_load_state()
        self.press("Tab", "Enter")
        expect(self.page.locator("main")).to_be_focused()

    def past_the_head_of_the_grid(self) -> None:
        """Skip to the rows, and step into the first.

        The browser moves the focus when it next draws, which would undo a Tab pressed before.
        """
        self.page.wait_for_load_state()
        self.tab_to("Hoppa till raderna")
        self.press("Enter")
        expect(self.page.locator("#rows")).to_be_focused()
        self.press("Tab")

    def sign_in(self, user: User) -> None:
        expect(self.page.get_by_label("E-postadress")).to_be_focused()
        self.type(user.email)
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")

    def stands_on(self, label: str) -> None:
        expect(self.page.locator(":focus")).to_have_attribute("aria-label", label)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def says(page: Page, text: str) -> None:
    expect(page.locator(".save-state")).to_contain_text(text)


def result(page: Page, text: str) -> None:
    expect(page.locator(".bar-result .num")).to_have_text(text)


def amount_cell(heading: str) -> str:
    return f"{heading}: belopp"


def amounts(version: BudgetVersion) -> dict[str, Decimal]:
    lines = LineItem.objects.filter(version=version).select_related("heading")
    return {f"{line.heading}: {line.text}".removesuffix(": "): line.amount for line in lines}


def the_year_is_as_it_should_be(editor: User, approver: User) -> None:
    """What the database holds in the end, whichever way it came there."""
    first, second = BudgetVersion.objects.filter(budget_year__year=2024).order_by("number")
    source = amounts(BudgetVersion.objects.get(budget_year__year=2021))
    changed = {
        AGREEMENT: Decimal(5_905_500),
        STAFF: Decimal(6_469_000),
        "Övriga omkostnader: Utbildning": Decimal(60_000),
        "Övriga omkostnader: Resor": Decimal(40_500),
    }
    assert amounts(first) == source | changed
    amended = {STAFF: Decimal(6_500_000), AGREEMENT: Decimal(5_936_500)}
    assert amounts(second) == source | changed | amended
    assert (first.state, first.decision_reference) == (State.SUPERSEDED, "§ 45, dnr 2023/7")
    assert (second.state, second.decision_reference) == (State.ADOPTED, "§ 3, dnr 2024/1")
    assert second.based_on == first
    assert first.adopted_by == second.adopted_by == approver
    for version, total in ((first, 5_905_500), (second, 5_936_500)):
        shares = version.allocations.get().shares.values_list("amount", flat=True)
        assert (len(shares), sum(shares)) == (8, total)
    assert [d for v in frozen_versions() for d in differences_of(v)] == []
    assert list(breaks_in_trace()) == []
    told = set(Change.objects.values_list("by_name", "deed"))
    assert {(str(editor), Deed.SENT_TO_CONSULTATION), (str(approver), Deed.ADOPTED)} <= told


@pytest.fixture
def refusals_are_meant(watch: Watch) -> Iterator[None]:
    """Chromium writes each refused form to its console."""
    yield
    watch.faults[:] = [fault for fault in watch.faults if "status of 422" not in fault]


@pytest.mark.usefixtures("the_example", "refusals_are_meant")
def test_a_year_by_keyboard_alone(visit: Visit, editor: User, approver: User) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hands = Hands(page)
    page.goto("/")
    hands.sign_in(editor)
    heading(page, "Budget 2022 är ett utkast")

    # Copy 2021, and raise staff by three per cent.
    hands.follow("Budgetar")
    hands.past_the_head_of("Budgetar")
    hands.follow("Starta ett budgetår")
    hands.past_the_head_of("Starta ett budgetår")
    hands.tab_to("Gjord från")
    hands.type("Budget 2021")
    hands.follow("Välj")
    expect(page.get_by_role("caption")).to_contain_text("Budget 2021")
    page.wait_for_load_state()
    hands.press("Tab")
    expect(page.get_by_label("Budgetår")).to_be_focused()
    hands.type("2024")
    hands.press("Tab")
    hands.type_day(date(2023, 9, 21))
    hands.tab_to(STAFF)
    hands.type("tre")
    with another_page(page):
        hands.press("Enter")
    # Refused: the hand is where it has to be mended.
    expect(page.get_by_label(STAFF)).to_be_focused()
    hands.press("Control+A")
    hands.type("3 %")
    hands.press("Enter")
    heading(page, "Redigera utkastet till budget 2024")
    result(page, "−189 000")

    # Paste two costs.
    hands.past_the_head_of_the_grid()
    hands.stands_on(f"{AGREEMENT}: text")
    hands.press("Control+End")
    hands.stands_on("Övriga omkostnader: text")
    page.evaluate("text => navigator.clipboard.writeText(text)", PASTED)  # as the spreadsheet does
    hands.press("Control+V")
    says(page, "2 rader är sparade")
    result(page, "−289 500")

    # Bring it into balance by what the agreement shares.
    hands.press("Control+Home")
    hands.press("ArrowRight", "ArrowRight", "ArrowRight")
    hands.stands_on(amount_cell(AGREEMENT))
    hands.type("5 905,5 tkr")
    result(page, "0")
    hands.press("Control+S")
    says(page, "Sparat")
    hands.stands_on(amount_cell(AGREEMENT))

    # Send it out.
    hands.press("Control+End")
    hands.follow("Samråd och beslut")
    hands.past_the_head_of("Budget 2024 är ett utkast")
    hands.tab_to("Sista svarsdag")
    hands.type_day(timezone.localdate() + timedelta(days=20))
    hands.press("Enter")
    heading(page, "Budget 2024 är på samråd")
    expect(page.get_by_role("status")).to_contain_text("ute på samråd")

    # The approver adopts it.
    hands.follow("Logga ut")
    hands.sign_in(approver)
    hands.past_the_head_of("Budget 2024 är på samråd")
    hands.follow("Öppna budget 2024")
    hands.past_the_head_of("Budget 2024 är på samråd")
    adopt_by_keyboard(hands, "§ 45, dnr 2023/7")

    # And amends it.
    hands.past_the_head_of("Budget 2024 är fastställd")
    hands.follow("Ändra den")
    expect(page).to_have_url(re.compile("/decide/$"))
    hands.past_the_head_of("Budget 2024 är fastställd")
    hands.tab_to("Planerad beslutsdag")
    hands.type_day(date(2023, 11, 9))
    hands.press("Enter")
    hands.past_the_head_of("Budget 2024 är ett utkast")
    hands.follow("Ändra raderna")
    heading(page, "Redigera utkastet till budget 2024")
    hands.past_the_head_of_the_grid()
    hands.press("ArrowRight", "ArrowRight", "ArrowRight")
    hands.stands_on(amount_cell(AGREEMENT))
    hands.type("5936500")
    for _ in range(20):
        hands.press("ArrowDown")
        if page.evaluate(FOCUSED)["name"] == amount_cell(STAFF):
            break
    hands.stands_on(amount_cell(STAFF))
    hands.type("6,5 mkr")
    hands.press("Enter")
    says(page, "Sparat")
    result(page, "0")
    hands.press("Control+End")
    adopt_by_keyboard(hands, "§ 3, dnr 2024/1")
    hands.past_the_head_of("Budget 2024 är fastställd")
    hands.follow("Version 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ersatt")

    the_year_is_as_it_should_be(editor, approver)


def adopt_by_keyboard(hands: Hands, reference: str) -> None:
    """From the version's page or its lines."""
    hands.follow("Samråd och beslut")
    expect(hands.page).to_have_url(re.compile("/decide/$"))
    hands.past_the_head()
    hands.tab_to("Beslutsreferens")
    with another_page(hands.page):
        hands.press("Enter")
    expect(hands.page.get_by_label("Beslutsreferens")).to_be_focused()
    expect(hands.page.locator(":focus + .invalid-feedback")).to_be_visible()
    hands.type(reference)
    hands.press("Enter")
    heading(hands.page, "Budget 2024 är fastställd")


@pytest.mark.usefixtures("the_example", "refusals_are_meant")
def test_a_year_without_javascript(visit: Visit, editor: User, approver: User) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/")
    fill_in_sign_in(page, editor)

    def button(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    def link(name: str) -> None:
        page.get_by_role("link", name=name, exact=True).first.click()

    link("Budgetar")
    link("Starta ett budgetår")
    page.get_by_label("Gjord från").select_option(label="Budget 2021, version 1")
    button("Välj")
    page.get_by_label("Budgetår").fill("2024")
    page.get_by_label("Planerad beslutsdag").fill("2023-09-21")
    page.get_by_label(STAFF).fill("3 %")
    button("Gör utkastet")
    heading(page, "Redigera utkastet till budget 2024")
    result(page, "−189 000")

    for row in PASTED.splitlines():
        text, account, amount, note = row.split("\t")
        for name, typed in (
            ("text", text),
            ("konto", account),
            ("belopp", amount),
            ("anteckning", note),
        ):
            page.get_by_label(f"Övriga omkostnader: {name}", exact=True).last.fill(typed)
        button("Spara")
        expect(page.get_by_role("status").first).to_contain_text("1 rad är sparad")
    result(page, "−289 500")

    page.get_by_label(amount_cell(AGREEMENT), exact=True).first.fill("sex miljoner")
    button("Spara")
    expect(page.get_by_role("alert")).to_contain_text("sex miljoner")
    expect(page.get_by_label(amount_cell(AGREEMENT), exact=True).first).to_be_focused()
    page.get_by_label(amount_cell(AGREEMENT), exact=True).first.fill("5 905,5 tkr")
    button("Spara")
    result(page, "0")

    link("Samråd och beslut")
    page.get_by_label("Sista svarsdag").fill(str(timezone.localdate() + timedelta(days=20)))
    button("Skicka ut")
    heading(page, "Budget 2024 är på samråd")
    button("Logga ut")
    fill_in_sign_in(page, approver)
    link("Öppna budget 2024")
    adopt_without_javascript(page, "§ 45, dnr 2023/7")

    link("Ändra den")
    page.get_by_label("Planerad beslutsdag").fill("2023-11-09")
    button("Börja en ändring")
    heading(page, "Budget 2024 är ett utkast")
    link("Ändra raderna")
    page.get_by_label(amount_cell(AGREEMENT), exact=True).first.fill("5936500")
    page.get_by_label(amount_cell(STAFF), exact=True).first.fill("6,5 mkr")
    button("Spara")
    expect(page.get_by_role("status").first).to_contain_text("2 rader är sparade")
    result(page, "0")
    adopt_without_javascript(page, "§ 3, dnr 2024/1")
    link("Version 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("ersatt"))

    the_year_is_as_it_should_be(editor, approver)


def adopt_without_javascript(page: Page, reference: str) -> None:
    page.get_by_role("link", name="Samråd och beslut", exact=True).first.click()
    page.get_by_label("Beslutsreferens").fill(reference)
    page.get_by_role("button", name="Fastställ", exact=True).click()
    heading(page, "Budget 2024 är fastställd")
