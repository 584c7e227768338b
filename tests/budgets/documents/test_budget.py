"""The budget document as files: what they say, and how they are built for those who cannot see."""

import re
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from budgets.actions import documents
from budgets.core.money import Unit
from budgets.documents.budget import budget_page, budget_pdf
from budgets.documents.word import budget_word
from budgets.models import BudgetVersion, Section, State
from budgets.models.document_contents import contents_of

pytestmark = pytest.mark.django_db
HEADINGS = ["Vad kontoret gör", "Ekonomin", "Vad som väntar", "Budgeten i siffror"]
HEADINGS += ["Vad kommunerna betalar"]
ROWS = {
    "Intäkter grundavtal deltagande kommuner": ["5 362", "5 496", "5 616"],
    "Summa kostnader": ["7 2012", "7 327", "7 503"],
    "Radernas resultat": ["−8", "0", "−1"],
    "Krokom": ["14 966", "11,44", "642 528"],
}
"""Rows of 2021 with the mark of a footnote behind its figure."""


def of(year: int) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=year)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read_pdf(version: BudgetVersion) -> PdfReader:
    return PdfReader(BytesIO(budget_pdf(contents_of(version))))


def text_of(pdf: PdfReader) -> str:
    return plain("\n".join(page.extract_text() for page in pdf.pages))


