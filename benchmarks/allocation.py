"""How fast sums are shared: against a bare loop, and growing with totals and participants."""

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.ratio import Ratio, best_of
from budgets.core.allocation import allocate

LIMIT = 2.0
"""At most twice the time of the bare loop; and ten times the work in at most twenty times."""

TOTALS = 10_000
Share = Callable[[int, Sequence[int]], list[int]]


def measure() -> list[Ratio]:
    """Measure everything; some fifteen seconds of one processor."""
    return [
        against_bare_loop(8, rounds=7),
        against_bare_loop(290, rounds=3),
        per_participant(290, 2_900),
        per_total(1_000, 10_000),
    ]


def against_bare_loop(participants: int, rounds: int) -> Ratio:
    """Compare ``allocate`` with the same arithmetic unchecked, for 10,000 totals."""
    weights = population(participants)
    ours, bare = best_of(
        rounds,
        [
            partial(share_totals, allocate, range_of_totals(TOTALS), weights),
            partial(share_totals, bare_allocate, range_of_totals(TOTALS), weights),
        ],
    )
    name = f"allocate against a bare loop, {TOTALS:,} totals over {participants} participants"
    return Ratio(name, ours / bare, LIMIT)


def per_participant(few: int, many: int) -> Ratio:
    """Compare the time per participant of a large agreement with that of a small one."""
    totals = range_of_totals(200)
    small, large = best_of(
        5,
        [
            partial(share_totals, allocate, totals, population(few)),
            partial(share_totals, allocate, totals, population(many)),
        ],
    )
    name = f"allocate, time per participant, {many:,} against {few:,}"
    return Ratio(name, (large / many) / (small / few), LIMIT)


def per_total(few: int, many: int) -> Ratio:
    """Compare the time per total of many totals with that of few."""
    weights = population(8)
    small, large = best_of(
        15,
        [
            partial(share_totals, allocate, range_of_totals(few), weights),
            partial(share_totals, allocate, range_of_totals(many), weights),
        ],
    )
    name = f"allocate, time per total, {many:,} against {few:,}"
    return Ratio(name, (large / many) / (small / few), LIMIT)


def bare_allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share a positive total by largest remainder, written straight down and nothing checked."""
    weight_sum = sum(weights)
    shares = []
    remainders = []
    for position, weight in enumerate(weights):
        share, remainder = divmod(total * weight, weight_sum)
        shares.append(share)
        remainders.append((-remainder, -weight, position))
    remainders.sort()
    for _, _, position in remainders[: total - sum(shares)]:
        shares[position] += 1
    return shares


def share_totals(share: Share, totals: Sequence[int], weights: Sequence[int]) -> None:
    """Share every total, and keep nothing."""
    for total in totals:
        share(total, weights)


def range_of_totals(count: int) -> range:
    """Return totals around a real year's, in kronor; the step keeps the remainders moving."""
    return range(5_616_000, 5_616_000 + 997 * count, 997)


def population(participants: int) -> list[int]:
    """Make populations between 2,000 and about 200,000, the same in every run."""
    return [2_000 + (position * 7_919 + 31) % 198_013 for position in range(participants)]


if __name__ == "__main__":
    for ratio in measure():
        print(ratio)
