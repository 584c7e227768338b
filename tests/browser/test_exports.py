"""The office asks for everybody's statements, sees the bar move, cancels, and asks anew."""

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock
from zipfile import ZipFile

import pytest
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from accounts.models import User
from budgets.exports import work
from budgets.exports.kinds import KINDS
from budgets.exports.order import Made, Making, Order
from budgets.models import Export, ExportKind
from tests.browser.conftest import Visit
from tests.browser.test_every_page import examine

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def kept_tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tasks stay until a worker does them; here the test is the worker, who may be slow."""
    for limit in ("BEGUN_AFTER", "SILENT_AT_MOST"):
        monkeypatch.setattr(f"budgets.models.export.{limit}", timedelta(hours=1))
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        yield


def ask(page: Page) -> str:
    page.goto("/budgets/2021/statement/")
    page.get_by_role("button", name="Hämta alla som PDF, Excel och CSV").click()
    expect(page.get_by_text("Det börjar strax.")).to_be_visible()
    return page.url


def asked_for() -> list[str]:
    """The exports that wait for a worker, as the tasks name them."""
    tasks = DBTaskResult.objects.filter(task_path__endswith="exports.work.make")
    return sorted({task.args_kwargs["args"][0] for task in tasks})


def test_the_bar_moves_until_the_file_is_there(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    address = ask(page)
    assert ask(page) == address
    [key] = asked_for()

    far: list[float] = []
    told = KINDS[ExportKind.STATEMENTS]

    def watched(order: Order) -> Making:
        """The kind itself; after some of its steps the page is looked at."""
        making = told.make(order)
        for number in range(12):
            step = next(making)
            yield step
            if number in (2, 6):
                expect(page.get_by_text(f"{step.done} av 11 är klara.")).to_be_visible()
                bar = page.locator("progress")
                expect(bar).to_have_attribute("value", str(step.done))
                far.append(bar.evaluate("bar => bar.position"))
        try:
            next(making)
        except StopIteration as end:
            made: Made = end.value
            return made
        raise AssertionError("It has more steps than payers.")

    with mock.patch.dict(KINDS, {ExportKind.STATEMENTS: mock.Mock(wraps=told, make=watched)}):
        work.make.call(key)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Klart: alla fakturaunderlag för 2021"
    )
    assert far == [pytest.approx(2 / 11), pytest.approx(6 / 11)]
    link = page.get_by_role("link", name="Hämta Fakturaunderlag 2021.zip")
    expect(link).to_be_focused()
    with page.expect_download() as downloading:
        link.click()
    with ZipFile(downloading.value.path()) as archive:
        assert len(archive.namelist()) == 33
    assert ask_again(page) == address
    assert examine(page, address) == []


def ask_again(page: Page) -> str:
    """Press the button where the file is there already: it leads straight to it."""
    page.goto("/budgets/2021/statement/")
    page.get_by_role("button", name="Hämta alla som PDF, Excel och CSV").click()
    expect(page.get_by_role("link", name="Hämta Fakturaunderlag 2021.zip")).to_be_visible()
    return page.url


def test_cancelled_it_stops_and_is_made_again_when_asked(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor)
    address = ask(page)
    [key] = asked_for()
    assert examine(page, address) == []
    told = KINDS[ExportKind.STATEMENTS]
    steps: list[int] = []

    def cancelled(order: Order) -> Making:
        making = told.make(order)
        for number in range(12):
            step = next(making)
            steps.append(number)
            yield step
            if number == 1:
                page.get_by_role("button", name="Avbryt").click()
                expect(page.get_by_text("Arbetet stoppades")).to_be_visible()
        raise AssertionError("It was not stopped.")

    with mock.patch.dict(KINDS, {ExportKind.STATEMENTS: mock.Mock(wraps=told, make=cancelled)}):
        work.make.call(key)
    assert steps == [0, 1, 2]
    assert examine(page, address) == []
    page.get_by_role("button", name="Gör den igen").click()
    expect(page.get_by_text("Det börjar strax.")).to_be_visible()
    assert page.url != address
    work.make.call(page.url.rstrip("/").rpartition("/")[2])
    expect(page.get_by_role("link", name="Hämta Fakturaunderlag 2021.zip")).to_be_visible()


def test_without_scripts_a_link_shows_how_far_it_has_come(
    visit: Visit, the_example: None, editor: User
) -> None:
    page = visit(editor, java_script_enabled=False)
    ask(page)
    Export.objects.update(state="running", steps_done=4, steps=11)
    page.get_by_role("link", name="Se hur långt det har kommit").click()
    expect(page.get_by_text("4 av 11 är klara.")).to_be_visible()
    page.get_by_role("button", name="Avbryt").click()
    expect(page.get_by_text("Arbetet stoppades")).to_be_visible()
