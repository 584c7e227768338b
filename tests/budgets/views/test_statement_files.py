"""The statement as PDF, Excel and CSV holds what the page shows, and only one's own."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from budgets.documents import pdf
from budgets.documents.pdf import NoPrinter, NotOurs, static_path
from municipalities.models import Municipality
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE

FILE = "/budgets/2021/1/statement/2309."


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_ones_own_opens(statuses: Callable[[str], dict[str, int]], kind: str) -> None:
    assert statuses(FILE + kind) == NOT_TO_OUTSIDERS
    assert statuses(FILE.replace("2309", "2380") + kind) == OFFICE_ALONE


def test_another_kind_is_not_there(office: Client) -> None:
    assert office.get(FILE + "exe").status_code == 404


def test_the_pdf_says_what_the_page_says_and_is_tagged(krokom: Client) -> None:
    response = krokom.get(FILE + "pdf")
    assert response["Content-Type"] == "application/pdf"
    assert "Krokom_2021.pdf" in response["Content-Disposition"]
    read = PdfReader(BytesIO(response.content))
    text = text_of(response.content)
    for words in ("Krokom betalar 642 528 kr för 2021", "2021-10-31", "+13 707,46", "14 966"):
        assert words in text.replace("\xa0", " ")
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert read.metadata is not None
    assert read.metadata.title == "Fakturaunderlag för Krokom 2021"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_fonts_are_in_the_pdf(krokom: Client) -> None:
    pages: Any = PdfReader(BytesIO(krokom.get(FILE + "pdf").content)).pages
    fonts = [
        descendant.get_object()["/FontDescriptor"].get_object()
        for page in pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts)


def test_without_its_programs_a_pdf_is_refused_with_a_sentence(krokom: Client) -> None:
    with mock.patch("budgets.documents.statement.pdf_of", side_effect=NoPrinter):
        response = krokom.get(FILE + "pdf", follow=True)
    assert response.redirect_chain == [("/budgets/2021/1/statement/2309/", 302)]
    assert "PDF kan inte göras" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["../config/settings.py", "/etc/passwd", "nowhere.css", "styles/../../manage.py"]
)
def test_a_document_reads_only_our_static_files(name: str) -> None:
    with pytest.raises(NotOurs):
        static_path(name)


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "static:../manage.py"]
)
def test_a_document_fetches_nothing_else(source: str) -> None:
    html = f'<html lang="sv"><title>T</title><img alt="" src="{source}">'
    with (
        mock.patch.object(pdf, "render_to_string", return_value=html),
        pytest.raises(NotOurs, match="nothing but static files"),
    ):
        pdf.pdf_of("any.html", {})


def test_the_workbook_adds_up(krokom: Client) -> None:
    sheet = load_workbook(BytesIO(krokom.get(FILE + "xlsx").content)).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "Fakturaunderlag för Krokom 2021"
    assert [row[2] for row in values if row[0] in ("1", "2", "3", "4")] == [160_632] * 4
    assert any("=SUM(C" in str(row[2]) for row in values)
    assert ["Grundavtalet", 5_616_000, 14_966, 130_810, 642_528] in [row[:5] for row in values]
    assert any(row[:2] == ["Budgeten", 13_707.46] for row in values)


def test_the_csv_is_for_a_swedish_excel(krokom: Client) -> None:
    content = krokom.get(FILE + "csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert {row[-1] for row in rows[1:]} == {"kr"}
    assert rows[0][:4] == ["År", "Version", "Betalare", "Slag"]
    assert rows[1][2:9] == [
        "Krokom",
        "andel",
        "Grundavtalet",
        "14966",
        "11,441021",
        "",
        "642528,00",
    ]
    assert rows[2][3:11] == [
        "delbetalning",
        "1",
        "",
        "",
        "2021-01-31",
        "160632,00",
        "40158,00",
        "200790,00",
    ]


def test_text_stays_text(office: Client) -> None:
    Municipality.objects.filter(code="2309").update(name="=1+1")
    rows = office.get(FILE + "csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].split(";")[2] == "'=1+1"
    sheet = load_workbook(BytesIO(office.get(FILE + "xlsx").content)).worksheets[0]
    assert all(cell.data_type != "f" for cell in sheet[1])
