"""Two versions side by side as a workbook: what the page shows of them, with live sums."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from budgets.core.difference import DifferenceKind, DifferenceRow
from budgets.excel.book import Book, Formula, Rows, Sheet, Value
from budgets.excel.styles import MUTED, WARNING, Look, kronor_with
from budgets.models import BudgetVersion
from budgets.models.comparing import HeadingDifference
from budgets.wording.differences import became

_WIDTHS = [42.0, 17.0, 17.0, 17.0, 52.0]
_HEADER_ROW = 4


def differences_workbook(
    headings: Sequence[HeadingDifference],
    *,
    before: BudgetVersion,
    after: BudgetVersion,
    title: str,
    made_on: datetime.date,
) -> bytes:
    """Write the comparison to a workbook and return the file; amounts in kronor.

    A heading's sums are live where its lines are shown, and so is every difference.
    """
    book = Book(title=title, made_on=made_on)
    sheet = book.sheet(title=title, widths=_WIDTHS)
    sheet.set_up(header_row=_HEADER_ROW, freeze=f"B{_HEADER_ROW + 1}")
    sheet.heading(_("Amounts in kronor; what differs is marked"))
    muted = Look(colour=MUTED, bottom="thin")
    figure = replace(muted, align="right")
    sheet.rows([muted, figure, figure, figure, replace(muted, indent=1)]).append(
        [
            _("Heading and line"),
            str(before),
            str(after),
            _("Difference"),
            _("What became of it"),
        ],
        height=20,
    )
    same, changed = _kinds(sheet, Look(indent=1)), _kinds(sheet, Look(indent=1, colour=WARNING))
    heads = _kinds(sheet, Look(bold=True, bottom="hair"))
    for group in headings:
        _write(sheet, group, heads, same, changed)
    return book.saved()


def _kinds(sheet: Sheet, look: Look) -> Rows:
    figure = replace(look, format=kronor_with(2), align="right", indent=0)
    return sheet.rows([look, figure, figure, figure, replace(look, indent=1)])


def _write(sheet: Sheet, group: HeadingDifference, heads: Rows, same: Rows, changed: Rows) -> None:
    row = sheet.next_row
    if not group.is_split:
        heads.append(_values(str(group.heading), group.rows[0], row))
        return
    first, last = row + 1, row + len(group.rows)
    heads.append(
        [
            str(group.heading),
            Formula(f"=SUM(B{first}:B{last})", group.before),
            Formula(f"=SUM(C{first}:C{last})", group.after),
            Formula(f"=C{row}-B{row}", group.difference),
            None,
        ]
    )
    for line in group.rows:
        kind = same if line.kind is DifferenceKind.SAME else changed
        kind.append(_values(line.text or "–", line, sheet.next_row))


def _values(name: str, line: DifferenceRow, row: int) -> list[Value]:
    """The cells of a line that stands in this row."""
    gap = Formula(f"=N(C{row})-N(B{row})", line.difference)
    return [name, line.amount_before, line.amount_after, gap, became(line)]
