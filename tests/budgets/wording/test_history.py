"""How a person is told what somebody else typed."""

import datetime

from django.utils import timezone

from accounts.models import Change
from budgets.wording.history import who_typed


def typed(at: datetime.datetime) -> str:
    return who_typed(Change(by_id=1, by_name="Anna", at=at))


def test_what_was_typed_today_is_told_by_the_clock() -> None:
    at = timezone.localtime()
    assert typed(at) == f"Anna skrev klockan {at:%H:%M}:"


def test_what_was_typed_on_another_day_is_told_with_its_date() -> None:
    at = datetime.datetime(2021, 3, 1, 14, 5, tzinfo=timezone.get_current_timezone())
    assert typed(at) == "Anna skrev 2021-03-01 klockan 14:05:"


def test_nobody_is_named_who_is_not_known() -> None:
    assert who_typed(None) == "Någon annan har skrivit:"
