"""Who pays how much: a sum is shared over the participants so that nothing is lost or made up.

Rule 2, by the method that Alexander Hamilton proposed in 1792 for seats in Congress (also called
the method of largest remainder). In words:

1. Each participant's exact share, its *quota*, is total × weight ÷ sum of the weights.
2. Each first gets its quota rounded down to whole units (kronor, or öre).
3. Some units are then left over, fewer than there are participants. They go, one each, to those
   who lost most in the rounding down: the largest remainders. Between equal remainders the larger
   weight goes first, then the one who stands earlier; callers sort by municipality code.

The sum is exact, always, and nobody is a whole unit away from the quota. For 2021 the office
shared 5 616 000 kronor by the population on 31 December 2019:

>>> population = {
...     "Ragunda": 5284, "Bräcke": 6298, "Krokom": 14966, "Strömsund": 11605,
...     "Åre": 11727, "Berg": 7061, "Härjedalen": 10090, "Östersund": 63779,
... }
>>> shares = allocate(5_616_000, list(population.values()))
>>> for name, share in zip(population, shares):
...     print(f"{name:10} {share:9,}".replace(",", " "))
Ragunda      226 855
Bräcke       270 389
Krokom       642 528
Strömsund    498 232
Åre          503 469
Berg         303 146
Härjedalen   433 189
Östersund  2 738 192
>>> sum(shares)
5616000

Bräcke's quota is 270 388.87 and Åre's 503 469.40: Bräcke lost 0.87 in the rounding down and gets a
krona, Åre lost 0.40 and gets none.

What the method does not promise is that a larger total gives nobody less, the *Alabama paradox*
(found in 1880, when a larger Congress would have cost Alabama a seat). With one unit more to share,
the third participant here loses one; it concerns single units only, never more:

>>> allocate(10, [6, 6, 2])
[4, 4, 2]
>>> allocate(11, [6, 6, 2])
[5, 5, 1]

A negative total, a sum to pay back, is the mirror of the positive one:

>>> allocate(-10, [6, 6, 2])
[-4, -4, -2]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.money import KRONA_IN_ORE, to_ore


class AllocationError(ValueError):
    """These weights cannot share anything (rule 2)."""


class NoWeights(AllocationError):
    """There is nobody to share with."""

    def __init__(self) -> None:
        super().__init__("There is no participant to share the sum.")


class NegativeWeight(AllocationError):
    """A weight is below zero."""

    def __init__(self) -> None:
        super().__init__("A weight cannot be negative.")


class OnlyZeroWeights(AllocationError):
    """All weights are zero, so that no proportion exists."""

    def __init__(self) -> None:
        super().__init__("At least one weight must be larger than zero.")


@dataclass(frozen=True, slots=True)
class Allocated:
    """How one participant's amount came about; all amounts are in units of the total.

    For a negative total ``floor`` and ``amount`` are mirrored, and the unit handed out is −1.
    """

    weight: int
    floor: int
    """The quota cut to whole units, towards zero."""
    remainder: int
    """What was cut off, as a numerator over the sum of the weights; never negative."""
    rank: int
    """The place in the queue for left-over units: 1 is first. Everybody has a place."""
    unit_given: int
    """1 for the participants who got a left-over unit, otherwise 0."""
    amount: int
    """The share: the floor and the unit given."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """A total shared out, with every step kept; amounts in units, members in the order given."""

    total: int
    weight_sum: int
    floor_sum: int
    """The floors together; with the units left this is the total."""
    units_left: int
    """How many units the rounding down left over; never negative."""
    members: tuple[Allocated, ...]


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total in proportion to the weights, exactly; the module says how (rule 2).

    ``total`` and the shares are whole numbers of the smallest unit that may be told apart (see
    ``unit_for``), and the shares come in the order of the weights. The time grows with the
    number of participants (and the sorting of them).

    Raises ``NoWeights``, ``NegativeWeight`` or ``OnlyZeroWeights``, and ``TypeError`` for
    anything but whole numbers.
    """
    shares, remainders, left = _round_down(total, weights)
    if left:
        for position in _queue(remainders, weights)[:left]:
            shares[position] += 1
    return [-share for share in shares] if total < 0 else shares


def allocate_explained(total: int, weights: Sequence[int]) -> Allocation:
    """Share a total as ``allocate`` does, and keep the steps, for those who ask why.

    >>> allocation = allocate_explained(10, [6, 6, 2])
    >>> [(each.floor, each.remainder, each.rank, each.amount) for each in allocation.members]
    [(4, 4, 2, 4), (4, 4, 3, 4), (1, 6, 1, 2)]
    >>> allocation.weight_sum, allocation.floor_sum, allocation.units_left
    (14, 9, 1)

    Raises what ``allocate`` raises.
    """
    floors, remainders, left = _round_down(total, weights)
    ranks = [0] * len(floors)
    for rank, position in enumerate(_queue(remainders, weights), start=1):
        ranks[position] = rank
    sign = -1 if total < 0 else 1
    members = tuple(
        Allocated(
            weight=weight,
            floor=sign * floor,
            remainder=remainder,
            rank=rank,
            unit_given=int(rank <= left),
            amount=sign * (floor + (rank <= left)),
        )
        for weight, floor, remainder, rank in zip(weights, floors, remainders, ranks, strict=True)
    )
    return Allocation(total, sum(weights), sign * sum(floors), left, members)


def unit_for(total: Decimal, allocate_in_ore: bool) -> int:
    """Say in which unit a total of kronor is shared, as öre per unit (rule 2).

    Whole kronor (100), unless the agreement says öre or the total itself holds öre (1).

    >>> unit_for(Decimal("5616000.00"), allocate_in_ore=False)
    100
    >>> unit_for(Decimal("5616000.50"), allocate_in_ore=False)
    1

    Raises ``ValueError`` for a total finer than one öre.
    """
    return 1 if allocate_in_ore or to_ore(total) % KRONA_IN_ORE else KRONA_IN_ORE


def _round_down(total: int, weights: Sequence[int]) -> tuple[list[int], list[int], int]:
    """Return floors and remainders of the quotas of the total's size, and the units left over."""
    weight_sum = _checked_sum(total, weights)
    size = abs(total)
    floors = []
    remainders = []
    for weight in weights:
        floor, remainder = divmod(size * weight, weight_sum)
        floors.append(floor)
        remainders.append(remainder)
    return floors, remainders, size - sum(floors)


def _queue(remainders: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Order the positions for left-over units: largest remainder, larger weight, earlier."""
    # Each sort keeps the order before it among equals, in reverse too; and two sorts by a plain
    # number are faster than one by a pair.
    queue = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)
    queue.sort(key=remainders.__getitem__, reverse=True)
    return queue


def _checked_sum(total: int, weights: Sequence[int]) -> int:
    """Add the weights up, and refuse those that cannot share anything."""
    if not weights:
        raise NoWeights
    weight_sum = sum(weights)
    # One other number among whole ones shows in the sum: a float is never let in.
    if not (isinstance(total, int) and isinstance(weight_sum, int)):
        raise TypeError("Totals and weights are whole numbers")
    if min(weights) < 0:
        raise NegativeWeight
    if not weight_sum:
        raise OnlyZeroWeights
    return weight_sum
