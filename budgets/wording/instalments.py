"""When an instalment is due, and what has become of it, in a word or two."""

from django.utils.translation import gettext as _

from budgets.models.statement import Bill


def due(bill: Bill) -> str:
    """The day it is due, or that it is due at once."""
    if bill.instalment.day:
        return bill.instalment.day.isoformat()
    return _("credit, at once") if bill.instalment.is_credit else _("at once")


def standing(bill: Bill) -> str:
    """Whether it was invoiced; nothing where there is nothing to invoice."""
    if bill.invoicing:
        return _("invoiced")
    return _("not invoiced") if bill.amount else ""
