"""The tables as the pages show them."""

import re
from collections.abc import Callable
from html import unescape

from tests.budgets.formats import Report, Row, Shown, Texts, figures
from tests.reading import Page, plain


def notes_on(html: str) -> list[str]:
    """The numbered notes, and that figures are adjusted, as files write them."""
    notes = [
        f"{number}) {plain(unescape(text))}"
        for number, text in re.findall(r'<li id="note-[^"]*" value="([0-9]+)">(.*?)</li>', html)
    ]
    adjusted = re.findall(r'<p class="note">(Siffrorna är justerade.*?)</p>', html)
    return [*notes, *adjusted[:1]]


def shown_on(reader: Callable[[Page], list[Row]]) -> Callable[[bytes], Shown]:
    """What a reader has of a page, by who reads its rows."""

    def read(content: bytes) -> Shown:
        html = content.decode()
        return Shown(reader(Page(html)), notes_on(html))

    return read


def comparison_on_page(page: Page) -> list[Row]:
    return [(row[0], figures(row[1:])) for row in page.tables[0][1:]]


def allocation_on_page(page: Page) -> list[Row]:
    return [(row[0], figures([row[2], row[4]])) for row in page.tables[0][1:]]


def everybody_on_page(page: Page) -> list[Row]:
    payers, ties = page.tables
    return [(row[0], figures(row[1:7])) for row in payers[1:]] + [
        (row[0], figures(row[1:])) for row in ties[1:]
    ]


def statement_on_page(page: Page) -> list[Row]:
    instalments, parts = page.tables[:2]
    last = next(i for i, row in enumerate(parts) if row[0] == "Summa utan moms")
    return [(row[0], figures(row[2:5])) for row in instalments[1:]] + [
        (row[0], figures([row[-1]])) for row in parts[1 : last + 1]
    ]


def notes_beside(page: Page, notes: list[str]) -> list[str]:
    """What the notes say that each row of the comparison table is marked with."""
    said = dict(note.split(") ", maxsplit=1) for note in notes if re.match(r"[0-9]+\) ", note))
    marks = (re.findall(r"\[([0-9]+)\]", " ".join(row[1:])) for row in page.tables[0][1:])
    return [" ".join(said[mark] for mark in dict.fromkeys(each)) for each in marks]


def comparison_as_written(page: Page) -> Texts:
    return page.tables[0][1:]


def allocation_as_written(page: Page) -> Texts:
    """Names, population, per cent and share."""
    return [[row[0], *row[2:5]] for row in page.tables[0][1:]]


def payers_on_page(page: Page) -> list[Row]:
    return [(row[0], figures(row[1:7])) for row in page.tables[0][1:]]


def document_on_page(html: str) -> Report:
    page = Page(html)
    return Report(page.tables, notes_on(html), page.text)
