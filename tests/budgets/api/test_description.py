"""The interface keeps to its own description, whatever is asked of it."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase

from accounts.actions import tokens
from accounts.models import User
from budgets.api.interface import description
from tests.budgets.api.conftest import V1, Program

pytestmark = pytest.mark.usefixtures("the_example")
EXAMPLES = 12
REAL = {"year": 2021, "number": 1, "payer": "2309", "population_year": 2019, "revision": 1}
"""What is there for everybody who sees the budget."""


@pytest.fixture
def connection_is_kept() -> Iterator[None]:
    """As Django's own test client does it: the test's connection outlives each request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def many_wrong_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries wrong ones too, more than anybody may."""
    monkeypatch.setattr("accounts.bearer.MOST_WRONG", 10_000)


@pytest.mark.usefixtures("connection_is_kept", "many_wrong_tokens")
@pytest.mark.parametrize("kind", ["editor", "contact_of_krokom"])
def test_every_answer_is_as_described(kind: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(kind)
    _token, text = tokens.make(user=user, name="Programmet")
    known = {"Authorization": f"Bearer {text}", "Host": "localhost"}
    application = get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi(f"{V1}openapi.json", application, headers=known)
    found: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(found) == len(description()["paths"])
    for operation in found:
        _keeps_to_it(operation, known)
        there = {part.name: REAL[part.name] for part in operation.path_parameters}
        answer = operation.Case(path_parameters=there).call_and_validate(headers=known)
        assert answer.status_code == 200, operation.path


def _keeps_to_it(operation: Any, known: dict[str, str]) -> None:
    @hypothesis.settings(
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @hypothesis.given(case=operation.as_strategy())
    def keeps(case: Any) -> None:
        case.call_and_validate(headers=known)

    keeps()


def test_everything_is_described() -> None:
    told = description()
    assert told["info"]["description"]
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert method == "get", path
            assert operation["summary"], path
            assert operation["description"], path
            assert {200, 304, 401, 422, 429} <= set(operation["responses"]), path
            assert operation["security"] == [{"Token": []}, {"SignedIn": []}]
            for parameter in operation["parameters"]:
                assert parameter.get("description") or parameter["schema"], path
    assert (404 in told["paths"][f"{V1}years"]["get"]["responses"]) is False


def test_no_number_of_the_description_may_be_a_float() -> None:
    def numbers(part: Any) -> Iterator[Any]:
        if isinstance(part, dict):
            if part.get("type") == "number":
                yield part
            for inner in part.values():
                yield from numbers(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from numbers(inner)

    assert list(numbers(description())) == []


def test_the_description_is_for_who_may_ask(program: Program, contact_of_krokom: User) -> None:
    answer = program(contact_of_krokom).get(V1 + "openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.")
    assert Client().get(V1 + "openapi.json").status_code == 401
