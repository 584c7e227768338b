"""A page as its reader has it: headings, sentences and tables, without the markup."""

import re
from html.parser import HTMLParser
from typing import Protocol

_UNSEEN = {"style", "script", "title"}
_CLOSES_A_SENTENCE = {"p", "li", "h1", "h2", "h3", "td", "th", "tr", "label", "button", "legend"}


class Response(Protocol):
    """What Django's test client answers, as far as it is read here."""

    @property
    def content(self) -> bytes: ...


class Page(HTMLParser):
    """The text of a page, with no-break spaces as spaces.

    A cell's footnote mark stands in brackets after its figure: ``7 503[1]``.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.headings: list[str] = []
        self.errors: list[str] = []
        self.links: dict[str, str] = {}
        self.tables: list[list[list[str]]] = []
        self._open: list[tuple[str, dict[str, str | None], int]] = []
        self.feed(html)
        self.text = plain(self.text)

    def row(self, label: str) -> list[str]:
        """The cells of the one table row that begins with this text, without it."""
        found = [row[1:] for table in self.tables for row in table if row and row[0] == label]
        assert len(found) == 1, f"{len(found)} rows begin with {label!r}"
        return found[0]

    @staticmethod
    def row_of(table: list[list[str]], label: str) -> list[str]:
        """The cells of the row of a table that begins with this text, without it."""
        (found,) = (row[1:] for row in table if row and row[0] == label)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "link", "input", "br", "hr", "img"}:
            return
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "sup":
            self.text += "["
        self._open.append((tag, dict(attrs), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, start = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if tag == "sup":
            self.text += "]"
        inside = plain(self.text[start:])
        if tag in {"td", "th"}:
            self.tables[-1][-1].append(inside)
        elif tag in {"h1", "h2", "h3"}:
            self.headings.append(inside)
        elif tag == "a":
            self.links[inside] = attributes.get("href") or ""
        if "error" in (attributes.get("class") or "").split():
            self.errors.append(inside)
        if tag in _CLOSES_A_SENTENCE:
            self.text += " "

    def handle_data(self, data: str) -> None:
        if not any(tag in _UNSEEN for tag, _, _ in self._open):
            self.text += data


def plain(text: str) -> str:
    """Text on one line, with ordinary spaces only."""
    return re.sub(r"\s+", " ", text).strip()


def read(response: Response) -> Page:
    """Read a page; a tag that is left open or closed out of turn fails."""
    return Page(response.content.decode())
