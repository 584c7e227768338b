"""The budget document as files: a tagged PDF, and one page of HTML for a web site."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from budgets.documents.pdf import pdf_of, static_text
from budgets.documents.report import Report, report_of
from budgets.models.document_contents import DocumentContents

LANGUAGE = settings.LANGUAGE_CODE
"""Documents are decided and published in one language, whoever fetches them."""
TEXT_STYLE, PDF_STYLE, ALONE_STYLE = (
    "styles/report.css",
    "styles/report-paper.css",
    "styles/report-alone.css",
)


def budget_pdf(contents: DocumentContents) -> bytes:
    """The document as PDF/UA; ``NoPrinter`` where no PDF can be made here."""
    with override(LANGUAGE):
        context = _context(report_of(contents))
        return pdf_of("budgets/documents/budget.html", context, styles=(TEXT_STYLE, PDF_STYLE))


def budget_page(contents: DocumentContents) -> bytes:
    """The document as one file of HTML, with its styles inside and nothing outside."""
    with override(LANGUAGE):
        # Style sheets of ours: no text of a person is among them.
        styles = mark_safe(static_text(ALONE_STYLE) + static_text(TEXT_STYLE))
        context = _context(report_of(contents)) | {"styles": styles}
        return render_to_string("budgets/documents/budget.html", context).encode()


def budget_fragment(contents: DocumentContents) -> str:
    """The document as it stands within a page of ours."""
    with override(LANGUAGE):
        return render_to_string("budgets/documents/_report.html", _context(report_of(contents)))


def _context(report: Report) -> dict[str, Any]:
    return {"report": report, "version": report.version, "language": LANGUAGE}
