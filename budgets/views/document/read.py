"""The budget document on its page, and as PDF, Word and one file of HTML."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.documents.budget import budget_fragment, budget_page, budget_pdf
from budgets.documents.pdf import NoPrinter
from budgets.documents.word import budget_word
from budgets.models import BudgetVersion
from budgets.models.document_contents import DocumentContents, contents_of
from budgets.models.rules import may_edit
from budgets.views.downloads import file_response
from budgets.views.versions import version_or_404


class Format(NamedTuple):
    make: Callable[[DocumentContents], bytes]
    content_type: str


FORMATS = {
    "pdf": Format(budget_pdf, "application/pdf"),
    "docx": Format(
        budget_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    "html": Format(budget_page, "text/html; charset=utf-8"),
}


def document(request: HttpRequest, year: int, number: int | None = None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    contents = contents_of(version)
    context = {
        "version": version,
        "may_edit": may_edit(user, version),
        "is_written": bool(contents.sections),
        # Made by our own templates, which escape what people wrote.
        "document": mark_safe(budget_fragment(contents)) if contents.sections else "",
    }
    return render(request, "budgets/document/read.html", context)


def document_file(request: HttpRequest, year: int, number: int, form: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    contents = contents_of(version)
    if not contents.sections:
        raise Http404(_("There is no such file."))
    try:
        content = FORMATS[form].make(contents)
    except NoPrinter:
        messages.error(
            request, _("PDF cannot be made on this machine: a program for it is missing.")
        )
        return redirect("budgets:document", year, number)
    return file_response(content, f"{_file_name(version)}.{form}", FORMATS[form].content_type)


def _file_name(version: BudgetVersion) -> str:
    if version.is_frozen:
        return _("Budget %(year)s") % {"year": version.year}
    return f"{version} ({version.get_state_display()})"
