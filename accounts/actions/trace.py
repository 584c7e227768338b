"""Writing the trace: who did what, from what to what (rule 11).

``record`` holds the end of the trace until the transaction ends. So an action records last, when
it has locked and written all else: two that held it in different orders would wait for each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone, translation

from accounts.models import Change, Deed, TraceHead, User

SYSTEM = "system"
"""Who did what nobody did who signs in: a command, the example."""

NEVER_TOLD = {"password", "last_login", "revision", "entry"}
"""Fields that say nothing worth keeping, or nothing anybody may know: of a password only that it
was changed is told."""

Texts = dict[str, str]
Changes = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """What is to be told of one row; ``changes`` are texts before and after, by field.

    A subject that is a model rather than a row stands for many of its rows.
    """

    deed: Deed
    subject: models.Model | type[models.Model]
    whole: models.Model | None = None
    label: str = ""
    """What a person calls the row; when empty, what it calls itself."""
    changes: Changes = field(default_factory=dict)
    subject_id: int | None = field(init=False)
    """The row's key, kept for when the row has been deleted."""

    def __post_init__(self) -> None:
        key = self.subject.pk if isinstance(self.subject, models.Model) else None
        object.__setattr__(self, "subject_id", key)


def record(
    *,
    by: User | None,
    deed: Deed,
    subject: models.Model | type[models.Model],
    whole: models.Model | None = None,
    label: str = "",
    changes: Changes | None = None,
) -> None:
    """Tell the trace of one deed: a change for each field, or one without a field."""
    record_all(by=by, entries=[Entry(deed, subject, whole, label, changes or {})])


def record_all(*, by: User | None, entries: Iterable[Entry]) -> None:
    """Tell the trace of many deeds at once, in that order.

    Three queries, however many there are (and one more for each hundred changes or so). Raises
    ``TransactionManagementError`` outside a transaction: a change and its trace are written
    together or not at all.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A change and its trace go together.")
    changes = [change for entry in entries for change in _changes_of(entry)]
    if not changes:
        return
    # get_or_create, since an emptied database has no head.
    head, _new = TraceHead.objects.select_for_update().get_or_create(pk=1)
    at, by_name = timezone.now(), str(by) if by else SYSTEM
    for change in changes:
        change.number, change.previous_hash = head.count + 1, head.hash
        change.at, change.by, change.by_name = at, by, by_name
        change.hash = change.computed_hash()
        head.count, head.hash = change.number, change.hash
    Change.objects.bulk_create(changes)
    head.save(update_fields=["count", "hash"])


def _changes_of(entry: Entry) -> Iterable[Change]:
    with _language_of_the_trace():
        label = entry.label or _name_of(entry.subject)
    for name, (before, after) in (entry.changes or {"": ("", "")}).items():
        yield Change(
            deed=entry.deed,
            subject=entry.subject._meta.label_lower,
            subject_id=entry.subject_id,
            whole=entry.whole._meta.label_lower if entry.whole else "",
            whole_id=entry.whole.pk if entry.whole else None,
            label=label,
            field=name,
            before=before,
            after=after,
        )


def _name_of(subject: models.Model | type[models.Model]) -> str:
    if isinstance(subject, models.Model):
        return str(subject)
    return str(subject._meta.verbose_name_plural)


# -- What a row says, as texts


def texts_of(instance: models.Model) -> Texts:
    """What each field of a row says, by field; its key and what is nobody's business left out."""
    told = (f for f in instance._meta.concrete_fields if not f.primary_key)
    with _language_of_the_trace():
        return {f.name: _text(instance, f) for f in told if f.name not in NEVER_TOLD}


def added(texts: Texts) -> dict[str, tuple[str, str]]:
    """The changes of a row that was added: of each field that says something."""
    return {name: ("", text) for name, text in texts.items() if text}


def removed(texts: Texts) -> dict[str, tuple[str, str]]:
    """The changes of a row that was removed."""
    return {name: (text, "") for name, text in texts.items() if text}


def changed(before: Texts, after: Texts) -> dict[str, tuple[str, str]]:
    """The changes from one state of a row to another: of each field that says something else."""
    return {
        name: (before.get(name, ""), text)
        for name, text in after.items()
        if before.get(name, "") != text
    }


def _text(instance: models.Model, of: models.Field) -> str:
    if of.is_relation:
        try:
            return str(getattr(instance, of.name) or "")
        except ObjectDoesNotExist:
            return str(of.value_from_object(instance))
    value = of.value_from_object(instance)
    if value is None:
        return ""
    if isinstance(of, models.DecimalField):
        return f"{value:.{of.decimal_places}f}"
    return of.value_to_string(instance)


def _language_of_the_trace() -> translation.override:
    # The trace reads alike whoever did it.
    return translation.override(settings.LANGUAGE_CODE)
