from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.allocation import (
    Allocated,
    Allocation,
    AllocationError,
    NegativeWeight,
    NoWeights,
    OnlyZeroWeights,
    allocate,
    allocate_explained,
    unit_for,
)

Records = list[dict[str, str]]
totals = st.integers(-(10**14), 10**14)
# Small weights and totals meet ties and zeros often; large ones meet real sizes.
weight_lists = st.lists(st.integers(0, 5), min_size=1, max_size=12).filter(any) | st.lists(
    st.integers(0, 10**7), min_size=1, max_size=40
).filter(any)
any_totals = st.integers(-60, 60) | totals

BASE_AGREEMENT_TKR = {"2019": 5362, "2020": 5496, "2021": 5616}


@pytest.mark.parametrize("year", ["2019", "2020", "2021"])
def test_shares_of_the_base_agreement_equal_the_reference_in_kronor(
    year: str, reference: Callable[[str], Records]
) -> None:
    records = reference(year)
    shares = allocate(
        BASE_AGREEMENT_TKR[year] * 1_000, [int(record["population"]) for record in records]
    )
    assert shares == [int(record["amount_kr_largest_remainder"]) for record in records]
    assert len(shares) == 8


@pytest.mark.parametrize("year", ["2019", "2020", "2021"])
def test_shares_of_the_base_agreement_equal_the_reference_in_tkr(
    year: str, reference: Callable[[str], Records]
) -> None:
    records = reference(year)
    shares = allocate(BASE_AGREEMENT_TKR[year], [int(record["population"]) for record in records])
    assert shares == [int(record["amount_tkr_largest_remainder"]) for record in records]


def test_the_reference_uses_the_published_population(
    reference: Callable[[str], Records], population_of_jamtland: dict[tuple[str, str], int]
) -> None:
    for record in reference("2021"):
        key = (record["code"], record["population_date"])
        assert population_of_jamtland[key] == int(record["population"])


@given(any_totals, weight_lists)
def test_shares_add_up_to_the_total(total: int, weights: list[int]) -> None:
    assert sum(allocate(total, weights)) == total


@given(any_totals, weight_lists)
def test_every_share_is_less_than_one_unit_from_its_quota(total: int, weights: list[int]) -> None:
    for share, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@given(any_totals, weight_lists)
def test_a_negative_total_mirrors_the_positive_one(total: int, weights: list[int]) -> None:
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@given(any_totals, weight_lists, st.randoms(use_true_random=False))
def test_the_order_of_participants_decides_only_between_equal_weights(
    total: int, weights: list[int], random: Any
) -> None:
    shuffled = random.sample(weights, len(weights))
    assert _shares_by_weight(total, shuffled) == _shares_by_weight(total, weights)


def _shares_by_weight(total: int, weights: list[int]) -> dict[int, list[int]]:
    shares = defaultdict(list)
    for weight, share in zip(weights, allocate(total, weights), strict=True):
        shares[weight].append(share)
    return {weight: sorted(found) for weight, found in shares.items()}


@given(any_totals, weight_lists, st.integers(1, 1_000))
def test_weights_multiplied_by_one_number_share_alike(
    total: int, weights: list[int], factor: int
) -> None:
    assert allocate(total, [factor * weight for weight in weights]) == allocate(total, weights)


@given(st.integers(0, 10**6), weight_lists)
def test_a_total_that_divides_evenly_is_shared_in_exact_proportion(
    per_weight: int, weights: list[int]
) -> None:
    total = per_weight * sum(weights)
    assert allocate(total, weights) == [per_weight * weight for weight in weights]


@given(st.integers(0, 10**6), weight_lists)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    ordered = sorted(weights)
    shares = allocate(total, ordered)
    for lighter, heavier, low, high in zip(ordered, ordered[1:], shares, shares[1:], strict=False):
        assert low <= high or lighter == heavier


@given(any_totals, weight_lists)
def test_a_zero_weight_gets_nothing(total: int, weights: list[int]) -> None:
    assert allocate(total, [0, *weights, 0])[:: len(weights) + 1] == [0, 0]


def test_a_tie_goes_to_the_larger_weight() -> None:
    # Quotas 0.5, 1.5 and 4: the remainders of the first two are equal.
    assert allocate(6, [1, 3, 8]) == [0, 2, 4]


def test_a_tie_between_equal_weights_goes_to_the_earlier_one() -> None:
    assert allocate(2, [1, 1, 1]) == [1, 1, 0]
    assert allocate(-2, [1, 1, 1]) == [-1, -1, 0]


def test_a_larger_total_can_give_a_participant_one_unit_less() -> None:
    assert allocate(10, [6, 6, 2])[2] == 2
    assert allocate(11, [6, 6, 2])[2] == 1


