import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.models import User
from budgets.actions.adoption import obstacles_of
from budgets.core.keys import population_date
from budgets.core.printing import IN_KRONOR, Printing
from budgets.excel.allocation import allocation_workbook as make_workbook
from budgets.forms.choices import OtherDecisionDayForm
from budgets.forms.printing import PrintingForm
from budgets.models import BudgetVersion
from budgets.models.sharing import Sharing, sharings_of
from budgets.tables.allocation import AllocationTable
from budgets.views.downloads import printing_of_file, workbook_response
from budgets.views.versions import codes_open_to, version_or_404
from budgets.wording import versions as wording
from municipalities.models import PopulationSnapshot


@dataclass(frozen=True)
class SharingWithTable:
    """One agreement on the page; ``problem`` says why there is no table, where there is none."""

    sharing: Sharing
    table: AllocationTable | None
    problem: str


@dataclass(frozen=True)
class OtherDay:
    """What another day of adoption would have meant."""

    decided: datetime.date
    population_date: datetime.date
    snapshot: PopulationSnapshot | None
    is_same: bool


def allocation(request: HttpRequest, year: int, number: int | None = None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    form = OtherDecisionDayForm(request.GET if "decided" in request.GET else None)
    other_day = _other_day(version, form.cleaned_data["decided"]) if form.is_valid() else None
    printing = PrintingForm.of(request.GET, default=IN_KRONOR)
    context = {
        "version": version,
        "printing": printing,
        "kept": {"decided": request.GET["decided"]} if "decided" in request.GET else {},
        "reason": wording.population_reason(version),
        "sharings": _with_tables(request, user, version, other_day, printing.printing),
        "form": form,
        "other_day": other_day,
        "changes_from": datetime.date(version.population_date.year + 2, 1, 1),
        "next_population_date": datetime.date(version.population_date.year + 1, 12, 31),
    }
    return render(request, "budgets/allocation.html", context)


def allocation_workbook(
    request: HttpRequest, year: int, number: int, agreement: int
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    for sharing in sharings_of(version):
        if sharing.agreement.pk == agreement and sharing.explained:
            title = _("Allocation %(year)s") % {"year": version.year}
            workbook = make_workbook(
                sharing,
                title=f"{title}, {sharing.agreement}",
                made_on=timezone.localdate(),
                subtitle=wording.population_reason(version),
                printing=printing_of_file(request),
            )
            return workbook_response(workbook, title)
    raise Http404(_("There is no such allocation."))


def _with_tables(
    request: HttpRequest,
    user: User,
    version: BudgetVersion,
    other_day: OtherDay | None,
    printing: Printing,
) -> list[SharingWithTable]:
    beside: dict[int, Sharing] = {}
    if other_day and other_day.snapshot and not other_day.is_same:
        beside = {s.agreement.pk: s for s in sharings_of(version, by=other_day.snapshot)}
    open_to = codes_open_to(user)
    shown = []
    for sharing in sharings_of(version):
        table = None
        if sharing.explained:
            table = AllocationTable(
                version,
                sharing,
                beside=beside.get(sharing.agreement.pk),
                open_to=open_to,
                printing=printing,
                prefix=f"{sharing.agreement.pk}-",
            )
            RequestConfig(request, paginate=False).configure(table)
        problem = (
            ""
            if table
            else " ".join(wording.obstacle(found) for found in obstacles_of(version, sharing))
        )
        shown.append(SharingWithTable(sharing, table, problem))
    return shown


def _other_day(version: BudgetVersion, decided: datetime.date) -> OtherDay:
    date = population_date(decided)
    return OtherDay(
        decided=decided,
        population_date=date,
        snapshot=PopulationSnapshot.objects.newest_of(date.year),
        is_same=date == version.population_date,
    )
