"""Writing the lines and control totals of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets.actions.errors import WrongState
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, Charge, ControlTotal, Heading, LineItem, State
from budgets.models.errors import VersionIsFrozen
from municipalities.models import Agreement, Municipality, OtherParty


def lock_open(version: BudgetVersion) -> BudgetVersion:
    """Lock the version's row until the transaction ends; ``VersionIsFrozen`` if it is adopted."""
    locked = BudgetVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise VersionIsFrozen(locked)
    return locked


def lock_draft(version: BudgetVersion) -> BudgetVersion:
    """Lock a version whose lines may change; what is out for consultation stays as it was sent.

    Raises ``VersionIsFrozen`` or ``WrongState``.
    """
    locked = lock_open(version)
    if locked.state != State.DRAFT:
        raise WrongState(locked)
    return locked


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


@transaction.atomic
def add_typed(
    *,
    version: BudgetVersion,
    heading: Heading,
    cells: Mapping[str, Any],
    by: User | None = None,
) -> LineItem:
    """Add a line from the cells of a grid, which are ``CHANGEABLE`` fields."""
    locked = lock_draft(version)
    line = LineItem(version=locked, heading=heading, position=_next_position(locked, heading))
    for field, value in cells.items():
        setattr(line, field, value)
    line.full_clean()
    line.save()
    tell(line, Deed.ADDED, trace.added(trace.texts_of(line)), by=by)
    return line


CHANGEABLE = ("text", "account", "amount", "charge_code", "note")
"""The cells of a line that a person types or chooses."""


@dataclass(frozen=True)
class CellConflict:
    """A cell that two people changed to different things: what was typed, and what is there."""

    field: str
    yours: Any
    theirs: Any


class ChangedMeanwhile(Exception):
    """Cells of a line were changed by somebody else since they were read (rule 12)."""

    def __init__(self, line: LineItem, conflicts: list[CellConflict]) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.line = line
        self.conflicts = conflicts


class LineIsGone(Exception):
    """The line was removed by somebody else in the meantime."""


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

    ``to`` and ``read`` hold values of ``CHANGEABLE`` fields; ``revision`` is the one that was read.
    Cells that only the other person changed keep that change. A cell that both changed, to
    different things, refuses the whole line: ``ChangedMeanwhile`` carries both values.

    Raises ``LineIsGone``, ``VersionIsFrozen``, and ``ValidationError`` where a value is wrong.
    """
    locked = lock_draft(version)
    line = _line_of(locked, line_id)
    typed = {field: value for field, value in to.items() if value != read[field]}
    if line.revision != revision:
        conflicts = [
            CellConflict(field, value, getattr(line, field))
            for field, value in typed.items()
            if getattr(line, field) not in (read[field], value)
        ]
        if conflicts:
            raise ChangedMeanwhile(line, conflicts)
    typed = {field: value for field, value in typed.items() if value != getattr(line, field)}
    if not typed:
        return line
    before = trace.texts_of(line)
    for field, value in typed.items():
        setattr(line, field, value)
    line.full_clean()
    line.save()
    tell(line, Deed.CHANGED, trace.changed(before, trace.texts_of(line)), by=by)
    return line


@transaction.atomic
def remove(*, version: BudgetVersion, line_id: int, by: User | None = None) -> LineItem:
    """Take a line out of an open version, and answer it as it was, so that it can be put back."""
    line = _line_of(lock_draft(version), line_id)
    told = _entry(line, Deed.REMOVED, trace.removed(trace.texts_of(line)))
    line.delete()
    trace.record_all(by=by, entries=[told])
    return line


@transaction.atomic
def put_back(line: LineItem, *, by: User | None = None) -> LineItem:
    """Put a line that was taken out back where it stood."""
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
