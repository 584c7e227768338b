"""The editing grid as a person uses it: by keyboard, pasting, two at once, without script."""

from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.http.multipartparser import MultiPartParser
from playwright.sync_api import Locator, Page, Request, expect

from accounts.models import User
from budgets.models import LineItem
from tests.browser.conftest import DESK, PHONE, Visit, Watch
from tests.budgets.views.test_edit_large import with_lines
from tests.grid import Grid
from tests.threads import until

pytestmark = pytest.mark.browser

EDIT = "/budgets/2022/1/edit/"


def cell(page: Page, heading: str, name: str) -> Locator:
    """The first cell of that name under a heading."""
    return page.locator(f'[data-cell="{name}"][aria-label^="{heading}"]').first


def last(page: Page, heading: str, name: str) -> Locator:
    return page.locator(f'[data-cell="{name}"][aria-label^="{heading}"]').last


def says(page: Page, text: str) -> None:
    expect(page.locator(".save-state")).to_contain_text(text)


def paste(page: Page, text: str) -> None:
    """Paste into the focused cell as a spreadsheet would."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const options = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def refusals_are_meant(watch: Watch) -> None:
    """Chromium writes each refused request to its console."""
    meant = ("status of 409", "status of 422", "ERR_INTERNET_DISCONNECTED")
    watch.faults[:] = [fault for fault in watch.faults if not any(m in fault for m in meant)]


def costs(text: str = "") -> list[tuple[str, Decimal]]:
    lines = LineItem.objects.filter(version__budget_year__year=2022, heading__kind="cost")
    return list(lines.filter(text__startswith=text).values_list("text", "amount"))


def test_editing_by_keyboard_alone(
    visit: Visit, the_example: None, editor: User, watch: Watch
) -> None:
    page = visit(editor)
    page.goto(EDIT)
    staff = cell(page, "Personalkostnader", "amount")
    staff.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("6 469 tkr")
    expect(page.locator(".bar-result")).to_contain_text("−189")
    page.keyboard.press("Escape")
    expect(staff).to_have_value("6\u00a0281\u00a0000")
    expect(page.locator(".bar-result")).not_to_contain_text("−189")
    page.keyboard.type("6 000 tkr")
    page.keyboard.press("Enter")
    says(page, "Sparat: Personalkostnader")
    expect(last(page, "Personalkostnader", "amount")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(staff).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    new = last(page, "Personalkostnader", "text")
    expect(new).to_be_focused()
    page.keyboard.type("Vikarier")
    page.keyboard.press("Enter")
    says(page, "Inte sparat: Vikarier")
    expect(last(page, "Personalkostnader", "amount")).to_be_focused()
    page.keyboard.type("281 tkr")
    page.keyboard.press("Enter")
    says(page, "Sparat: Vikarier")
    expect(last(page, "Personalkostnader", "text")).to_be_focused()
    expect(last(page, "Personalkostnader", "text")).to_have_value("")

    page.get_by_role("button", name="Flytta upp: Vikarier").press("Enter")
    expect(cell(page, "Personalkostnader", "text")).to_have_value("Vikarier")
    expect(page.get_by_role("button", name="Flytta upp: Vikarier")).to_be_focused()
    page.get_by_role("button", name="Dubblera: Vikarier").press("Enter")
    expect(page.get_by_role("button", name="Ta bort: Vikarier")).to_have_count(2)
    page.get_by_role("button", name="Ta bort: Vikarier").last.press("Enter")
    says(page, "är borttagen")
    page.get_by_role("button", name="Ångra").press("Enter")
    says(page, "är tillbaka")
    assert costs("Vikarier") == [("Vikarier", Decimal(281000))] * 2
    refusals_are_meant(watch)


def test_the_script_sends_what_tests_without_a_browser_send(
    visit: Visit, the_example: None, editor: User, watch: Watch
) -> None:
    page = visit(editor)
    opened = page.goto(EDIT)
    assert opened is not None
    asked = {"PATH_INFO": EDIT}
    grid = Grid(SimpleNamespace(content=opened.body(), request=asked, status_code=200))
    staff = LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")
    other = LineItem.objects.get(
        version__budget_year__year=2022, heading__name="Övriga omkostnader"
    )

    last(page, "Personalkostnader", "text").fill("Vikarier")
    last(page, "Personalkostnader", "amount").fill("tre")
    grid.type(staff.heading, text="Vikarier", amount="tre")
    with page.expect_request("**/edit/rows/") as left:
        last(page, "Personalkostnader", "amount").press("Enter")
    assert sent_in(left.value) == grid.rows(staff.heading)
    says(page, "Inte sparat: Vikarier")

    cell(page, "Personalkostnader", "amount").fill("6 469 tkr")
    grid.type(staff, amount="6 469 tkr")
    # The row that was refused may be sent once more meanwhile, since it is left too.
    with page.expect_request(
        lambda sent: f"line-{staff.pk}-note" in (sent.post_data or "")
    ) as left:
        cell(page, "Personalkostnader", "amount").press("Shift+Enter")
    assert sent_in(left.value) == grid.rows(staff)
    expect(page.locator(f"#line-{staff.pk}.was-saved")).to_be_visible()
    grid.undo(staff)

    with page.expect_request("**/edit/act/") as pressed:
        page.get_by_role("button", name="Dubblera: Övriga omkostnader").press("Enter")
    assert sent_in(pressed.value) == grid.pressed(other, "duplicate")
    refusals_are_meant(watch)


def sent_in(request: Request) -> dict[str, str]:
    """The fields of a form that the script sent."""
    body = request.post_data_buffer
    assert body is not None
    told = {"CONTENT_TYPE": request.headers["content-type"], "CONTENT_LENGTH": len(body)}
    fields, _files = MultiPartParser(told, BytesIO(body), []).parse()
    return {name: str(text) for name, text in fields.items()}


def test_pasting_a_block(visit: Visit, the_example: None, editor: User, watch: Watch) -> None:
    page = visit(editor)
    page.goto(EDIT)
    last(page, "Övriga omkostnader", "text").focus()
    paste(
        page,
        'Hyra\t5010\t1\u00a0200\u00a0000\t"Kontor ""Stora""\nplan 2"\r\nEl\t5020\t-12,50\t\r\n\r\n',
    )
    says(page, "2 rader är sparade")
    assert costs("Hyra") == [("Hyra", Decimal(1200000))]
    assert costs("El") == [("El", Decimal("-12.50"))]
    assert LineItem.objects.get(text="Hyra").note == 'Kontor "Stora" plan 2'

    # Over what is there, with a row that is no amount and one too many: shown first.
    amount = page.locator("tr:has([value='Hyra']) [data-cell='amount']:not([type='hidden'])")
    amount.focus()
    block = "1 300 000\tny\tbort\r\nSumma\t\r\n77\tx\r\n"
    paste(page, block)
    dialog = page.get_by_role("dialog", name="Det här gör inklistringen")
    expect(dialog).to_be_visible()
    for text in ("skrivs över: 3", "Nya rader, under dem som finns: 1", "utelämnas: 1"):
        expect(dialog).to_contain_text(text)
    assert faults(page) == []
    for _ in range(8):  # the focus stays within
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.querySelector('#paste').contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("1\u00a0200\u00a0000")
    paste(page, block)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(amount).to_have_value("1\u00a0300\u00a0000")
    expect(page.locator(".is-dirty")).to_have_count(0)
    says(page, "2 rader är sparade")
    assert costs("Hyra") == [("Hyra", Decimal(1300000))]
    assert costs("El") == [("El", Decimal("-12.50"))]
    assert ("", Decimal(77)) in costs()


@pytest.mark.parametrize(("choice", "kept"), [("Behåll mitt", 6400000), ("Ta deras", 6300000)])
def test_two_browsers_on_one_row(
    visit: Visit,
    the_example: None,
    editor: User,
    approver: User,
    watch: Watch,
    choice: str,
    kept: int,
) -> None:
    first, second = visit(editor), visit(approver)
    for page, amount in ((first, "6 300 000"), (second, "6 400 000")):
        page.goto(EDIT)
        cell(page, "Personalkostnader", "amount").fill(amount)
    first.keyboard.press("ArrowDown")
    says(first, "Sparat")
    second.keyboard.press("ArrowDown")
    row = second.locator(".in-conflict")
    expect(row).to_contain_text("6\u00a0300\u00a0000")
    mine = row.locator("[data-cell='amount']:not([type='hidden'])")
    expect(mine).to_have_value("6 400 000")
    # Merely leaving the row once more overwrites nobody.
    mine.focus()
    second.keyboard.press("ArrowDown")
    says(second, "välj mellan ditt och deras värde")
    staff = LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")
    assert staff.amount == Decimal(6300000)
    row.get_by_role("button", name=choice).press("Enter")
    expect(second.locator(".in-conflict")).to_have_count(0)
    expect(second.locator(".is-dirty")).to_have_count(0)
    second.reload()
    shown = f"{kept:,}".replace(",", "\u00a0")
    expect(cell(second, "Personalkostnader", "amount")).to_have_value(shown)
    refusals_are_meant(watch)


@pytest.mark.parametrize(("choice", "kept"), [("Behåll mitt", 6400000), ("Ta deras", 6300000)])
def test_two_browsers_on_one_row_without_script(
    visit: Visit,
    the_example: None,
    editor: User,
    approver: User,
    watch: Watch,
    choice: str,
    kept: int,
) -> None:
    pages = [visit(who, java_script_enabled=False) for who in (editor, approver)]
    for page, amount in zip(pages, ("6 300 000", "6 400 000"), strict=True):
        page.goto(EDIT)
        cell(page, "Personalkostnader", "amount").fill(amount)
    first, second = pages
    save = second.get_by_role("button", name="Spara")
    first.get_by_role("button", name="Spara").click()
    expect(first.locator(".message")).to_contain_text("1 rad är sparad")
    save.click()
    expect(second.locator(".theirs")).to_contain_text("6\u00a0300\u00a0000")
    save.click()  # without a choice nothing is overwritten
    expect(cell(second, "Personalkostnader", "amount")).to_have_value("6 400 000")
    second.get_by_label(choice).check()
    save.click()
    expect(second.locator(".theirs")).to_have_count(0)
    staff = LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")
    assert staff.amount == Decimal(kept)
    refusals_are_meant(watch)


def test_a_row_that_somebody_else_changed_is_shown_before_it_is_taken_out(
    visit: Visit, the_example: None, editor: User, watch: Watch
) -> None:
    page = visit(editor)
    page.goto(EDIT)
    staff = LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")
    staff.note = "Tolv tjänster"
    staff.save()
    cell(page, "Personalkostnader", "note").press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    take_out = page.get_by_role("button", name="Ta bort: Personalkostnader")
    expect(take_out).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "Någon annan har ändrat ”Personalkostnader”")
    expect(cell(page, "Personalkostnader", "note")).to_have_value("Tolv tjänster")
    expect(take_out).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "är borttagen")
    assert not LineItem.objects.filter(pk=staff.pk).exists()
    refusals_are_meant(watch)


def test_what_is_typed_survives_a_lost_connection_and_a_reload(
    visit: Visit, the_example: None, editor: User, watch: Watch
) -> None:
    page = visit(editor)
    page.goto(EDIT)
    page.context.set_offline(True)
    cell(page, "Personalkostnader", "note").fill("Tolv tjänster")
    page.keyboard.press("ArrowDown")
    says(page, "Ingen kontakt med servern")
    # Asked again and again: a text to wait for is compiled in the page, which its policy forbids.
    until(lambda: page.evaluate("sessionStorage.length") == 1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/rows/", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    page.unroute("**/rows/")
    page.get_by_role("button", name="Lägg in dem i tabellen").press("Enter")
    expect(cell(page, "Personalkostnader", "note")).to_have_value("Tolv tjänster")
    page.keyboard.press("Enter")
    says(page, "Sparat: Personalkostnader")
    assert LineItem.objects.filter(note="Tolv tjänster").count() == 1
    watch.faults[:] = [fault for fault in watch.faults if "ERR_" not in fault]


def faults(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(
        "options => axe.run(options)",
        {
            "resultTypes": ["violations"],
            "runOnly": {
                "type": "tag",
                "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            },
        },
    )
    return [
        f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]
    ]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_page_has_no_fault(
    visit: Visit, the_example: None, editor: User, width: dict[str, int]
) -> None:
    page = visit(editor, viewport=width)
    page.goto(EDIT)
    assert faults(page) == []
    wide, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= shown


WATCH = """() => {
    window.touched = 0;
    new MutationObserver(changes => { window.touched += changes.length; }).observe(
        document.body, { subtree: true, childList: true, attributes: true, characterData: true },
    );
}"""


def test_a_long_version_costs_a_key_no_more_than_a_short_one(
    visit: Visit, the_example: None, editor: User
) -> None:
    """Counted in what the browser does: elements touched and requests sent."""
    with_lines(200)
    page = visit(editor)
    page.goto(EDIT)
    assert page.locator(".line-row").count() > 200
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.evaluate(WATCH)
    cell(page, "Personalkostnader", "amount").focus()
    keys = ["ArrowDown", "PageDown", "Tab", "ArrowRight", "ArrowUp", "PageUp", "Control+End"]
    for key in [*keys * 5, "Control+Home"]:
        page.keyboard.press(key)
    assert (page.evaluate("window.touched"), sent) == (0, [])

    last(page, "Övriga omkostnader", "text").focus()
    paste(page, "".join(f"Klistrad {n}\t\t{n}\t\r\n" for n in range(100)))
    saved = page.locator(".save-state", has_text="100 rader är sparade")
    expect(saved).to_be_visible()
    assert len([address for address in sent if address.endswith("/rows/")]) == 1
    assert page.evaluate("window.touched") < 20 * 100
    assert len(costs("Klistrad")) == 100
