"""Why a municipality pays what it pays: one allocation with all its steps, ready to be shown.

The figures are those of rule 2 and rule 3, each in the measure a reader expects: amounts in
kronor, percentages with six decimals, remainders as fractions of one unit.

>>> members = [Member("2380", "Östersund", 63779), Member("2303", "Ragunda", 5284)]
>>> explained = explain(Decimal("100.00"), members)
>>> ragunda = explained.share_of("2303")
>>> ragunda.percent, ragunda.floor, ragunda.rank, ragunda.unit_given, ragunda.amount
(Decimal('7.650985'), Decimal('7.00'), 1, True, Decimal('8.00'))
>>> [share.member.name for share in explained.members]
['Ragunda', 'Östersund']
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from budgets.core.allocation import Allocated, allocate_explained, unit_for
from budgets.core.keys import weights
from budgets.core.money import from_ore, to_ore
from budgets.core.rounding import round_half_away

_PERCENT_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Member:
    """A participant: its four-digit code, its name and how many live there."""

    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class ShareExplained:
    """One member's share and how it came about; of a negative total all amounts are mirrored."""

    member: Member
    weight: int
    weight_sum: int
    percent: Decimal
    """The part of the weights, in per cent with six decimals, rounded half away from zero."""
    exact: Fraction
    """The quota in kronor, nothing rounded."""
    floor: Decimal
    """The quota in kronor, cut to whole units."""
    remainder: int
    """The part of one unit that was cut off: this numerator over ``weight_sum``."""
    rank: int
    """The place in the queue for left-over units, 1 first."""
    unit_given: bool
    """Whether the member got one of the left-over units."""
    amount: Decimal
    """What the member pays, in kronor."""

    @property
    def remainder_part(self) -> Fraction:
        """The part of one unit that was cut off, from 0 up to but not including 1."""
        return Fraction(self.remainder, self.weight_sum)


@dataclass(frozen=True, slots=True)
class AllocationExplained:
    """A total in kronor and the shares it was divided into, sorted by code."""

    total: Decimal
    unit: Decimal
    """What is handed out, in kronor: 1.00 or 0.01."""
    equal_percent: int
    members: tuple[ShareExplained, ...]
    weight_sum: int
    population_sum: int
    floor_sum: Decimal
    """The floors together, in kronor."""
    units_left: int
    """How many units were left over; of a negative total each of them is minus one unit."""

    @property
    def percent_sum(self) -> Decimal:
        """The true sum of the percentages: 100, whatever the printed ones add up to."""
        return Decimal("100.000000")

    @property
    def percent_printed_sum(self) -> Decimal:
        """What the printed, rounded percentages add up to; it may miss 100 by a few millionths."""
        return sum((share.percent for share in self.members), Decimal("0.000000"))

    @property
    def population_percent(self) -> int:
        """The part of the total that follows population, in per cent (rule 3)."""
        return 100 - self.equal_percent

    @property
    def amount_sum(self) -> Decimal:
        """What the shares add up to, in kronor: the total, always."""
        return sum((share.amount for share in self.members), Decimal("0.00"))

    def share_of(self, code: str) -> ShareExplained:
        """Return the share of the member with this code; ``KeyError`` if there is none."""
        for share in self.members:
            if share.member.code == code:
                return share
        raise KeyError(code)


def explain(
    total: Decimal,
    members: Iterable[Member],
    *,
    equal_percent: int = 0,
    allocate_in_ore: bool = False,
) -> AllocationExplained:
    """Share a total of kronor over members, in the order of their codes, and keep the steps.

    Rule 2 says how, rule 3 what ``equal_percent`` does. The shares are in whole kronor, or in
    öre if ``allocate_in_ore`` or if the total holds öre.

    Raises ``AllocationError`` if there is nobody to share, or only zeros; ``ValueError`` for two
    members with one code, a percentage outside 0–100 or a total finer than one öre.
    """
    sorted_members = _sorted_by_code(members)
    populations = [member.population for member in sorted_members]
    unit_in_ore = unit_for(total, allocate_in_ore)
    allocation = allocate_explained(
        to_ore(total) // unit_in_ore, weights(populations, equal_percent)
    )
    return AllocationExplained(
        total=total,
        unit=from_ore(unit_in_ore),
        equal_percent=equal_percent,
        members=tuple(
            _share(member, allocated, allocation.weight_sum, total, unit_in_ore)
            for member, allocated in zip(sorted_members, allocation.members, strict=True)
        ),
        weight_sum=allocation.weight_sum,
        population_sum=sum(populations),
        floor_sum=from_ore(allocation.floor_sum * unit_in_ore),
        units_left=allocation.units_left,
    )


def _share(
    member: Member, allocated: Allocated, weight_sum: int, total: Decimal, unit_in_ore: int
) -> ShareExplained:
    """Turn one allocated number of units into kronor and per cent."""
    part = Fraction(allocated.weight, weight_sum)
    return ShareExplained(
        member=member,
        weight=allocated.weight,
        weight_sum=weight_sum,
        percent=Decimal(f"{round_half_away(100 * part, _PERCENT_STEP)}e-6"),
        exact=Fraction(total) * part,
        floor=from_ore(allocated.floor * unit_in_ore),
        remainder=allocated.remainder,
        rank=allocated.rank,
        unit_given=bool(allocated.unit_given),
        amount=from_ore(allocated.amount * unit_in_ore),
    )


def _sorted_by_code(members: Iterable[Member]) -> Sequence[Member]:
    """Sort members by code, so that the same ones share alike however they were listed."""
    listed = sorted(members, key=lambda member: member.code)
    for before, after in pairwise(listed):
        if before.code == after.code:
            raise ValueError(f"{after.code} is listed twice")
    return listed
