"""How far a version has come and what stands in its way, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
