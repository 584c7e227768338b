"""Rows of somebody else's workbook, put under headings: what they make of the draft's lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.actions.imports import Draft, PrintedTotal, cells_of
from budgets.core.control import Deviation, compare_with_printed
from budgets.core.merging import Intent
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.excel.foreign import folded
from budgets.models import Heading, LineItem
from budgets.wording import imports as wording
from budgets.wording.amounts import with_unit


@dataclass(frozen=True, slots=True)
class AssignedRow:
    """A row and the heading that it goes to; the amount in kronor."""

    row: int
    text: str
    amount: Decimal
    heading: Heading
    note: str = ""


def lines_by_text(draft: Draft) -> dict[str, int]:
    """The keys of headings by the text of a line that stands only once in the draft."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for line in draft.lines.values():
        text = folded(line.text)
        if text in found:
            twice.add(text)
        found[text] = line.heading_id
    return {text: key for text, key in found.items() if text and text not in twice}


def intents_of(rows: Iterable[AssignedRow], draft: Draft, charge: str) -> list[Intent]:
    """Say what the rows do to the draft; ``charge`` is how a new income is charged at first.

    A row with the text of a line changes that line's amount, one with the name of a heading that
    has one line changes that one. Where the heading has several, a line with the difference is
    added, since nobody knows which of them it belongs to. Any other row is a new line.
    """
    under: dict[int, list[AssignedRow]] = {}
    for row in rows:
        under.setdefault(row.heading.pk, []).append(row)
    return [intent for group in under.values() for intent in _of_heading(group, draft, charge)]


def _of_heading(group: Sequence[AssignedRow], draft: Draft, charge: str) -> Iterator[Intent]:
    heading = group[0].heading
    left = [line for line in draft.lines.values() if line.heading_id == heading.pk]
    if left and left[-1].charge_code:
        charge = left[-1].charge_code
    named = [row for row in group if folded(row.text) == folded(str(heading))]
    for row in group:
        if row in named:
            continue
        line = next((line for line in left if folded(line.text) == folded(row.text)), None)
        if line is None:
            yield _new(row, row.text, row.amount, charge, row.note)
        else:
            left.remove(line)
            yield _changed(row, line, row.amount)
    if named:
        yield from _of_named(named, left, charge)


def _of_named(
    named: Sequence[AssignedRow], left: Sequence[LineItem], charge: str
) -> Iterator[Intent]:
    """Set what stands under the heading's own name against the lines that are left of it."""
    row, amount = named[0], sum((row.amount for row in named), Decimal())
    if not left:
        yield _new(row, "", amount, charge, row.note)
    elif len(left) == 1:
        yield _changed(row, left[0], amount)
    else:
        sum_now = sum((line.amount for line in left), Decimal())
        if amount != sum_now:
            note = wording.difference_of_lines(len(left), with_unit(sum_now))
            yield _new(row, wording.difference_text(), amount - sum_now, charge, note)


def _new(row: AssignedRow, text: str, amount: Decimal, charge: str, note: str) -> Intent:
    typed = {
        "text": text[:200],
        "account": "",
        "amount": amount,
        "charge_code": charge if row.heading.is_income else "",
        "note": "",
    }
    return Intent(row.row, row.heading.pk, None, {}, typed, note)


def _changed(row: AssignedRow, line: LineItem, amount: Decimal) -> Intent:
    read = cells_of(line)
    return Intent(row.row, row.heading.pk, line.pk, read, read | {"amount": amount}, row.note)


def controls(
    printed: Sequence[PrintedTotal], rows: Sequence[AssignedRow]
) -> list[tuple[PrintedTotal, Deviation]]:
    """Compare the totals of the workbook with its rows (rule 7)."""
    return [(total, _compared(total, rows)) for total in printed]


def _compared(printed: PrintedTotal, rows: Sequence[AssignedRow]) -> Deviation:
    sides: Mapping[bool, list[Decimal]] = {
        is_income: [row.amount for row in rows if row.heading.is_income is is_income]
        for is_income in (True, False)
    }
    income, cost = sum(sides[True], Decimal()), sum(sides[False], Decimal())
    true, count = {
        Total.INCOME: (income, len(sides[True])),
        Total.COST: (cost, len(sides[False])),
        Total.RESULT: (income - cost, len(rows)),
    }[printed.total]
    return compare_with_printed(printed.amount, true, count, Unit(printed.printed_in))
