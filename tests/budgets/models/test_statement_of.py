"""What one payer pays, when, and with how much VAT (rule 10)."""

from decimal import Decimal

import pytest

from budgets.actions import instalments, lines
from budgets.core.instalments import plan
from budgets.models import BudgetVersion
from budgets.models.statement import statement_of, statements_of
from municipalities.models import Agreement
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db


def version_of(year: int) -> BudgetVersion:
    return BudgetVersion.objects.select_related("budget_year", "snapshot").get(
        budget_year__year=year
    )


def test_without_a_population_the_shared_income_is_told_as_not_shared() -> None:
    member = registers.municipality("1001")
    version = budgets.shared(registers.agreement(member), 1000)
    found = statements_of(version_of(version.year))
    assert found.statements == ()
    assert [found.ties.unshared, found.ties.income, found.ties.difference] == [1000, 1000, 0]


def test_the_plan_of_the_version_decides_the_days() -> None:
    member = registers.municipality("1001")
    registers.snapshot(2019, {member: 5})
    version = budgets.shared(registers.agreement(member), 1001)
    instalments.plan(version, dues=plan(2021, 2), by=None)
    statement = statement_of(version_of(2021), member)
    assert [(str(bill.instalment.day), bill.amount) for bill in statement.bills] == [
        ("2021-01-31", Decimal(501)),
        ("2021-07-31", Decimal(500)),
    ]


def test_vat_is_rounded_for_each_invoice() -> None:
    """0.02 kr in two: 25 % of 0.01 rounds to 0, twice; of 0.02 it would round to 0.01."""
    member = registers.municipality("1001")
    registers.snapshot(2019, {member: 5})
    agreement = registers.agreement(member)
    Agreement.objects.update(allocates_in_ore=True)
    version = budgets.draft()
    heading = budgets.income()
    lines.add(
        version=version, heading=heading, amount=Decimal("0.02"), charged_to=agreement, text="In"
    )
    instalments.plan(version, dues=plan(2021, 2), by=None)
    assert statement_of(version_of(2021), member).vat == 0
