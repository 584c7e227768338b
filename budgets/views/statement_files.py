"""The statement as a file: PDF, Excel, CSV."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.documents.pdf import NoPrinter
from budgets.excel.statements import statements_workbook
from budgets.exports.statements import CONTENT_TYPES
from budgets.exports.statements import statement_file as made_of
from budgets.models.statement import statements_of
from budgets.models.yearly import changed_since
from budgets.views.downloads import file_response, printing_of_file, workbook_response
from budgets.views.payers import payer_or_404
from budgets.views.statement import statement_or_404, versions_beside
from budgets.views.versions import refuse, version_or_404


def statement_file(
    request: HttpRequest, year: int, number: int, payer: str, kind: str
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    whose = payer_or_404(user, payer)
    stated = statement_or_404(version, whose)
    if kind not in CONTENT_TYPES:
        raise Http404(_("There is no such file."))
    earlier = versions_beside(user, version)
    before = next((each for each in earlier if each.year == version.year - 1), None)
    changed = changed_since(whose, before=before, now=version) if before else None
    printing = printing_of_file(request)
    try:
        made = made_of(kind, stated, changed, made_on=timezone.localdate(), printing=printing)
    except NoPrinter:
        messages.error(
            request, _("PDF cannot be made on this machine: a program for it is missing.")
        )
        return redirect("budgets:statement", year, number, payer)
    return file_response(made.content, made.name, made.content_type)


def statements_table(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """What everybody pays as one workbook, for the office."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not user.is_office:
        refuse(user, _("Only the office has everybody's statements."))
    title = _("Statements %(year)s") % {"year": year}
    content = statements_workbook(
        statements_of(version),
        title=title,
        made_on=timezone.localdate(),
        printing=printing_of_file(request),
    )
    return workbook_response(content, title)
