"""The budget document as PDF: what it takes beside WeasyPrint's own work on the same HTML.

The example is loaded into a database in memory. Both make the PDF of 2021; the bare version is
given the finished HTML and the finished style sheets.
"""

from functools import partial
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils.translation import override

from benchmarks.ratio import Ratio, best_of
from budgets.actions import example
from budgets.documents import budget, pdf
from budgets.documents.report import report_of
from budgets.models import BudgetVersion
from budgets.models.document_contents import contents_of

LIMIT = 1.0
"""Seconds of the processor that we may add."""
YEAR = 2021


def measure() -> list[Ratio]:
    """Measure what we add, in seconds; less than a minute of one processor."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        example.load()
        version = BudgetVersion.objects.select_related("budget_year", "snapshot").get(
            budget_year__year=YEAR
        )
        ours, bare = best_of(
            5, [partial(whole_document, version), partial(weasyprint_alone, *_ready(version))]
        )
    finally:
        connection.creation.destroy_test_db(":memory:", verbosity=0)
    name = f"PDF of budget {YEAR}, seconds beyond WeasyPrint's {bare:.2f} for the same HTML"
    return [Ratio(name, ours - bare, LIMIT)]


def whole_document(version: BudgetVersion) -> bytes:
    """Read the document, set it and print it, as the page's link does."""
    return budget.budget_pdf(contents_of(version))


def weasyprint_alone(html: str, styles: list[str]) -> bytes:
    """Print finished HTML with nothing of ours around it."""
    from weasyprint import CSS, HTML

    sheets = [CSS(string=style) for style in styles]
    made: bytes = HTML(string=html).write_pdf(stylesheets=sheets, pdf_variant=pdf.VARIANT)
    return made


def _ready(version: BudgetVersion) -> tuple[str, list[str]]:
    with override(budget.LANGUAGE):
        context: dict[str, Any] = {
            "report": report_of(contents_of(version)),
            "version": version,
            "language": budget.LANGUAGE,
        }
        html = render_to_string("budgets/documents/budget.html", context)
    return html, [pdf.static_text(name) for name in (budget.TEXT_STYLE, budget.PDF_STYLE)]
