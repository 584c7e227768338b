"""Holding a version's row while something in it is written."""

from budgets.actions.errors import WrongState
from budgets.models import BudgetVersion, State
from budgets.models.errors import VersionIsFrozen


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
