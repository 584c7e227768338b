"""Figures rounded so that every sum among them holds, along rows and columns at once (rule 6).

A table of all payers adds up in two directions: what a payer pays for itself and by agreement is
what it pays, and what all pay under one heading is its sum. Largest remainder mends one column and
breaks the rows. Here the figures and the sums among them are taken for a network: a sum is a node,
a figure a pipe from one sum, in which it is a part, to another, in which it is the total or a part
on the other side. Rounded flows then exist that keep every figure within one step of its exact
value and every sum exact, because a network with whole bounds has a whole solution.

Of all those the one is chosen that moves figures least: everything is rounded to the nearest, and
each sum that misses is mended along the cheapest path to another that does. Of a single column
that is largest remainder, ties and all.

>>> column = [Decimal(1400)] * 3 + [Decimal(4200)]
>>> add_up(column, [Sum(total=3, parts=(0, 1, 2))], step=Decimal(1000), wholes=[3])
[2, 1, 1, 4]

Two payers, two kinds of money, and the sums of both:

>>> kronor = [Decimal(k) for k in (1400, 1400, 2800, 1400, 1400, 2800, 2800, 2800, 5600)]
>>> rows = [Sum(2, (0, 1)), Sum(5, (3, 4)), Sum(8, (6, 7))]
>>> columns = [Sum(6, (0, 3)), Sum(7, (1, 4)), Sum(8, (2, 5))]
>>> add_up(kronor, [*rows, *columns], step=Decimal(1000), wholes=[8])
[2, 1, 3, 1, 2, 3, 3, 3, 6]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from heapq import heappop, heappush

from budgets.core.money import to_ore
from budgets.core.rounding import round_half_away


class Along(Enum):
    """Which way a reader adds up."""

    COLUMN = "column"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Sum:
    """That some figures add up to another; all are told by their places."""

    total: int
    parts: tuple[int, ...]
    along: Along = Along.COLUMN
    follows: bool = False
    """Whether it holds because the other sums do, and need not be seen to."""


def add_up(
    amounts: Sequence[Decimal], sums: Sequence[Sum], *, step: Decimal, wholes: Sequence[int]
) -> list[int]:
    """Round amounts to steps so that every sum holds, each by less than one step.

    ``wholes`` are the places of the figures that stand above the others, one for each set of
    figures without a sum in common with the next: they print as the rounded true ones, whatever
    the others do. Amounts and ``step`` are in kronor, the answers in steps. A table with a
    negative whole is the mirror of the positive one.

    Raises ``ValueError`` for amounts of which a sum does not hold, for anything finer than an öre,
    and for sums that no network has, such as subtotals both of rows and of columns.
    """
    ore = [to_ore(amount) for amount in amounts]
    for each in sums:
        if sum(ore[part] for part in each.parts) != ore[each.total]:
            raise ValueError(f"The figures {each.parts} do not add up to {each.total}")
    sign = -1 if wholes and ore[wholes[0]] < 0 else 1
    to_mend = [each for each in sums if not each.follows]
    figures = _Network([sign * one for one in ore], to_mend, to_ore(step), wholes).rounded()
    return [sign * figure for figure in figures]


@dataclass(frozen=True, slots=True)
class _Pipe:
    """A figure that can be printed as either of two: raising it moves a step to ``head``."""

    figure: int
    tail: int
    head: int
    cost: int
    """What raising it costs; lowering it again gives that back."""


class _Network:
    """The figures on their way to whole steps. Node by node a sum, and one for the outside."""

    def __init__(
        self, ore: Sequence[int], sums: Sequence[Sum], step: int, wholes: Sequence[int]
    ) -> None:
        self.ore, self.step, self.wholes = ore, step, frozenset(wholes)
        self.outside = len(sums)
        self.ends = _ends(len(ore), sums)
        alone = (-1, -1)
        self.figures = [
            round_half_away(one, step) if place in self.wholes or ends == alone else one // step
            for place, (one, ends) in enumerate(zip(ore, self.ends, strict=True))
        ]
        self.pipes = self._pipes()
        self.raised = [pipe.cost < 0 for pipe in self.pipes]
        for pipe, raised in zip(self.pipes, self.raised, strict=True):
            self.figures[pipe.figure] += raised
        self.at: list[list[int]] = [[] for _ in range(len(sums) + 1)]
        for number, pipe in enumerate(self.pipes):
            self.at[pipe.tail].append(number)
            self.at[pipe.head].append(number)
        self.potentials = [0] * (len(sums) + 1)

    def rounded(self) -> list[int]:
        """Mend one sum after the other, and return the figures in steps."""
        excess = self._excess()
        for node in range(len(excess)):
            while excess[node] > 0:
                end = self._mend(node, excess)
                excess[node] -= 1
                excess[end] += 1
        return self.figures

    def _pipes(self) -> list[_Pipe]:
        """The figures that are not whole, each with its cost: the nearer step is the cheaper."""
        step = self.step
        open_ones = [
            place
            for place, one in enumerate(self.ore)
            if one % step and place not in self.wholes and self.ends[place] != (-1, -1)
        ]
        by_size = sorted(open_ones, key=lambda place: (-abs(self.ore[place]), place))
        count = len(open_ones)
        outweighs = 2 * count * count + 1
        pipes = []
        for rank, place in enumerate(by_size):
            tail, head = (self.outside if end < 0 else end for end in self.ends[place])
            dearer = step - 2 * (self.ore[place] % step)
            pipes.append(_Pipe(place, tail, head, dearer * outweighs + rank - count))
        return pipes

    def _excess(self) -> list[int]:
        """By how much each sum is missed, in steps; all together nothing."""
        excess = [0] * (self.outside + 1)
        for figure, (tail, head) in zip(self.figures, self.ends, strict=True):
            excess[tail] -= figure  # an end of -1 is the outside, which is the last
            excess[head] += figure
        return excess

    def _mend(self, start: int, excess: Sequence[int]) -> int:
        """Move one step from a sum that has too much to one that has too little.

        Dijkstra's shortest path on costs that the potentials keep from being negative.
        """
        distances, came_by, settled = {start: 0}, {start: -1}, set[int]()
        queue = [(0, start)]
        while queue:
            distance, node = heappop(queue)
            if node in settled:
                continue
            settled.add(node)
            if excess[node] < 0:
                for one in settled:
                    self.potentials[one] += distances[one] - distance
                self._turn(node, came_by)
                return node
            for number in self.at[node]:
                step = self._step(number, node)
                if step is None:
                    continue
                other, cost = step
                further = distance + cost + self.potentials[node] - self.potentials[other]
                if other not in distances or further < distances[other]:
                    distances[other], came_by[other] = further, number
                    heappush(queue, (further, other))
        raise ValueError("These sums are of no network")

    def _step(self, number: int, node: int) -> tuple[int, int] | None:
        """Where a pipe leads from a node and at what cost; nowhere, if it is turned already."""
        pipe = self.pipes[number]
        if self.raised[number]:
            return (pipe.tail, -pipe.cost) if node == pipe.head else None
        return (pipe.head, pipe.cost) if node == pipe.tail else None

    def _turn(self, node: int, came_by: dict[int, int]) -> None:
        """Raise what was not raised and lower what was, along the path that led here."""
        while (number := came_by[node]) >= 0:
            pipe = self.pipes[number]
            node = pipe.head if self.raised[number] else pipe.tail
            self.raised[number] = not self.raised[number]
            self.figures[pipe.figure] += 1 if self.raised[number] else -1


def _ends(count: int, sums: Sequence[Sum]) -> list[tuple[int, int]]:
    """The two nodes of each figure, -1 for the outside: where it takes from, and gives to."""
    roles: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for node, each in enumerate(sums):
        roles[each.total].append((node, -1))
        for part in each.parts:
            roles[part].append((node, 1))
    if any(len(of_figure) > 2 for of_figure in roles):
        raise ValueError("A figure is in two sums at most")
    turned = _turned(roles, len(sums))
    ends = []
    for of_figure in roles:
        tail = head = -1
        for node, sign in of_figure:
            if sign * turned[node] < 0:
                tail = node
            else:
                head = node
        ends.append((tail, head))
    return ends


def _turned(roles: Sequence[Sequence[tuple[int, int]]], nodes: int) -> list[int]:
    """Turn sums round where needed, so that each figure is taken from one and given to another."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for of_figure in roles:
        if len(of_figure) == 2:
            (one, sign), (other, other_sign) = of_figure
            beside[one].append((other, -sign * other_sign))
            beside[other].append((one, -sign * other_sign))
    turned = [0] * nodes
    for first in range(nodes):
        if turned[first]:
            continue
        turned[first] = 1
        waiting = [first]
        while waiting:
            node = waiting.pop()
            for other, factor in beside[node]:
                if not turned[other]:
                    turned[other] = factor * turned[node]
                    waiting.append(other)
                elif turned[other] != factor * turned[node]:
                    raise ValueError("These sums are of no network")
    return turned
