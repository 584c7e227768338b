"""The statements of a year's payers tie to its budget, to the last öre."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.actions import lines
from budgets.models import BudgetVersion, Heading
from budgets.models.statement import statement_of, statements_of
from municipalities.models import Municipality, OtherParty
from tests.budgets.views.conftest import example_of_this_file, the_example
from tests.factories import registers

__all__ = ["example_of_this_file", "the_example"]


def version_of(year: int) -> BudgetVersion:
    return BudgetVersion.objects.select_related("budget_year", "snapshot").get(
        budget_year__year=year
    )


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022])
def test_the_sums_tie_to_the_budget_in_every_year(the_example: None, year: int) -> None:
    found = statements_of(version_of(year))
    assert found.ties.difference == 0
    assert found.total == found.ties.stated
    for statement in found.statements:
        assert sum(bill.amount for bill in statement.bills) == statement.total
        assert sum(bill.vat for bill in statement.bills) == statement.vat


def test_the_sums_of_2021(the_example: None) -> None:
    ties = statements_of(version_of(2021)).ties
    assert [
        ties.shared,
        ties.to_municipalities,
        ties.to_other_parties,
        ties.on_order,
        ties.income,
    ] == [5_616_000, 376_000, 538_000, 972_000, 7_502_000]


def test_everybody_who_pays_has_one(the_example: None) -> None:
    payers = [str(s.payer) for s in statements_of(version_of(2021)).statements]
    assert payers == [
        "Berg",
        "Bräcke",
        "Härjedalen",
        "Krokom",
        "Ragunda",
        "Strömsund",
        "Åre",
        "Östersund",
        "Jämtlands Gymnasieförbund",
        "Krokoms Bostäder",
        "Norra Jämtlands Räddningstjänst",
    ]


def test_krokoms_statement(the_example: None) -> None:
    krokom = statement_of(version_of(2021), Municipality.objects.get(code="2309"))
    assert [krokom.total, krokom.vat, krokom.with_vat] == [642_528, 160_632, 803_160]
    assert [bill.amount for bill in krokom.bills] == [160_632] * 4
    assert krokom.payment.inhabitants == 14_966
    assert round(krokom.per_inhabitant or 0, 2) == Decimal("42.93")


def test_the_host_is_charged_without_vat_and_for_quality_assurance(the_example: None) -> None:
    host = statement_of(version_of(2021), Municipality.objects.get(code="2380"))
    assert host.is_host
    assert [host.payment.shared, host.payment.charged_alone] == [2_738_192, 376_000]
    assert [host.total, host.vat] == [3_114_192, 0]


def test_an_other_party_has_a_statement_too(the_example: None) -> None:
    party = statement_of(version_of(2021), OtherParty.objects.get(name="Krokoms Bostäder"))
    assert party.payment.shares == ()
    assert party.per_inhabitant is None
    assert party.total == party.payment.charged_alone > 0
    assert party.vat == party.total / 4


def test_one_statement_is_that_of_all(the_example: None) -> None:
    version = version_of(2020)
    for statement in statements_of(version).statements:
        alone = statement_of(version, statement.payer)
        assert (alone.total, alone.spread) == (statement.total, statement.spread)


@pytest.mark.parametrize("year", [2021, 2022])
def test_more_payers_cost_no_more_queries(the_example: None, year: int) -> None:
    version = version_of(year)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert statements_of(version).statements
        return len(captured)

    before = queries()
    if year == 2022:
        for name in ("Ett", "Två", "Tre"):
            lines.add(
                version=version,
                heading=Heading.objects.filter(kind="income")[0],
                amount=Decimal(7),
                charged_to=registers.other_party(name),
            )
    assert queries() == before <= 12
