"""Several people at once: each in a thread with a connection of its own."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

PATIENCE = 30
"""Seconds that nothing in a test takes unless two wait for each other."""


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
    name = settings["NAME"]
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = name


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


def _closing(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()
