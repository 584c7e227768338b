"""Writing the lines and control totals of a draft."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budgets.actions import lines
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, Charge, ControlTotal, LineItem, State
from budgets.models.errors import VersionIsFrozen
from municipalities.models import Agreement, Municipality, OtherParty
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db


def test_a_line_says_whom_it_is_charged_to() -> None:
    version, heading = budgets.draft(), budgets.income()
    payers: list[tuple[Agreement | Municipality | OtherParty, Charge]] = [
        (registers.agreement(), Charge.AGREEMENT),
        (registers.municipality(), Charge.MUNICIPALITY),
        (registers.other_party(), Charge.OTHER_PARTY),
    ]
    for payer, charge in payers:
        line = lines.add(version=version, heading=heading, amount=Decimal(1), charged_to=payer)
        line.refresh_from_db()
        assert (line.charge, line.charged_to) == (charge, payer)
    line = lines.add(version=version, heading=heading, amount=Decimal(1), on_order=True)
    assert (line.charge, line.charged_to) == (Charge.ON_ORDER, None)
    assert list(LineItem.objects.values_list("position", flat=True)) == [0, 1, 2, 3]


def test_a_cost_says_nothing_of_a_charge() -> None:
    line = lines.add(version=budgets.draft(), heading=budgets.cost(), amount=Decimal("-12.50"))
    assert line.charge == Charge.NOT


def test_an_income_that_nobody_pays_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        lines.add(version=budgets.draft(), heading=budgets.income(), amount=Decimal(1))
    assert "charge" in refusal.value.message_dict


def test_a_cost_that_somebody_pays_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        lines.add(
            version=budgets.draft(),
            heading=budgets.cost(),
            amount=Decimal(1),
            charged_to=registers.agreement(),
        )
    assert "charge" in refusal.value.message_dict


@pytest.mark.parametrize("amount", ["1000000000000", "1E15", "0.001", "NaN", "Infinity"])
def test_an_amount_that_cannot_be_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        lines.add(version=budgets.draft(), heading=budgets.cost(), amount=Decimal(amount))
    assert "amount" in refusal.value.message_dict


def test_a_control_total_is_kept_once() -> None:
    version = budgets.draft()

    def keep() -> ControlTotal:
        return lines.keep_control_total(
            version=version,
            total=Total.COST,
            amount=Decimal(5000),
            printed_in=Unit.TKR,
            source="Budget 2021",
        )

    assert keep().printed_in == Unit.TKR
    with pytest.raises(ValidationError):
        keep()


@pytest.mark.parametrize("state", [State.ADOPTED, State.SUPERSEDED])
def test_nothing_is_written_into_a_frozen_version(state: State) -> None:
    version = budgets.adopted()
    stale = BudgetVersion.objects.get(pk=version.pk)
    stale.state = State.DRAFT  # what a page fetched before the adoption still believes
    if state == State.SUPERSEDED:
        BudgetVersion.objects.filter(pk=version.pk).update(state=state)
    before = LineItem.objects.count()
    with pytest.raises(VersionIsFrozen) as refusal:
        lines.add(version=stale, heading=budgets.cost(), amount=Decimal(1))
    assert refusal.value.version == version
    with pytest.raises(VersionIsFrozen):
        lines.keep_control_total(
            version=stale, total=Total.COST, amount=Decimal(1), printed_in=Unit.TKR, source="S"
        )
    assert LineItem.objects.count() == before
    assert not ControlTotal.objects.exists()
