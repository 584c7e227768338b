"""When a payer pays the year's sum: in instalments that add up to it exactly, whatever happens.

Rule 10. A plan says on which days the year is paid and how heavy each instalment is; the sum is
handed out by ``allocate``, in whole kronor or, when it or the rest of it holds öre, in öre. Ties
go to the earlier day, so that a krona too many is paid first:

>>> quarters = plan(2021, 4)
>>> [str(due.day) for due in quarters]
['2021-01-31', '2021-04-30', '2021-07-31', '2021-10-31']
>>> [int(part.amount) for part in spread(Decimal("642530.00"), quarters).instalments]
[160633, 160633, 160632, 160632]

When the budget is amended, what was invoiced stays as it is. The rest of the new sum is spread over
the instalments that are left:

>>> first = Invoiced(1, date(2021, 1, 31), Decimal("160633.00"))
>>> amended = spread(Decimal("700000.00"), quarters, [first])
>>> [int(part.amount) for part in amended.instalments]
[160633, 179789, 179789, 179789]

Where less than was invoiced remains to be paid, the difference is given back at once, as an
instalment of its own without a day in the plan; the ones left are then 0. The same is done with
what remains when no instalment is left:

>>> credited = spread(Decimal("100000.00"), quarters, [first])
>>> [(part.number, int(part.amount)) for part in credited.instalments]
[(1, 160633), (2, 0), (3, 0), (4, 0), (5, -60633)]
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from budgets.core.allocation import allocate, unit_for
from budgets.core.money import from_ore, to_ore
from budgets.core.rounding import round_half_away

COUNTS = (1, 2, 4, 12)
"""How many instalments an even plan may have."""

_ORE = Decimal("0.01")


class PlanError(ValueError):
    """These days and weights are no plan (rule 10)."""


@dataclass(frozen=True, slots=True)
class Due:
    """A planned instalment: its number, its due date, and its weight among the others."""

    number: int
    day: date
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Invoiced:
    """An instalment that has been invoiced, with the amount in kronor that was."""

    number: int
    day: date | None
    amount: Decimal


class Standing(Enum):
    """What has become of an instalment."""

    INVOICED = "invoiced"
    LEFT = "left"
    """Planned and not yet invoiced."""
    SETTLEMENT = "settlement"
    """Outside the plan: a credit, or what was left when nothing in the plan was."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment of a payer, in kronor; ``day`` is None for a settlement, due at once."""

    number: int
    day: date | None
    amount: Decimal
    standing: Standing

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back."""
        return self.amount < 0


@dataclass(frozen=True, slots=True)
class Spread:
    """A year's sum in kronor and the instalments it is paid in."""

    total: Decimal
    instalments: tuple[Instalment, ...]

    @property
    def invoiced(self) -> Decimal:
        """What was invoiced already, in kronor."""
        return sum((i.amount for i in self.of(Standing.INVOICED)), Decimal("0.00"))

    @property
    def rest(self) -> Decimal:
        """What was not invoiced yet, in kronor; below zero when too much was."""
        return self.total - self.invoiced

    @property
    def settlement(self) -> Instalment | None:
        """The credit or the extra instalment outside the plan; None when there is none."""
        return next(iter(self.of(Standing.SETTLEMENT)), None)

    @property
    def next_due(self) -> Instalment | None:
        """What is to be invoiced next: the settlement at once, else the first that is left."""
        left = [instalment for instalment in self.of(Standing.LEFT) if instalment.amount]
        return self.settlement or next(iter(left), None)

    def of(self, standing: Standing) -> list[Instalment]:
        """Those of which this has become, in their order."""
        return [each for each in self.instalments if each.standing is standing]


