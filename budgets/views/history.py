from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Change, User
from budgets.forms.choices import HistoryForm
from budgets.models import LineItem
from budgets.tables.history import HistoryTable, told
from budgets.views.versions import version_or_404

CHANGES_PER_PAGE = 100


def history(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Tell what was done to the version: to all of it, to a line, or to one cell of a line."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not user.is_office:
        raise Http404(_("The address leads nowhere, or to something that is not yours to see."))
    changes = Change.objects.of_whole(version)
    form = HistoryForm(request.GET)
    line = None
    if form.is_valid() and form.cleaned_data["line"]:
        line_id = form.cleaned_data["line"]
        changes = changes.filter(subject=LineItem._meta.label_lower, subject_id=line_id)
        line = (
            LineItem.objects.filter(version=version, pk=line_id).select_related("heading").first()
        )
        if form.cleaned_data["field"]:
            changes = changes.filter(field=form.cleaned_data["field"])
    page = Paginator(changes, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "table": HistoryTable(list(told(page))),
        "page": page,
        "line": line,
        "is_narrowed": line is not None,
    }
    return render(request, "budgets/history.html", context)
