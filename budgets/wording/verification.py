"""What ``manage.py verify`` found, a line each."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models.change import Break, Fault
from budgets.core.verification import Differs, What
from budgets.models.invoice_verification import Amiss, InvoiceAmiss
from budgets.models.verification import InVersion, Tale, Untold
from budgets.wording.amounts import NOTHING, written


def in_version(found: InVersion) -> str:
    """Say what differs in a version, and between what."""
    return _("%(version)s: %(sentence)s") % {
        "version": found.version,
        "sentence": _difference(found.differs),
    }


def _difference(differs: Differs) -> str:
    agreement, code = (*differs.of, "", "")[:2]
    values = {
        "agreement": agreement,
        "code": code,
        "stored": _value(differs.stored),
        "computed": _value(differs.computed),
    }
    match differs.what:
        case What.CHECKSUM:
            text = _("the checksum is %(stored)s, but what is stored gives %(computed)s.")
        case What.TOTAL:
            text = _("%(agreement)s shares %(stored)s, but its lines add up to %(computed)s.")
        case What.SHARE:
            text = _(
                "%(code)s pays %(stored)s of %(agreement)s, but total, key and populations "
                "give %(computed)s."
            )
        case What.POPULATION:
            text = _(
                "%(code)s shares %(agreement)s by %(stored)s inhabitants, but the population "
                "snapshot has %(computed)s."
            )
        case What.SHARES_IMPOSSIBLE:
            text = _("%(agreement)s has no shares that %(stored)s could be shared by.")
        case What.INSTALMENTS:
            text = _(
                "the instalments of %(agreement)s add up to %(stored)s, but it pays %(computed)s."
            )
        case What.INVOICED:
            text = _(
                "%(agreement)s was invoiced %(stored)s for instalment %(code)s, which asks for "
                "%(computed)s."
            )
        case What.RESULT:
            text = _("the result is %(stored)s, and no reason is written.")
        case What.POPULATION_YEAR:
            text = _(
                "the population is of %(stored)s, but the day of adoption asks for that of "
                "%(computed)s."
            )
    return text % values


def _value(value: object) -> str:
    if isinstance(value, Decimal):
        return written(value)
    return NOTHING if value is None else str(value)


def untold(found: Untold) -> str:
    """Say where the versions are not those that the trace tells of."""
    match found.tale:
        case Tale.ADOPTION_NOT_TOLD:
            text = _("%(version)s is adopted, but the trace knows of no adoption.")
        case Tale.ADOPTED_IS_GONE:
            text = _("%(version)s was adopted, the trace says, but there is no such version.")
        case Tale.OTHER_CHECKSUM:
            text = _("%(version)s has another checksum than the trace was told at its adoption.")
    return text % {"version": found.name}


def in_trace(found: Break) -> str:
    """Say where the trace is broken."""
    match found.fault:
        case Fault.ALTERED:
            text = _("Trace: change %(number)s is not as it was written.")
        case Fault.OUT_OF_ORDER:
            text = _("Trace: change %(number)s does not follow the one before it.")
        case Fault.MISSING:
            text = _("Trace: change %(number)s is missing.")
        case Fault.BEYOND_HEAD:
            text = _("Trace: change %(number)s is there, but was never counted.")
        case Fault.WRONG_HEAD:
            text = _("Trace: the end does not belong to change %(number)s, the last one.")
    return text % {"number": found.number}


def in_invoices(found: InvoiceAmiss) -> str:
    """Say what is wrong with an issued invoice."""
    match found.amiss:
        case Amiss.MISSING:
            text = _("Invoice %(number)s of %(series)s is missing.")
        case Amiss.BEYOND_SERIES:
            text = _("Invoice %(number)s of %(series)s is beyond the end of its series.")
        case Amiss.ALTERED:
            text = _("Invoice %(number)s of %(series)s: the document is not as it was sent.")
        case Amiss.OTHERWISE_TOLD:
            text = _("Invoice %(number)s of %(series)s is not as the trace was told.")
    return text % {"number": found.number, "series": found.series}
