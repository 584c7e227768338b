"""Taking a table that came back into a draft: all of it or nothing."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, User
from budgets.actions import lines
from budgets.actions.lines import CHANGEABLE
from budgets.actions.locks import lock_draft
from budgets.core.merging import CellChange, Intent, Kind, Outcome, compare
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, ControlTotal, Heading, LineItem

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Draft:
    """The lines of a draft at one moment, by their keys in the order of the pages."""

    lines: Mapping[int, LineItem]
    fingerprint: str
    """The same as long as no line is added, changed or taken out."""

    def cells(self) -> dict[int, dict[str, Any]]:
        """The cells that a person types, by the key of their line."""
        return {key: cells_of(line) for key, line in self.lines.items()}


@dataclass(frozen=True)
class PrintedTotal:
    """A total that a source prints, in kronor."""

    total: Total
    amount: Decimal
    printed_in: Unit
    source: str


class DraftMoved(Exception):
    """The draft is no longer the one that the preview showed."""


class Undecided(Exception):
    """A cell that two people changed, and nobody chose between them."""


def cells_of(line: LineItem) -> dict[str, Any]:
    """The cells of a line that a person types or chooses."""
    return {name: getattr(line, name) for name in CHANGEABLE}


def draft_of(version: BudgetVersion) -> Draft:
    """Read the lines of a version, in one query."""
    found = LineItem.objects.filter(version=version).select_related("heading")
    by_key = {line.pk: line for line in found}
    marks = ",".join(f"{key}:{by_key[key].revision}" for key in sorted(by_key))
    return Draft(by_key, hashlib.sha256(marks.encode()).hexdigest())


def choice_name(outcome: Outcome, cell: CellChange | None = None) -> str:
    """The name under which it is chosen whose value of a cell, or of a whole row, is kept."""
    return f"keep-{outcome.intent.line}" + (f"-{cell.field}" if cell else "")


@transaction.atomic
def take_in(
    *,
    version: BudgetVersion,
    intents: Sequence[Intent],
    choices: Mapping[str, str],
    fingerprint: str,
    printed: Iterable[PrintedTotal] = (),
    by: User | None = None,
) -> list[Outcome]:
    """Write what the preview of a draft with that fingerprint showed; answer what was done.

    ``choices`` says MINE or THEIRS by ``choice_name`` for everything that clashes. Totals that the
    source printed are kept as control totals, in place of those that were there (rule 7).

    Raises ``DraftMoved`` when anybody changed the draft since, ``Undecided`` when a choice is
    missing, ``ValidationError`` where a value is wrong, ``VersionIsFrozen`` and ``WrongState``.
    """
    locked = lock_draft(version)
    draft = draft_of(locked)
    if draft.fingerprint != fingerprint:
        raise DraftMoved
    outcomes = compare(intents, draft.cells())
    headings = Heading.objects.in_bulk()
    for outcome in outcomes:
        _take(locked, outcome, choices, draft, headings, by)
    for total in printed:
        _keep(locked, total, by)
    return outcomes


def _take(
    version: BudgetVersion,
    outcome: Outcome,
    choices: Mapping[str, str],
    draft: Draft,
    headings: Mapping[int, Heading],
    by: User | None,
) -> None:
    intent = outcome.intent
    match outcome.kind:
        case Kind.NEW:
            _add(version, intent, headings, by)
        case Kind.GONE if _mine(choices, outcome):
            _add(version, intent, headings, by)
        case Kind.REMOVED if not outcome.clashes or _mine(choices, outcome):
            assert intent.line is not None
            revision = draft.lines[intent.line].revision  # the fingerprint says that it was read
            lines.remove(version=version, line_id=intent.line, revision=revision, by=by)
        case Kind.CHANGED:
            line = draft.lines[intent.line or 0]
            chosen = {
                cell.field: cell.typed
                for cell in outcome.cells
                if not cell.clashes or _mine(choices, outcome, cell)
            }
            lines.change(
                version=version,
                line_id=line.pk,
                to=chosen,
                read=cells_of(line),
                revision=line.revision,
                by=by,
            )


def _add(
    version: BudgetVersion, intent: Intent, headings: Mapping[int, Heading], by: User | None
) -> None:
    heading = headings.get(intent.heading)
    if heading is None:
        raise DraftMoved
    row = lines.TypedRow(intent.typed or {}, heading=heading)
    try:
        lines.change_many(version=version, rows=[row], by=by)
    except lines.RowsRefused as refused:
        raise refused.refusals[0] from refused


def _keep(version: BudgetVersion, printed: PrintedTotal, by: User | None) -> None:
    """Keep a printed total, in place of the one of its kind that is there."""
    control = ControlTotal.objects.filter(version=version, total=printed.total.value).first()
    if control is None:
        lines.keep_control_total(
            version=version,
            total=printed.total,
            amount=printed.amount,
            printed_in=printed.printed_in,
            source=printed.source,
            by=by,
        )
        return
    before = trace.texts_of(control)
    control.amount, control.printed_in = printed.amount, printed.printed_in
    control.source = printed.source
    control.full_clean()
    control.save()
    lines.tell(control, Deed.CHANGED, trace.changed(before, trace.texts_of(control)), by=by)


def _mine(choices: Mapping[str, str], outcome: Outcome, cell: CellChange | None = None) -> bool:
    choice = choices.get(choice_name(outcome, cell))
    if choice not in (MINE, THEIRS):
        raise Undecided
    return choice == MINE
