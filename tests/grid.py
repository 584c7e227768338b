"""The editing grid in the hands of its script: rows as the page has them, and what it sends.

The form as it is sent without the script is sent by ``tests.forms``. Here are the posts of
``static/grid``: rows that are left (``saving.js``), the buttons of a row (``acts.js``), and the
sums while somebody types. A test changes the cells that a person types into, and nothing else.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

from django.test import Client
from lxml import html

from budgets.models import Heading, LineItem
from tests.forms import form_on

SAVE = "Spara"

Named = LineItem | Heading | str
"""A line; the empty row under a heading; a row that was added, by its key."""


class Grid:
    """The grid of a page, which may have been shown a while ago."""

    def __init__(self, page: Any) -> None:
        self.form = form_on(page, press=SAVE)
        for note in self.form.element.find_class("theirs"):
            note.drop_tree()  # what is offered without the script

    def has(self, row: Named) -> bool:
        """Whether the page shows this row."""
        return bool(self._found(row))

    def value(self, row: Named, name: str) -> str:
        """What stands in a cell or in a hidden field of a row, such as its entry."""
        return str(self._row(row).xpath(f'.//*[@name="{_key(row)}-{name}"]')[0].value or "")

    def add(self, under: Heading) -> str:
        """Add one more row above the empty one, as pasting does, and answer its key."""
        plain = self._row(under)
        number = 1
        while self.has(f"{_key(under)}-{number}"):
            number += 1
        key = f"{_key(under)}-{number}"
        row = deepcopy(plain)
        row.tail = None
        row.set("id", key)
        for field in _fields(row):
            field.set("name", field.name.replace(f"{_key(under)}-", f"{key}-"))
            if field.name == f"{key}-entry":
                field.value = uuid4().hex
        plain.addprevious(row)
        self.undo(key)
        return key

    def type(self, row: Named, **typed: str) -> "Grid":
        """Type into the cells of a row."""
        cells = {cell.get("data-cell"): cell for cell in self._cells(row)}
        assert set(typed) <= set(cells), f"{_key(row)} has {sorted(cells)}"
        self.form.fill({cells[name].name: text for name, text in typed.items()})
        return self

    def undo(self, row: Named) -> "Grid":
        """Put the cells of a row back to what was read into them."""
        for cell in self._cells(row):
            cell.value = self._read(cell)
        return self

    def is_dirty(self, row: Named) -> bool:
        return any((cell.value or "") != self._read(cell) for cell in self._cells(row))

    def address(self, of: str) -> str:
        """Where the script posts: ``save``, ``act``, ``figures``."""
        return str(self.form.element.get(f"data-{of}"))

    def rows(self, *rows: Named) -> dict[str, str]:
        """What is sent of rows that are left: every field of theirs, and what else is typed."""
        sent = [self._row(row) for row in rows]
        fields = {field.name: field.value or "" for row in sent for field in _fields(row)}
        return fields | self.typed(besides=sent)

    def typed(self, besides: list[Any] | None = None) -> dict[str, str]:
        """What is sent of the rows that are typed into and not saved, so that sums count them."""
        typed: dict[str, str] = {}
        number = 0
        for row in self.form.element.find_class("line-row"):
            key = row.get("id")
            if row in (besides or []) or not self.is_dirty(key):
                continue
            name = key
            if key.startswith("new-"):
                name, number = f"new{number}", number + 1
            under = next(row.iterancestors("tbody")).get("data-heading")
            cells = {cell.get("data-cell"): cell.value or "" for cell in self._cells(key)}
            charge = cells.get("charge_code", "")
            typed[f"typed-{name}-under-{under}"] = f"{cells['amount']}|{charge}"
        return typed

    def save(self, client: Client, *rows: Named) -> Any:
        """Leave rows that were typed into; the page has not heard the answer yet."""
        dirty = [row for row in rows if self.is_dirty(row)]
        assert dirty, "the script sends nothing of rows that nobody has typed into"
        return self._post(client, "save", self.rows(*dirty))

    def hear(self, response: Any) -> "Grid":
        """Take in what became of lines: what the cells hold now, and what was read into them."""
        for key, answer in response.json()["rows"].items():
            for name, cell in answer.get("values", {}).items():
                for field in self._row(key).xpath(f'.//*[@name="{key}-{name}"]'):
                    field.value = cell["value"]
                for field in self._row(key).xpath(f'.//*[@name="initial-{key}-{name}"]'):
                    field.value = cell["read"]
        return self

    def keep_mine(self, row: Named, cell: str, theirs: str) -> "Grid":
        """Choose one's own value over what the other typed, which is then what was read."""
        [read] = self._row(row).xpath(f'.//*[@name="initial-{_key(row)}-{cell}"]')
        read.value = theirs
        return self

    def pressed(self, row: Named, what: str) -> dict[str, str]:
        """What is sent when a button of a row is pressed."""
        assert not self.is_dirty(row), "the script saves the row first"
        [button] = self._row(row).xpath(f'.//button[starts-with(@value, "{what}:")]')
        revision = {f"{_key(row)}-revision": self.value(row, "revision")}
        return {"do": button.get("value")} | revision | self.typed()

    def act(self, client: Client, row: Named, what: str) -> Any:
        """Press a button of a row: ``up``, ``down``, ``duplicate``, ``remove``."""
        return self._post(client, "act", self.pressed(row, what))

    def figures(self, client: Client) -> Any:
        """Ask for the sums with what is typed."""
        return self._post(client, "figures", self.typed())

    def _post(self, client: Client, to: str, body: dict[str, str]) -> Any:
        return client.post(self.address(to), body, headers={"accept": "application/json"})

    def _found(self, row: Named) -> list[Any]:
        found: list[Any] = self.form.element.xpath(f'.//tr[@id="{_key(row)}"]')
        return found

    def _row(self, row: Named) -> Any:
        found = self._found(row)
        assert found, f"the page has no row {_key(row)}"
        return found[0]

    def _cells(self, row: Named) -> Iterator[Any]:
        for field in _fields(self._row(row)):
            if "data-cell" in field.attrib and field.get("type") != "hidden":
                yield field

    @staticmethod
    def _read(cell: Any) -> str:
        row = next(cell.iterancestors("tr"))
        found = row.xpath(f'.//*[@name="initial-{cell.name}"]')
        return str(found[0].value or "") if found else ""


def _key(row: Named) -> str:
    if isinstance(row, LineItem):
        return f"line-{row.pk}"
    return f"new-{row.pk}" if isinstance(row, Heading) else row


def _fields(row: html.HtmlElement) -> list[Any]:
    return list(row.iter("input", "select"))
