"""What a table that came back would change: three versions of every row, compared cell by cell.

A draft goes out as a workbook and comes back changed, while others may have changed the draft in
the meantime (rule 12). So each cell is known three times: as it was *read* when the workbook was
made, as it was *typed* there, and as it stands *now*. A cell that only the typist changed becomes
what was typed; one that only others changed stays as it is now; where both changed it to different
things, somebody has to choose.

>>> read = {"text": "Pay", "amount": 100}
>>> now = {"text": "Salaries", "amount": 120}
>>> [outcome] = compare([Intent(row=7, heading=1, line=3, read=read,
...                             typed={"text": "Pay", "amount": 110})], {3: now})
>>> outcome.kind.name, [(cell.field, cell.now, cell.typed, cell.clashes) for cell in outcome.cells]
('CHANGED', [('amount', 120, 110, True)])
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Cells = Mapping[str, Any]


class Kind(Enum):
    """What becomes of a row."""

    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"
    GONE = "gone"
    """Typed over, but somebody else took the row out."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody did to one row of a table."""

    row: int
    """Its number in the workbook."""
    heading: int
    line: int | None = None
    """The key of the line; None for a new row."""
    read: Cells = field(default_factory=dict)
    typed: Cells | None = None
    """None where the row was taken out."""
    note: str = ""
    """What a reader should know about how it was read."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell and what becomes of it."""

    field: str
    read: Any
    typed: Any
    now: Any
    clashes: bool = False
    """Whether others changed it too, to something else."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row that is not left as it is."""

    kind: Kind
    intent: Intent
    cells: Sequence[CellChange] = ()

    @property
    def clashes(self) -> bool:
        return self.kind is Kind.GONE or any(cell.clashes for cell in self.cells)


def touched(intent: Intent) -> bool:
    """Whether the row was changed at all."""
    return intent.line is None or intent.typed is None or dict(intent.typed) != dict(intent.read)


def compare(intents: Iterable[Intent], now: Mapping[int, Cells]) -> list[Outcome]:
    """Say what the intents make of the lines as they are ``now``, by their keys."""
    outcomes = (_compared(intent, now) for intent in intents if touched(intent))
    return [outcome for outcome in outcomes if outcome is not None]


def _compared(intent: Intent, now: Mapping[int, Cells]) -> Outcome | None:
    if intent.line is None:
        typed = intent.typed or {}
        cells = [CellChange(name, None, value, None) for name, value in typed.items()]
        return Outcome(Kind.NEW, intent, cells)
    current = now.get(intent.line)
    if intent.typed is None:
        return _removed(intent, current)
    changed = [name for name, value in intent.typed.items() if value != intent.read[name]]
    if current is None:
        cells = [CellChange(n, intent.read[n], intent.typed[n], None) for n in changed]
        return Outcome(Kind.GONE, intent, cells)
    cells = [
        CellChange(
            name,
            intent.read[name],
            intent.typed[name],
            current[name],
            clashes=current[name] != intent.read[name],
        )
        for name in changed
        if intent.typed[name] != current[name]
    ]
    return Outcome(Kind.CHANGED, intent, cells) if cells else None


def _removed(intent: Intent, current: Cells | None) -> Outcome | None:
    if current is None:
        return None
    cells = [
        CellChange(name, value, None, current[name], clashes=current[name] != value)
        for name, value in intent.read.items()
    ]
    return Outcome(Kind.REMOVED, intent, cells)
