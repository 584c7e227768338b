"""Starting a version of a year's budget."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from budgets.actions import lines, versions
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, BudgetYear, State
from tests.factories import budgets

pytestmark = pytest.mark.django_db
PLANNED = datetime.date(2021, 9, 23)


def test_start_adds_the_year_and_numbers_from_1(editor: User) -> None:
    first = versions.start(year=2022, planned_adoption_date=PLANNED, by=editor, source="S")
    second = versions.start(year=2022, planned_adoption_date=PLANNED)
    other_year = versions.start(year=2023, planned_adoption_date=PLANNED)
    assert [v.number for v in (first, second, other_year)] == [1, 2, 1]
    assert (first.state, first.created_by, first.source) == (State.DRAFT, editor, "S")
    assert BudgetYear.objects.count() == 2


@pytest.mark.parametrize("year", [1066, 20211, 1989, -1])
def test_start_refuses_a_year_that_cannot_be(year: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        versions.start(year=year, planned_adoption_date=PLANNED)
    assert "year" in refusal.value.message_dict
    assert not BudgetYear.objects.exists()


def test_start_refuses_a_date_that_cannot_be() -> None:
    with pytest.raises(ValidationError) as refusal:
        versions.start(year=2022, planned_adoption_date=datetime.date(1, 1, 1))
    assert "planned_adoption_date" in refusal.value.message_dict
    assert not BudgetYear.objects.exists()


def test_a_number_is_not_used_again_while_a_later_one_is_there() -> None:
    first, second = budgets.draft(), budgets.draft()
    first.delete()
    assert budgets.draft().number == second.number + 1


def test_copy_takes_the_lines_along_and_leaves_the_control_totals(editor: User) -> None:
    source = budgets.adopted(2021)
    draft = versions.copy(source, to_year=2022, planned_adoption_date=PLANNED, by=editor)
    assert (draft.year, draft.state, draft.based_on) == (2022, State.DRAFT, source)
    assert draft.created_by == editor

    def content(version: BudgetVersion) -> list[tuple[object, ...]]:
        return list(
            version.lines.values_list(
                "heading", "text", "amount", "charge", "agreement", "position"
            )
        )

    assert content(draft) == content(source) != []
    assert not draft.allocations.exists()


def test_copy_leaves_control_totals_behind() -> None:
    source = budgets.draft(2021)
    lines.keep_control_total(
        version=source, total=Total.COST, amount=Decimal(1), printed_in=Unit.TKR, source="S"
    )
    draft = versions.copy(source, to_year=2021, planned_adoption_date=PLANNED)
    assert draft.number == 2
    assert not draft.control_totals.exists()
