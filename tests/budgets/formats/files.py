"""The tables as CSV, the text of a PDF and Word have them."""

import csv
import re
from collections import defaultdict
from io import BytesIO, StringIO
from typing import Any

from docx import Document
from pypdf import PdfReader

from tests.budgets.formats import Report, Row, Shown, figures
from tests.reading import plain

SWEDISH = str.maketrans({",": " ", ".": ",", "-": "−"})

# -- CSV


def rows_in(content: bytes) -> list[list[str]]:
    """The rows under the header."""
    text = StringIO(content.decode("utf-8-sig"), newline="")
    _header, *rows = csv.reader(text, delimiter=";")
    return rows


def comparison_in_csv(content: bytes) -> tuple[Shown, list[str]]:
    """The table, and what stands beside each of its rows."""
    shown, beside = Shown(), list[str]()
    for label, *cells, note in rows_in(content):
        if any(cells):
            shown.rows.append((label, figures(cells)))
            beside.append(plain(note))
        else:
            shown.notes.append(label)
    return shown, beside


def allocation_in_csv(content: bytes) -> Shown:
    shown = Shown()
    for code, name, population, _percent, share, unit in rows_in(content):
        if unit:
            shown.rows.append((name, figures([population, share])))
        else:
            shown.notes.append(plain(code))
    return shown


def everybody_in_csv(content: bytes) -> Shown:
    shown = Shown()
    for code, payer, *cells, unit in rows_in(content):
        if unit:
            shown.rows.append((payer, figures(cells)))
        else:
            shown.notes.append(plain(code))
    return shown


def instalments_in_csv(content: bytes) -> dict[str, list[Row]]:
    """The instalments of each payer."""
    found = defaultdict[str, list[Row]](list)
    for payer, number, _due, before, _percent, vat, to_pay, *_invoice in rows_in(content):
        found[payer].append((number, figures([before, vat, to_pay])))
    return found


def statement_in_csv(content: bytes) -> Shown:
    instalments, parts, notes = list[Row](), list[Row](), list[str]()
    for row in rows_in(content):
        kind, text, before, vat, to_pay = row[3], row[4], *row[-6:-3]
        match kind:
            case "delbetalning":
                instalments.append((text, figures([before, vat, to_pay])))
            case "summa":
                instalments.append(("Summa", figures([before, vat, to_pay])))
                parts.append(("Summa utan moms", figures([before])))
            case "anteckning":
                notes.append(plain(text))
            case _:
                parts.append((text, figures([before])))
    return Shown(instalments + parts, notes)


# -- PDF


def text_of(pdf: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def in_pdf(row: Row) -> re.Pattern[str]:
    """A row's figures one after the other; in the text of a PDF a mark follows its figure close."""
    texts = ["–" if number is None else f"{number:,}".translate(SWEDISH) for number in row[1]]
    return re.compile(r"(?:[0-9](?:, [0-9])*)? ".join(map(re.escape, texts)))


def as_text(row: list[str]) -> str:
    """A row of the document in the text of its PDF: each mark close to its figure."""
    return re.sub(r"[\[\]]", "", " ".join(row))


# -- Word


def document_in_word(content: bytes) -> Report:
    word: Any = Document(BytesIO(content))
    tables = [
        [[_marked(cell.paragraphs[0]) for cell in row.cells] for row in table.rows]
        for table in word.tables
    ]
    texts = [_marked(paragraph) for paragraph in word.paragraphs]
    notes = [re.match(r"\[([0-9]+)\] (.*)", text) for text in texts]
    return Report(
        tables, [f"{note[1]}) {note[2]}" for note in notes if note], plain(" ".join(texts))
    )


def _marked(paragraph: Any) -> str:
    """A paragraph with what is raised in brackets."""
    runs = (f"[{run.text}]" if run.font.superscript else run.text for run in paragraph.runs)
    return plain("".join(runs))