def plan(year: int, count: int) -> list[Due]:
    """An even plan: the last day of the first month of each part of the year.

    >>> [str(due.day) for due in plan(2021, 2)]
    ['2021-01-31', '2021-07-31']

    Raises ``PlanError`` for a count that is not in ``COUNTS``.
    """
    if count not in COUNTS:
        raise PlanError(f"A year is paid in 1, 2, 4 or 12 instalments, not {count}")
    months = range(1, 13, 12 // count)
    return [
        Due(number, date(year, month, calendar.monthrange(year, month)[1]))
        for number, month in enumerate(months, start=1)
    ]


def own_plan(days: Sequence[date], weights: Sequence[int] | None = None) -> list[Due]:
    """A plan of one's own days, numbered in their order, with weights or all alike.

    >>> [(due.number, due.weight) for due in own_plan([date(2021, 9, 1), date(2021, 3, 1)], [1, 3])]
    [(1, 3), (2, 1)]

    Raises ``PlanError`` without days, for a day that comes twice, and for weights that are not one
    whole number above zero for each day.
    """
    heavy = [1] * len(days) if weights is None else weights
    if not days:
        raise PlanError("A plan has at least one day")
    if len(heavy) != len(days) or any(weight < 1 for weight in heavy):
        raise PlanError("Each day has a weight of at least 1")
    if len(set(days)) != len(days):
        raise PlanError("A day comes once in a plan")
    in_order = sorted(zip(days, heavy, strict=True))
    return [Due(number, day, weight) for number, (day, weight) in enumerate(in_order, start=1)]


def moved(dues: Sequence[Due], years: int) -> list[Due]:
    """The same plan some years on; the last day of February stays the last.

    >>> moved([Due(1, date(2020, 2, 29))], 1)[0].day
    datetime.date(2021, 2, 28)
    """
    return [replace(due, day=_moved(due.day, years)) for due in dues]


def spread(total: Decimal, dues: Sequence[Due], invoiced: Sequence[Invoiced] = ()) -> Spread:
    """The instalments of a year's sum in kronor, exactly; the module says how (rule 10).

    ``invoiced`` are those that stay as they are, found again in the plan by their number. The
    others share the rest by their weights. The rest is settled at once when it goes the other way
    than what was invoiced, or when no instalment is left.

    Raises ``PlanError`` for a number that comes twice, ``ValueError`` for amounts finer than öre.
    """
    for numbers in ([due.number for due in dues], [done.number for done in invoiced]):
        if len(set(numbers)) != len(numbers):
            raise PlanError("Each instalment has a number of its own")
    taken = sum(done.amount for done in invoiced)
    rest = total - taken
    done_numbers = {done.number for done in invoiced}
    left = [due for due in dues if due.number not in done_numbers]
    is_settled = bool(rest) and (not left or (rest < 0 < taken) or (taken < 0 < rest))
    handed_out = Decimal(0) if is_settled else rest
    unit = min(unit_for(total, allocate_in_ore=False), unit_for(rest, allocate_in_ore=False))
    weights = [due.weight for due in left]
    shares = allocate(to_ore(handed_out) // unit, weights) if left else []
    found = [Instalment(done.number, done.day, done.amount, Standing.INVOICED) for done in invoiced]
    found += [
        Instalment(due.number, due.day, from_ore(share * unit), Standing.LEFT)
        for due, share in zip(left, shares, strict=True)
    ]
    if is_settled:
        number = max(instalment.number for instalment in found) + 1 if found else 1
        found.append(Instalment(number, None, rest, Standing.SETTLEMENT))
    return Spread(total, tuple(sorted(found, key=lambda instalment: instalment.number)))


def vat_on(amount: Decimal, percent: int) -> Decimal:
    """VAT on one invoiced amount, in kronor, rounded half away from zero to whole öre.

    >>> vat_on(Decimal("160632.00"), 25)
    Decimal('40158.00')
    """
    return from_ore(round_half_away(Fraction(amount) * percent / 100, _ORE))


def _moved(day: date, years: int) -> date:
    to_year = day.year + years
    last = calendar.monthrange(to_year, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(to_year, day.month, last if is_last else day.day)
