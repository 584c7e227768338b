"""A chart in the document: drawn on page and paper, as its figures in Word."""

import re
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from budgets.actions import documents
from budgets.documents.budget import budget_page, budget_pdf
from budgets.documents.word import budget_word
from budgets.models import BudgetVersion, Section
from budgets.models.document_contents import contents_of

pytestmark = pytest.mark.django_db
FIGURES = {
    "years": ["2021", "7 502 000", "7 503 000", "−1 000"],
    "flows": ["Personalkostnader", "6 281 000", "83,7"],
    "shares": ["Krokom", "644 606", "11,48"],
    "changes": ["Krokom", "642 528", "644 606", "+2 078", "+0,3"],
}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("chart", Section.Chart.values)
def test_it_has_its_figures_in_every_form(the_example: None, chart: str) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    Section.objects.filter(version=draft).delete()
    documents.add(version=draft, kind="chart", chart=chart, heading="Bild")
    contents = contents_of(draft)
    [table] = Document(BytesIO(budget_word(contents))).tables
    rows = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    assert FIGURES[chart] in rows
    page = budget_page(contents).decode()
    assert page.count("<svg") == 1
    assert " ".join(FIGURES[chart]) in plain(re.sub(r"<[^>]+>", " ", page))
    pdf = PdfReader(BytesIO(budget_pdf(contents)))
    text = plain(" ".join(one.extract_text() for one in pdf.pages))
    assert " ".join(FIGURES[chart]) in text
