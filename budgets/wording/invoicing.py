"""Why an instalment cannot be marked as invoiced, and what to do."""

from django.utils.translation import gettext as _

from budgets.actions.invoicing import AlreadyInvoiced, NotInvoiced, NumberIsTaken


def refusal(error: NotInvoiced) -> str:
    """Say what stands in the way of a mark."""
    payer = error.mark.payer
    match error:
        case AlreadyInvoiced(earlier=earlier):
            return _(
                "%(payer)s has been invoiced for this already: %(number)s, %(day)s. If that is "
                "wrong, withdraw it first."
            ) % {"payer": payer, "number": earlier.invoice_number, "day": earlier.invoiced_on}
        case NumberIsTaken(other=other):
            return _("Invoice %(number)s is that of %(other)s.") % {
                "number": other.invoice_number,
                "other": other.payer,
            }
        case _:
            return _("%(payer)s has nothing to pay by this instalment.") % {"payer": payer}
