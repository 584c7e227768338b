from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.core.printing import IN_TKR
from budgets.core.table import Table
from budgets.excel.table import comparison_workbook
from budgets.forms.choices import TableChoiceForm
from budgets.forms.printing import PRINTING_FIELDS
from budgets.models import BudgetVersion, State
from budgets.models.comparison import comparison_of
from budgets.tables.comparison import printed_table
from budgets.views.downloads import workbook_response

YEARS_SHOWN = 3


@dataclass(frozen=True)
class Chosen:
    form: TableChoiceForm
    versions: list[BudgetVersion]
    all_years: list[int]

    def table(self) -> Table:
        return comparison_of(self.versions, self.form.printing)


def table(request: HttpRequest) -> HttpResponse:
    chosen = _choose(request)
    core_table = chosen.table()
    context = {
        "form": chosen.form,
        "table": printed_table(core_table, chosen.versions),
        "span": spanned([version.year for version in chosen.versions]),
        "focus": chosen.versions[-1].pk if chosen.versions else None,
        "in_pictures": chosen.versions[-1] if chosen.versions else None,
        "has_budgets": bool(chosen.all_years),
        "unit": core_table.unit.label,
        "query": request.GET.urlencode() if chosen.form.is_valid() else "",
    }
    return render(request, "budgets/table.html", context)


def table_workbook(request: HttpRequest) -> HttpResponse:
    chosen = chosen_or_404(request)
    years = [version.year for version in chosen.versions]
    title = _("Budget %(years)s") % {"years": spanned(years)}
    workbook = comparison_workbook(
        chosen.table(),
        title=title,
        made_on=timezone.localdate(),
        in_focus=str(chosen.versions[-1].pk),
    )
    return workbook_response(workbook, title)


def chosen_or_404(request: HttpRequest) -> Chosen:
    """What a file of the table is to hold; only what can be chosen on the page."""
    chosen = _choose(request)
    if not chosen.versions or (chosen.form.is_bound and not chosen.form.is_valid()):
        raise Http404(_("There is no such table."))
    return chosen


def spanned(years: list[int]) -> str:
    """The years as a reader says them: 2021, 2019–2021, or 2019, 2021."""
    if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _choose(request: HttpRequest) -> Chosen:
    """Read the choice of years and print; without one the three years up to the newest adopted."""
    user = request.user
    assert isinstance(user, User)
    current = {
        version.year: version
        for version in BudgetVersion.objects.visible_to(user)
        .current()
        .select_related("budget_year", "snapshot")
        .order_by("budget_year__year")
    }
    adopted = [year for year, version in current.items() if version.state == State.ADOPTED]
    shown = (adopted or list(current))[-YEARS_SHOWN:]
    if {"years", *PRINTING_FIELDS} & request.GET.keys():
        form = TableChoiceForm.of(request.GET, default=IN_TKR, years=current)
        if form.is_valid():
            shown = form.chosen_years()
    else:
        form = TableChoiceForm(
            years=current, default=IN_TKR, initial={"years": [str(year) for year in shown]}
        )
    return Chosen(form, [current[year] for year in shown], list(current))
