"""What holds for every page, for every kind of person, on a desk, a phone and on paper."""

import datetime
import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from accounts.models import User
from budgets.models import Section
from municipalities.actions import proposals
from municipalities.models import Agreement, Origin, PopulationFigure
from municipalities.sources.extract import Extract
from tests.browser.conftest import DESK, PHONE, Visit
from tests.conftest import signed_in

pytestmark = pytest.mark.browser

PARTS = 8
"""The addresses are walked side by side."""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pages_of_all() -> list[str]:
    agreement = Agreement.objects.get().pk
    return [
        "/",
        "/budgets/",
        "/budgets/table/",
        "/budgets/table/?years=20211&unit=xyz",
        "/budgets/table/?years=2019&years=2021&unit=mkr&rounding=adjusted",
        "/budgets/deviations/",
        "/budgets/2021/",
        "/budgets/2021/charts/",
        "/budgets/2021/allocation/?decided=2021-01-15",
        "/budgets/2021/allocation/?decided=abc",
        "/budgets/2021/allocation/?decided=2021-01-15&unit=tkr",
        f"/budgets/2021/1/allocation/{agreement}/2309/",
        "/budgets/2021/statement/2309/",
        "/budgets/2021/document/",
        "/budgets/2021/statement/2309/?unit=mkr&rounding=up",
        "/accounts/",
        "/accounts/notices/",
        "/accounts/tokens/",
        "/api/",
        "/accounts/password/",
        "/accounts/password/changed/",
        "/accounts/address/",
        "/accounts/again/",
        "/accounts/second-factor/",
        "/accounts/second-factor/passkeys/",
        "/budgets/compare/",
        "/population/",
        "/population/?to=2016",
        "/nowhere/",
    ]


def pages_of_the_office() -> list[str]:
    return [
        "/contacts/",
        "/contacts/invite/",
        "/budgets/2022/",
        "/budgets/2022/allocation/",
        "/budgets/2022/charts/",
        "/budgets/2021/statement/",
        "/budgets/2021/1/invoicing/",
        "/budgets/2022/1/plan/",
        "/budgets/2022/1/edit/",
        "/budgets/2022/1/headings/",
        "/budgets/2022/1/document/",
        "/budgets/2022/1/document/edit/",
        f"/budgets/2022/1/document/edit/{first_section()}/",
        "/budgets/2022/1/decide/",
        "/budgets/2022/1/consultation/",
        "/budgets/2022/1/consultation/2309/",
        "/budgets/2021/1/history/",
        "/budgets/2021/invoices/",
        "/budgets/2021/invoices/issue/2021-01-31/",
        "/budgets/payers/",
        "/budgets/payers/2309/",
        "/budgets/new/",
        "/budgets/accounts/",
        "/budgets/2021/1/budget.se",
        "/budgets/table/?years=2022",
        "/population/2019/1/",
    ]


def first_section() -> int:
    sections = Section.objects.filter(version__budget_year__year=2022)
    return int(sections.values_list("pk", flat=True)[0])


def pages_of_the_administrator(administrator: User) -> list[str]:
    """The ways in for populations, and what comes of them: good, and not to be saved."""
    corrected = {f.municipality.code: f.population + 999 for f in figures_of(2019)}
    previews = [
        proposals.keep(
            extract=Extract(day=datetime.date(2019, 12, 31), figures=figures, source="SCB"),
            origin=Origin.TYPED,
            by=administrator,
        )
        for figures in (corrected, {"2309": 1, "9999": 5})
    ]
    return [
        "/population/fetch/",
        "/population/file/",
        "/population/typed/",
        "/population/typed/?year=1066",
        "/population/typed/?year=2019",
        *[f"/population/proposals/{preview.key}/" for preview in previews],
    ]


def figures_of(year: int) -> list[PopulationFigure]:
    figures = PopulationFigure.objects.filter(snapshot__year=year)
    return list(figures.select_related("municipality"))


def faults(page: Page, rules: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"]} | rules)
    return [
        f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]
    ]


