"""Two people at once never invoice an instalment twice, nor past an amendment (rules 10 and 12)."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from budgets.actions import adoption, invoicing, versions
from budgets.actions.errors import WrongState
from budgets.actions.invoicing import AlreadyInvoiced, Mark
from budgets.models import BudgetVersion, Invoicing, LineItem, State
from budgets.models.statement import statements_of
from budgets.models.verification import differences_of, frozen_versions
from municipalities.models import Municipality
from tests.factories import budgets
from tests.threads import at_once, database_for_threads, in_a_thread

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date(2021, 1, 4)


@pytest.fixture
def version() -> BudgetVersion:
    return budgets.adopted()


@pytest.fixture
def amendment(version: BudgetVersion) -> BudgetVersion:
    draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
    LineItem.objects.filter(version=draft).update(amount=2000)
    return draft


@pytest.fixture(autouse=True)
def threads(amendment: BudgetVersion, tmp_path: Path) -> Iterator[None]:
    with database_for_threads(tmp_path):
        yield


def marking(version: BudgetVersion, number: str) -> Callable[[], Any]:
    payer = Municipality.objects.get(code="2101")
    return lambda: invoicing.mark(version, marks=[Mark(payer, 1, number, DAY)], by=None)


def marks() -> list[str]:
    return list(Invoicing.objects.values_list("invoice_number", flat=True))


def test_of_two_invoices_for_one_instalment_one_is_kept(version: BudgetVersion) -> None:
    fared = at_once(marking(version, "1"), marking(version, "2"))
    assert [type(each) for each in fared if isinstance(each, Exception)] == [AlreadyInvoiced]
    assert len(in_a_thread(marks)) == 1


def test_the_same_invoice_sent_twice_at_once_is_kept_once(version: BudgetVersion) -> None:
    fared = at_once(marking(version, "1"), marking(version, "1"))
    assert sorted(len(each) for each in fared) == [0, 1]
    assert in_a_thread(marks) == ["1"]


def test_without_the_lock_the_database_refuses_the_second(version: BudgetVersion) -> None:
    """On SQLite one waits for the other all the same, and is told of it by the action."""
    with mock.patch.object(QuerySet, "select_for_update", lambda rows, *_, **__: rows):
        fared = at_once(marking(version, "1"), marking(version, "2"))
    (error,) = [each for each in fared if isinstance(each, Exception)]
    if connection.vendor == "postgresql":
        assert isinstance(error, IntegrityError | AlreadyInvoiced)
    else:
        assert isinstance(error, AlreadyInvoiced)
    assert len(in_a_thread(marks)) == 1


def test_an_amendment_at_the_same_time_finds_the_invoice_or_is_found(
    version: BudgetVersion, amendment: BudgetVersion
) -> None:
    def adopting() -> object:
        return adoption.adopt(amendment, on=budgets.DECIDED, reference="§ 2", by=None)

    marked, _adopted = at_once(marking(version, "1"), adopting)
    assert isinstance(marked, WrongState | list)

    def looked() -> None:
        adopted = BudgetVersion.objects.get(state=State.ADOPTED)
        found = statements_of(adopted)
        assert found.total == 2000
        assert found.ties.difference == 0
        for statement in found.statements:
            assert sum(bill.amount for bill in statement.bills) == statement.total
        small = found.statements[0]
        first = Decimal(125) if isinstance(marked, WrongState) else Decimal(63)
        assert small.bills[0].amount == first
        assert not [d for pk in frozen_versions() for d in differences_of(pk)]

    in_a_thread(looked)
