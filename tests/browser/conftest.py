"""Chromium before a server of our own, and a watch on all that a page does."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright import CreateContextCallback

from accounts.models import User
from tests.conftest import PASSWORD, signed_in
from tests.threads import until

PATIENCE = 120_000
"""Milliseconds until something counts as not there, on a machine with much else to do."""
expect.set_options(timeout=PATIENCE)

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {
        "timeout": PATIENCE,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        # In a calendar field the parts of a day stand in the order of the browser's language.
        "env": os.environ | {"LANGUAGE": "en_US"},
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """While Playwright's event loop runs, Django keeps connections of its own for this thread.

    They are closed before it stops; afterwards nobody would find them, and PostgreSQL would not
    drop a database that they hold.
    """
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def live_server(playwright: Playwright, live_server: LiveServer) -> LiveServer:
    """A server whose threads have connections of their own, while Playwright runs beside it."""
    assert connection.vendor == "postgresql", "The browser's tests run on PostgreSQL (script/test)."
    return live_server


@pytest.fixture
def all_is_answered(live_server: LiveServer, transactional_db: None) -> Iterator[None]:
    """Before the tables are emptied, wait for what the server is still answering.

    Else the two would wait for each other's locks.
    """
    under_way = 0
    turn = threading.Lock()

    def count(step: int) -> Callable[..., None]:
        def counted(**_told: Any) -> None:
            nonlocal under_way
            with turn:
                under_way += step

        return counted

    begun, ended = count(1), count(-1)
    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    until(lambda: under_way <= 0)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@dataclass
class Watch:
    """What no page may do: ask another server, or complain in the console."""

    home: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._message)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.faults.append(f"asked {request.url}")

    def _message(self, message: ConsoleMessage) -> None:
        # Chromium says so of every page that is answered with 403, 404 or 422, where that is right.
        is_refusal = "responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not is_refusal:
            self.faults.append(f"{message.type} in the console: {message.text}")


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    cache.clear()  # which no test empties that is not rolled back: the counts of the door
    watch = Watch(live_server.url)
    yield watch
    assert watch.faults == []


Visit = Callable[..., Page]


@pytest.fixture
def visit(
    live_server: LiveServer,
    all_is_answered: None,
    new_context: CreateContextCallback,
    watch: Watch,
) -> Visit:
    """A page of a browser that nobody has used; with ``user``, signed in."""

    def visit(user: User | None = None, **options: Any) -> Page:
        context = new_context(
            base_url=live_server.url,
            **{"locale": "sv-SE", "viewport": DESK, "reduced_motion": "reduce"} | options,
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if user is not None:
            session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        return context.new_page()

    return visit


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """What is done within leads to another page, which is there when it ends."""
    page.evaluate("document.documentElement.dataset.left = ''")
    yield
    expect(page.locator("html:not([data-left])")).to_have_count(1)
    page.wait_for_load_state()


def fill_in_sign_in(page: Page, user: User) -> None:
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
