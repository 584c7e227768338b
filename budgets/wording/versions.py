"""How far a version has come and what stands in its way, in sentences."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from budgets.actions.adoption import Hindrance, Obstacle
from budgets.models import BudgetVersion, State
from budgets.wording.amounts import with_unit


def headline(version: BudgetVersion) -> str:
    """The heading of a version's page: what has become of it."""
    match State(version.state):
        case State.ADOPTED:
            text = _("Budget %(year)s is adopted")
        case State.CONSULTATION:
            text = _("Budget %(year)s is in consultation")
        case State.SUPERSEDED:
            text = _("Budget %(year)s, version %(number)s, is superseded")
        case State.DRAFT:
            text = _("Budget %(year)s is a draft")
    return text % {"year": version.year, "number": version.number}


def population_reason(version: BudgetVersion) -> str:
    """Say which population the version is shared by, and why that one (rule 1)."""
    if version.is_frozen:
        text = _(
            "Budget %(year)s was adopted on %(decided)s. It is therefore shared by the population "
            "at the year-end before that day: %(date)s."
        )
    else:
        text = _(
            "Budget %(year)s is to be adopted on %(decided)s. It is therefore shared by the "
            "population at the year-end before that day: %(date)s."
        )
    return text % {
        "year": version.year,
        "decided": version.deciding_date.isoformat(),
        "date": version.population_date.isoformat(),
    }


def obstacle(found: Obstacle) -> str:
    """Say what stands in the way of adoption, and what would remove it."""
    match found.hindrance:
        case Hindrance.OUT_OF_BALANCE:
            return _(
                "The budget does not balance: the result is %(result)s. "
                "Change the lines, or adopt with a written reason."
            ) % {"result": with_unit(found.result)}
        case Hindrance.NO_SNAPSHOT:
            return _("The population on %(date)s is missing. An administrator brings it in.") % {
                "date": found.date.isoformat()
            }
        case Hindrance.NO_MEMBERS:
            return _("Nobody takes part in %(agreement)s this year, so it cannot be shared.") % {
                "agreement": found.agreement
            }
        case Hindrance.NO_FIGURE:
            return ngettext(
                "The population on %(date)s lacks a figure for %(names)s.",
                "The population on %(date)s lacks figures for %(names)s.",
                len(found.missing),
            ) % {
                "date": found.date.isoformat(),
                "names": ", ".join(m.name for m in found.missing),
            }
        case Hindrance.ANSWERS_MISSING:
            return ngettext(
                "%(names)s has not answered. It can be adopted without that answer.",
                "%(names)s have not answered. It can be adopted without their answers.",
                len(found.missing),
            ) % {"names": listed([payer.name for payer in found.missing])}


def who_administers(people: Iterable[User]) -> str:
    """Name those who can mend what an administrator mends."""
    names = [str(person) for person in people]
    if not names:
        return _("There is no administrator who can.")
    return _("Who can: %(names)s.") % {"names": listed(names)}


def listed(names: Sequence[str]) -> str:
    """Names in a row, with “and” before the last."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def decided(version: BudgetVersion) -> list[str]:
    """How an adopted version was decided, and its checksum, as a file says it; else nothing."""
    if not version.is_frozen:
        return []
    told = {
        "version": version,
        "day": version.adopted_on,
        "reference": version.decision_reference,
    }
    return [
        _("%(version)s, adopted on %(day)s: %(reference)s.") % told,
        f"{_('Checksum')} {version.checksum}",
    ]
