"""Instalments add up to the year's sum, also after amendments (rule 10)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.instalments import (
    COUNTS,
    Due,
    Instalment,
    Invoiced,
    PlanError,
    Spread,
    Standing,
    moved,
    own_plan,
    plan,
    spread,
    vat_on,
)
from tests import money

DAY = date(2021, 1, 31)
sums = money.amounts(-(10**7), 10**7)
plans = st.lists(st.integers(1, 9), min_size=1, max_size=12).map(
    lambda weights: own_plan([DAY + timedelta(days=30 * n) for n in range(len(weights))], weights)
)


def amounts(found: Spread) -> list[Decimal]:
    return [instalment.amount for instalment in found.instalments]


def invoiced(found: Spread, *numbers: int) -> list[Invoiced]:
    return [
        Invoiced(instalment.number, instalment.day, instalment.amount)
        for instalment in found.instalments
        if instalment.number in numbers
    ]


@pytest.mark.parametrize(
    ("count", "days"),
    [
        (1, ["01-31"]),
        (2, ["01-31", "07-31"]),
        (4, ["01-31", "04-30", "07-31", "10-31"]),
    ],
)
def test_an_even_plan_falls_on_last_days_of_months(count: int, days: list[str]) -> None:
    found = [(due.number, due.day.isoformat(), due.weight) for due in plan(2021, count)]
    assert found == [(number, f"2021-{day}", 1) for number, day in enumerate(days, start=1)]


def test_twelve_instalments_fall_on_every_last_day_of_a_month() -> None:
    found = plan(2024, 12)
    assert [due.day.month for due in found] == list(range(1, 13))
    assert all((due.day + timedelta(days=1)).day == 1 for due in found)


@pytest.mark.parametrize("count", [-1, 0, 3, 6, 13])
def test_other_counts_are_refused(count: int) -> None:
    reason = f"A year is paid in 1, 2, 4 or 12 instalments, not {count}"
    with pytest.raises(PlanError, match=f"^{reason}$"):
        plan(2021, count)


@pytest.mark.parametrize(
    ("days", "weights", "reason"),
    [
        ([], None, "A plan has at least one day"),
        ([], [1], "A plan has at least one day"),
        ([DAY, DAY], None, "A day comes once in a plan"),
        ([DAY], [0], "Each day has a weight of at least 1"),
        ([DAY], [-1], "Each day has a weight of at least 1"),
        ([DAY], [1, 1], "Each day has a weight of at least 1"),
        ([DAY], [], "Each day has a weight of at least 1"),
    ],
)
def test_what_is_no_plan_is_refused(
    days: list[date], weights: list[int] | None, reason: str
) -> None:
    with pytest.raises(PlanError, match=f"^{reason}$"):
        own_plan(days, weights)


def test_a_number_that_comes_twice_is_refused() -> None:
    reason = "^Each instalment has a number of its own$"
    with pytest.raises(PlanError, match=reason):
        spread(Decimal(1), [Due(1, DAY), Due(1, DAY)])
    with pytest.raises(PlanError, match=reason):
        spread(Decimal(1), plan(2021, 1), [Invoiced(7, DAY, Decimal(1))] * 2)


def test_days_without_weights_weigh_alike() -> None:
    later, earlier = date(2021, 9, 1), date(2021, 3, 1)
    assert own_plan([later, earlier]) == [Due(1, earlier, 1), Due(2, later, 1)]


def test_a_plan_moves_whole_years_and_keeps_the_last_day_of_february() -> None:
    dues = [Due(1, date(2023, 2, 28), 2), Due(2, date(2023, 5, 15))]
    assert [due.day.isoformat() for due in moved(dues, 1)] == ["2024-02-29", "2024-05-15"]
    assert [due.weight for due in moved(dues, 1)] == [2, 1]


def test_krokoms_sum_of_2021_in_quarters() -> None:
    assert amounts(spread(Decimal("642528.00"), plan(2021, 4))) == [Decimal(160632)] * 4


def test_a_sum_of_whole_kronor_is_paid_in_whole_kronor_and_one_with_ore_in_ore() -> None:
    assert amounts(spread(Decimal("10.00"), plan(2021, 4))) == [3, 3, 2, 2]
    assert amounts(spread(Decimal("10.01"), plan(2021, 4))) == [
        Decimal("2.51"),
        Decimal("2.50"),
        Decimal("2.50"),
        Decimal("2.50"),
    ]


def test_the_next_to_be_invoiced_is_the_first_that_is_left() -> None:
    first = spread(Decimal(1000), plan(2021, 4))
    assert first.next_due == first.instalments[0]
    some = spread(Decimal(1000), plan(2021, 4), invoiced(first, 1, 3))
    assert some.next_due is not None
    assert some.next_due.number == 2
    assert spread(Decimal(1000), plan(2021, 4), invoiced(first, 1, 2, 3, 4)).next_due is None


def test_own_weights_decide() -> None:
    dues = own_plan([date(2021, 3, 1), date(2021, 9, 1)], [3, 1])
    assert amounts(spread(Decimal(1000), dues)) == [750, 250]


@given(total=sums, dues=plans)
def test_nothing_is_lost_or_made_up(total: Decimal, dues: list[Due]) -> None:
    found = spread(total, dues)
    assert sum(amounts(found)) == total
    weight_sum = sum(due.weight for due in dues)
    for due, instalment in zip(dues, found.instalments, strict=True):
        assert (instalment.number, instalment.day) == (due.number, due.day)
        exact = Fraction(total) * due.weight / weight_sum
        assert abs(Fraction(instalment.amount) - exact) < (1 if total == int(total) else 0.01)


@given(st.data(), plans, st.lists(sums, min_size=1, max_size=5))
def test_after_every_amendment_the_year_still_adds_up(
    data: st.DataObject, dues: list[Due], totals: list[Decimal]
) -> None:
    """Amended again and again, with whatever invoiced in between; also settlements."""
    done: list[Invoiced] = []
    for total in totals:
        found = spread(total, dues, done)
        assert sum(amounts(found)) == total
        kept = [i for i in found.instalments if i.standing is Standing.INVOICED]
        assert [(i.number, i.amount) for i in kept] == [
            (each.number, each.amount) for each in sorted(done, key=lambda each: each.number)
        ]
        open_numbers = [i.number for i in found.instalments if i.standing is not Standing.INVOICED]
        chosen = data.draw(st.sets(st.sampled_from(open_numbers)) if open_numbers else st.just([]))
        done += invoiced(found, *chosen)


@given(total=sums, count=st.sampled_from(COUNTS), data=st.data())
def test_an_amendment_that_changes_no_sum_changes_no_instalment(
    total: Decimal, count: int, data: st.DataObject
) -> None:
    first = spread(total, plan(2021, count))
    numbers = data.draw(st.sets(st.integers(1, count)))
    assert amounts(spread(total, plan(2021, count), invoiced(first, *numbers))) == amounts(first)


@given(
    total=money.amounts(Decimal("0.01"), 10**7),
    new=money.amounts(0, 10**7),
    dues=plans,
    data=st.data(),
)
def test_what_is_left_is_never_negative_but_credited_at_once(
    total: Decimal, new: Decimal, dues: list[Due], data: st.DataObject
) -> None:
    first = spread(total, dues)
    numbers = data.draw(st.sets(st.integers(1, len(dues))))
    found = spread(new, dues, invoiced(first, *numbers))
    assert all(i.amount >= 0 for i in found.instalments if i.standing is Standing.LEFT)
    assert found.rest >= 0 or found.settlement is not None
    if found.settlement and found.settlement.is_credit:
        assert found.settlement.amount == found.rest
        assert found.settlement.day is None


def test_a_credit_when_more_was_invoiced_than_is_to_be_paid() -> None:
    first = spread(Decimal(1000), plan(2021, 4))
    found = spread(Decimal(400), plan(2021, 4), invoiced(first, 1, 2))
    assert amounts(found) == [250, 250, 0, 0, -100]
    assert [found.invoiced, found.rest] == [500, -100]
    assert found.next_due == found.settlement
    assert found.settlement is not None
    assert found.settlement.number == 5


def test_each_instalment_keeps_its_number_its_day_and_its_standing() -> None:
    days = [date(2021, 1, 31), date(2021, 7, 31)]
    paid = Invoiced(1, date(2021, 1, 15), Decimal(600))
    first = Instalment(1, date(2021, 1, 15), Decimal(600), Standing.INVOICED)
    assert spread(Decimal(1000), own_plan(days), [paid]) == Spread(
        Decimal(1000), (first, Instalment(2, days[1], Decimal(400), Standing.LEFT))
    )
    assert spread(Decimal(500), own_plan(days), [paid]) == Spread(
        Decimal(500),
        (
            first,
            Instalment(2, days[1], Decimal(0), Standing.LEFT),
            Instalment(3, None, Decimal(-100), Standing.SETTLEMENT),
        ),
    )


def test_without_a_plan_all_is_paid_at_once() -> None:
    assert spread(Decimal(5), []) == Spread(
        Decimal(5), (Instalment(1, None, Decimal(5), Standing.SETTLEMENT),)
    )
    assert spread(Decimal(0), []) == Spread(Decimal(0), ())


def test_less_than_a_krona_settles_as_any_sum_does() -> None:
    half = Decimal("0.50")
    assert amounts(spread(500 + half, plan(2021, 2), [Invoiced(1, DAY, Decimal(500))])) == [
        500,
        half,
    ]
    assert amounts(spread(Decimal(0), plan(2021, 2), [Invoiced(1, DAY, half)])) == [half, 0, -half]
    assert amounts(spread(Decimal(0), plan(2021, 2), [Invoiced(1, DAY, -half)])) == [-half, 0, half]


def test_one_more_instalment_when_all_were_invoiced() -> None:
    first = spread(Decimal(1000), plan(2021, 2))
    found = spread(Decimal(1300), plan(2021, 2), invoiced(first, 1, 2))
    assert amounts(found) == [500, 500, 300]
    assert found.settlement is not None
    assert not found.settlement.is_credit


def test_nothing_more_when_all_was_invoiced_and_the_sum_is_the_same() -> None:
    first = spread(Decimal(1000), plan(2021, 2))
    found = spread(Decimal(1000), plan(2021, 2), invoiced(first, 1, 2))
    assert amounts(found) == [500, 500]
    assert found.settlement is None


def test_one_who_no_longer_pays_gets_all_of_it_back() -> None:
    found = spread(Decimal(0), plan(2021, 2), [Invoiced(1, DAY, Decimal(500))])
    assert amounts(found) == [500, 0, -500]


def test_a_sum_to_get_back_is_the_mirror_of_one_to_pay() -> None:
    first = spread(Decimal(-1000), plan(2021, 4))
    assert amounts(first) == [-250] * 4
    assert amounts(spread(Decimal(-400), plan(2021, 4), invoiced(first, 1, 2))) == [
        -250,
        -250,
        0,
        0,
        100,
    ]


def test_a_settlement_that_was_not_invoiced_is_computed_anew() -> None:
    first = spread(Decimal(1000), plan(2021, 2))
    done = invoiced(first, 1)
    assert amounts(spread(Decimal(100), plan(2021, 2), done)) == [500, 0, -400]
    assert amounts(spread(Decimal(800), plan(2021, 2), done)) == [500, 300]


def test_a_shorter_plan_keeps_what_was_invoiced_by_a_longer_one() -> None:
    first = spread(Decimal(1200), plan(2021, 12))
    found = spread(Decimal(1200), plan(2021, 2), invoiced(first, 1, 2, 3))
    assert amounts(found) == [100, 100, 100, 900]
    assert [instalment.number for instalment in found.instalments] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("amount", "percent", "vat"),
    [
        ("160632.00", 25, "40158.00"),
        ("0.01", 25, "0.00"),
        ("0.02", 25, "0.01"),
        ("-0.02", 25, "-0.01"),
        ("100.00", 0, "0.00"),
        ("33.33", 6, "2.00"),
    ],
)
def test_vat_is_rounded_half_away_from_zero_to_the_ore(amount: str, percent: int, vat: str) -> None:
    assert vat_on(Decimal(amount), percent) == Decimal(vat)
