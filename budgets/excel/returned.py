"""A workbook of ours that comes back: what was typed in each row, and what cannot be understood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.core.in_xml import writable
from budgets.core.merging import Intent
from budgets.core.money import AmountError, Unit, parse_amount
from budgets.excel.editing import (
    ACCOUNT_IN,
    AMOUNT_IN,
    CHARGE_IN,
    LONGEST,
    MARK_IN,
    NOTE_IN,
    TEXT_IN,
)
from budgets.excel.identity import HEADING, LINE, SHEET, Identity, unsealed
from budgets.wording import imports as wording
from budgets.wording.amounts import refusal
from uploads.books import Book, ReadCell, ReadSheet

COLUMNS = {
    "text": TEXT_IN,
    "account": ACCOUNT_IN,
    "amount": AMOUNT_IN,
    "charge_code": CHARGE_IN,
    "note": NOTE_IN,
}
_SEAL_IN = 3
_LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell, or a row, that cannot be taken in."""

    row: int
    cell: str
    """Such as D7."""
    shown: str
    """What stands there."""
    sentence: str


@dataclass
class Returned:
    """What a workbook of ours says."""

    identity: Identity
    intents: list[Intent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def returned(book: Book, headings: Mapping[int, bool]) -> Returned | None:
    """Read a workbook that was made for editing; None if it is none of ours.

    ``headings`` are the keys of the headings there are, and whether each is of income. Raises
    ``SealBroken`` where a workbook of ours is damaged.
    """
    beside = next((sheet for sheet in book.sheets if sheet.name == SHEET), None)
    if beside is None:
        return None
    identity = unsealed(
        beside.rows[row][_SEAL_IN].text
        for row in sorted(beside.rows)
        if _SEAL_IN in beside.rows[row]
    )
    sheet = _sheet_with_rows(book)
    found = Returned(identity)
    if sheet is None:
        found.problems.append(Problem(0, "", "", wording.no_rows()))
        return found
    _Reader(sheet, headings, found).read()
    return found


def _sheet_with_rows(book: Book) -> ReadSheet | None:
    """The sheet that carries the marks: also when it was renamed or moved."""
    for sheet in book.sheets:
        if sheet.name != SHEET and any(
            sheet.text(row, MARK_IN).startswith((f"{HEADING}:", f"{LINE}:")) for row in sheet.rows
        ):
            return sheet
    return None


class _Reader:
    """The rows of the sheet on their way into intents."""

    def __init__(self, sheet: ReadSheet, headings: Mapping[int, bool], found: Returned) -> None:
        self.sheet = sheet
        self.headings = headings
        self.found = found
        self.identity = found.identity
        self.seen: set[int] = set()
        self.heading: int | None = None
        self.outside = True
        self.started = False

    def read(self) -> None:
        for row in sorted(self.sheet.rows):
            self._read_row(row)
        for key, line in self.identity.lines.items():
            if key not in self.seen:
                self._intend(Intent(0, line.heading, key, line.cells, None))
        table = {row for row in self.sheet.rows if self.sheet.text(row, MARK_IN)}
        for merged in self.sheet.merged:
            if any(row in table for row in _rows_of(merged)):
                self._complain(0, merged, "", wording.merged(merged))

    def _read_row(self, row: int) -> None:
        kind, key = self._mark(row)
        match kind:
            case "heading":
                self.heading, self.started = key, True
                return
            case "-":
                self.heading = None
                return
            case "line" if key in self.identity.lines and key not in self.seen:
                self.seen.add(key)
                self.heading = self.identity.lines[key].heading
                self._read_line(row, key)
                return
            case "new" if key in self.headings:
                self.heading = key
            case "line" if key in self.identity.lines:
                self.heading = self.identity.lines[key].heading  # copied together with its mark
        if self.started:
            self._read_new(row)

    def _mark(self, row: int) -> tuple[str, int]:
        kind, _colon, rest = self.sheet.text(row, MARK_IN).partition(":")
        key = rest.partition(":")[0]
        return kind, int(key) if key.isdecimal() and len(key) < 19 else 0

    def _read_line(self, row: int, key: int) -> None:
        known = self.identity.lines[key]
        if self._is_empty(row, [name for name in COLUMNS if name != "charge_code"]):
            self._intend(Intent(row, known.heading, key, known.cells, None))
            return
        typed = self._cells(row, known.heading, known.cells)
        if typed is not None:
            self._intend(Intent(row, known.heading, key, known.cells, typed))

    def _read_new(self, row: int) -> None:
        if self._is_empty(row, ["text", "account", "amount", "note"]):
            return
        if self.heading is None:
            shown = self.sheet.text(row, TEXT_IN)
            self._complain(row, f"A{row}", shown, wording.under_no_heading())
            return
        typed = self._cells(row, self.heading, {})
        if typed is not None:
            self._intend(Intent(row, self.heading, None, {}, typed))

    def _cells(self, row: int, heading: int, known: Mapping[str, Any]) -> dict[str, Any] | None:
        """What was typed in the cells of a row; None where something is not understood."""
        before = len(self.found.problems)
        is_income = self.headings.get(heading, False)
        typed: dict[str, Any] = {}
        for name, column in COLUMNS.items():
            cell = self.sheet.rows[row].get(column)
            try:
                if cell is not None and cell.is_formula:
                    raise NotUnderstood(wording.formula())
                if cell is not None and cell.kind in ("e", "d", "b"):
                    raise NotUnderstood(wording.no_value(cell.kind))
                typed[name] = self._value(name, cell, is_income, known)
            except NotUnderstood as error:
                shown = cell.text if cell else ""
                where = f"{_LETTERS[column - 1]}{row}"
                self._complain(row, where, shown, str(error))
        return typed if len(self.found.problems) == before else None

    def _value(
        self, name: str, cell: ReadCell | None, is_income: bool, known: Mapping[str, Any]
    ) -> Any:
        match name:
            case "amount":
                return amount_in(cell)
            case "charge_code":
                return self._charge(cell, is_income, known)
            case _:
                return text_in(cell, LONGEST[name], str(known.get(name, "")))

    def _charge(self, cell: ReadCell | None, is_income: bool, known: Mapping[str, Any]) -> str:
        if not is_income:
            return str(known.get("charge_code", ""))
        label = " ".join(cell.text.split()) if cell else ""
        if not label:
            raise NotUnderstood(wording.no_charge())
        folded = {" ".join(name.split()).casefold(): c for name, c in self.identity.charges.items()}
        code = folded.get(label.casefold())
        if code is None:
            raise NotUnderstood(wording.unknown_charge())
        return code

    def _is_empty(self, row: int, names: list[str]) -> bool:
        cells = self.sheet.rows[row]
        return all(
            (cell := cells.get(COLUMNS[name])) is None
            or (not cell.text.strip() and not cell.is_formula)
            for name in names
        )

    def _intend(self, intent: Intent) -> None:
        self.found.intents.append(intent)

    def _complain(self, row: int, cell: str, shown: str, sentence: str) -> None:
        self.found.problems.append(Problem(row, cell, shown, sentence))


class NotUnderstood(Exception):
    """What stands in a cell cannot be taken in; the message is for the person."""


def amount_in(cell: ReadCell | None, unit: Unit = Unit.KRONOR) -> Decimal:
    """The kronor that a cell holds, when its numbers are in that unit.

    Raises ``NotUnderstood`` with the sentence.
    """
    try:
        if cell is not None and cell.kind == "n":
            return parse_amount(plain(Decimal(cell.text)), unit)
        return parse_amount(cell.text if cell else "", unit)
    except AmountError as error:
        raise NotUnderstood(refusal(error)) from error


def plain(number: Decimal) -> str:
    """A number written so that ``parse_amount`` takes it, whatever the exponent."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def text_in(cell: ReadCell | None, longest: int, known: str) -> str:
    """The text that a cell holds; one that was not touched stays to the letter."""
    text = _one_kind_of_line_end(cell.text) if cell else ""
    if text == _one_kind_of_line_end(writable(known)):
        return known
    text = text.strip()
    if len(text) > longest:
        raise NotUnderstood(wording.too_long(longest))
    return text


def _one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows_of(merged: str) -> Iterator[int]:
    first, _colon, last = merged.partition(":")
    ends = [int("".join(filter(str.isdecimal, end)) or 0) for end in (first, last or first)]
    yield from range(ends[0], min(ends[1], ends[0] + 100_000) + 1)
