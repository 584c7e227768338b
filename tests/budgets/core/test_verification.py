"""What is stored is computed again, and everything that differs is told with where and what."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgets.core.explanation import Member, explain
from budgets.core.verification import Differs, Kept, What, differences
from tests.money import amounts

FIGURES = {"2303": 6, "2380": 14}
AGREED = {"2303": (6, Decimal("3.00")), "2380": (14, Decimal("7.00"))}
"""Ten kronor by population."""

populations = st.lists(st.integers(1, 10**6), min_size=1, max_size=10).map(
    lambda counts: {str(2300 + place): count for place, count in enumerate(counts)}
)


def kept(
    shares: dict[str, tuple[int, Decimal]],
    total: str = "10.00",
    name: str = "A",
    equal_percent: int = 0,
    allocates_in_ore: bool = False,
) -> Kept:
    return Kept(name, Decimal(total), equal_percent, allocates_in_ore, shares)


def computed(total: Decimal, figures: dict[str, int], percent: int, in_ore: bool) -> Kept:
    """What is stored when all is as it should be."""
    members = [Member(code, code, population) for code, population in figures.items()]
    explained = explain(total, members, equal_percent=percent, allocate_in_ore=in_ore)
    shares = {each.member.code: (each.member.population, each.amount) for each in explained.members}
    return Kept("A", total, percent, in_ore, shares)


def test_nothing_differs_where_nothing_was_changed() -> None:
    assert differences([kept(AGREED)], {"A": Decimal(10)}, FIGURES) == []
    assert differences([], {}, FIGURES) == []


@given(amounts(), populations, st.integers(0, 100), st.booleans())
def test_what_was_computed_does_not_differ(
    total: Decimal, figures: dict[str, int], percent: int, in_ore: bool
) -> None:
    stored = computed(total, figures, percent, in_ore)
    assert differences([stored], {"A": total}, figures) == []


@given(
    amounts(),
    populations,
    st.integers(0, 100),
    st.booleans(),
    amounts().filter(bool),
    st.data(),
)
def test_a_share_changed_by_any_amount_is_told_alone(
    total: Decimal,
    figures: dict[str, int],
    percent: int,
    in_ore: bool,
    more: Decimal,
    data: st.DataObject,
) -> None:
    stored = computed(total, figures, percent, in_ore)
    code = data.draw(st.sampled_from(sorted(figures)))
    population, amount = stored.shares[code]
    changed = kept(
        {**stored.shares, code: (population, amount + more)},
        str(total),
        equal_percent=percent,
        allocates_in_ore=in_ore,
    )
    assert differences([changed], {"A": total}, figures) == [
        Differs(What.SHARE, ("A", code), amount + more, amount)
    ]


def test_a_total_that_is_not_the_sum_of_the_lines_is_told_with_both() -> None:
    assert differences([kept(AGREED)], {"A": Decimal(11)}, FIGURES) == [
        Differs(What.TOTAL, ("A",), Decimal(10), Decimal(11))
    ]


def test_an_allocation_that_no_line_is_charged_to_has_no_sum_to_be_held_against() -> None:
    assert differences([kept(AGREED)], {}, FIGURES) == [
        Differs(What.TOTAL, ("A",), Decimal(10), None)
    ]


def test_lines_charged_to_what_was_never_shared_are_told() -> None:
    assert differences([kept(AGREED)], {"A": Decimal(10), "B": Decimal(5)}, FIGURES) == [
        Differs(What.TOTAL, ("B",), None, Decimal(5))
    ]


def test_a_share_by_another_population_is_told_though_the_amounts_follow_from_it() -> None:
    assert differences([kept(AGREED)], {"A": Decimal(10)}, {"2303": 7}) == [
        Differs(What.POPULATION, ("A", "2303"), 6, 7),
        Differs(What.POPULATION, ("A", "2380"), 14, None),
    ]


def test_the_key_of_the_agreement_is_the_one_the_shares_are_computed_by() -> None:
    equal = {"2303": (6, Decimal("5.00")), "2380": (14, Decimal("5.00"))}
    assert differences([kept(equal, equal_percent=100)], {"A": Decimal(10)}, FIGURES) == []
    assert differences([kept(equal)], {"A": Decimal(10)}, FIGURES) == [
        Differs(What.SHARE, ("A", "2303"), Decimal("5.00"), Decimal("3.00")),
        Differs(What.SHARE, ("A", "2380"), Decimal("5.00"), Decimal("7.00")),
    ]


def test_an_agreement_that_shares_in_ore_is_computed_in_ore() -> None:
    halves = {"2303": (1, Decimal("0.50")), "2380": (1, Decimal("0.50"))}
    in_ore = kept(halves, "1.00", allocates_in_ore=True)
    figures = {"2303": 1, "2380": 1}
    assert differences([in_ore], {"A": Decimal(1)}, figures) == []
    assert differences([kept(halves, "1.00")], {"A": Decimal(1)}, figures) == [
        Differs(What.SHARE, ("A", "2303"), Decimal("0.50"), Decimal("1.00")),
        Differs(What.SHARE, ("A", "2380"), Decimal("0.50"), Decimal("0.00")),
    ]


def test_shares_that_nobody_can_have_are_told_once_beside_the_populations() -> None:
    nobody = {"2303": (0, Decimal("3.00")), "2380": (0, Decimal("7.00"))}
    assert differences([kept(nobody)], {"A": Decimal(10)}, {"2303": 6, "2380": 0}) == [
        Differs(What.POPULATION, ("A", "2303"), 0, 6),
        Differs(What.SHARES_IMPOSSIBLE, ("A",), Decimal(10), None),
    ]
    assert differences([kept({})], {"A": Decimal(10)}, FIGURES) == [
        Differs(What.SHARES_IMPOSSIBLE, ("A",), Decimal(10), None)
    ]


def test_every_allocation_is_told_of_in_its_order_and_what_was_never_shared_last() -> None:
    swapped = {"2303": (6, Decimal("7.00")), "2380": (14, Decimal("3.00"))}
    allocations = [kept(swapped), kept(AGREED, name="B"), kept(AGREED, "12.00", name="C")]
    charged = {"D": Decimal(1), "C": Decimal(10), "B": Decimal(10), "A": Decimal(9)}
    assert differences(allocations, charged, FIGURES) == [
        Differs(What.TOTAL, ("A",), Decimal(10), Decimal(9)),
        Differs(What.SHARE, ("A", "2303"), Decimal("7.00"), Decimal("3.00")),
        Differs(What.SHARE, ("A", "2380"), Decimal("3.00"), Decimal("7.00")),
        Differs(What.TOTAL, ("C",), Decimal(12), Decimal(10)),
        Differs(What.SHARE, ("C", "2303"), Decimal("3.00"), Decimal("4.00")),
        Differs(What.SHARE, ("C", "2380"), Decimal("7.00"), Decimal("8.00")),
        Differs(What.TOTAL, ("D",), None, Decimal(1)),
    ]
    assert charged == {"D": Decimal(1), "C": Decimal(10), "B": Decimal(10), "A": Decimal(9)}
