"""The trace: who changed what, when, from what to what (rule 11).

Each change carries the hash of the one before it, and the head tells how many there are and the
hash of the last. So a change that is altered, removed, added or moved behind the application's
back breaks the chain, and ``manage.py verify`` says where.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

_SEALED = [
    "number",
    "at",
    "by_id",
    "by_name",
    "deed",
    "subject",
    "subject_id",
    "whole",
    "whole_id",
    "label",
    "field",
    "before",
    "after",
]
"""What the hash of a change covers, beside the hash of the change before it."""


class TraceIsAppendOnly(Exception):
    """Somebody tried to change or remove what the trace says."""

    def __init__(self) -> None:
        super().__init__("The trace is only ever added to, by accounts.actions.trace.")


class Deed(models.TextChoices):
    """What was done to the subject of a change."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")
    PUT_BACK = "put_back", _("put back")
    MOVED = "moved", _("moved")
    COPIED = "copied", _("copied")
    IMPORTED = "imported", _("imported")
    SENT_TO_CONSULTATION = "sent_to_consultation", _("sent to consultation")
    TAKEN_BACK = "taken_back", _("taken back to draft")
    COMMENTED = "commented", _("commented")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    REMINDED = "reminded", _("reminded")
    ADOPTED = "adopted", _("adopted")
    SUPERSEDED = "superseded", _("superseded")
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("accepted the invitation")
    ENDED = "ended", _("ended")
    LOCKED_OUT = "locked_out", _("locked out after wrong passwords")
    SIGNED_OUT = "signed_out", _("signed out everywhere")
    SECOND_FACTOR_ADDED = "second_factor_added", _("second factor added")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("second factor removed")
    SECOND_FACTOR_RENEWED = "second_factor_renewed", _("recovery codes renewed")
    CONNECTED = "connected", _("connected to the organisation’s sign-in")


class ChangeQuerySet(models.QuerySet["Change"]):
    def about(self, instance: models.Model) -> "ChangeQuerySet":
        """What was done to one row."""
        return self.filter(subject=instance._meta.label_lower, subject_id=instance.pk)

    def of_whole(self, instance: models.Model) -> "ChangeQuerySet":
        """What was done to a row or to anything within it, such as the lines of a version."""
        return self.filter(whole=instance._meta.label_lower, whole_id=instance.pk)

    def update(self, **values: Any) -> NoReturn:
        raise TraceIsAppendOnly

    def delete(self) -> NoReturn:
        raise TraceIsAppendOnly

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise TraceIsAppendOnly


class Change(models.Model):
    """One thing that was done: to a row, or to one field of it.

    ``subject`` and ``whole`` name models as in "budgets.lineitem". Texts are kept as they were on
    the day, since names change: a field's plain value ("5616000.00", "2020-09-24"), or the name of
    what it refers to. Empty is none.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="changes", verbose_name=_("user")
    )
    by_name = models.CharField(_("by"), max_length=254)
    deed = models.CharField(_("deed"), max_length=30, choices=Deed.choices)
    subject = models.CharField(_("of"), max_length=100)
    subject_id = models.PositiveBigIntegerField(_("its key"), null=True)
    whole = models.CharField(_("within"), max_length=100, blank=True)
    whole_id = models.PositiveBigIntegerField(_("key of the whole"), null=True)
    label = models.TextField(_("what"))
    field = models.CharField(_("field"), max_length=100, blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    previous_hash = models.CharField(_("hash of the change before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="change_subject"),
            models.Index(fields=["whole", "whole_id"], name="change_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"

    def save(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse: a change is written by ``accounts.actions.trace``, together with its head."""
        raise TraceIsAppendOnly

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise TraceIsAppendOnly

    def computed_hash(self) -> str:
        """SHA-256 over the hash before and the row as JSON with sorted keys, in hexadecimal."""
        row = {name: getattr(self, name) for name in _SEALED}
        row["at"] = self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        text = self.previous_hash + json.dumps(row, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class TraceHead(models.Model):
    """The end of the trace, in one row: how many changes there are, and the hash of the last.

    Whoever adds changes holds it, so that two never add the same number.
    """

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("end of the trace")
        verbose_name_plural = _("ends of the trace")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_trace_head")]

    def __str__(self) -> str:
        return f"{self.count} {self.hash}"


class Fault(Enum):
    """How a trace can be broken."""

    ALTERED = "altered"
    """What a change says is not what it said when it was written."""
    OUT_OF_ORDER = "out_of_order"
    """A change does not follow the one that stands before it."""
    MISSING = "missing"
    """There is no change of this number, though there are later ones or the head counts it."""
    BEYOND_HEAD = "beyond_head"
    """There is a change that the head does not count."""
    WRONG_HEAD = "wrong_head"
    """The head's hash is not that of the last change."""


@dataclass(frozen=True)
class Break:
    """A fault of the trace, at a change's number."""

    fault: Fault
    number: int


def breaks_in_trace() -> Iterator[Break]:
    """What is wrong with the trace, in order; nothing when all is well. Reads one row at a time.

    People may go on working meanwhile: the end is looked up before the head, and a change and its
    head are written together.
    """
    last = Change.objects.order_by("number").values_list("number", flat=True).last() or 0
    head = TraceHead.objects.first() or TraceHead()
    end = max(last, head.count)
    changes = Change.objects.filter(number__lte=end).order_by("number")
    yield from breaks_in(changes.iterator(chunk_size=500), head)


def breaks_in(changes: Iterable[Change], head: TraceHead) -> Iterator[Break]:
    """Compare changes, sorted by number, with each other and with the head."""
    number, previous = 0, ""
    for change in changes:
        for absent in range(number + 1, min(change.number, number + 1 + _MOST_ABSENT)):
            yield Break(Fault.MISSING, absent)
        if change.number == number + 1 and change.previous_hash != previous:
            yield Break(Fault.OUT_OF_ORDER, change.number)
        if change.hash != change.computed_hash():
            yield Break(Fault.ALTERED, change.number)
        if change.number > head.count:
            yield Break(Fault.BEYOND_HEAD, change.number)
        number, previous = change.number, change.hash
    for absent in range(number + 1, min(head.count, number + _MOST_ABSENT) + 1):
        yield Break(Fault.MISSING, absent)
    if number == head.count and previous != head.hash:
        yield Break(Fault.WRONG_HEAD, number)


_MOST_ABSENT = 100
"""So many missing changes in a row are named one by one."""
