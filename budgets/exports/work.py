"""Asking for an export, and the task that makes it."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from accounts.models import User
from budgets.actions import exports as actions
from budgets.documents.pdf import NoPrinter
from budgets.exports.kinds import KINDS
from budgets.exports.order import OFFICE, Made, Making, Order
from budgets.models import BudgetVersion, Export, ExportKind, ExportState, FailureReason
from budgets.models.payer import payers_of

_OURS = ("language", "made_on", "sees")


def ask(
    kind: ExportKind, *, version: BudgetVersion, options: Mapping[str, str], by: User
) -> Export:
    """Ask for a file in the language of the page; it is begun when the transaction is done.

    Of the options only those that the kind takes are looked at. Asked for again it is made once.
    """
    wanted = {name: options[name] for name in KINDS[kind].options if name in options}
    parameters = wanted | {
        "language": translation.get_language() or "",
        "made_on": timezone.localdate().isoformat(),
        "sees": _sees(by),
    }
    with transaction.atomic():
        export = actions.ask(kind, version=version, parameters=parameters, by=by)
        if export.state == ExportState.ASKED:
            # Also when it was asked for before: that task may never have been kept.
            transaction.on_commit(partial(make.enqueue, str(export.key)), robust=True)
    return export


def options_of(export: Export) -> dict[str, str]:
    """What the person chose, to ask for the same again."""
    return {name: value for name, value in export.parameters.items() if name not in _OURS}


def may_still_read(export: Export, user: User) -> bool:
    """Whether the person may read all that the file shows today, and not only when asking for it.

    Who is no longer a contact of a payer, or works here no more, has lost the file too.
    """
    now = _sees(user)
    shown = export.parameters["sees"]
    return now == OFFICE or set(shown.split(",")) <= set(now.split(","))


@task()
def make(key: str) -> None:
    """Make one export, unless somebody has begun it or nobody wants it any more."""
    export = actions.claim(key)
    if export is None:
        return
    try:
        with translation.override(export.parameters["language"]):
            made = _carried_through(export, KINDS[export.kind].make(_order(export)))
    except NoPrinter:
        actions.fail(export, reason=FailureReason.NO_PRINTER)
    except Exception:
        actions.fail(export, reason=FailureReason.FAULT)
        raise
    else:
        if made is not None:
            actions.finish(
                export, name=made.name, content_type=made.content_type, content=made.content
            )


def _carried_through(export: Export, making: Making) -> Made | None:
    """Let the work go on step by step to its end; None where it was told to stop."""
    while True:
        try:
            step = next(making)
        except StopIteration as end:
            made: Made = end.value
            return made
        if not actions.note_step(export, done=step.done, of=step.of):
            making.close()
            return None


def _order(export: Export) -> Order:
    told = export.parameters
    version = BudgetVersion.objects.select_related("budget_year", "snapshot").get(
        pk=export.version_id
    )
    return Order(version, date.fromisoformat(told["made_on"]), told["sees"], options_of(export))


def _sees(user: User) -> str:
    if user.is_office:
        return OFFICE
    return ",".join(sorted(payer.payer_key for payer in payers_of(user)))
