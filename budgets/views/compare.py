from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.forms.choices import CompareForm
from budgets.models import BudgetVersion
from budgets.models.comparing import differences_between


def compare(request: HttpRequest) -> HttpResponse:
    """Set two versions beside each other and mark what differs."""
    user = request.user
    assert isinstance(user, User)
    visible = BudgetVersion.objects.visible_to(user).select_related("budget_year")
    form = CompareForm(request.GET or _newest_two(visible), versions=visible)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        context |= {
            "before": before,
            "after": after,
            "headings": differences_between(before, after),
        }
    return render(request, "budgets/compare.html", context)


def _newest_two(visible: "QuerySet[BudgetVersion]") -> dict[str, int]:
    """The newest version and the one it was made from; where that is hidden, the one before it."""
    newest = list(visible[:2])
    if len(newest) < 2:
        return {}
    after, before = newest
    if after.based_on_id and visible.filter(pk=after.based_on_id).exists():
        return {"before": after.based_on_id, "after": after.pk}
    return {"before": before.pk, "after": after.pk}
