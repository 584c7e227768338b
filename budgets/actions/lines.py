"""Writing the lines and control totals of a draft."""

from decimal import Decimal

from django.db import transaction

from budgets.actions.errors import VersionIsFrozen
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, Charge, ControlTotal, Heading, LineItem
from municipalities.models import Agreement, Municipality, OtherParty


def lock_open(version: BudgetVersion) -> BudgetVersion:
    """Lock the version's row until the transaction ends; ``VersionIsFrozen`` if it is adopted."""
    locked = BudgetVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise VersionIsFrozen(locked)
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
) -> LineItem:
    """Add an amount of kronor under a heading.

    An income says whom it is charged to, or that it is on order (rule 4); a cost says neither.
    Raises ``ValidationError`` where that or a field is wrong, ``VersionIsFrozen`` after adoption.
    """
    line = LineItem(
        version=lock_open(version),
        heading=heading,
        position=LineItem.objects.filter(version=version, heading=heading).count(),
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
    return line


@transaction.atomic
def keep_control_total(
    *, version: BudgetVersion, total: Total, amount: Decimal, printed_in: Unit, source: str
) -> ControlTotal:
    """Keep a total that the source prints, in kronor, to compare it with the rows (rule 7)."""
    control = ControlTotal(
        version=lock_open(version),
        total=total.value,
        amount=amount,
        printed_in=printed_in,
        source=source,
    )
    control.full_clean()
    control.save()
    return control
