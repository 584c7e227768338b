"""The page a load balancer asks."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_it_answers_a_stranger(client: Client, db: None) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


def test_it_asks_the_database(client: Client, db: None) -> None:
    def refuse(*args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError, match="gone"):
        client.get("/health/")
