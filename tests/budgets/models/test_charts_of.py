"""What the pictures of a budget are drawn from, and what they make plain."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from budgets.actions import lines
from budgets.core.money import NO_BREAK_SPACE
from budgets.models import BudgetVersion
from budgets.models.charts import MOST_ROWS, YEARS_DRAWN, Charts, charts_of
from budgets.wording.charts import finding
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db


def of_the_example(year: int) -> Charts:
    versions = list(
        BudgetVersion.objects.filter(budget_year__year__lte=year)
        .current()
        .select_related("budget_year", "snapshot")
    )
    return charts_of(next(v for v in versions if v.year == year), versions)


def said(chart: object) -> str:
    with override("en"):
        return finding(chart).replace(NO_BREAK_SPACE, " ")


def test_the_years_are_drawn_by_the_sums_of_their_lines(the_example: None) -> None:
    chart = of_the_example(2021).years
    assert [year.version.year for year in chart.years] == [2019, 2020, 2021]
    assert [year.income for year in chart.years] == [7_201_000, 7_327_000, 7_502_000]
    assert [year.cost for year in chart.years] == [7_209_000, 7_327_000, 7_503_000]
    assert [year.result for year in chart.years] == [-8_000, 0, -1_000]
    assert said(chart) == (
        "The income of 2021 is 7 502 tkr, +4,2 % since 2019; the costs are 7 503 tkr, +4,1 %."
    )
    assert of_the_example(2021).has_deviations


def test_money_comes_and_goes_by_heading_the_largest_first(the_example: None) -> None:
    chart = of_the_example(2021).flows
    assert [flow.amount for flow in chart.income.flows] == [5_616_000, 972_000, 538_000, 376_000]
    assert [flow.amount for flow in chart.cost.flows] == [6_281_000, 1_222_000]
    assert chart.income.flows[0].part == Fraction(5616, 7502)
    assert Decimal(chart.income.flows[0].bar.width) < Decimal(chart.cost.flows[0].bar.width)
    assert "74,9 % of the income" in said(chart)


def test_shares_are_those_of_the_allocation(the_example: None) -> None:
    (chart,) = of_the_example(2021).shares
    assert sum(share.amount for share in chart.shares) == chart.sharing.total == 5_616_000
    assert [share.amount for share in chart.shares][:2] == [2_738_192, 642_528]
    assert said(chart) == (
        "Östersund pays the most, 2 738 192 kr (48,8 %); Ragunda the least, 226 855 kr (4,0 %)."
    )


def test_changes_are_against_the_year_before(the_example: None) -> None:
    (chart,) = of_the_example(2021).changes
    krokom = next(change for change in chart.changes if change.name == "Krokom")
    assert [krokom.was, krokom.now, krokom.difference] == [626_801, 642_528, 15_727]
    assert said(chart) == (
        "All 8 municipalities pay more than for 2020. "
        "The largest change is that of Östersund: +70 894 kr."
    )
    assert of_the_example(2019).changes == ()


def test_who_joined_changes_by_all_and_by_no_per_cent() -> None:
    one, two, three = (registers.municipality(code) for code in ("1001", "1002", "1003"))
    agreement = registers.agreement(one, two, from_year=2020)
    registers.snapshot(2018, {one: 100, two: 100, three: 100})
    registers.snapshot(2019, {one: 100, two: 100, three: 200})
    before = budgets.shared(agreement, 1000, year=2020)
    registers.participation(agreement, three, from_year=2021)
    (chart,) = charts_of(budgets.shared(agreement, 1000), [before]).changes
    joined = chart.changes[0]
    assert joined.code == "1003"
    assert [joined.was, joined.now, joined.percent] == [None, 500, None]
    assert [change.difference for change in chart.changes[1:]] == [-250, -250]
    assert said(chart).startswith("Of 3 municipalities 1 pay more than for 2020 and 2 pay less.")


def test_of_many_members_the_largest_are_drawn_and_all_are_in_the_table() -> None:
    members = [registers.municipality(f"{1000 + n}") for n in range(MOST_ROWS + 2)]
    agreement = registers.agreement(*members)
    registers.snapshot(2019, {member: 10 + n for n, member in enumerate(members)})
    (chart,) = charts_of(budgets.shared(agreement), []).shares
    assert len(chart.shares) == MOST_ROWS + 2
    assert chart.left_out == 2
    assert {share.code for share in chart.shares if share.bar is None} == {"1000", "1001"}
    assert said(chart).endswith("2 more are in the table alone.")


def test_a_draft_without_lines_or_population_is_drawn_as_far_as_it_goes() -> None:
    empty = charts_of(budgets.draft(), [])
    assert (empty.shares, empty.changes, empty.unshared) == ((), (), ())
    assert said(empty.years) == "The income of 2021 is 0 tkr and the costs are 0 tkr."
    assert said(empty.flows) == "There are no lines to draw."
    member = registers.municipality("1001")
    unknown = charts_of(budgets.shared(registers.agreement(member), year=2022), [])
    assert [sharing.missing for sharing in unknown.unshared] == [(member,)]


def test_a_negative_heading_has_a_bar_and_no_part() -> None:
    version = budgets.draft()
    lines.add(version=version, heading=budgets.cost("Löner"), amount=Decimal(300), text="")
    lines.add(version=version, heading=budgets.cost("Rabatt"), amount=Decimal(-100), text="")
    chart = charts_of(version, []).flows
    assert [flow.part for flow in chart.cost.flows] == [None, None]
    assert Decimal(chart.cost.flows[1].bar.width) * 3 == Decimal(chart.cost.flows[0].bar.width)
    assert chart.cost.flows[1].bar.x == "0.0"


def test_only_so_many_years_are_drawn() -> None:
    versions = [budgets.draft(year) for year in range(2010, 2022)]
    drawn = charts_of(versions[-1], versions).years.years
    assert [year.version.year for year in drawn] == list(range(2022 - YEARS_DRAWN, 2022))
    assert datetime.date(2020, 9, 24) == drawn[-1].version.planned_adoption_date
