"""Several years side by side."""

import pytest
from pytest_django import DjangoAssertNumQueries

from budgets.models import BudgetVersion
from budgets.models.comparison import comparison_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("years", [[2021], [2019, 2020, 2021], [2019, 2020, 2021, 2022]])
def test_it_takes_four_queries_whatever_the_number_of_years(
    years: list[int], the_example: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    versions = list(BudgetVersion.objects.of_years(years).select_related("budget_year"))
    with django_assert_num_queries(4):
        table = comparison_of(versions)
    assert [column.label for column in table.columns] == [str(year) for year in years]


def test_the_columns_stand_in_the_order_given(the_example: None) -> None:
    newest_first = BudgetVersion.objects.of_years([2019, 2020]).reverse()
    assert [column.label for column in comparison_of(list(newest_first)).columns] == [
        "2020",
        "2019",
    ]


def test_no_versions_make_an_empty_table(db: None) -> None:
    assert comparison_of([]).columns == ()
