"""Writing the lines and control totals of a draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Change, Deed, User
from budgets.actions.locks import lock_draft
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, Charge, ControlTotal, Heading, LineItem
from budgets.models.line_item import TARGETS
from municipalities.models import Agreement, Municipality, OtherParty


@transaction.atomic
def add(
    *,
    version: BudgetVersion,
    heading: Heading,
    amount: Decimal,
    text: str = "",
    account: str = "",
    note: str = "",
    on_order: bool = False,
    charged_to: Agreement | Municipality | OtherParty | None = None,
    by: User | None = None,
) -> LineItem:
    """Add an amount of kronor under a heading.

    An income says whom it is charged to, or that it is on order (rule 4); a cost says neither.
    Raises ``ValidationError`` where that or a field is wrong, ``VersionIsFrozen`` after adoption.
    """
    locked = lock_draft(version)
    line = LineItem(
        version=locked,
        heading=heading,
        position=_next_position(locked, heading),
        amount=amount,
        text=text,
        account=account,
        note=note,
    )
    match charged_to:
        case Agreement():
            line.charge, line.agreement = Charge.AGREEMENT, charged_to
        case Municipality():
            line.charge, line.municipality = Charge.MUNICIPALITY, charged_to
        case OtherParty():
            line.charge, line.other_party = Charge.OTHER_PARTY, charged_to
        case None:
            line.charge = Charge.ON_ORDER if on_order else Charge.NOT
    line.full_clean()
    line.save()
    tell(line, Deed.ADDED, trace.added(trace.texts_of(line)), by=by)
    return line


CHANGEABLE = ("text", "account", "amount", "charge_code", "note")
"""The cells of a line that a person types or chooses."""


@dataclass(frozen=True)
class CellConflict:
    """A cell that two people changed to different things: what was typed, and what is there.

    ``told`` is the change by which the other's value came there, with who and when.
    """

    field: str
    yours: Any
    theirs: Any
    told: Change | None = None


class ChangedMeanwhile(Exception):
    """Cells of a line were changed by somebody else since they were read (rule 12).

    Where the line was to be taken out there are no ``conflicts``: it is not what was read.
    """

    def __init__(self, line: LineItem, conflicts: list[CellConflict]) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.line = line
        self.conflicts = conflicts


class LineIsGone(Exception):
    """The line was removed by somebody else in the meantime."""


@dataclass(frozen=True)
class TypedRow:
    """The cells of a row as a person typed them, by the names of ``CHANGEABLE`` fields.

    Of a line: ``line_id``, with the cells and the ``revision`` that the person had read. Of a new
    one: its ``heading``, and the ``entry`` that makes the same row sent twice one line.
    """

    to: Mapping[str, Any]
    line_id: int | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0
    heading: Heading | None = None
    entry: UUID | None = None


class RowsRefused(Exception):
    """Rows that cannot be saved, by their place among those sent; so none of them was.

    ``refusals`` holds ``ChangedMeanwhile``, ``LineIsGone`` and ``ValidationError``.
    """

    def __init__(self, refusals: Mapping[int, Exception]) -> None:
        super().__init__(", ".join(f"{place}: {why!r}" for place, why in refusals.items()))
        self.refusals = refusals


@transaction.atomic
def change(
    *,
    version: BudgetVersion,
    line_id: int,
    to: Mapping[str, Any],
    read: Mapping[str, Any],
    revision: int,
    by: User | None = None,
) -> LineItem:
    """Change cells of a line from what the person read to what was typed.

    Cells that only the other person changed keep that change. A cell that both changed, to
    different things, refuses the whole line: ``ChangedMeanwhile`` carries both values.

    Raises ``LineIsGone``, ``VersionIsFrozen``, and ``ValidationError`` where a value is wrong.
    """
    line = _line_of(lock_draft(version), line_id)
    try:
        told = _change(line, TypedRow(to, line_id, read, revision))
    except ChangedMeanwhile as refused:
        _tell_who([refused])
        raise
    trace.record_all(by=by, entries=[told] if told else [])
    return line


@transaction.atomic
def change_many(
    *, version: BudgetVersion, rows: Sequence[TypedRow], by: User | None = None
) -> list[LineItem]:
    """Change and add lines, all of them or, where one row is refused, none.

    Answers the lines in the order of the rows. Raises ``RowsRefused``, ``VersionIsFrozen``,
    ``WrongState``.
    """
    locked = lock_draft(version)
    known = (
        LineItem.objects.filter(version=locked)
        .select_related("heading")
        .in_bulk([row.line_id for row in rows if row.line_id is not None])
    )
    for line in known.values():
        line.version = locked
    entries = [row.entry for row in rows if row.entry is not None]
    sent = {line.entry: line for line in LineItem.objects.filter(entry__in=entries)}
    ends: dict[int, int] = {}
    written: list[LineItem] = []
    told: list[Entry | None] = []
    refusals: dict[int, Exception] = {}
    for place, row in enumerate(rows):
        try:
            if row.heading is not None:
                line, entry = _add(locked, row.heading, row, sent, ends)
            elif row.line_id in known:
                line = known[row.line_id]
                entry = _change(line, row)
            else:
                raise LineIsGone
            written.append(line)
            told.append(entry)
        except (ChangedMeanwhile, LineIsGone, ValidationError) as why:
            refusals[place] = why
    if refusals:
        _tell_who([why for why in refusals.values() if isinstance(why, ChangedMeanwhile)])
        raise RowsRefused(refusals)
    trace.record_all(by=by, entries=[entry for entry in told if entry])
    return written


def _change(line: LineItem, row: TypedRow) -> Entry | None:
    """Change the line, and answer what the trace is to tell of it."""
    typed = {name: value for name, value in row.to.items() if value != row.read[name]}
    if line.revision != row.revision:
        conflicts = [
            CellConflict(name, value, getattr(line, name))
            for name, value in typed.items()
            if getattr(line, name) not in (row.read[name], value)
        ]
        if conflicts:
            raise ChangedMeanwhile(line, conflicts)
    typed = {name: value for name, value in typed.items() if value != getattr(line, name)}
    if not typed:
        return None
    before = trace.texts_of(line)
    for name, value in typed.items():
        setattr(line, name, value)
    _check_what_was_typed(line)
    line.save()
    return _entry(line, Deed.CHANGED, trace.changed(before, trace.texts_of(line)))


_TOLD_AS = {"charge_code": ("charge", *TARGETS.values())}
"""The fields by which the trace tells of a cell that is no field itself."""


def _tell_who(refusals: Sequence[ChangedMeanwhile]) -> None:
    """Look up in the trace who changed the cells that clash; one query for all of them."""
    if not refusals:
        return
    keys = [refused.line.pk for refused in refusals]
    last = {(change.subject_id, change.field): change for change in _changes_of(keys)}
    for refused in refusals:
        refused.conflicts = [
            replace(
                conflict,
                told=max(
                    (
                        last[refused.line.pk, name]
                        for name in _TOLD_AS.get(conflict.field, (conflict.field,))
                        if (refused.line.pk, name) in last
                    ),
                    key=lambda change: change.number,
                    default=None,
                ),
            )
            for conflict in refused.conflicts
        ]


def _changes_of(line_ids: Sequence[int]) -> Iterable[Change]:
    of_lines = Change.objects.filter(subject=LineItem._meta.label_lower, subject_id__in=line_ids)
    return of_lines.order_by("number")


def _add(
    locked: BudgetVersion,
    heading: Heading,
    row: TypedRow,
    sent: dict[UUID | None, LineItem],
    ends: dict[int, int],
) -> tuple[LineItem, Entry | None]:
    """Add a row at the end of its heading; ``sent`` and ``ends`` know the rows before it."""
    if row.entry in sent:
        line = sent[row.entry]
        if line.version_id != locked.pk:
            raise ValidationError({"entry": line.unique_error_message(LineItem, ("entry",))})
        return line, None
    if heading.pk not in ends:
        ends[heading.pk] = _next_position(locked, heading)
    line = LineItem(version=locked, heading=heading, position=ends[heading.pk], entry=row.entry)
    for name, value in row.to.items():
        setattr(line, name, value)
    _check_what_was_typed(line)
    line.save()
    ends[heading.pk] += 1
    if row.entry is not None:
        sent[row.entry] = line
    return line, _entry(line, Deed.ADDED, trace.added(trace.texts_of(line)))


def _check_what_was_typed(line: LineItem) -> None:
    """Check what can be wrong in a row of a block, without asking the database for the rest.

    Its version, heading and entry were looked up for all rows at once, and the constraints hold
    where the fields and ``clean`` do.
    """
    line.full_clean(exclude={"version", "heading", "entry"}, validate_constraints=False)


@transaction.atomic
def remove(
    *, version: BudgetVersion, line_id: int, revision: int, by: User | None = None
) -> LineItem:
    """Take a line out of an open version, and answer it as it was, so that it can be put back.

    ``revision`` is what the person had read; a later one refuses with ``ChangedMeanwhile``.
    Raises ``LineIsGone``, ``VersionIsFrozen``, ``WrongState``.
    """
    line = _line_of(lock_draft(version), line_id)
    if line.revision != revision:
        raise ChangedMeanwhile(line, [])
    told = _entry(line, Deed.REMOVED, trace.removed(trace.texts_of(line)))
    line.delete()
    trace.record_all(by=by, entries=[told])
    return line


@transaction.atomic
def put_back(line: LineItem, *, by: User | None = None) -> LineItem:
    """Put a line that was taken out back where it stood; once, if it carries an ``entry``."""
    lock_draft(line.version)
    back = LineItem.objects.filter(version=line.version, entry=line.entry).first()
    if line.entry is not None and back is not None:
        return back
    return _insert(line, Deed.PUT_BACK, by=by)


def _insert(line: LineItem, deed: Deed, *, by: User | None) -> LineItem:
    lock_draft(line.version)
    LineItem.objects.filter(
        version=line.version, heading=line.heading, position__gte=line.position
    ).update(position=F("position") + 1)
    line.pk = None
    line._state.adding = True
    line.full_clean()
    line.save()
    tell(line, deed, trace.added(trace.texts_of(line)), by=by)
    return line


@transaction.atomic
def duplicate(*, version: BudgetVersion, line_id: int, by: User | None = None) -> LineItem:
    """Add a line like another, directly below it."""
    line = _line_of(lock_draft(version), line_id)
    line.position += 1
    line.entry = None
    return _insert(line, Deed.COPIED, by=by)


@transaction.atomic
def move(*, version: BudgetVersion, line_id: int, down: bool, by: User | None = None) -> None:
    """Let a line change places with its neighbour under the same heading; the ends stay."""
    line = _line_of(lock_draft(version), line_id)
    siblings = list(
        LineItem.objects.filter(version=version, heading=line.heading).order_by("position", "pk")
    )
    place = siblings.index(line)
    other = place + 1 if down else place - 1
    if 0 <= other < len(siblings):
        siblings[place], siblings[other] = siblings[other], siblings[place]
        for position, sibling in enumerate(siblings):
            sibling.position = position
        LineItem.objects.bulk_update(siblings, ["position"])
        changes = {"position": (str(place + 1), str(other + 1))}
        tell(line, Deed.MOVED, changes, by=by)


def _line_of(version: BudgetVersion, line_id: int) -> LineItem:
    line = LineItem.objects.filter(version=version, pk=line_id).select_related("heading").first()
    if line is None:
        raise LineIsGone
    return line


def _next_position(version: BudgetVersion, heading: Heading) -> int:
    lines = LineItem.objects.filter(version=version, heading=heading)
    last: int | None = lines.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def keep_control_total(
    *,
    version: BudgetVersion,
    total: Total,
    amount: Decimal,
    printed_in: Unit,
    source: str,
    by: User | None = None,
) -> ControlTotal:
    """Keep a total that the source prints, in kronor, to compare it with the rows (rule 7)."""
    control = ControlTotal(
        version=lock_draft(version),
        total=total.value,
        amount=amount,
        printed_in=printed_in,
        source=source,
    )
    control.full_clean()
    control.save()
    tell(control, Deed.ADDED, trace.added(trace.texts_of(control)), by=by)
    return control


def tell(
    row: LineItem | ControlTotal, deed: Deed, changes: trace.Changes, *, by: User | None
) -> None:
    """Tell the trace what was done to a row of a version; last in the transaction."""
    trace.record_all(by=by, entries=[_entry(row, deed, changes)])


def _entry(row: LineItem | ControlTotal, deed: Deed, changes: trace.Changes) -> Entry:
    return Entry(deed, row, row.version, label_of(row), changes)


def label_of(row: LineItem | ControlTotal) -> str:
    """What a person calls the row: a line by its heading and text."""
    if isinstance(row, LineItem):
        return f"{row.heading}: {row.text}" if row.text else str(row.heading)
    return ""  # as it calls itself
