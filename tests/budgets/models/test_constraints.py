"""What a budget refuses: with a sentence at the field, and in the database behind it."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import translation

from budgets.models import (
    Allocation,
    BudgetVersion,
    BudgetYear,
    Charge,
    ControlTotal,
    Heading,
    LineItem,
    Share,
    State,
)
from tests.factories import budgets, registers
from tests.refusals import refused_by, sentences
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("year", [20211, 1066, 1989, 2100])
def test_a_budget_year_is_between_1990_and_2099(year: int) -> None:
    assert sentences(BudgetYear(year=year)) == {
        "year": ["The budget year must be between 1990 and 2099."]
    }
    with refused_by("budget_year_is_between_1990_and_2099"):
        BudgetYear.objects.bulk_create([BudgetYear(year=year)])


def test_a_version_number_is_there_once_in_a_year() -> None:
    first = budgets.draft()
    again = BudgetVersion(
        budget_year=first.budget_year, number=1, planned_adoption_date=budgets.DECIDED
    )
    assert sentences(again) == {"number": ["That year has a version with this number already."]}
    with refused_by("version_number_unique_in_year"):
        BudgetVersion.objects.bulk_create([again])
    with refused_by("version_number_counts_from_1"):
        BudgetVersion.objects.update(number=0)


def test_versions_of_other_years_and_the_version_itself_are_in_nobodys_way() -> None:
    first = budgets.draft(2021)
    budgets.draft(2022)
    assert sentences(first) == {}


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_a_date_of_adoption_is_one_we_believe_in(day: datetime.date) -> None:
    version = budgets.draft()
    version.planned_adoption_date = day
    assert sentences(version) == {
        "planned_adoption_date": ["The date must be between 1989 and 2099."]
    }
    with refused_by("planned_adoption_date_is_sane"):
        BudgetVersion.objects.update(planned_adoption_date=day)
    budgets.adopted(2020)
    with refused_by("adoption_date_is_sane"), behind_the_back():
        BudgetVersion.objects.filter(state=State.ADOPTED).update(adopted_on=day)


def test_a_state_is_known() -> None:
    budgets.draft()
    with refused_by("version_state_is_known"):
        BudgetVersion.objects.update(state="lost")


@pytest.mark.parametrize("state", [State.ADOPTED, State.SUPERSEDED])
def test_no_version_is_frozen_without_its_decision(state: State) -> None:
    budgets.draft()
    with refused_by("frozen_versions_carry_their_decision"):
        BudgetVersion.objects.update(state=state)


def test_no_decision_is_taken_back_by_a_new_state() -> None:
    budgets.adopted()
    with refused_by("frozen_versions_carry_their_decision"), behind_the_back():
        BudgetVersion.objects.update(state=State.DRAFT)


@pytest.mark.parametrize(
    "emptied", [{"decision_reference": ""}, {"checksum": ""}, {"adopted_on": None}]
)
def test_no_decision_is_emptied(emptied: dict[str, str | None]) -> None:
    budgets.adopted()
    with refused_by("frozen_versions_carry_their_decision"), behind_the_back():
        BudgetVersion.objects.update(**emptied)


def test_a_year_has_one_adopted_version() -> None:
    adopted = budgets.adopted()
    adopted.pk, adopted.number = None, 2
    with refused_by("one_adopted_version_per_year"):
        BudgetVersion.objects.bulk_create([adopted])


def test_a_heading_is_there_once_in_its_kind_and_the_kind_is_known() -> None:
    budgets.income("Intäkter")
    again = Heading(kind="income", name="Intäkter")
    assert sentences(again)["__all__"] == ["There is already such a heading."]
    with refused_by("heading_unique_in_kind"):
        Heading.objects.bulk_create([again])
    assert sentences(Heading(kind="cost", name="Intäkter")) == {}
    with refused_by("heading_kind_is_known"):
        Heading.objects.update(kind="gift")


@pytest.mark.parametrize("amount", [Decimal(10) ** 15, -(Decimal(10) ** 12)])
def test_an_amount_is_less_than_a_thousand_billion(amount: Decimal) -> None:
    line = LineItem(version=budgets.draft(), heading=budgets.cost(), amount=amount)
    assert "amount" in sentences(line)
    control = ControlTotal(version=line.version, total="cost", amount=amount, source="S")
    assert "amount" in sentences(control)


@pytest.mark.parametrize("table", ["lineitem", "controltotal", "share", "allocation"])
def test_the_database_refuses_an_amount_of_a_thousand_billion(table: str) -> None:
    version = budgets.adopted()
    with behind_the_back():
        ControlTotal.objects.create(version=version, total="cost", amount=1, source="S")
    column = "total" if table == "allocation" else "amount"
    # PostgreSQL's type numeric(14, 2) refuses it before the constraint is asked.
    with (
        pytest.raises((IntegrityError, DataError)),
        transaction.atomic(),
        behind_the_back(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE budgets_{table} SET {column} = 1000000000000")


def test_what_is_no_amount_is_no_500() -> None:
    line = LineItem(version=budgets.draft(), heading=budgets.cost(), amount="abc")
    assert "amount" in sentences(line)


def test_an_income_says_how_it_is_charged() -> None:
    line = LineItem(version=budgets.draft(), heading=budgets.income(), amount=1)
    assert sentences(line) == {"charge": ["Say how this income is charged."]}
    with refused_by("income_is_charged_and_cost_is_not"):
        LineItem.objects.bulk_create([line])


def test_a_cost_is_not_charged() -> None:
    line = LineItem(
        version=budgets.draft(), heading=budgets.cost(), amount=1, charge=Charge.ON_ORDER
    )
    assert sentences(line) == {
        "charge": ["A cost is not charged: the income covers it. Choose “not charged”."]
    }
    with refused_by("income_is_charged_and_cost_is_not"):
        LineItem.objects.bulk_create([line])


def test_neither_a_line_nor_its_heading_turns_income_into_cost() -> None:
    budgets.shared(registers.agreement())
    with refused_by("income_is_charged_and_cost_is_not"):
        LineItem.objects.update(charge="", agreement=None)
    with refused_by("income_is_charged_and_cost_is_not"):
        LineItem.objects.filter(heading__kind="income").update(heading=budgets.cost())
    with refused_by("income_is_charged_and_cost_is_not"):
        Heading.objects.filter(kind="cost").update(kind="income")


@pytest.mark.parametrize("charge", ["agreement", "municipality", "other_party"])
def test_a_charge_names_whom_it_goes_to(charge: str) -> None:
    line = LineItem(version=budgets.draft(), heading=budgets.income(), amount=1, charge=charge)
    assert sentences(line) == {charge: ["Name the one that is charged."]}
    with refused_by("charge_names_its_target"):
        LineItem.objects.bulk_create([line])


@pytest.mark.parametrize("charge", ["agreement", "on_order"])
def test_a_charge_names_nobody_else(charge: str) -> None:
    line = LineItem(
        version=budgets.draft(),
        heading=budgets.income(),
        amount=1,
        charge=charge,
        agreement=registers.agreement() if charge == "agreement" else None,
        municipality=registers.municipality(),
    )
    assert sentences(line) == {
        "municipality": ["Leave this empty: the amount is charged in another way."]
    }
    with refused_by("charge_names_its_target"):
        LineItem.objects.bulk_create([line])


def test_an_unknown_charge_is_a_sentence() -> None:
    line = LineItem(version=budgets.draft(), heading=budgets.income(), amount=1, charge="gift")
    assert "charge" in sentences(line)
    with refused_by("charge_names_its_target"):
        LineItem.objects.bulk_create([line])


def test_a_control_total_is_there_once_and_of_what_we_know() -> None:
    version = budgets.draft()
    ControlTotal.objects.create(version=version, total="cost", amount=1, source="S")
    with refused_by("one_control_total_of_a_kind_per_version"):
        ControlTotal.objects.bulk_create(
            [ControlTotal(version=version, total="cost", amount=1, source="S")]
        )
    with refused_by("control_total_is_of_a_known_total"):
        ControlTotal.objects.update(total="gift")
    with refused_by("control_total_is_printed_in_a_known_unit"):
        ControlTotal.objects.update(printed_in=10)


def test_shares_are_there_once_and_of_people() -> None:
    budgets.adopted()
    share, allocation = Share.objects.all()[0], Allocation.objects.get()
    share.pk = allocation.pk = None
    with refused_by("one_share_per_allocation_and_municipality"), behind_the_back():
        Share.objects.bulk_create([share])
    with refused_by("one_allocation_per_version_and_agreement"), behind_the_back():
        Allocation.objects.bulk_create([allocation])
    with refused_by("share_population_is_positive"), behind_the_back():
        Share.objects.update(population=0)
    with refused_by("equal_percent"), behind_the_back():
        Allocation.objects.update(equal_percent=101)


def test_a_text_that_is_too_long_is_a_sentence() -> None:
    line = LineItem(
        version=budgets.draft(),
        heading=budgets.cost(),
        amount=1,
        text="x" * 100_000,
        account="x" * 100_000,
    )
    with pytest.raises(ValidationError) as refusal:
        line.full_clean()
    assert set(refusal.value.message_dict) == {"text", "account"}


def test_the_guards_of_the_database_are_there() -> None:
    """A migration that remakes a table on SQLite would drop its triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE tgname LIKE 'income_is_charged%%' ORDER BY 2, 1"
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' "
                "AND name LIKE 'income_is_charged%%' ORDER BY 2, 1"
            )
        assert [table for _name, table in cursor.fetchall()] == [
            "budgets_heading",
            "budgets_lineitem",
            "budgets_lineitem",
        ]
