"""Why a payer pays another sum than the year before: the difference split, öre for öre.

A share depends on five things at once: the total that is shared (the budget), the payer's own
population, the population of the others, who takes part, and the key. Changed one after the other
they would get different parts in each order. So each gets the average of its parts over all orders
in which the five could have changed, its *Shapley value* (L. S. Shapley, 1953). No order is
preferred, the parts add up, what did not change gets nothing, and two things that matter alike get
alike.

All that is computed on the exact, unrounded shares, as fractions. What the rounding of the shares
adds is a part of its own: the difference of what is paid minus the difference of the exact shares.
Direct charges have no such causes and are a part of their own too.

Here the total grew by 100 kronor, and the payer from 100 to 300 of 400 inhabitants. Grown first,
the total would have cost 100 × ¼ = 25 kronor, last 100 × ½ = 50; together they make 200 − 75:

>>> from budgets.core.explanation import Member, explain
>>> before = explain(Decimal(300), [Member("1", "A", 100), Member("2", "B", 300)])
>>> after = explain(Decimal(400), [Member("1", "A", 300), Member("2", "B", 300)])
>>> found = analyse("1", {"base": before}, {"base": after})
>>> [(part.cause.name, str(part.amount)) for part in found.parts if part.amount]
[('BUDGET', '37.50'), ('OWN_POPULATION', '87.50')]
>>> found.difference
Decimal('125.00')

The printed parts are whole öre, rounded by largest remainder, so that they add up to the difference
in print as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import combinations
from math import factorial

from budgets.core.explanation import AllocationExplained
from budgets.core.money import from_ore
from budgets.core.rounding import round_to_total

_ORE = Decimal("0.01")


class Cause(Enum):
    """What a difference comes from, in the order in which it is told."""

    BUDGET = "budget"
    """The total that is shared."""
    DIRECT = "direct"
    """What is charged to the payer alone."""
    OWN_POPULATION = "own_population"
    OTHERS_POPULATION = "others_population"
    MEMBERS = "members"
    """Who takes part: others that joined or left, or the payer itself."""
    KEY = "key"
    ROUNDING = "rounding"


FACTORS = (
    Cause.BUDGET,
    Cause.OWN_POPULATION,
    Cause.OTHERS_POPULATION,
    Cause.MEMBERS,
    Cause.KEY,
)
"""What a share depends on, all at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the difference in kronor: exactly, and in the whole öre that it is printed in.

    ``agreement`` is the key of the agreement it belongs to; empty for a direct charge.
    """

    cause: Cause
    agreement: str
    exact: Fraction
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ChangeExplained:
    """What is paid now and was before, in kronor, and what the difference comes from."""

    before: Decimal
    after: Decimal
    parts: tuple[Part, ...]
    """A part for each cause and agreement, also where it is 0."""

    @property
    def difference(self) -> Decimal:
        """Kronor more than before; the parts add up to it."""
        return self.after - self.before

    def by_cause(self) -> dict[Cause, Decimal]:
        """The parts of all agreements together, for every cause; in whole öre."""
        sums = dict.fromkeys(Cause, Decimal("0.00"))
        for part in self.parts:
            sums[part.cause] += part.amount
        return sums


@dataclass(frozen=True, slots=True)
class _Terms:
    """What one share depends on."""

    total: Decimal
    equal_percent: int
    populations: Mapping[str, int]


def analyse(
    code: str,
    before: Mapping[str, AllocationExplained],
    after: Mapping[str, AllocationExplained],
    *,
    direct_before: Decimal = Decimal(0),
    direct_after: Decimal = Decimal(0),
) -> ChangeExplained:
    """Split the difference of what one payer pays of two budgets; the module says how.

    ``before`` and ``after`` are the budgets' allocations by a key of the agreement; ``code`` is the
    payer's among their members, and direct charges are kronor charged to it alone.

    An agreement that only one of the budgets shares counts as one that shared nothing in the other:
    its whole share is of the budget. A payer that takes part in only one of them owes its whole
    share to joining or leaving. Others that join or leave count with the population they have in
    the budget they are in. Populations are at least 1.
    """
    exact: list[tuple[Cause, str, Fraction]] = []
    paid_before, paid_after = Decimal("0.00") + direct_before, Decimal("0.00") + direct_after
    if direct_before or direct_after:
        exact.append((Cause.DIRECT, "", Fraction(direct_after) - Fraction(direct_before)))
    for agreement in sorted({*before, *after}):
        was, now = before.get(agreement), after.get(agreement)
        amounts = _amount(code, was), _amount(code, now)
        if amounts == (None, None):
            continue
        amount_before, amount_after = (amount or Decimal(0) for amount in amounts)
        paid_before += amount_before
        paid_after += amount_after
        causes = dict(_causes(code, was, now))
        rounding = Fraction(amount_after - amount_before) - sum(causes.values())
        exact += [(cause, agreement, part) for cause, part in causes.items()]
        exact.append((Cause.ROUNDING, agreement, rounding))
    printed = round_to_total([part for _, _, part in exact], _ORE)
    parts = tuple(
        Part(cause, agreement, part, from_ore(ore))
        for (cause, agreement, part), ore in zip(exact, printed, strict=True)
    )
    return ChangeExplained(paid_before, paid_after, parts)


def _amount(code: str, allocation: AllocationExplained | None) -> Decimal | None:
    """What the payer pays of an allocation; None where it takes no part."""
    for share in allocation.members if allocation else ():
        if share.member.code == code:
            return share.amount
    return None


def _causes(
    code: str, was: AllocationExplained | None, now: AllocationExplained | None
) -> Iterator[tuple[Cause, Fraction]]:
    """The exact parts of one agreement, for each of ``FACTORS``."""
    before, after = _terms(was, now), _terms(now, was)
    in_both = code in before.populations and code in after.populations
    if not in_both:
        for factor in FACTORS:
            changed = _exact(code, after) - _exact(code, before)
            yield factor, changed if factor is Cause.MEMBERS else Fraction(0)
        return
    differing = [factor for factor in FACTORS if _differs(code, factor, before, after)]
    for factor in FACTORS:
        if factor in differing:
            yield factor, _shapley(code, factor, differing, before, after)
        else:
            yield factor, Fraction(0)


def _terms(allocation: AllocationExplained | None, other: AllocationExplained | None) -> _Terms:
    """What an allocation depends on; one that is not there shares 0 kronor as the other does."""
    there = allocation or other
    assert there is not None  # the agreement is in one of the budgets
    return _Terms(
        total=there.total if allocation else Decimal(0),
        equal_percent=there.equal_percent,
        populations={share.member.code: share.member.population for share in there.members},
    )


def _differs(code: str, factor: Cause, before: _Terms, after: _Terms) -> bool:
    old, new = before.populations, after.populations
    match factor:
        case Cause.BUDGET:
            return before.total != after.total
        case Cause.KEY:
            return before.equal_percent != after.equal_percent
        case Cause.MEMBERS:
            return old.keys() != new.keys()
        case Cause.OWN_POPULATION:
            return old[code] != new[code]
        case _:
            return any(old[c] != new[c] for c in old.keys() & new.keys() if c != code)


def _shapley(
    code: str, factor: Cause, differing: list[Cause], before: _Terms, after: _Terms
) -> Fraction:
    """The average of what a factor adds, over all orders in which the differing ones change."""
    others = [other for other in differing if other is not factor]
    value = Fraction(0)
    for size in range(len(others) + 1):
        orders = factorial(size) * factorial(len(others) - size)
        for changed_first in combinations(others, size):
            first = set(changed_first)
            added = _exact(code, _between(code, {*first, factor}, before, after)) - _exact(
                code, _between(code, first, before, after)
            )
            value += orders * added
    return value / factorial(len(differing))


def _between(code: str, changed: set[Cause], before: _Terms, after: _Terms) -> _Terms:
    """The terms when some of the factors have changed already and the others have not."""
    taking_part = (after if Cause.MEMBERS in changed else before).populations
    populations = {}
    for member in taking_part:
        own_or_others = Cause.OWN_POPULATION if member == code else Cause.OTHERS_POPULATION
        first, second = (after, before) if own_or_others in changed else (before, after)
        # Who joined or left has a population in one of the budgets alone.
        here = first.populations if member in first.populations else second.populations
        populations[member] = here[member]
    return _Terms(
        total=(after if Cause.BUDGET in changed else before).total,
        equal_percent=(after if Cause.KEY in changed else before).equal_percent,
        populations=populations,
    )


def _exact(code: str, terms: _Terms) -> Fraction:
    """The payer's share in kronor, nothing rounded (rules 2 and 3); 0 where it takes no part."""
    if code not in terms.populations:
        return Fraction(0)
    everybody = sum(terms.populations.values())
    equal = Fraction(terms.equal_percent, 100) / len(terms.populations)
    by_population = Fraction(100 - terms.equal_percent, 100) * Fraction(
        terms.populations[code], everybody
    )
    return Fraction(terms.total) * (equal + by_population)
