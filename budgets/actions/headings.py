"""The headings of a draft, for this version alone; and the accounts of them all, for every year."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets.actions.locks import lock_draft
from budgets.models import BudgetVersion, Heading, HeadingInVersion, LineItem


class RenamedMeanwhile(Exception):
    """Somebody else gave the heading another name since it was read (rule 12)."""

    def __init__(self, heading: HeadingInVersion) -> None:
        super().__init__(heading.name)
        self.heading = heading


class BookedMeanwhile(Exception):
    """Somebody else gave the heading another account since it was read (rule 12)."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(str(heading.account or ""))
        self.heading = heading


class HeadingIsUsed(Exception):
    """The heading has lines in the version, so it stays."""


@transaction.atomic
def add(
    *, version: BudgetVersion, kind: str, name: str, is_staff_cost: bool = False, by: User | None
) -> Heading:
    """Add a heading last among those of its kind.

    A heading that any version has called so is taken again, so that the years can be compared;
    only else is a new one made. Raises ``ValidationError`` for a name that is missing, too long or
    taken in this version, ``VersionIsFrozen`` and ``WrongState`` where the version is no draft.
    """
    locked = lock_draft(version)
    offer(locked, _used_in(locked))
    name = _cleaned(name)
    _refuse_taken(locked, kind, name)
    heading = _known(locked, kind, name)
    if heading is None:
        heading = Heading(kind=kind, name=name, is_staff_cost=is_staff_cost)
        heading.position = Heading.objects.filter(kind=kind).count() + 1
        heading.full_clean()
        heading.save()
    row = HeadingInVersion(
        version=locked, heading=heading, name=name, position=_next_position(locked)
    )
    row.full_clean()
    row.save()
    heading.called = name
    _tell(row, Deed.ADDED, trace.added(trace.texts_of(row)), by=by)
    return heading


@transaction.atomic
def rename(
    *, version: BudgetVersion, heading: Heading, to: str, read: str, by: User | None
) -> None:
    """Give a heading another name in this version; ``read`` is the name that the person saw.

    Raises ``RenamedMeanwhile``, and what ``add`` raises.
    """
    row = _row_of(lock_draft(version), heading)
    to = _cleaned(to)
    if row.name == to or to == read:
        return
    if row.name != read:
        raise RenamedMeanwhile(row)
    _refuse_taken(row.version, heading.kind, to)
    before = trace.texts_of(row)
    row.name = to
    row.full_clean()
    row.save()
    _tell(row, Deed.CHANGED, trace.changed(before, trace.texts_of(row)), by=by)


@transaction.atomic
def move(*, version: BudgetVersion, heading: Heading, down: bool, by: User | None) -> None:
    """Let a heading change places with its neighbour of the same kind; the ends stay."""
    row = _row_of(lock_draft(version), heading)
    rows = list(
        HeadingInVersion.objects.filter(version=row.version, heading__kind=heading.kind).order_by(
            "position", "pk"
        )
    )
    place = rows.index(row)
    other = place + 1 if down else place - 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, one in enumerate(rows):
        one.position = position
    HeadingInVersion.objects.bulk_update(rows, ["position"])
    _tell(row, Deed.MOVED, {"position": (str(place + 1), str(other + 1))}, by=by)


@transaction.atomic
def take_out(*, version: BudgetVersion, heading: Heading, by: User | None) -> None:
    """Take a heading without lines out of this version; other versions keep it.

    Raises ``HeadingIsUsed`` where it has lines, ``VersionIsFrozen`` and ``WrongState``.
    """
    row = _row_of(lock_draft(version), heading)
    if LineItem.objects.filter(version=row.version, heading=heading).exists():
        raise HeadingIsUsed
    told = Entry(Deed.REMOVED, row, row.version, row.name, trace.removed(trace.texts_of(row)))
    row.delete()
    trace.record_all(by=by, entries=[told])


@transaction.atomic
def book(*, heading: Heading, on: int | None, read: int | None, by: User | None) -> None:
    """Say on which account a heading is booked, in every version; ``read`` is what the person saw.

    No decision is about accounts, so a frozen version keeps nothing of it. Raises
    ``BookedMeanwhile``, and ``ValidationError`` for what is no account.
    """
    locked = Heading.objects.select_for_update().get(pk=heading.pk)
    if on in (locked.account, read):
        return
    if locked.account != read:
        raise BookedMeanwhile(locked)
    before = trace.texts_of(locked)
    locked.account = on
    locked.full_clean()
    locked.save()
    changes = trace.changed(before, trace.texts_of(locked))
    trace.record(by=by, deed=Deed.CHANGED, subject=locked, changes=changes)


def offer(locked: BudgetVersion, headings: Iterable[Heading]) -> None:
    """See to it that a locked draft has these headings; those it lacks come last.

    One query where it has them all.
    """
    there = set(
        HeadingInVersion.objects.filter(version=locked).values_list("heading_id", flat=True)
    )
    lacking = [heading for heading in headings if heading.pk not in there]
    if lacking:
        first = _next_position(locked)
        HeadingInVersion.objects.bulk_create(
            HeadingInVersion(version=locked, heading=heading, name=heading.name, position=place)
            for place, heading in enumerate(lacking, first)
        )


def offer_those_of(locked: BudgetVersion, basis: BudgetVersion) -> None:
    """Give a new draft the headings of the version that it is made from."""
    rows = list(HeadingInVersion.objects.filter(version=basis))
    for row in rows:
        row.pk, row.version = None, locked
    HeadingInVersion.objects.bulk_create(rows)
    offer(locked, _used_in(basis))


def _used_in(version: BudgetVersion) -> Iterable[Heading]:
    return Heading.objects.filter(lines__version=version).distinct()


def _row_of(locked: BudgetVersion, heading: Heading) -> HeadingInVersion:
    offer(locked, [*_used_in(locked), heading])
    return HeadingInVersion.objects.select_related("heading").get(version=locked, heading=heading)


def _known(locked: BudgetVersion, kind: str, name: str) -> Heading | None:
    """The heading that is called so, or that some version called so; not one of this version."""
    possible = Heading.objects.filter(kind=kind).exclude(in_versions__version=locked)
    return (
        possible.filter(name=name).first()
        or possible.filter(in_versions__name=name).order_by("-in_versions__version").first()
    )


def _refuse_taken(locked: BudgetVersion, kind: str, name: str) -> None:
    rows = HeadingInVersion.objects.filter(version=locked, heading__kind=kind)
    if name.casefold() in {row.name.casefold() for row in rows}:
        raise ValidationError({"name": _("The budget has a heading of that name already.")})


def _cleaned(name: str) -> str:
    return " ".join(name.split())


def _next_position(locked: BudgetVersion) -> int:
    last = HeadingInVersion.objects.filter(version=locked).order_by("-position").first()
    return 0 if last is None else last.position + 1


def _tell(row: HeadingInVersion, deed: Deed, changes: trace.Changes, *, by: User | None) -> None:
    trace.record(by=by, deed=deed, subject=row, whole=row.version, label=row.name, changes=changes)
