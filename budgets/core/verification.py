"""Whether what was decided still follows from what it was decided by.

Everything is computed again from the rows below it: each total from the lines, each share from the
total, the key and the populations (rules 2 and 3), and held against what is stored.

>>> shares = {"2303": (6, Decimal(4)), "2380": (14, Decimal(6))}
>>> kept = Kept("Grundavtalet", Decimal(10), 0, False, shares)
>>> for found in differences([kept], {"Grundavtalet": Decimal(10)}, {"2303": 6, "2380": 14}):
...     print(*found.of, found.what.value, found.stored, found.computed)
Grundavtalet 2303 share 4 3.00
Grundavtalet 2380 share 6 7.00
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from budgets.core.allocation import AllocationError
from budgets.core.explanation import Member, explain


class What(Enum):
    """What can differ from what it should be."""

    CHECKSUM = "checksum"
    TOTAL = "total"
    """The sum an agreement shares is not the sum of the lines it is charged."""
    SHARE = "share"
    POPULATION = "population"
    """A share was computed by another population than the snapshot has."""
    SHARES_IMPOSSIBLE = "shares_impossible"
    """These populations and this key share nothing."""
    INSTALMENTS = "instalments"
    """The instalments of a payer are not what it pays."""
    INVOICED = "invoiced"
    """What was marked as invoiced is not what the instalment asked for."""
    RESULT = "result"
    """The version does not balance and says no reason (rule 8)."""
    POPULATION_YEAR = "population_year"
    """The snapshot is not of the year-end before the adoption (rule 1)."""


@dataclass(frozen=True)
class Differs:
    """One thing that is not what it should be; None where there is nothing.

    ``of`` says where: the agreement, and of a share the municipality's code; or the payer, and of
    what was invoiced the instalment's number.
    """

    what: What
    of: tuple[str, ...]
    stored: object
    computed: object


@dataclass(frozen=True)
class Kept:
    """An allocation as it was stored: total in kronor, key, and by code population and amount."""

    agreement: str
    total: Decimal
    equal_percent: int
    allocates_in_ore: bool
    shares: Mapping[str, tuple[int, Decimal]]


def differences(
    allocations: Iterable[Kept],
    charged: Mapping[str, Decimal],
    figures: Mapping[str, int],
) -> list[Differs]:
    """What differs in the allocations of one version.

    ``charged`` is what the lines charge by agreement, in kronor; ``figures`` the population of
    the version's snapshot by code.
    """
    found = []
    left = dict(charged)
    for kept in allocations:
        total = left.pop(kept.agreement, None)
        if total != kept.total:
            found.append(Differs(What.TOTAL, (kept.agreement,), kept.total, total))
        found += _of_shares(kept, figures)
    found += [Differs(What.TOTAL, (name,), None, total) for name, total in left.items()]
    return found


def _of_shares(kept: Kept, figures: Mapping[str, int]) -> list[Differs]:
    found = [
        Differs(What.POPULATION, (kept.agreement, code), population, figures.get(code))
        for code, (population, _amount) in kept.shares.items()
        if population != figures.get(code)
    ]
    try:
        explained = explain(
            kept.total,
            [Member(code, code, population) for code, (population, _) in kept.shares.items()],
            equal_percent=kept.equal_percent,
            allocate_in_ore=kept.allocates_in_ore,
        )
    except AllocationError:
        return [*found, Differs(What.SHARES_IMPOSSIBLE, (kept.agreement,), kept.total, None)]
    for share in explained.members:
        stored = kept.shares[share.member.code][1]
        if stored != share.amount:
            of = (kept.agreement, share.member.code)
            found.append(Differs(What.SHARE, of, stored, share.amount))
    return found
