"""What other population figures do to open budgets, and would have done to adopted ones."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.actions import adoption, consultation, versions
from budgets.models import BudgetVersion
from budgets.models.effects import Effect, effects_on_adopted, effects_on_open
from municipalities.models import Agreement, Municipality
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db
BEFORE, AFTER = {"1001": 1, "1002": 3}, {"1001": 1, "1002": 1}


@pytest.fixture
def members(db: None) -> list[Municipality]:
    return [registers.municipality("1001"), registers.municipality("1002")]


@pytest.fixture
def agreement(members: list[Municipality]) -> Agreement:
    return registers.agreement(*members)


def adopted(agreement: Agreement, members: list[Municipality]) -> BudgetVersion:
    registers.snapshot(2019, {m: BEFORE[m.code] for m in members})
    version = budgets.shared(agreement, 400)
    return adoption.adopt(version, on=budgets.DECIDED, reference="§ 1", by=None)


Amounts = tuple[int | Decimal | None, int | Decimal | None, int | Decimal | None]


def amounts(effect: Effect) -> dict[str, Amounts]:
    return {s.code: (s.before, s.after, s.difference) for s in effect.shares}


def test_drafts_and_consultations_become_others(agreement: Agreement) -> None:
    draft = budgets.shared(agreement, 400)
    sent = versions.copy(draft, to_year=2021, planned_adoption_date=draft.planned_adoption_date)
    consultation.send(sent, answers_by=datetime.date(2099, 9, 1), by=None)
    effects = effects_on_open(2019, BEFORE, AFTER)
    assert {e.version.state for e in effects} == {"draft", "consultation"}
    for effect in effects:
        assert amounts(effect) == {"1001": (100, 200, 100), "1002": (300, 200, -100)}
        assert effect.total == 400
        assert effect.changes
        assert effect.largest is not None
        assert effect.largest.code == "1001"


def test_only_those_that_use_the_population_of_the_day(agreement: Agreement) -> None:
    budgets.shared(agreement, 400)
    assert effects_on_open(2018, BEFORE, AFTER) == []
    assert effects_on_open(2020, BEFORE, AFTER) == []


def test_where_there_was_no_population_there_is_no_share_before(agreement: Agreement) -> None:
    budgets.shared(agreement, 400)
    (effect,) = effects_on_open(2019, None, AFTER)
    assert amounts(effect) == {"1001": (None, 200, None), "1002": (None, 200, None)}
    assert effect.changes
    assert effect.largest is None


def test_who_has_no_figure_is_named(agreement: Agreement) -> None:
    budgets.shared(agreement, 400)
    (effect,) = effects_on_open(2019, BEFORE, {"1001": 5})
    assert effect.missing == ("Kommun 1002",)
    assert amounts(effect) == {"1001": (100, None, None), "1002": (300, None, None)}


def test_the_same_figures_change_nothing(agreement: Agreement) -> None:
    budgets.shared(agreement, 400)
    (effect,) = effects_on_open(2019, BEFORE, BEFORE)
    assert not effect.changes


def test_the_members_are_those_of_the_budget_year(
    agreement: Agreement, members: list[Municipality]
) -> None:
    agreement.participations.filter(municipality=members[1]).update(to_year=2020)
    late = registers.municipality("1003")
    agreement.participations.create(municipality=late, from_year=2021)
    budgets.shared(agreement, 400)
    (effect,) = effects_on_open(2019, None, {"1001": 1, "1002": 1, "1003": 3})
    assert amounts(effect) == {"1001": (None, 100, None), "1003": (None, 300, None)}


def test_an_adopted_budget_tells_what_it_would_have_been(
    agreement: Agreement, members: list[Municipality]
) -> None:
    version = adopted(agreement, members)
    assert effects_on_open(2019, BEFORE, AFTER) == []
    (effect,) = effects_on_adopted(2019, AFTER)
    assert effect.version == version
    assert amounts(effect) == {"1001": (100, 200, 100), "1002": (300, 200, -100)}


def test_nothing_but_the_population_differs_in_what_would_have_been(
    agreement: Agreement, members: list[Municipality]
) -> None:
    adopted(agreement, members)
    Agreement.objects.update(equal_percent=100, allocates_in_ore=True)
    agreement.participations.filter(municipality=members[0]).delete()
    (effect,) = effects_on_adopted(2019, {"1001": 1, "1002": 2})
    assert amounts(effect) == {"1001": (100, 133, 33), "1002": (300, 267, -33)}


def test_the_queries_do_not_grow_with_the_versions(
    agreement: Agreement, members: list[Municipality]
) -> None:
    adopted(agreement, members)
    first = budgets.shared(agreement, 400)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            effects_on_open(2019, BEFORE, AFTER)
            effects_on_adopted(2019, AFTER)
        return len(captured)

    few = queries()
    for _time in range(4):
        versions.copy(first, to_year=2021, planned_adoption_date=first.planned_adoption_date)
    assert len(effects_on_open(2019, BEFORE, AFTER)) == 5
    assert queries() == few
