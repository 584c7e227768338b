"""Which versions a person may see."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from budgets.models import BudgetVersion, State
from municipalities.models import Contact, Municipality
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db
ALL = {State.DRAFT, State.CONSULTATION, State.ADOPTED, State.SUPERSEDED}


@pytest.fixture
def a_version_in_each_state(db: None) -> None:
    budgets.draft(2023)
    in_consultation = budgets.draft(2022)
    BudgetVersion.objects.filter(pk=in_consultation.pk).update(
        state=State.CONSULTATION, answers_by=in_consultation.planned_adoption_date
    )
    budgets.adopted(2021)
    superseded = budgets.adopted(2020)
    BudgetVersion.objects.filter(pk=superseded.pk).update(state=State.SUPERSEDED)


def states_visible_to(user: User) -> set[str]:
    return set(BudgetVersion.objects.visible_to(user).values_list("state", flat=True))


def contact(user: User, *, from_date: datetime.date, to_date: datetime.date | None) -> None:
    Contact.objects.create(
        user=user,
        municipality=Municipality.objects.all()[0],
        from_date=from_date,
        to_date=to_date,
    )


TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def test_the_office_sees_all(
    a_version_in_each_state: None, editor: User, approver: User, administrator: User
) -> None:
    for person in (editor, approver, administrator):
        assert states_visible_to(person) == ALL


def test_a_contact_sees_all_but_drafts(a_version_in_each_state: None, outsider: User) -> None:
    contact(outsider, from_date=TODAY(), to_date=None)
    assert states_visible_to(outsider) == ALL - {State.DRAFT}


def test_a_contact_of_two_payers_sees_each_version_once(
    a_version_in_each_state: None, outsider: User
) -> None:
    contact(outsider, from_date=TODAY(), to_date=None)
    Contact.objects.create(user=outsider, other_party=registers.other_party())
    assert BudgetVersion.objects.visible_to(outsider).count() == 3


def test_a_contact_still_sees_them_on_the_last_day(
    a_version_in_each_state: None, outsider: User
) -> None:
    contact(outsider, from_date=TODAY() - DAY, to_date=TODAY())
    assert states_visible_to(outsider) == ALL - {State.DRAFT}


def test_a_former_contact_sees_nothing(a_version_in_each_state: None, outsider: User) -> None:
    contact(outsider, from_date=TODAY() - 2 * DAY, to_date=TODAY() - DAY)
    assert states_visible_to(outsider) == set()


def test_a_contact_to_be_sees_nothing_yet(a_version_in_each_state: None, outsider: User) -> None:
    contact(outsider, from_date=TODAY() + DAY, to_date=None)
    assert states_visible_to(outsider) == set()


def test_a_contact_of_nobody_sees_nothing(a_version_in_each_state: None, outsider: User) -> None:
    assert states_visible_to(outsider) == set()


def test_a_contact_who_may_not_sign_in_sees_nothing(
    a_version_in_each_state: None, outsider: User
) -> None:
    contact(outsider, from_date=TODAY(), to_date=None)
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    outsider.refresh_from_db()
    assert states_visible_to(outsider) == set()


def test_represented_by_knows_the_municipalities_of_today(outsider: User) -> None:
    krokom, bracke = registers.municipality("2309"), registers.municipality("2305")
    Contact.objects.create(user=outsider, municipality=krokom)
    Contact.objects.create(
        user=outsider,
        municipality=bracke,
        from_date=TODAY() - 2 * DAY,
        to_date=TODAY() - DAY,
    )
    assert list(Municipality.objects.represented_by(outsider)) == [krokom]
