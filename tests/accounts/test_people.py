"""Who a person is, and what the database refuses to take for one."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models.functions import Upper

from accounts.actions import users
from accounts.models import Role, User
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db
PASSWORD = "en lång mening som går att minnas"


def test_an_address_in_mixed_case_is_kept_in_lower_case() -> None:
    anna = users.add(email=" Anna.Ek@Example.SE ", role=Role.EDITOR, password=PASSWORD)
    assert User.objects.get(email="anna.ek@example.se") == anna
    assert User.objects.get_by_natural_key("ANNA.EK@example.se") == anna


def test_the_same_address_in_another_case_is_the_same_person() -> None:
    users.add(email="anna@example.se", role=Role.EDITOR, password=PASSWORD)
    with pytest.raises(ValidationError) as refusal:
        users.add(email="ANNA@example.se", role=Role.EDITOR, password=PASSWORD)
    assert "email" in refusal.value.message_dict


def test_the_database_refuses_capital_letters_in_an_address() -> None:
    User.objects.create(email="bo@example.se", role=Role.EDITOR)
    with refused_by("email_is_in_lower_case"):
        User.objects.update(email=Upper("email"))
    with refused_by("accounts_user_email"):
        User.objects.bulk_create([User(email="bo@example.se", role=Role.EDITOR)])


def test_the_database_refuses_an_unknown_role() -> None:
    with refused_by("role_is_known"):
        User.objects.bulk_create([User(email="anna@example.se", role="king")])


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a" * 250 + "@example.se"])
def test_add_refuses_what_is_no_address(email: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        users.add(email=email, role=Role.EDITOR, password=PASSWORD)
    assert "email" in refusal.value.message_dict


def test_createsuperuser_makes_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Chef@Example.se", verbosity=0)
    chef = User.objects.get(email="chef@example.se")
    assert chef.role == Role.ADMINISTRATOR
    assert chef.check_password(PASSWORD)
    assert chef.is_staff
    assert chef.is_office


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.CONTACT])
def test_only_an_administrator_is_let_into_the_admin(role: Role) -> None:
    person = users.add(email="anna@example.se", role=role, password=PASSWORD)
    assert not person.is_staff
    assert not person.has_perm("budgets.view_lineitem")
    assert not person.has_module_perms("budgets")


def test_an_administrator_who_may_not_sign_in_has_no_rights() -> None:
    gone = User(email="x@example.se", role=Role.ADMINISTRATOR, is_active=False)
    assert not gone.has_perm("budgets.view_lineitem")
