"""The statement as a file: PDF, Excel, CSV; and all payers' in one archive."""

import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.documents.pdf import NoPrinter
from budgets.documents.statement import statement_csv, statement_pdf
from budgets.excel.statement import statement_workbook
from budgets.models import BudgetVersion
from budgets.models.statement import Statement, statements_of
from budgets.models.yearly import Changed, changed_since
from budgets.views.downloads import XLSX, file_response
from budgets.views.payers import payer_or_404
from budgets.views.statement import statement_or_404, versions_beside
from budgets.views.versions import refuse, version_or_404

PDF, CSV, ZIP = "application/pdf", "text/csv; charset=utf-8", "application/zip"
CONTENT_TYPES = {"pdf": PDF, "xlsx": XLSX, "csv": CSV}


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
    before = _before(user, version)
    try:
        content = _made(kind, stated, before, made_on=timezone.localdate())
    except NoPrinter:
        messages.error(
            request, _("PDF cannot be made on this machine: a program for it is missing.")
        )
        return redirect("budgets:statement", year, number, payer)
    return file_response(content, _name(stated, kind), CONTENT_TYPES[kind])


def statements_archive(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Everybody's statements as Excel and CSV in one archive, for the office."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not user.is_office:
        refuse(user, _("Only the office has everybody's statements."))
    before = _before(user, version)
    made_on = timezone.localdate()
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        for stated in statements_of(version).statements:
            for kind in ("xlsx", "csv"):
                content = _made(kind, stated, before, made_on=made_on)
                files.writestr(get_valid_filename(_name(stated, kind)), content)
    name = _("Statements %(year)s") % {"year": year}
    return file_response(archive.getvalue(), f"{name}.zip", ZIP)


def _before(user: User, version: BudgetVersion) -> BudgetVersion | None:
    earlier = versions_beside(user, version)
    return next((each for each in earlier if each.year == version.year - 1), None)


def _made(
    kind: str, stated: Statement, before: BudgetVersion | None, *, made_on: datetime.date
) -> bytes:
    if kind == "csv":
        return statement_csv(stated)
    changed = _changed(stated, before)
    if kind == "pdf":
        return statement_pdf(stated, changed, made_on=made_on)
    return statement_workbook(stated, changed, title=_title(stated), made_on=made_on)


def _changed(stated: Statement, before: BudgetVersion | None) -> Changed | None:
    if before is None:
        return None
    return changed_since(stated.payer, before=before, now=stated.version)


def _title(stated: Statement) -> str:
    return _("Statement of %(name)s %(year)s") % {
        "name": stated.payer,
        "year": stated.version.year,
    }


def _name(stated: Statement, kind: str) -> str:
    return f"{_title(stated)}.{kind}"
