"""The same form sent twice at once starts one version, on either database."""

import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from budgets.actions import versions
from budgets.actions.errors import AlreadyStarted
from budgets.models import BudgetVersion, LineItem
from tests.factories import budgets
from tests.threads import at_once, database_for_threads, in_a_thread

DAY = datetime.date(2021, 9, 23)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_start_one_version(tmp_path: Path) -> None:
    source, entry = budgets.adopted(), uuid4()

    def click() -> int:
        draft = versions.copy(source, to_year=2024, planned_adoption_date=DAY, entry=entry)
        return draft.pk

    with database_for_threads(tmp_path):
        answers = at_once(click, click, click)
        keys = {answer for answer in answers if isinstance(answer, int)}
        refused = [answer.version.pk for answer in answers if isinstance(answer, AlreadyStarted)]
        assert len(keys) == 1
        assert refused == [*keys, *keys]
        assert in_a_thread(
            lambda: list(
                BudgetVersion.objects.filter(budget_year__year=2024).values_list("pk", flat=True)
            )
        ) == list(keys)
        copied = in_a_thread(lambda: LineItem.objects.filter(version__in=keys).count())
    assert copied == LineItem.objects.filter(version=source).count()
