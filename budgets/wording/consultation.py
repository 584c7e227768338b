"""What has been answered in a consultation, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import BudgetVersion, State
from budgets.models.answered import Answered
from budgets.wording.versions import listed


def headline(version: BudgetVersion, *, answered: int, payers: int, was_sent: bool) -> str:
    """The heading of the page of a consultation: how many have answered."""
    if not was_sent:
        text = _("Budget %(year)s has not been out for consultation")
    elif version.state == State.DRAFT:
        text = _("Budget %(year)s has been taken back from consultation")
    else:
        text = _("%(answered)s of %(payers)s have answered on budget %(year)s")
    return text % {"year": version.year, "answered": answered, "payers": payers}


def answer(answered: Answered) -> str:
    """What one payer has answered, in a few words."""
    said = []
    if answered.acknowledgement is not None:
        said.append(_("has taken note"))
    if answered.comments:
        comments = ngettext("%(count)s comment", "%(count)s comments", answered.comments)
        said.append(comments % {"count": answered.comments})
    return ", ".join(said) or _("no answer")


def answers_told(*, comments: int, acknowledgements: int) -> str:
    """How many comments and acknowledgements there are; empty where there are none."""
    said = []
    if comments:
        text = ngettext("%(count)s comment", "%(count)s comments", comments)
        said.append(text % {"count": comments})
    if acknowledgements:
        text = ngettext("%(count)s acknowledgement", "%(count)s acknowledgements", acknowledgements)
        said.append(text % {"count": acknowledgements})
    return listed(said)