def test_sums_too_large_for_floats_are_exact() -> None:
    assert allocate(3 * 10**30 + 2, [1, 1, 1]) == [10**30 + 1, 10**30 + 1, 10**30]


def test_every_step_of_a_share_is_kept() -> None:
    assert allocate_explained(10, [6, 6, 2]) == Allocation(
        total=10,
        weight_sum=14,
        floor_sum=9,
        units_left=1,
        members=(
            Allocated(weight=6, floor=4, remainder=4, rank=2, unit_given=0, amount=4),
            Allocated(weight=6, floor=4, remainder=4, rank=3, unit_given=0, amount=4),
            Allocated(weight=2, floor=1, remainder=6, rank=1, unit_given=1, amount=2),
        ),
    )


def test_the_steps_of_a_sum_to_pay_back_are_mirrored() -> None:
    assert allocate_explained(-10, [6, 6, 2]) == Allocation(
        total=-10,
        weight_sum=14,
        floor_sum=-9,
        units_left=1,
        members=(
            Allocated(weight=6, floor=-4, remainder=4, rank=2, unit_given=0, amount=-4),
            Allocated(weight=6, floor=-4, remainder=4, rank=3, unit_given=0, amount=-4),
            Allocated(weight=2, floor=-1, remainder=6, rank=1, unit_given=1, amount=-2),
        ),
    )


@given(any_totals, weight_lists)
def test_the_explanation_comes_to_the_same_shares(total: int, weights: list[int]) -> None:
    allocation = allocate_explained(total, weights)
    assert [each.amount for each in allocation.members] == allocate(total, weights)
    assert [each.weight for each in allocation.members] == weights


@given(any_totals, weight_lists)
def test_floors_and_units_left_are_the_total(total: int, weights: list[int]) -> None:
    allocation = allocate_explained(total, weights)
    sign = -1 if total < 0 else 1
    assert sum(each.floor for each in allocation.members) == allocation.floor_sum
    assert allocation.floor_sum + sign * allocation.units_left == total
    assert sum(each.unit_given for each in allocation.members) == allocation.units_left
    assert 0 <= allocation.units_left < len(weights)


@given(any_totals, weight_lists)
def test_floor_and_remainder_are_the_quota(total: int, weights: list[int]) -> None:
    allocation = allocate_explained(total, weights)
    for each in allocation.members:
        assert abs(each.floor) * allocation.weight_sum + each.remainder == abs(total) * each.weight
        assert 0 <= each.remainder < allocation.weight_sum


@given(any_totals, weight_lists)
def test_ranks_are_a_queue_by_remainder_then_weight_then_position(
    total: int, weights: list[int]
) -> None:
    members = allocate_explained(total, weights).members
    assert sorted(each.rank for each in members) == list(range(1, len(members) + 1))
    queue = sorted(enumerate(members), key=lambda numbered: numbered[1].rank)
    places = [(-each.remainder, -each.weight, position) for position, each in queue]
    assert places == sorted(places)


@pytest.mark.parametrize("share", [allocate, allocate_explained])
@pytest.mark.parametrize(
    ("weights", "error", "reason"),
    [
        ([], NoWeights, "There is no participant to share the sum."),
        ([5, -1], NegativeWeight, "A weight cannot be negative."),
        ([-1, 1], NegativeWeight, "A weight cannot be negative."),
        ([0, 0], OnlyZeroWeights, "At least one weight must be larger than zero."),
    ],
)
def test_weights_that_share_nothing_are_refused(
    share: Callable[[int, list[int]], object],
    weights: list[int],
    error: type[AllocationError],
    reason: str,
) -> None:
    with pytest.raises(AllocationError) as raised:
        share(100, weights)
    assert type(raised.value) is error
    assert str(raised.value) == reason
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize(
    ("total", "weights"),
    [(1.0, [1, 2]), (1, [1.0, 2]), (Decimal(1), [1, 2]), (1, [Decimal(1), 2]), (1, [1, 0.5])],
)
def test_only_whole_numbers_are_let_in(total: Any, weights: Any) -> None:
    with pytest.raises(TypeError, match=r"^Totals and weights are whole numbers$"):
        allocate(total, weights)


def test_a_total_is_shared_in_whole_kronor_unless_ore_are_asked_for_or_held() -> None:
    assert unit_for(Decimal("100.00"), allocate_in_ore=False) == 100
    assert unit_for(Decimal("100.00"), allocate_in_ore=True) == 1
    assert unit_for(Decimal("100.01"), allocate_in_ore=False) == 1
    assert unit_for(Decimal("-100.50"), allocate_in_ore=False) == 1
    assert unit_for(Decimal("-100.00"), allocate_in_ore=False) == 100
