"""The example: the published budgets, loaded once."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Role, User
from budgets.actions import example
from budgets.models import BudgetVersion, LineItem, Share, State

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "allocation_reference.csv"


def everything() -> dict[str, int]:
    ours = ("accounts", "budgets", "municipalities")
    return {
        model._meta.label: model._default_manager.count()
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }


def test_the_shares_equal_the_reference(the_example: None) -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as rows:
        expected = {
            (int(row["budget_year"]), row["code"]): (
                int(row["population"]),
                Decimal(row["amount_kr_largest_remainder"]),
                row["population_date"],
            )
            for row in csv.DictReader(rows)
        }
    stored = {
        (share.allocation.version.year, share.municipality.code): (
            share.population,
            share.amount,
            share.allocation.version.population_date.isoformat(),
        )
        for share in Share.objects.all()
    }
    assert {key: stored.get(key) for key in expected} == expected
    assert {year for year, _code in expected} >= {2019, 2020, 2021}


def test_the_example_is_what_the_office_published_and_a_draft(the_example: None) -> None:
    states = BudgetVersion.objects.order_by("budget_year__year").values_list(
        "budget_year__year", "state"
    )
    assert list(states) == [
        (2019, State.ADOPTED),
        (2020, State.ADOPTED),
        (2021, State.ADOPTED),
        (2022, State.DRAFT),
    ]
    draft = BudgetVersion.objects.get(state=State.DRAFT)
    assert draft.based_on is not None
    assert draft.based_on.year == 2021
    assert draft.lines.count() == draft.based_on.lines.count()


def test_there_is_somebody_of_each_kind(the_example: None) -> None:
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)


def test_loading_again_adds_nothing_and_tells_no_password() -> None:
    assert example.is_empty()
    passwords = example.load()
    assert not example.is_empty()
    before = everything()
    assert len(passwords) == len(example.PEOPLE)
    assert example.load() == {}
    assert everything() == before


def test_loading_again_keeps_what_was_changed(the_example: None) -> None:
    LineItem.objects.filter(version__state=State.DRAFT).update(note="Ändrad")
    example.load()
    notes = LineItem.objects.filter(version__state=State.DRAFT).values_list("note", flat=True)
    assert set(notes) == {"Ändrad"}


def test_the_command_prints_each_password_once(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG = True
    call_command("load_example")
    printed = capsys.readouterr().out
    for email, _role, _code in example.PEOPLE:
        (password,) = re.findall(rf"{re.escape(email)}\s+(\S+)", printed)
        assert User.objects.get(email=email).check_password(password)
    call_command("load_example")
    assert "@" not in capsys.readouterr().out


def test_the_command_leaves_a_database_in_use_alone(
    settings: Settings, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG = True
    call_command("load_example", "--if-empty")
    assert not BudgetVersion.objects.exists()
    assert capsys.readouterr().out == ""


def test_the_command_never_runs_in_production(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=true"):
        call_command("load_example")
    assert not User.objects.exists()
