"""Why a payer pays another sum than the year before, in words and figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.core.change_analysis import Cause
from budgets.core.explanation import AllocationExplained
from budgets.core.money import format_number
from budgets.models.yearly import Changed
from budgets.wording.amounts import with_unit
from municipalities.models import Municipality


@dataclass(frozen=True)
class CauseTold:
    """One cause: what it is called, what happened, and its part of the difference in kronor."""

    name: str
    why: str
    amount: Decimal


def headline(changed: Changed) -> str:
    """Say in a sentence how much it changed, and what most of it comes from."""
    difference = changed.explained.difference
    if not difference:
        return _("It is the same sum as for %(year)s.") % {"year": changed.before.year}
    values = {
        "year": changed.before.year,
        "sum": with_unit(changed.explained.before),
        "difference": with_unit(abs(difference)),
    }
    if difference > 0:
        text = _("It is %(difference)s more than for %(year)s, when it was %(sum)s.")
    else:
        text = _("It is %(difference)s less than for %(year)s, when it was %(sum)s.")
    return text % values


def causes(changed: Changed) -> list[CauseTold]:
    """Every cause with its part; the parts add up to the difference."""
    parts = changed.explained.by_cause()
    if not isinstance(changed.payer, Municipality):
        parts = {Cause.DIRECT: parts[Cause.DIRECT]}
    return [CauseTold(_name(cause), _why(cause, changed), part) for cause, part in parts.items()]


def _name(cause: Cause) -> str:
    match cause:
        case Cause.BUDGET:
            return _("The budget")
        case Cause.DIRECT:
            return _("What is charged to the payer alone")
        case Cause.OWN_POPULATION:
            return _("The own population")
        case Cause.OTHERS_POPULATION:
            return _("The others’ population")
        case Cause.MEMBERS:
            return _("Who takes part")
        case Cause.KEY:
            return _("The allocation key")
        case Cause.ROUNDING:
            return _("Rounding")


def _why(cause: Cause, changed: Changed) -> str:
    if cause is Cause.DIRECT:
        return _from_to(changed.payment_before.charged_alone, changed.payment_now.charged_alone)
    if cause is Cause.ROUNDING:
        return _("Shares are whole units; this is what the rounding of both years made of it.")
    return " ".join(_of_agreements(cause, changed))


def _of_agreements(cause: Cause, changed: Changed) -> Iterator[str]:
    """What happened to each agreement; by name where there are several."""
    before = {s.agreement: s.explained for s in changed.sharings_before}
    now = {s.agreement: s.explained for s in changed.sharings_now}
    agreements = dict.fromkeys([*before, *now])
    for agreement in agreements:
        was, is_now = before.get(agreement), now.get(agreement)
        if not _takes_part(changed, was) and not _takes_part(changed, is_now):
            continue
        sentence = _happened(cause, changed, was, is_now)
        yield f"{agreement}: {sentence}" if len(agreements) > 1 else sentence


def _happened(
    cause: Cause,
    changed: Changed,
    was: AllocationExplained | None,
    now: AllocationExplained | None,
) -> str:
    zero = Decimal(0)
    if cause is Cause.BUDGET:
        return _from_to(was.total if was else zero, now.total if now else zero)
    if was is None or now is None:
        return _("Nothing was shared in one of the years.")
    if not (_takes_part(changed, was) and _takes_part(changed, now)):
        return _("The payer takes part in only one of the years.")
    assert isinstance(changed.payer, Municipality)
    code = changed.payer.code
    own = was.share_of(code).member.population, now.share_of(code).member.population
    match cause:
        case Cause.OWN_POPULATION:
            return _number_from_to(*own)
        case Cause.OTHERS_POPULATION:
            stayed = {s.member.code for s in was.members} & {s.member.code for s in now.members}
            return _number_from_to(*(_others(each, stayed - {code}) for each in (was, now)))
        case Cause.MEMBERS:
            return _members(was, now)
        case _ if was.equal_percent == now.equal_percent:
            return _("The same both years.")
        case _:
            return _("%(before)s %% shared equally; now %(now)s %%.") % {
                "before": was.equal_percent,
                "now": now.equal_percent,
            }


def _members(was: AllocationExplained, now: AllocationExplained) -> str:
    before = {share.member.code: share.member.name for share in was.members}
    after = {share.member.code: share.member.name for share in now.members}
    joined = ", ".join(after[code] for code in after if code not in before)
    left = ", ".join(before[code] for code in before if code not in after)
    told = []
    if joined:
        told.append(_("Joined: %(names)s.") % {"names": joined})
    if left:
        told.append(_("Left: %(names)s.") % {"names": left})
    return " ".join(told) or _("The same as before.")


def _takes_part(changed: Changed, allocation: AllocationExplained | None) -> bool:
    code = changed.payer.code if isinstance(changed.payer, Municipality) else ""
    return allocation is not None and any(s.member.code == code for s in allocation.members)


def _others(allocation: AllocationExplained, codes: set[str]) -> int:
    return sum(s.member.population for s in allocation.members if s.member.code in codes)


def _from_to(before: Decimal, now: Decimal) -> str:
    if before == now:
        return _("%(sum)s both years.") % {"sum": with_unit(now)}
    return _("From %(before)s to %(now)s.") % {"before": with_unit(before), "now": with_unit(now)}


def _number_from_to(before: int, now: int) -> str:
    if before == now:
        return _("%(number)s both years.") % {"number": format_number(now)}
    return _("From %(before)s to %(now)s inhabitants.") % {
        "before": format_number(before),
        "now": format_number(now),
    }
