"""Somebody else's workbook: where its headings and amounts are, and what its rows are.

Everything here is a guess that a person sees and may correct before anything follows from it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from openpyxl.utils import get_column_letter

from budgets.core.money import MAX_AMOUNT, AmountError, Unit, format_number, parse_amount
from budgets.core.rounding import round_half_away
from budgets.core.table import Total
from budgets.excel.returned import NotUnderstood, amount_in
from budgets.models import Heading
from budgets.wording import imports as wording
from uploads.books import Book, ReadCell, ReadSheet

_YEARS = range(1990, 2100)
_NOTHING = {"", "-", "–", "—", "−"}
_SAYS = {
    Unit.TKR: r"tkr|ksek|tsek|kkr|tusental|tusen|thousands?|1 ?000-tal|i 1 ?000 kr",
    Unit.MKR: r"mkr|mnkr|msek|mnsek|milj|miljon(?:er|tal)?|millions?",
    Unit.KRONOR: r"kr|kronor|sek",
}
"""What a workbook calls a unit; the first that is found, since "tusen kronor" names two."""
_LARGE_IN_KRONOR = 100_000
_TOO_LARGE_IN_TKR = 1_000_000
_SUM = re.compile(r"(?:summa|sum|totalt?|totala)\b ?(?P<of>.*)")
_WORDS = {
    Total.INCOME: ("intäkt", "income"),
    Total.COST: ("kostnad", "cost"),
    Total.RESULT: ("resultat", "result"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a workbook the rows are, all counted from 1 but the sheet, and in what unit."""

    sheet: int
    heading_column: int
    amount_column: int
    unit: Unit
    first_row: int


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A row with an amount."""

    row: int
    text: str
    amount: Decimal | None
    """In kronor; None where it is not understood."""
    problem: str = ""
    note: str = ""
    is_formula: bool = False
    goes_to: str = ""
    """The guess: ``heading:`` and its key, ``total:`` and its name, or nothing."""


def folded(text: str) -> str:
    """A text without what does not matter when names are compared."""
    return " ".join(text.split()).rstrip(" :").casefold()


def _names(heading: Heading) -> set[str]:
    """What a workbook may call a heading: as this version does, or as it is called otherwise."""
    return {folded(str(heading)), folded(heading.name)}


def guessed(book: Book, headings: Iterable[Heading], year: int) -> Place:
    """Guess where the rows are: in the column that holds most of the names of headings."""
    names = {name for heading in headings for name in _names(heading)}
    best, place = (-1, -1, -1), (0, 1)
    for index, sheet in enumerate(book.sheets):
        named, texts = Counter[int](), Counter[int]()
        for cells in sheet.rows.values():
            for column, cell in cells.items():
                if cell.kind == "s":
                    texts[column] += 1
                    named[column] += folded(cell.text) in names
        for column in texts:
            score = (named[column], int(not sheet.is_hidden), texts[column])
            if score > best:
                best, place = score, (index, column)
    return _with_amounts(book, place[0], place[1], names, year)


def _with_amounts(book: Book, index: int, heading_column: int, names: set[str], year: int) -> Place:
    sheet = book.sheets[index] if book.sheets else ReadSheet("", False, (), {})
    first = next(
        (row for row in sorted(sheet.rows) if folded(sheet.text(row, heading_column)) in names),
        0,
    )
    counts = Counter[int]()
    for row, cells in sheet.rows.items():
        if row >= first and sheet.text(row, heading_column):
            for column, cell in cells.items():
                counts[column] += column != heading_column and _number(cell) is not None
    most = max(counts.values(), default=0)
    likely = [column for column, count in sorted(counts.items()) if count * 2 > most]
    of_year = [c for c in likely if _is_headed(sheet, c, first, str(year))]
    amount_column = (of_year or likely or [heading_column + 1])[-1]
    first = first or _first_row(sheet, heading_column, amount_column)
    unit = _unit(sheet, amount_column, first)
    return Place(index, heading_column, amount_column, unit, first)


def _is_headed(sheet: ReadSheet, column: int, before: int, year: str) -> bool:
    return any(year in sheet.text(row, column) for row in sheet.rows if row < before)


def _first_row(sheet: ReadSheet, heading_column: int, amount_column: int) -> int:
    for row in sorted(sheet.rows):
        number = _number(sheet.rows[row].get(amount_column))
        if sheet.text(row, heading_column) and number is not None and number not in _YEARS:
            return row
    return 1


def _unit(sheet: ReadSheet, column: int, first: int) -> Unit:
    """Tkr where the sheet says so or the numbers are small, unless they are too large for it."""
    cells = [row[column] for number, row in sheet.rows.items() if number >= first and column in row]
    # Text that names a unit of its own says nothing of the others.
    alike = [c for c in cells if c.kind != "s" or not re.search("[a-z]", c.text, re.I)]
    numbers = map(_number, alike)
    largest = max((abs(number) for number in numbers if number is not None), default=Decimal())
    texts = [
        folded(cell.text)
        for row, cells in sheet.rows.items()
        if row < first
        for cell in cells.values()
        if cell.kind == "s"
    ]
    said = next(
        (
            unit
            for unit, words in _SAYS.items()
            if any(re.search(rf"(?<!\w)(?:{words})(?!\w)", text) for text in texts)
        ),
        None,
    )
    if said is None:
        return Unit.TKR if largest < _LARGE_IN_KRONOR else Unit.KRONOR
    if said is Unit.TKR and largest >= _TOO_LARGE_IN_TKR:
        return Unit.KRONOR  # shown in tkr by the format of the cells
    return said


def rows_at(
    book: Book,
    place: Place,
    headings: Sequence[Heading],
    known_lines: Mapping[str, int],
) -> list[ForeignRow]:
    """Read the rows with an amount, each with a guess where it goes.

    ``known_lines`` are the keys of headings by the text of a line that only one of them has.
    """
    sheet = book.sheets[place.sheet]
    found: list[ForeignRow] = []
    passed: set[Total] = set()
    for row in sorted(sheet.rows):
        cell = sheet.rows[row].get(place.amount_column)
        text = sheet.text(row, place.heading_column)
        if row < place.first_row or cell is None or cell.text.strip() in _NOTHING - {""}:
            continue
        if not text and cell.kind != "n":
            continue
        total = _total(text, passed)
        if total:
            passed.add(total)
            goes_to = f"total:{total.value}"
        else:
            goes_to = _heading(text, headings, known_lines, passed)
        found.append(_row(row, text, cell, place.unit, goes_to))
    return found


def _row(row: int, text: str, cell: ReadCell, unit: Unit, goes_to: str) -> ForeignRow:
    if cell.is_formula and not cell.kind:
        return ForeignRow(row, text, None, wording.no_result(), "", True, goes_to)
    if cell.kind in ("e", "d", "b"):
        problem = wording.no_value(cell.kind)
        return ForeignRow(row, text, None, problem, "", cell.is_formula, goes_to)
    try:
        exact = _number(cell) if cell.kind == "n" else None
        if exact is not None and abs(exact * unit) <= MAX_AMOUNT:
            kronor = Decimal(round_half_away(exact * unit, Decimal("0.01"))).scaleb(-2)
            note = "" if kronor == exact * unit else wording.rounded(_written(exact * unit))
            return ForeignRow(row, text, kronor, "", note, cell.is_formula, goes_to)
        return ForeignRow(row, text, amount_in(cell, unit), "", "", cell.is_formula, goes_to)
    except NotUnderstood as error:
        return ForeignRow(row, text, None, str(error), "", cell.is_formula, goes_to)


def _number(cell: ReadCell | None) -> Decimal | None:
    """The number in a cell, also one that is written as text; None if there is none."""
    if cell is None or cell.kind not in ("n", "s"):
        return None
    if cell.kind == "s":
        try:
            return parse_amount(cell.text)
        except AmountError:
            return None
    try:
        number = Decimal(cell.text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _written(kronor: Decimal) -> str:
    decimals = -int(kronor.normalize().as_tuple().exponent)
    return format_number(kronor, min(6, max(2, decimals)))


def _total(text: str, passed: set[Total]) -> Total | None:
    """Which total a row holds: by its words, or a bare sum by its place."""
    plain = folded(text)
    match = _SUM.fullmatch(plain)
    for total, words in _WORDS.items():
        named = match is not None and match["of"].startswith(words)
        if (named or (total is Total.RESULT and plain.startswith(words))) and total not in passed:
            return total
    if match is not None and not match["of"]:
        return next((t for t in (Total.INCOME, Total.COST) if t not in passed), None)
    return None


def _heading(
    text: str, headings: Sequence[Heading], known_lines: Mapping[str, int], passed: set[Total]
) -> str:
    plain = folded(text)
    named = [heading for heading in headings if plain in _names(heading)]
    # Below the sum of income the costs begin.
    named.sort(key=lambda heading: heading.is_income is (Total.INCOME in passed))
    key = named[0].pk if named else known_lines.get(plain)
    return f"heading:{key}" if plain and key else ""


def column_letter(number: int) -> str:
    """The letters of a column that is counted from 1."""
    return get_column_letter(number)
