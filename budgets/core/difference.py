"""Two budgets line by line: what was added, removed and changed.

Lines have no name of their own that lasts from year to year, so they are matched by heading and
text; several with the same text under one heading are matched in their order. What is left over on
either side under the same heading was removed there or added here.

>>> rent = Line(1, "Rent", Decimal(100))
>>> rows = differences([rent, Line(1, "Travel", Decimal(5))], [Line(1, "Rent", Decimal(120))])
>>> [(row.text, row.kind.value, row.difference) for row in rows]
[('Rent', 'changed', Decimal('20')), ('Travel', 'removed', Decimal('-5'))]
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import chain

_Name = tuple[int, tuple[str, ...]]
"""A heading, and the words of a text without regard to case."""


class DifferenceKind(Enum):
    """What became of a line from one budget to the other."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """What is compared of a line: its amount in kronor and what else is said of it."""

    heading_id: int
    text: str
    amount: Decimal
    charged: str = ""
    account: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A line as it was and as it is; None where there was or is none."""

    heading_id: int
    text: str
    before: Line | None
    after: Line | None

    @property
    def kind(self) -> DifferenceKind:
        """What became of the line."""
        if self.before is None:
            return DifferenceKind.ADDED
        if self.after is None:
            return DifferenceKind.REMOVED
        return DifferenceKind.SAME if self.before == self.after else DifferenceKind.CHANGED

    @property
    def amount_before(self) -> Decimal | None:
        """Kronor as it was; None is no line."""
        return self.before.amount if self.before else None

    @property
    def amount_after(self) -> Decimal | None:
        """Kronor as it is; None is no line."""
        return self.after.amount if self.after else None

    @property
    def difference(self) -> Decimal:
        """Kronor after − kronor before; what is not there counts as nothing."""
        return (self.amount_after or Decimal(0)) - (self.amount_before or Decimal(0))


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[DifferenceRow]:
    """Match the lines of two budgets, in the order of the first and then of what is new.

    The time grows with the number of lines, and the sorting of what is new.
    """
    waiting: dict[_Name, deque[int]] = defaultdict(deque)
    for place, line in enumerate(after):
        waiting[_name(line)].append(place)
    rows = []
    for line in before:
        same = waiting[_name(line)]
        now = after[same.popleft()] if same else None
        rows.append(DifferenceRow(line.heading_id, line.text, line, now))
    for place in sorted(chain.from_iterable(waiting.values())):
        line = after[place]
        rows.append(DifferenceRow(line.heading_id, line.text, None, line))
    return rows


def _name(line: Line) -> _Name:
    return line.heading_id, tuple(line.text.casefold().split())
