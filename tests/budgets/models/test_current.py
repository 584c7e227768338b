"""The version that speaks for its year."""

import pytest

from budgets.models import BudgetVersion, State
from tests.factories import budgets

pytestmark = pytest.mark.django_db


def put(version: BudgetVersion, state: State) -> BudgetVersion:
    answers_by = version.planned_adoption_date if state == State.CONSULTATION else None
    BudgetVersion.objects.filter(pk=version.pk).update(state=state, answers_by=answers_by)
    return version


def test_the_adopted_one_speaks_whatever_is_newer() -> None:
    adopted = budgets.adopted()
    put(budgets.draft(), State.CONSULTATION)
    budgets.draft()
    assert list(BudgetVersion.objects.current()) == [adopted]


def test_consultation_speaks_before_a_newer_draft() -> None:
    in_consultation = put(budgets.draft(), State.CONSULTATION)
    budgets.draft()
    assert list(BudgetVersion.objects.current()) == [in_consultation]


def test_the_newest_of_several_speaks() -> None:
    budgets.draft()
    newest = budgets.draft()
    assert list(BudgetVersion.objects.current()) == [newest]
    put(BudgetVersion.objects.get(number=1), State.CONSULTATION)
    put(newest, State.CONSULTATION)
    assert list(BudgetVersion.objects.current()) == [newest]


def test_a_superseded_one_speaks_when_there_is_no_other() -> None:
    superseded = budgets.superseded()
    assert list(BudgetVersion.objects.current()) == [superseded]
    draft = budgets.draft()
    assert list(BudgetVersion.objects.current()) == [draft]


def test_every_year_has_one() -> None:
    budgets.draft(2022)
    budgets.draft(2022)
    budgets.draft(2021)
    found = BudgetVersion.objects.current().values_list("budget_year__year", "number")
    assert list(found) == [(2022, 2), (2021, 1)]


def test_of_years_answers_the_earliest_first() -> None:
    for year in (2022, 2020, 2021):
        budgets.draft(year)
    found = BudgetVersion.objects.of_years([2021, 2022])
    assert [version.year for version in found] == [2021, 2022]
