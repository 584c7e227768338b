"""A draft as a workbook made for editing: shaded cells to type in, the rest locked.

Every row carries a hidden mark that says which line it is, and a hidden sheet holds the sealed
identity of the whole, so that the workbook can be taken in again (``budgets.excel.returned``).
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.core.money import MAX_AMOUNT
from budgets.core.table import Total
from budgets.excel.book import Book, Formula, Value
from budgets.excel.identity import HEADING, LINE, NEW, OUTSIDE, SHEET, identity_of, sealed
from budgets.excel.styles import INPUT_GROUND, MUTED, TEXT, Look, kronor_with
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.wording.footnotes import total_name

TEXT_IN, CHARGE_IN, ACCOUNT_IN, AMOUNT_IN, NOTE_IN, MARK_IN = range(1, 7)
"""The columns."""
BLANK_ROWS = 5
"""Rows for new lines under every heading."""
LONGEST = {"text": 200, "account": 20, "note": 2000}
"""How long the texts of a line may be."""

_WIDTHS = [44.0, 28.0, 12.0, 17.0, 48.0, 12.0]
_HEADER_ROW = 4


@dataclass
class _Sums:
    """The rows of the sums of headings, and what they come to."""

    rows: list[int]
    amount: Decimal


def editing_workbook(
    version: BudgetVersion,
    *,
    headings: Sequence[Heading],
    lines: Sequence[LineItem],
    charges: Iterable[tuple[str, str]],
    made_on: datetime.date,
) -> bytes:
    """Write a draft to a workbook for editing and return the file.

    ``charges`` are the ways of charging an income: pairs of a code and a label.
    """
    return _Workbook(version, headings, lines, labelled(charges), made_on).written()


def labelled(charges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give every code a label of its own, where two have the same a number tells them apart."""
    codes: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for code, label in charges:
        seen[label] += 1
        codes[label if seen[label] == 1 else f"{label} ({seen[label]})"] = code
    return codes


class _Workbook:
    """The draft on its way into the sheet."""

    def __init__(
        self,
        version: BudgetVersion,
        headings: Sequence[Heading],
        lines: Sequence[LineItem],
        codes: Mapping[str, str],
        made_on: datetime.date,
    ) -> None:
        self.version = version
        self.headings = headings
        self.lines = lines
        self.codes = codes
        self.labels = {code: label for label, code in codes.items()}
        self.under: dict[int, list[LineItem]] = {heading.pk: [] for heading in headings}
        for line in lines:
            self.under[line.heading_id].append(line)
        self.book = Book(title=str(version), made_on=made_on)
        self.sheet = self.book.sheet(title=str(version), widths=_WIDTHS)
        self.sums: dict[bool, _Sums] = {}

    def written(self) -> bytes:
        sheet = self.sheet
        sheet.hide_column(MARK_IN)
        sheet.set_up(header_row=_HEADER_ROW, freeze=f"B{_HEADER_ROW + 1}")
        sheet.heading(
            _(
                "Type in the shaded cells. A row whose cells are emptied is taken out; "
                "new rows go in the empty ones."
            )
        )
        self._write_header()
        for is_income in (True, False):
            self._write_kind(is_income)
        last = self._write_result()
        self._guard(last)
        sheet.protect()
        identity = identity_of(self.version, self.lines, self.codes)
        self.book.hide_beside(
            SHEET, [list(self.codes), list(self.codes.values()), sealed(identity)]
        )
        return self.book.saved()

    def _write_header(self) -> None:
        text = Look(size=9, colour=MUTED, bottom="thin")
        amount = replace(text, align="right")
        self.sheet.rows([text, text, text, amount, replace(text, indent=1), text]).append(
            [_("Heading and line"), _("Charged"), _("Account"), _("Kronor"), _("Note"), None],
            height=20,
        )

    def _write_kind(self, is_income: bool) -> None:
        sums = self.sums[is_income] = _Sums([], Decimal())
        for heading in self.headings:
            if heading.is_income == is_income:
                self._write_heading(heading, sums)
        total = Total.INCOME if is_income else Total.COST
        formula = "=" + ("+".join(f"D{row}" for row in sums.rows) or "0")
        sums.rows = [self._write_total(total, formula, sums.amount)]
        self.sheet.space()

    def _write_heading(self, heading: Heading, sums: _Sums) -> None:
        lines = self.under[heading.pk]
        amount = sum((line.amount for line in lines), Decimal())
        first = self.sheet.next_row + 1
        last = first + len(lines) + BLANK_ROWS - 1
        bold = Look(bold=True, upright="bottom")
        figure = replace(bold, format=kronor_with(0), align="right")
        row = self.sheet.rows([bold, bold, bold, figure, bold, bold]).append(
            [
                str(heading),
                None,
                None,
                Formula(f"=SUM(D{first}:D{last})", amount),
                None,
                f"{HEADING}:{heading.pk}",
            ],
            height=24,
        )
        sums.rows.append(row)
        sums.amount += amount
        self._write_lines(heading, lines)

    def _write_lines(self, heading: Heading, lines: Iterable[LineItem]) -> None:
        typed = Look(format=TEXT, bottom="hair", ground=INPUT_GROUND, unlocked=True)
        charge = typed if heading.is_income else Look(bottom="hair")
        amount = replace(typed, format=kronor_with(0), align="right")
        rows = self.sheet.rows(
            [
                replace(typed, indent=1),
                charge,
                typed,
                amount,
                replace(typed, indent=1),
                Look(colour=MUTED),
            ]
        )
        for line in lines:
            rows.append(
                [
                    line.text or None,
                    self.labels.get(line.charge_code) if heading.is_income else None,
                    line.account or None,
                    line.amount,
                    line.note or None,
                    f"{LINE}:{line.pk}:{line.revision}",
                ]
            )
        for _row in range(BLANK_ROWS):
            rows.append([None, None, None, None, None, f"{NEW}:{heading.pk}"])

    def _write_total(self, total: Total, formula: str, result: Decimal) -> int:
        look = Look(bold=True, top="thin", bottom="double" if total is Total.RESULT else None)
        figure = replace(look, format=kronor_with(0), align="right")
        values: list[Value] = [total_name(total), None, None, Formula(formula, result), None]
        return self.sheet.rows([look, look, look, figure, look, Look()]).append([*values, OUTSIDE])

    def _write_result(self) -> int:
        income, cost = self.sums[True], self.sums[False]
        formula = f"=D{income.rows[0]}-D{cost.rows[0]}"
        return self._write_total(Total.RESULT, formula, income.amount - cost.amount)

    def _guard(self, last: int) -> None:
        """Look after what is typed, before it comes to us."""
        sheet, first = self.sheet, _HEADER_ROW + 1
        sheet.show_ore(f"D{first}:D{last}")
        sheet.validate(
            f"D{first}:D{last}",
            "decimal",
            (-MAX_AMOUNT, MAX_AMOUNT),
            _("Type the amount in kronor, as a number."),
            blank=True,
        )
        if self.codes:
            sheet.offer(
                f"B{first}:B{last}",
                f"{SHEET}!$A$1:$A${len(self.codes)}",
                _("Choose from the list how the income is charged."),
            )
        for column, field in (("A", "text"), ("C", "account"), ("E", "note")):
            longest = LONGEST[field]
            sheet.validate_length(
                f"{column}{first}:{column}{last}",
                longest,
                _("The text is longer than %(longest)s characters.") % {"longest": longest},
            )