def examine(page: Page, address: str) -> list[str]:
    """What is wrong with a page in either width and either scheme."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme="dark")
    wrong = faults(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    page.emulate_media(color_scheme="light")
    for width in (DESK, PHONE):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        wrong += faults(page, {"runOnly": {"type": "tag", "values": STANDARDS}})
        wide, shown = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if wide > shown:
            wrong.append(f"scrolls sideways at {shown}: {wide}")
    return [f"{address}: {one}" for one in wrong]


def pieces_of(user: User, address: str) -> set[str]:
    """What the user's page is made of, without what differs each time: frame and content."""
    page = signed_in(user).get(address).content.decode()
    for changing, plain in (
        (r'(name="csrfmiddlewaretoken" value)="[^"]*"', r"\1"),
        (r'(name="next" value)="[^"]*"', r"\1"),
        (r' aria-current="page"', ""),
        (re.escape(str(user)), "name"),
    ):
        page = re.sub(changing, plain, page)
    title, content = (
        found[0] if (found := re.search(pattern, page, re.DOTALL)) else ""
        for pattern in ("<title>.*?</title>", "<main.*</main>")
    )
    return {title + content, page.replace(title, "").replace(content, "")}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault(
    visit: Visit,
    the_example: None,
    editor: User,
    administrator: User,
    contact_of_krokom: User,
    part: int,
) -> None:
    """Each address as everybody sees it; the same frame or content need not be looked at twice."""
    of_all, of_the_office = pages_of_all(), pages_of_the_office()
    of_the_administrator = pages_of_the_administrator(administrator)
    seen_by = {
        editor: of_all + of_the_office,
        administrator: of_all + of_the_office + of_the_administrator,
        contact_of_krokom: [*of_all, "/budgets/payers/2309/"],
    }
    of_this_part = [*of_all, *of_the_office, *of_the_administrator][part::PARTS]
    looked_at: set[str] = set()
    found: list[str] = []
    for user, addresses in seen_by.items():
        page = visit(user)
        for address in of_this_part:
            if address in addresses and not (pieces := pieces_of(user, address)) <= looked_at:
                looked_at |= pieces
                found += [f"{user}: {fault}" for fault in examine(page, address)]
    assert found == []


def test_no_page_of_a_stranger_has_a_fault(visit: Visit, db: None) -> None:
    page = visit()
    assert examine(page, "/accounts/sign-in/") == []
    for address in (
        "/accounts/password/forgotten/",
        "/accounts/password/forgotten/sent/",
        "/accounts/password/forgotten/done/",
        "/accounts/password/forgotten/1-none/",
        "/accounts/address/none/",
        "/accounts/invitation/none/",
        "/nowhere/",
    ):
        assert examine(page, address) == []
    page.goto("/accounts/sign-in/")
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.evaluate(AXE_SCRIPT)
    assert faults(page, {"runOnly": {"type": "tag", "values": STANDARDS}}) == []


@pytest.mark.parametrize("kind", ["outsider", "editor"])
def test_no_page_without_a_budget_has_a_fault(
    visit: Visit, kind: str, request: pytest.FixtureRequest
) -> None:
    page = visit(request.getfixturevalue(kind))
    for address in ("/", "/budgets/", "/budgets/table/"):
        assert examine(page, address) == []


def test_the_longer_words_of_english_have_no_fault(visit: Visit, contact_of_krokom: User) -> None:
    page = visit(contact_of_krokom, locale="en-GB")
    for address in ("/", "/budgets/table/", "/budgets/2021/allocation/?decided=2021-01-15"):
        assert examine(page, address) == []
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_page_prints_its_table_and_leaves_out_the_doors(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    agreement = Agreement.objects.get().pk
    for address in (
        "/budgets/table/",
        "/budgets/2021/",
        "/budgets/2021/allocation/",
        f"/budgets/2021/1/allocation/{agreement}/2309/",
    ):
        page.goto(address)
        expect(page.get_by_role("navigation")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("table").first).to_be_visible()
        for door in ("nav", ".person", ".skip", "button", ".actions", ".choice", ".language"):
            for left in page.locator(door).all():
                expect(left).to_be_hidden()
        expect(page.get_by_text("Utskriven 20")).to_be_visible()
        expect(page.get_by_text("Budget 2021, version 1 (fastställd).")).to_be_visible()
        printed = page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert len(printed) > 10_000
        page.emulate_media(media="screen")


def test_a_printed_table_is_not_cut_off(visit: Visit, the_example: None, editor: User) -> None:
    page = visit(editor, viewport={"width": 672, "height": 900})  # A4 within its margins
    for address in ("/budgets/table/", "/budgets/2021/allocation/?decided=2021-01-15"):
        page.goto(address)
        page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 672, address
