"""Planning when a version is paid, and freezing what each payer pays when (rule 10)."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import trace
from accounts.models import Deed, User
from budgets.actions.locks import lock_draft
from budgets.core.instalments import Due, moved
from budgets.models import BudgetVersion, Instalment, PlannedInstalment
from budgets.models.instalment import MOST_INSTALMENTS, plan_of
from budgets.models.payer import payer_fields
from budgets.models.sharing import Sharing
from budgets.models.statement import statements_of


@transaction.atomic
def plan(version: BudgetVersion, *, dues: Sequence[Due], by: User | None) -> None:
    """Choose the days on which a draft is paid, in place of those it had.

    Raises ``VersionIsFrozen`` or ``WrongState`` where the version is no draft, ``ValidationError``
    for days or weights that cannot be.
    """
    draft = lock_draft(version)
    if not 1 <= len(dues) <= MOST_INSTALMENTS:
        raise ValidationError(_("A year is paid in 1 to 60 instalments."))
    before = _told(plan_of(draft))
    rows = [
        PlannedInstalment(version=draft, number=due.number, due=due.day, weight=due.weight)
        for due in dues
    ]
    for row in rows:
        row.clean_fields(exclude=["version"])
    PlannedInstalment.objects.filter(version=draft).delete()
    PlannedInstalment.objects.bulk_create(rows)
    after = _told(dues)
    if before != after:
        changes = {PlannedInstalment._meta.label_lower: (before, after)}
        trace.record(by=by, deed=Deed.CHANGED, subject=draft, whole=draft, changes=changes)


def copy_plan(version: BudgetVersion, *, to: BudgetVersion) -> None:
    """Let a copy be paid on the same days, moved to its year."""
    chosen = PlannedInstalment.objects.filter(version=version).order_by("number")
    dues = moved([Due(row.number, row.due, row.weight) for row in chosen], to.year - version.year)
    PlannedInstalment.objects.bulk_create(
        PlannedInstalment(version=to, number=due.number, due=due.day, weight=due.weight)
        for due in dues
    )


def freeze(version: BudgetVersion, sharings: Sequence[Sharing]) -> None:
    """Keep the instalments of everybody as they follow from the version that is being adopted.

    What was invoiced by an earlier version of the year keeps number and amount.
    """
    Instalment.objects.bulk_create(
        Instalment(
            version=version,
            number=bill.instalment.number,
            due=bill.instalment.day,
            amount=bill.amount,
            **payer_fields(statement.payer),
        )
        for statement in statements_of(version, sharings).statements
        for bill in statement.bills
    )


def _told(dues: Sequence[Due]) -> str:
    """A plan as the trace tells it: ``2021-01-31, 2021-07-31 × 2``."""
    return ", ".join(
        due.day.isoformat() + (f" × {due.weight}" if due.weight != 1 else "") for due in dues
    )