def tags_of(pdf: PdfReader) -> list[str]:
    """The kinds of the structure elements, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    root: Any = pdf.trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def test_the_pdf_says_what_the_page_does(the_example: None) -> None:
    text = text_of(read_pdf(of(2021)))
    for label, figures in ROWS.items():
        assert f"{label} {' '.join(figures)}" in text
    assert "74,9 % från samarbetsavtalet" in text
    assert "Skillnaden −8 tkr är ett fel i källan" in text


def test_the_pdf_is_tagged_and_has_language_title_and_bookmarks(the_example: None) -> None:
    pdf = read_pdf(of(2021))
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Budget 2021 Upphandlingskontoret"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    tags = tags_of(pdf)
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == len(HEADINGS)
    assert tags.count("/Table") == 2
    assert {"/TH", "/TD", "/TR", "/Caption", "/L", "/LI"} <= set(tags)
    top: Any
    below: Any
    top, below = pdf.outline
    assert top.title == "Budget 2021 Upphandlingskontoret"
    assert [one.title for one in below] == HEADINGS


def test_every_page_says_what_it_is_of_and_the_last_the_decision(the_example: None) -> None:
    version = of(2021)
    pdf = read_pdf(version)
    pages = [plain(page.extract_text()) for page in pdf.pages]
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert "Budget 2021, version 1 (fastställd)" in page
    assert version.decision_reference in pages[-1]
    assert version.checksum in re.sub(r"\s", "", pages[-1])
    assert all("Budget 2021 Upphandlingskontoret" in page for page in pages)


@pytest.mark.parametrize(
    ("year", "state", "mark"),
    [
        (2022, State.DRAFT, "UTKAST"),
        (2022, State.CONSULTATION, "PÅ SAMRÅD"),
        (2021, State.ADOPTED, None),
        (2021, State.SUPERSEDED, "ERSATT"),
    ],
)
def test_a_mark_lies_over_every_page_until_it_is_in_force(
    the_example: None, year: int, state: State, mark: str | None
) -> None:
    version = of(year)
    version.state = state
    for page in read_pdf(version).pages:
        text = plain(page.extract_text())
        marks = [word for word in ("UTKAST", "PÅ SAMRÅD", "ERSATT") if word in text]
        assert marks == ([mark] if mark else [])


def test_a_table_is_not_parted_from_its_heading(the_example: None) -> None:
    draft = of(2022)
    text = "\n\n".join(f"Stycke {number}." for number in range(60))
    section = Section.objects.filter(version=draft, kind="text")[0]
    documents.change(version=draft, section_id=section.pk, to={"text": text}, revision=1)
    pdf = read_pdf(draft)
    pages = [plain(page.extract_text()) for page in pdf.pages]
    [page] = [page for page in pages if "Intäkter uppdragsupphandlingar" in page]
    assert "Budgeten i siffror Belopp i tkr" in page
    assert "Radernas resultat" in page


# -- One file of HTML


def test_the_page_alone_asks_nobody_for_anything(the_example: None) -> None:
    page = budget_page(contents_of(of(2021))).decode()
    assert not re.search(r"<(link|script|img|iframe|object)\b", page)
    assert not re.search(r"@import|url\(", page)
    assert re.findall(r'(?:src|href)="([^#"][^"]*)"', page) == []
    assert "default-src 'none'" in page
    assert '<html lang="sv">' in page
    assert "<title>Budget 2021 Upphandlingskontoret</title>" in page
    assert "<style>" in page


def test_the_page_alone_says_the_same(the_example: None) -> None:
    page = budget_page(contents_of(of(2021))).decode()
    words = plain(re.sub(r"<[^>]+>", " ", page))
    for label, (*others, last) in ROWS.items():
        assert label in words, others
        assert last in words
    draft = budget_page(contents_of(of(2022))).decode()
    assert '<strong class="report-state">utkast</strong>' in draft


# -- Word


def read_word(version: BudgetVersion) -> Any:
    return Document(BytesIO(budget_word(contents_of(version))))


def test_word_has_real_headings_in_order(the_example: None) -> None:
    word = read_word(of(2021))
    styled = [(p.style.name, p.text) for p in word.paragraphs]
    assert ("Title", "Budget 2021 Upphandlingskontoret") in styled
    assert [text for style, text in styled if style == "Heading 1"] == HEADINGS
    assert [text for style, text in styled if style == "List Bullet"] == [
        "en upphandling som bara gäller den egna verksamheten",
        "en granskning av ett förfrågningsunderlag eller av hur anbuden har värderats",
    ]
    assert word.core_properties.language == "sv-SE"
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "sv-SE"
    assert {tag.get(qn("w:val")) for tag in word.styles.element.iter(qn("w:lang"))} == {"sv-SE"}


def test_word_has_real_tables_with_heads_and_figures_to_the_right(the_example: None) -> None:
    word = read_word(of(2021))
    rows: dict[str, list[str]] = {}
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        for row in table.rows[1:]:
            label, *figures = row.cells
            rows[label.text] = [plain(cell.text) for cell in figures]
            assert {int(cell.paragraphs[0].alignment) for cell in figures} == {2}
    assert rows | ROWS == rows
    heads = [cell.text for cell in word.tables[0].rows[0].cells]
    assert heads == ["Rubrik", "Budget 2019", "Budget 2020", "Budget 2021"]


def test_word_has_the_notes_under_the_table_and_the_decision_last(the_example: None) -> None:
    version = of(2021)
    body = [p.text for p in read_word(version).paragraphs]
    notes = [text for text in body if "i källan" in text and text[0].isdigit()]
    assert [note[0] for note in notes] == ["1", "2"]
    assert body[-1] == f"Kontrollkod {version.checksum}"


def test_word_says_that_a_draft_is_one(the_example: None) -> None:
    word = read_word(of(2022))
    assert "UTKAST" in [p.text for p in word.paragraphs]
    assert "utkast" in word.sections[0].header.paragraphs[0].text


def test_word_keeps_what_a_text_means(the_example: None) -> None:
    draft = of(2022)
    text = (
        "# Under\n\n**fet *båda*** rad  \nny [länk](https://a.example/)\n\n"
        "1. ett\n2. två\n\nmellan\n\n1. åter ett\n   - djupt\n\n> citat {budget year}"
    )
    section = Section.objects.filter(version=draft, kind="text")[0]
    documents.change(version=draft, section_id=section.pk, to={"text": text}, revision=1)
    word = read_word(draft)
    styled = {p.text: p for p in word.paragraphs}
    assert styled["Under"].style.name == "Heading 2"
    assert styled["citat 2022"].style.name == "Quote"
    assert styled["djupt"].style.name == "List Bullet 2"
    runs = {run.text: (run.bold, run.italic) for run in styled["fet båda rad\nny länk"].runs}
    assert runs["fet "] == (True, None)
    assert runs["båda"] == (True, True)
    targets = {rel.target_ref for rel in word.part.rels.values() if rel.is_external}
    assert targets == {"https://a.example/"}
    counts = [styled[text]._p.pPr.numPr.numId.val for text in ("ett", "två", "åter ett")]
    assert counts[0] == counts[1] != counts[2]


def test_what_xml_cannot_hold_stops_no_form(the_example: None) -> None:
    draft = of(2022)
    section = Section.objects.filter(version=draft, kind="text")[0]
    told = {"heading": "Under\x01", "text": "a&#12;b\ufffe"}
    documents.change(version=draft, section_id=section.pk, to=told, revision=1)
    documents.entitle(version=draft, title="Budget\x02", unit=Unit.TKR, adjusted=False)
    texts = [p.text for p in read_word(draft).paragraphs]
    assert {"Budget\ufffd", "Under\ufffd", "a\ufffdb\ufffd"} <= set(texts)
    assert read_pdf(draft).pages
    assert b"Under" in budget_page(contents_of(draft))


# -- The same in every form


@pytest.mark.parametrize("unit", list(Unit))
def test_all_forms_print_in_the_unit_that_was_chosen(the_example: None, unit: Unit) -> None:
    draft = of(2022)
    documents.entitle(version=draft, title="", unit=unit, adjusted=False)
    cost = {Unit.KRONOR: "7 503 000", Unit.TKR: "7 503", Unit.MKR: "7,5"}[unit]
    contents = contents_of(draft)
    word = "\n".join(p.text for p in Document(BytesIO(budget_word(contents))).paragraphs)
    page = re.sub(r"<[^>]+>", " ", budget_page(contents).decode())
    pdf = "\n".join(p.extract_text() for p in PdfReader(BytesIO(budget_pdf(contents))).pages)
    for text in (word, page, pdf):
        assert f"omsluter {cost} {unit.label}" in plain(text)
