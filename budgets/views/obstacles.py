"""What stands in the way of a version, with the way to mend it for the person who looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from budgets.actions.adoption import Hindrance, Obstacle
from budgets.models import BudgetVersion
from budgets.models.rules import may_consult, may_edit
from budgets.wording import versions as wording

OF_ADMINISTRATORS = {Hindrance.NO_SNAPSHOT, Hindrance.NO_FIGURE, Hindrance.NO_MEMBERS}


@dataclass(frozen=True)
class InTheWay:
    """One obstacle: what it is, and the link that mends it or who can, if anybody is named."""

    sentence: str
    url: str = ""
    label: str = ""
    who: str = ""


def in_the_way(user: User, version: BudgetVersion, found: Sequence[Obstacle]) -> list[InTheWay]:
    """The obstacles as the person meets them; one query more where administrators are named."""
    who = ""
    if user.is_office and not user.is_staff and {o.hindrance for o in found} & OF_ADMINISTRATORS:
        who = wording.who_administers(User.objects.with_role(Role.ADMINISTRATOR).active())
    return list(_each(user, version, found, who))


def _each(
    user: User, version: BudgetVersion, found: Iterable[Obstacle], who: str
) -> Iterable[InTheWay]:
    for obstacle in found:
        url, label = _mends(user, version, obstacle) if user.is_office else ("", "")
        named = who if obstacle.hindrance in OF_ADMINISTRATORS else ""
        yield InTheWay(wording.obstacle(obstacle), url, label, named)


def _mends(user: User, version: BudgetVersion, obstacle: Obstacle) -> tuple[str, str]:
    """Where the person mends it, and what the link says; empty where another must."""
    here = [version.year, version.number]
    match obstacle.hindrance:
        case Hindrance.OUT_OF_BALANCE if may_edit(user, version):
            return reverse("budgets:edit", args=here), _("Change the lines")
        case Hindrance.OUT_OF_BALANCE if may_consult(user, version):
            take_back = reverse("budgets:decide", args=here) + "#take-back"
            return take_back, _("Take it back to change the lines")
        case Hindrance.NO_SNAPSHOT | Hindrance.NO_FIGURE if user.is_staff:
            return reverse("population:fetch"), _("Bring the population in")
        case Hindrance.NO_MEMBERS if user.is_staff:
            agreement = reverse(
                "admin:municipalities_agreement_change", args=[obstacle.agreement_id]
            )
            return agreement, _("Open the agreement")
        case Hindrance.ANSWERS_MISSING:
            return reverse("budgets:consultation", args=here), _("See who has answered")
        case _:
            return "", ""
