"""The doors in the head of every page: only those that open for this person."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from budgets.models import BudgetVersion, State
from municipalities.models.rules import may_keep_contacts


@dataclass(frozen=True)
class Door:
    label: str
    url: str
    is_here: bool


def navigation(request: HttpRequest) -> dict[str, object]:
    """The doors, found where a template shows them: tables are rendered with a context too."""
    return {"doors": SimpleLazyObject(lambda: _doors(request))}


def _doors(request: HttpRequest) -> list[Door]:
    """The doors of the person who is signed in; the year chosen last goes along."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    if user is None or not user.is_authenticated or match is None or "admin" in match.namespaces:
        return []
    year = _chosen_year(request)
    doors: list[tuple[str, str, dict[str, int]]] = [
        (_("Start"), "start", {}),
        (_("Budgets"), "budgets:years", {}),
    ]
    if year is not None:
        doors.append((_("Table"), "budgets:table", {}))
        doors.append(
            (_("Allocation %(year)s") % {"year": year}, "budgets:allocation", {"year": year})
        )
        doors.append(
            (_("Statement %(year)s") % {"year": year}, "budgets:statements", {"year": year})
        )
        doors.append((_("Document %(year)s") % {"year": year}, "budgets:document", {"year": year}))
    if year is not None or user.is_office:
        doors.append((_("Population"), "population:members", {}))
    if may_keep_contacts(user):
        doors.append((_("Contacts"), "municipalities:contacts", {}))
    if user.is_staff:
        doors.append((_("Administration"), "admin:index", {}))
    return [
        Door(label, reverse(name, kwargs=where), match.view_name == name)
        for label, name, where in doors
    ]


def _chosen_year(request: HttpRequest) -> int | None:
    """The year of this page, else of the page before, else of the newest adopted budget."""
    match = request.resolver_match
    here = match.kwargs.get("year") if match else None
    visible = BudgetVersion.objects.visible_to(request.user)  # type: ignore[arg-type]
    years = dict(visible.order_by("budget_year__year").values_list("budget_year__year", "state"))
    if here in years:
        request.session["year"] = here
    chosen = request.session.get("year")
    if chosen in years:
        return int(chosen)
    adopted = [year for year, state in years.items() if state == State.ADOPTED]
    return max(adopted or years, default=None)
