"""Asking for a file that takes a while, and what its maker notes on the way.

Each note is one statement that looks at the state. So one maker claims an export, and hears at its
next step that it was cancelled, or that it was given up for lost.
"""

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from budgets.models import BudgetVersion, Export, ExportKind, ExportState, FailureReason
from budgets.models.export import LIVE, UNDER_WAY, standing_of_all


@transaction.atomic
def ask(
    kind: ExportKind, *, version: BudgetVersion, parameters: Mapping[str, str], by: User
) -> Export:
    """The export of this kind and these parameters, of what the version holds now.

    Who asks for what is there already, or being made, joins those who asked for it.
    """
    Export.objects.old().delete()
    digest = digest_of(kind, version, parameters)
    lost = Export.objects.lost().filter(digest=digest)
    lost.update(state=ExportState.FAILED, reason=FailureReason.LOST, ended_at=timezone.now())
    while True:
        export, _new = Export.objects.get_or_create(
            digest=digest,
            state__in=LIVE,
            defaults={"kind": kind, "version": version, "parameters": dict(parameters)},
        )
        # Held, so that it is not cancelled while one more joins.
        held: Export | None = (
            Export.objects.without_content()
            .select_for_update()
            .filter(pk=export.pk, state__in=LIVE)
            .first()
        )
        if held is not None:
            held.askers.add(by)
            return held


def digest_of(kind: ExportKind, version: BudgetVersion, parameters: Mapping[str, str]) -> str:
    """SHA-256 of all that the file depends on, in hexadecimal."""
    whole = [kind, version.pk, standing_of_all(), sorted(parameters.items())]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


@transaction.atomic
def cancel(export: Export, *, by: User) -> bool:
    """Take back what the person asked for; answer whether the work stops.

    It goes on for others who asked for the same. What is ready or over stays as it is.
    """
    held = Export.objects.without_content().select_for_update().get(pk=export.pk)
    if not held.is_under_way:
        return False
    if held.askers.exclude(pk=by.pk).exists():
        held.askers.remove(by)
        return False
    return _move(held, ExportState.CANCELLED, ended_at=timezone.now())


def claim(key: str) -> Export | None:
    """Begin making the export; None where somebody has begun, or it was cancelled."""
    asked = Export.objects.filter(key=key, state=ExportState.ASKED)
    if not asked.update(state=ExportState.RUNNING, beat_at=timezone.now()):
        return None
    found: Export = Export.objects.without_content().select_related("version").get(key=key)
    return found


def note_step(export: Export, *, done: int, of: int) -> bool:
    """Note how far it has come; answer whether to go on."""
    running = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING)
    return bool(running.update(steps_done=done, steps=of, beat_at=timezone.now()))


def finish(export: Export, *, name: str, content_type: str, content: bytes) -> bool:
    """Keep the file; not where it was cancelled or given up meanwhile."""
    return _move(
        export,
        ExportState.DONE,
        name=name,
        content_type=content_type,
        content=content,
        size=len(content),
        ended_at=timezone.now(),
    )


def fail(export: Export, *, reason: FailureReason) -> bool:
    """Note that nothing comes of it, and why."""
    return _move(export, ExportState.FAILED, reason=reason, ended_at=timezone.now())


def _move(export: Export, state: ExportState, **fields: object) -> bool:
    under_way = Export.objects.filter(pk=export.pk, state__in=UNDER_WAY)
    return bool(under_way.update(state=state, **fields))
