"""Several people at once: each in a thread with a connection of its own.

Nobody waits for a time to pass here, but for a state: that the other is done, has come to the same
place, or waits for a lock. ``PATIENCE`` only ends what would never end.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

PATIENCE = 300
"""Seconds that nothing in a test takes unless two wait for each other for ever."""

_BETWEEN_LOOKS = 0.01

_statements: dict[int, str] = {}
"""What each thread that was started here has asked its database and has no answer to."""


@contextmanager
def database_for_threads(folder: Path) -> Iterator[None]:
    """Let new threads see what the test has made so far.

    PostgreSQL does so anyway. SQLite's database in memory knows no waiting, so the threads get a
    copy in a file; the test itself does not see what they do, and looks through ``in_a_thread``.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "threads.sqlite3"
    copy = sqlite3.connect(path)
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    settings = connections.settings["default"]
    before = {"NAME": settings["NAME"], "OPTIONS": settings["OPTIONS"]}
    settings["NAME"] = str(path)
    settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": PATIENCE}
    try:
        yield
    finally:
        settings.update(before)


def start(act: Callable[[], Any]) -> "Future[Any]":
    """Begin something in a thread; the answer or the error comes by ``result``."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(_closing, act)
    pool.shutdown(wait=False)
    return future


def in_a_thread(act: Callable[[], Any]) -> Any:
    return start(act).result(PATIENCE)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do these at the same time, and answer what each answered or raised."""
    ready = threading.Barrier(len(acts))

    def waiting(act: Callable[[], Any]) -> Callable[[], Any]:
        def begin() -> Any:
            connection.ensure_connection()
            ready.wait(PATIENCE)
            return act()

        return begin

    futures = [start(waiting(act)) for act in acts]
    return [future.exception(PATIENCE) or future.result() for future in futures]


def until(it_is_so: Callable[[], bool]) -> None:
    """Wait for a state, however long the machine takes to come to it."""
    end = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < end, "It never came to be so."
        time.sleep(_BETWEEN_LOOKS)


def somebody_waits() -> bool:
    """Whether a thread waits for a lock that another holds.

    PostgreSQL is asked. SQLite has one lock and tells nobody who waits for it, so ask only while
    somebody who does nothing holds it: whoever has begun to write then waits.
    """
    if connection.vendor == "postgresql":
        return bool(in_a_thread(_waiting_on_postgresql))
    return any(not sql.startswith(("SELECT", "PRAGMA")) for sql in list(_statements.values()))


def _waiting_on_postgresql() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


class Meeting:
    """A place in the code that two come to, and whether both were there at once.

    Whoever comes first stays until the other comes too, or cannot: since it waits for a lock that
    the first holds.
    """

    def __init__(self) -> None:
        self.met = False
        self._came = 0
        self._is_over = False
        self._turn = threading.Lock()

    def come(self) -> None:
        with self._turn:
            self._came += 1
            if self._came > 1:
                self.met = self.met or not self._is_over
                return
        until(lambda: self._came > 1 or self._other_cannot_come())
        with self._turn:
            self._is_over = True

    def _other_cannot_come(self) -> bool:
        holds_nothing = connection.vendor == "sqlite" and not connection.in_atomic_block
        return not holds_nothing and somebody_waits()


def _closing(act: Callable[[], Any]) -> Any:
    try:
        with connection.execute_wrapper(_noting):
            return act()
    finally:
        connection.close()


def _noting(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    thread = threading.get_ident()
    _statements[thread] = sql
    try:
        return execute(sql, *rest)
    finally:
        del _statements[thread]
