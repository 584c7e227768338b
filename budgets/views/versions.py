"""Finding the version a page is about, and whose figures on it the person may see whole."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.models import BudgetVersion
from budgets.models.rules import may_edit
from municipalities.models import Municipality


def version_or_404(user: User, year: int, number: int | None) -> BudgetVersion:
    """The numbered version of the year, or the one that speaks for it; only what one may see."""
    visible = BudgetVersion.objects.visible_to(user).filter(budget_year__year=year)
    chosen = visible.current() if number is None else visible.filter(number=number)
    version = chosen.select_related("budget_year", "snapshot", "based_on__budget_year").first()
    if version is None:
        raise Http404(_("There is no budget for %(year)s that you may see.") % {"year": year})
    return version


def editable(user: User, year: int, number: int) -> BudgetVersion:
    """The numbered version of the year, whose lines the person may change."""
    version = version_or_404(user, year, number)
    if not may_edit(user, version):
        refuse(user, not_open(version))
    return version


def not_open(version: BudgetVersion) -> str:
    return _("%(version)s is not open for changes.") % {"version": version}


def version_before(version: BudgetVersion) -> BudgetVersion | None:
    """The version that speaks for the year before; for an amendment, the one it amends."""
    if version.based_on and version.based_on.year == version.year:
        return version.based_on
    earlier = BudgetVersion.objects.filter(budget_year__year=version.year - 1)
    return earlier.current().select_related("budget_year").first()


def codes_open_to(user: User) -> set[str] | None:
    """The codes of the municipalities whose computation the person may read; None is all."""
    if user.is_office:
        return None
    return set(Municipality.objects.represented_by(user).values_list("code", flat=True))


def refuse(user: User, sentence: str) -> NoReturn:
    """Say why the office may not; to all others there is no such page."""
    if user.is_office:
        raise PermissionDenied(sentence)
    raise Http404(nothing_there())


def nothing_there() -> str:
    """What everybody is told who asks for what is not there, or not theirs to see."""
    return _("The address leads nowhere, or to something that is not yours to see.")
