"""Counting what a page asks the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_for(client: Client, address: str) -> int:
    """How many queries a page costs that opens; its second opening, so that nothing is warmed."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def queries_within() -> CaptureQueriesContext:
    """All that is asked within a ``with``."""
    return CaptureQueriesContext(connection)
