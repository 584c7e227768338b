"""What stands in the way of an invoice, in sentences that say where to mend it."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.actions.invoicing import AlreadyInvoiced, NotInvoiced, NumberIsTaken
from budgets.einvoice import Fault, Problem, Whose
from budgets.models import Invoice

_SENTENCES: dict[Problem, Promise] = {
    Problem.NO_NAME: gettext_lazy("the name is missing."),
    Problem.NO_ORGANISATION_NUMBER: gettext_lazy("the organisation number is missing."),
    Problem.WRONG_ORGANISATION_NUMBER: gettext_lazy("%(found)s is no organisation number."),
    Problem.NO_ADDRESS: gettext_lazy("the address is missing."),
    Problem.NO_STREET: gettext_lazy("the street or box of the address is missing."),
    Problem.NO_POSTCODE: gettext_lazy("the postcode is missing."),
    Problem.WRONG_POSTCODE: gettext_lazy("%(found)s is no postcode: it has five digits."),
    Problem.NO_CITY: gettext_lazy("the city of the address is missing."),
    Problem.NO_ELECTRONIC_ADDRESS: gettext_lazy("the electronic address is missing."),
    Problem.WRONG_ELECTRONIC_ADDRESS: gettext_lazy("%(found)s is no electronic address."),
    Problem.NO_BANKGIRO: gettext_lazy("the bankgiro number is missing."),
    Problem.WRONG_BANKGIRO: gettext_lazy("%(found)s is no bankgiro number."),
    Problem.NO_VAT_NUMBER: gettext_lazy("the VAT number is missing."),
    Problem.WRONG_VAT_NUMBER: gettext_lazy(
        "the VAT number is %(found)s, but should be %(wanted)s after the organisation number."
    ),
    Problem.NO_REFERENCE: gettext_lazy("the buyer's reference is missing: ask the payer for it."),
    Problem.WRONG_REFERENCE: gettext_lazy(
        "the reference %(found)s does not look as the payer has told: %(wanted)s, where 9 is a "
        "digit and A a letter."
    ),
    Problem.UNKNOWN_RATE: gettext_lazy("there is no VAT of %(found)s per cent."),
    Problem.INTERNAL_TO_ANOTHER: gettext_lazy(
        "only %(found)s itself is charged without VAT, and this payer has another organisation "
        "number."
    ),
    Problem.NOTHING_TO_CHARGE: gettext_lazy("the sum is 0, so there is nothing to invoice."),
    Problem.DUE_TOO_EARLY: gettext_lazy(
        "it would be due on %(found)s, before the day it is issued, %(wanted)s."
    ),
}


_TO_THE_PAYER: dict[Problem, Promise] = {
    Problem.NO_REFERENCE: gettext_lazy("your reference is missing."),
    Problem.WRONG_REFERENCE: gettext_lazy(
        "the reference %(found)s does not look as you have told: %(wanted)s, where 9 is a digit "
        "and A a letter."
    ),
}
"""What is said in other words to the payer itself."""


def sentence(found: Fault, *, to_the_payer: bool = False) -> str:
    """Say what is wrong, as a sentence of its own, where it is plain with whose details."""
    said = _said(found, _SENTENCES | (_TO_THE_PAYER if to_the_payer else {}))
    return said[:1].upper() + said[1:]


def fault(found: Fault) -> str:
    """Say what is wrong, and with whose details."""
    match found.whose:
        case Whose.SELLER:
            return _("The seller: %(sentence)s") % {"sentence": _said(found)}
        case Whose.BUYER | Whose.INVOICE:
            return _("%(payer)s: %(sentence)s") % {"payer": found.name, "sentence": _said(found)}


def by_party(found: Iterable[Fault]) -> list[str]:
    """Say what is wrong, in a line for each party."""
    lines: dict[tuple[bool, str], str] = {}
    for one in found:
        key = (one.whose is Whose.SELLER, one.name)
        lines[key] = f"{lines[key]} {sentence(one)}" if key in lines else fault(one)
    return list(lines.values())


def _said(found: Fault, sentences: Mapping[Problem, Promise] = _SENTENCES) -> str:
    return str(sentences[found.problem]) % {"found": found.found, "wanted": found.wanted}


def standing(invoice: Invoice) -> str:
    """Say what has become of an invoice."""
    if invoice.credit_of:
        return _("takes back %(number)s") % {"number": invoice.credit_of.number}
    if invoice.is_credited:
        return _("taken back by %(number)s") % {"number": invoice.credited_by.number}
    return _("issued")


def issued(invoices: Sequence[Invoice]) -> str:
    """Say what was issued, by which numbers."""
    numbers = [str(invoice.number) for invoice in invoices]
    return ngettext(
        "Invoice %(numbers)s is issued.", "Invoices %(numbers)s are issued.", len(invoices)
    ) % {"numbers": ", ".join(numbers)}


def still_in_force(invoice: Invoice) -> str:
    """Say that an instalment has an invoice over another sum."""
    return _("%(payer)s: %(invoice)s is over another sum. Take it back first.") % {
        "payer": invoice.payer,
        "invoice": invoice,
    }


def not_marked(error: NotInvoiced) -> str:
    """Say why an instalment cannot be marked as invoiced, so that no invoice is issued."""
    payer = error.mark.payer
    match error:
        case AlreadyInvoiced():
            return _(
                "%(payer)s: the instalment was marked as invoiced with %(number)s. Withdraw the "
                "mark first, if it is a mistake."
            ) % {"payer": payer, "number": error.earlier.invoice_number}
        case NumberIsTaken():
            return _(
                "%(payer)s: the number %(number)s is marked for an invoice to %(other)s. "
                "Withdraw that mark first."
            ) % {
                "payer": payer,
                "number": error.mark.invoice_number,
                "other": error.other.payer,
            }
    return _("%(payer)s has nothing to invoice then.") % {"payer": payer}


def credit_first(invoice: Invoice) -> str:
    """Say that a mark stays as long as its e-invoice is in force."""
    return _(
        "%(invoice)s was issued here and is in force. Credit it: that withdraws the mark too."
    ) % {"invoice": invoice}
