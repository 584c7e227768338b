"""The difference from last year is split to the last öre, and no order is preferred."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.core import change_analysis
from budgets.core.change_analysis import FACTORS, Cause, ChangeExplained, Part, analyse
from budgets.core.explanation import AllocationExplained, Member, explain
from tests.money import amounts

OWN = "a"
populations = st.dictionaries(
    st.sampled_from("abcdef"), st.integers(1, 100_000), min_size=1, max_size=6
)
totals = amounts(-(10**9), 10**9)


def shared(
    total: Decimal | int, people: dict[str, int], percent: int = 0, in_ore: bool = False
) -> AllocationExplained:
    return explain(
        Decimal(total),
        [Member(code, code.upper(), population) for code, population in people.items()],
        equal_percent=percent,
        allocate_in_ore=in_ore,
    )


allocations = st.builds(shared, totals, populations, st.integers(0, 100), st.booleans())
agreements = st.dictionaries(st.sampled_from(["x", "y", "z"]), allocations, max_size=3)


def causes(found: ChangeExplained) -> dict[Cause, Decimal]:
    return {cause: amount for cause, amount in found.by_cause().items() if amount}


@given(agreements, agreements, totals, totals)
def test_the_parts_always_add_up_to_the_difference(
    before: dict[str, AllocationExplained],
    after: dict[str, AllocationExplained],
    direct_before: Decimal,
    direct_after: Decimal,
) -> None:
    found = analyse(OWN, before, after, direct_before=direct_before, direct_after=direct_after)

    def paid(allocations: dict[str, AllocationExplained], direct: Decimal) -> Decimal:
        shares = [
            share.amount
            for allocation in allocations.values()
            for share in allocation.members
            if share.member.code == OWN
        ]
        return sum(shares, direct)

    assert found.before == paid(before, direct_before)
    assert found.after == paid(after, direct_after)
    assert sum(found.by_cause().values()) == found.difference
    assert sum(part.exact for part in found.parts) == Fraction(found.difference)
    for part in found.parts:
        assert abs(Fraction(part.amount) - part.exact) < Fraction(1, 100)


@given(agreements, agreements)
def test_turned_around_every_part_changes_its_sign(
    before: dict[str, AllocationExplained], after: dict[str, AllocationExplained]
) -> None:
    there, back = analyse(OWN, before, after), analyse(OWN, after, before)
    assert [part.exact for part in there.parts] == [-part.exact for part in back.parts]
    assert [part.amount for part in there.parts] == [-part.amount for part in back.parts]


@settings(max_examples=20)
@given(
    allocations.filter(lambda a: any(s.member.code == OWN for s in a.members)),
    allocations.filter(lambda a: any(s.member.code == OWN for s in a.members)),
)
def test_it_is_the_average_over_all_orders_in_which_things_could_have_changed(
    before: AllocationExplained, after: AllocationExplained
) -> None:
    """Computed the long way: in each of the 120 orders, one step after the other."""
    was, now = change_analysis._terms(before, after), change_analysis._terms(after, before)
    sums = dict.fromkeys(FACTORS, Fraction(0))
    orders = list(permutations(FACTORS))
    for order in orders:
        changed: set[Cause] = set()
        for factor in order:
            earlier = change_analysis._exact(OWN, change_analysis._between(OWN, changed, was, now))
            changed = {*changed, factor}
            later = change_analysis._exact(OWN, change_analysis._between(OWN, changed, was, now))
            sums[factor] += later - earlier
    found = analyse(OWN, {"x": before}, {"x": after})
    for part in found.parts:
        if part.cause in sums:
            assert part.exact == sums[part.cause] / len(orders)


def test_what_did_not_change_has_no_part() -> None:
    same = shared(1000, {"a": 100, "b": 250})
    assert causes(analyse(OWN, {"x": same}, {"x": same})) == {}


def test_a_larger_budget_alone() -> None:
    people = {"a": 100, "b": 300}
    found = analyse(OWN, {"x": shared(400, people)}, {"x": shared(800, people)})
    assert causes(found) == {Cause.BUDGET: Decimal(100)}


def test_the_own_population_alone_and_that_of_the_others_alone() -> None:
    before = shared(1000, {"a": 100, "b": 300})
    grown = shared(1000, {"a": 300, "b": 300})
    assert causes(analyse(OWN, {"x": before}, {"x": grown})) == {Cause.OWN_POPULATION: Decimal(250)}
    left = shared(1000, {"a": 100, "b": 100})
    assert causes(analyse(OWN, {"x": before}, {"x": left})) == {
        Cause.OTHERS_POPULATION: Decimal(250)
    }


def test_one_that_joins_alone() -> None:
    before = shared(1000, {"a": 100, "b": 100})
    after = shared(1000, {"a": 100, "b": 100, "c": 200})
    assert causes(analyse(OWN, {"x": before}, {"x": after})) == {Cause.MEMBERS: Decimal(-250)}


def test_another_key_alone() -> None:
    people = {"a": 100, "b": 300}
    found = analyse(OWN, {"x": shared(1000, people)}, {"x": shared(1000, people, percent=100)})
    assert causes(found) == {Cause.KEY: Decimal(250)}


def test_rounding_has_its_part() -> None:
    """4 kronor by thirds are 1, 1, 2 or 2, 1, 1, as the larger of them changes."""
    found = analyse(
        OWN,
        {"x": shared(1, {"a": 1, "b": 1, "c": 1})},
        {"x": shared(2, {"a": 1, "b": 1, "c": 1})},
    )
    assert causes(found) == {Cause.BUDGET: Decimal("0.33"), Cause.ROUNDING: Decimal("-0.33")}
    assert found.difference == 0


def test_a_charge_to_the_payer_alone_is_a_part_of_its_own() -> None:
    same = shared(1000, {"a": 1, "b": 1})
    found = analyse(
        OWN, {"x": same}, {"x": same}, direct_before=Decimal(5), direct_after=Decimal(9)
    )
    assert causes(found) == {Cause.DIRECT: Decimal(4)}


def test_one_that_joins_owes_its_whole_share_to_that() -> None:
    found = analyse(OWN, {"x": shared(900, {"b": 100})}, {"x": shared(1000, {"a": 100, "b": 300})})
    assert causes(found) == {Cause.MEMBERS: Decimal(250)}


def test_a_new_agreement_is_of_the_budget() -> None:
    found = analyse(OWN, {}, {"x": shared(1000, {"a": 100, "b": 300}, percent=10)})
    assert causes(found) == {Cause.BUDGET: Decimal(275)}


def test_every_agreement_has_a_part_of_each_cause_after_what_is_charged_to_the_payer_alone() -> (
    None
):
    people = {"a": 100, "b": 300}
    found = analyse(
        OWN,
        {"x": shared(400, people), "join": shared(30, {"b": 3}), "ended": shared(20, people)},
        {"y": shared(1000, people), "x": shared(800, people), "join": shared(40, people)},
        direct_before=Decimal(5),
        direct_after=Decimal(9),
    )

    def of(agreement: str, cause: Cause, kronor: int) -> list[Part]:
        return [
            Part(each, agreement, Fraction(amount), Decimal(amount))
            for each in (*FACTORS, Cause.ROUNDING)
            for amount in [kronor if each is cause else 0]
        ]

    assert found == ChangeExplained(
        before=Decimal(5 + 100 + 5),
        after=Decimal(9 + 10 + 200 + 250),
        parts=(
            Part(Cause.DIRECT, "", Fraction(4), Decimal(4)),
            *of("ended", Cause.BUDGET, -5),
            *of("join", Cause.MEMBERS, 10),
            *of("x", Cause.BUDGET, 100),
            *of("y", Cause.BUDGET, 250),
        ),
    )
    assert found.by_cause() == {
        **dict.fromkeys(Cause, Decimal(0)),
        Cause.BUDGET: Decimal(345),
        Cause.DIRECT: Decimal(4),
        Cause.MEMBERS: Decimal(10),
    }


def test_nothing_is_charged_to_the_payer_alone_unless_said() -> None:
    same = shared(1000, {"a": 1, "b": 1})
    assert [part.cause for part in analyse(OWN, {"x": same}, {"x": same}).parts] == [
        *FACTORS,
        Cause.ROUNDING,
    ]
    begun = analyse(OWN, {}, {}, direct_after=Decimal("9.50"))
    ended = analyse(OWN, {}, {}, direct_before=Decimal("9.50"))
    assert begun == ChangeExplained(
        Decimal(0),
        Decimal("9.50"),
        (Part(Cause.DIRECT, "", Fraction(19, 2), Decimal("9.50")),),
    )
    assert ended == ChangeExplained(
        Decimal("9.50"),
        Decimal(0),
        (Part(Cause.DIRECT, "", Fraction(-19, 2), Decimal("-9.50")),),
    )


def test_what_is_paid_has_two_decimals_also_where_it_is_nothing() -> None:
    found = analyse(OWN, {}, {})
    assert (str(found.before), str(found.after)) == ("0.00", "0.00")
    assert {str(amount) for amount in found.by_cause().values()} == {"0.00"}


def test_an_agreement_without_the_payer_has_no_part() -> None:
    found = analyse(OWN, {"x": shared(5, {"b": 1})}, {"x": shared(9, {"b": 1})})
    assert found.parts == ()
    assert found.difference == 0


def test_krokoms_change_from_2020_to_2021_as_the_rules_tell_it(
    population_of_jamtland: dict[tuple[str, str], int],
) -> None:
    def of(day: str, total: int) -> AllocationExplained:
        codes = [code for code, at in population_of_jamtland if at == day]
        return shared(total, {code: population_of_jamtland[code, day] for code in codes})

    before, after = of("2018-12-31", 5_496_000), of("2019-12-31", 5_616_000)
    found = analyse("2309", {"x": before}, {"x": after})
    assert (found.before, found.after) == (Decimal(626_801), Decimal(642_528))
    exact = {part.cause: round(float(part.exact), 4) for part in found.parts}
    assert exact[Cause.BUDGET] == 13707.4542
    assert exact[Cause.OWN_POPULATION] == 4071.4210
    assert exact[Cause.OTHERS_POPULATION] == -2051.6087
    assert causes(found) == {
        Cause.BUDGET: Decimal("13707.46"),
        Cause.OWN_POPULATION: Decimal("4071.42"),
        Cause.OTHERS_POPULATION: Decimal("-2051.61"),
        Cause.ROUNDING: Decimal("-0.27"),
    }
