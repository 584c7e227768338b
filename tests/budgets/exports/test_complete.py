"""The complete workbook as an export: what its reader sees, and no more."""

import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from budgets.exports.complete import workbook
from budgets.exports.order import OFFICE, Order, Step
from budgets.models import BudgetVersion

pytestmark = pytest.mark.django_db


def made_for(sees: str, **options: str) -> tuple[list[Step], str, bytes]:
    version = BudgetVersion.objects.get(budget_year__year=2021)
    steps, making = [], workbook(Order(version, datetime.date(2021, 1, 4), sees, options))
    while True:
        try:
            steps.append(next(making))
        except StopIteration as end:
            return steps, end.value.name, end.value.content


def payers(content: bytes) -> set[object]:
    sheet = load_workbook(BytesIO(content))["Delbetalningar"]
    return {row[0].value for row in sheet.iter_rows(min_row=5)}


def test_the_office_gets_everybody_and_a_contact_the_own(the_example: None) -> None:
    steps, name, content = made_for(OFFICE)
    assert (steps, name) == ([Step(0, 2), Step(1, 2)], "Budget 2021, version 1.xlsx")
    assert {"Krokom", "Östersund"} < payers(content)
    assert payers(made_for("2309")[2]) == {"Krokom", "Summa"}


def test_it_prints_as_was_chosen(the_example: None) -> None:
    _steps, _name, content = made_for(OFFICE, unit="mkr")
    assert load_workbook(BytesIO(content))["Tabell"]["A3"].value == "Mkr"
