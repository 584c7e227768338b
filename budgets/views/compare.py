from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.excel.differences import differences_workbook
from budgets.forms.choices import CompareForm
from budgets.models import BudgetVersion
from budgets.models.comparing import differences_between
from budgets.views.downloads import workbook_response


def compare(request: HttpRequest) -> HttpResponse:
    """Set two versions beside each other and mark what differs."""
    form = _form(request)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        context |= {
            "before": before,
            "after": after,
            "headings": differences_between(before, after),
        }
    return render(request, "budgets/compare.html", context)


def compare_workbook(request: HttpRequest) -> HttpResponse:
    """Hand out the comparison as a workbook."""
    form = _form(request)
    if not form.is_valid():
        raise Http404(_("There is no such table."))
    before, after = form.cleaned_data["before"], form.cleaned_data["after"]
    title = _("%(after)s, against %(before)s") % {"after": after, "before": before}
    workbook = differences_workbook(
        differences_between(before, after),
        before=before,
        after=after,
        title=title,
        made_on=timezone.localdate(),
    )
    return workbook_response(workbook, title)


def _form(request: HttpRequest) -> CompareForm:
    user = request.user
    assert isinstance(user, User)
    visible = BudgetVersion.objects.visible_to(user).select_related("budget_year")
    return CompareForm(request.GET or _newest_two(visible), versions=visible)


def _newest_two(visible: "QuerySet[BudgetVersion]") -> dict[str, int]:
    """The newest version and the one it was made from; where that is hidden, the one before it."""
    newest = list(visible[:2])
    if len(newest) < 2:
        return {}
    after, before = newest
    if after.based_on_id and visible.filter(pk=after.based_on_id).exists():
        return {"before": after.based_on_id, "after": after.pk}
    return {"before": before.pk, "after": after.pk}
