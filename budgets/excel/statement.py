"""A statement as a workbook: parts, instalments and reasons, with live sums."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from budgets.core.printing import IN_KRONOR, Figure, Printing
from budgets.excel.book import Book, Formula, Rows
from budgets.excel.printed import MARK_WIDTH, Markable, MarkedValue, PrintedCells
from budgets.excel.styles import COUNT, MUTED, TEXT, Look, kronor_with
from budgets.models.printed import printed_statement
from budgets.models.statement import Statement
from budgets.models.yearly import Changed
from budgets.wording import changes as wording
from budgets.wording.printing import printed_notes, unit_heading
from budgets.wording.versions import decided

_WIDTHS = [34.0, 15.0, 15.0, 15.0, 15.0, 18.0, 14.0]
_MARKED = (2, 3, 4)
"""The columns after which a mark may stand: the figures that are sums or parts of them."""
_HEADER_ROW = 3


def statement_workbook(
    statement: Statement,
    changed: Changed | None,
    *,
    title: str,
    made_on: datetime.date,
    printing: Printing = IN_KRONOR,
) -> bytes:
    """Write a payer's statement to a workbook and return the file.

    Cells hold kronor and show them as chosen; an adjusted figure is held as it is shown. The
    reasons stay in kronor, to the öre.
    """
    return _Workbook(statement, changed, title, made_on, printing).written()


class _Workbook:
    """The statement on its way into the sheet."""

    def __init__(
        self,
        statement: Statement,
        changed: Changed | None,
        title: str,
        made_on: datetime.date,
        printing: Printing,
    ) -> None:
        self.statement, self.changed = statement, changed
        self.table = printed_statement(statement, printing)
        self.cells = PrintedCells(self.table.printed)
        self.kronor = self.cells.format
        marks = [MARK_WIDTH] * len(_MARKED) if self.cells.is_marked else []
        self.letters = "CEG" if marks else "CDE"
        self.column_count = len(_WIDTHS) + len(marks)
        widths = [width for pair in zip(_WIDTHS[2:5], marks, strict=False) for width in pair]
        widths = widths or _WIDTHS[2:5]
        self.book = Book(title=title, made_on=made_on)
        self.sheet = self.book.sheet(title=title, widths=[*_WIDTHS[:2], *widths, *_WIDTHS[5:]])

    def written(self) -> bytes:
        """Write everything from the top down."""
        self.sheet.set_up(header_row=_HEADER_ROW, freeze="B4")
        self.sheet.heading("")
        self._write_instalments()
        self.sheet.space()
        self._write_parts()
        if self.changed:
            self.sheet.space()
            self._write_causes(self.changed)
        self.sheet.space()
        self._write_notes()
        if self.cells.scale.rounds:
            figures = f"B4:{self.letters[-1]}{self.last_figure}"
            self.sheet.print_no_minus_zero(figures, self.cells.scale)
        return self.book.saved()

    def _write_instalments(self) -> None:
        figure = Look(format=self.kronor, align="right", bottom="hair")
        text = Look(format=TEXT, bottom="hair")
        self._header(
            _("Instalment"),
            [_("Due date"), _("Before VAT"), _("VAT"), _("To pay"), _("Invoice"), _("Date")],
            figures=(1, 2, 3),
        )
        rows = self._rows([text, text, figure, figure, figure, text, text])
        first = self.sheet.next_row
        cell = self.cells.cell
        for row in self.table.bills:
            bill, amounts = row.bill, row.amounts
            day, mark = bill.instalment.day, bill.invoicing
            values: list[Markable] = [
                str(bill.instalment.number),
                day.isoformat() if day else _("at once"),
                cell(amounts.before),
                cell(amounts.vat),
                cell(amounts.with_vat),
                mark.invoice_number if mark else "",
                mark.invoiced_on.isoformat() if mark else "",
            ]
            rows.append(self.cells.with_marks(values, _MARKED))
        last = self.sheet.next_row - 1
        label = Look(bold=True, top="thin", bottom="double")
        columns = [[row.amounts.figures[i] for row in self.table.bills] for i in range(3)]
        sums = [
            self._sum(letter, first, last, column, total)
            for letter, column, total in zip(
                self.letters, columns, self.table.total.figures, strict=True
            )
        ]
        self._rows([label, label, *[self._bold(label)] * 3, label, label]).append(
            self.cells.with_marks([_("Sum"), None, *sums, None, None], _MARKED)
        )
        last_letter = get_column_letter(self.column_count)
        self.sheet.expect_numbers_as_text(f"A{first}:{last_letter}{max(first, last)}")

    def _write_parts(self) -> None:
        count = Look(format=COUNT, align="right", bottom="hair")
        figure = replace(count, format=self.kronor)
        heading = unit_heading(self.cells.scale)
        self._header(
            _("Part"),
            [_("Shared in all"), _("Own population"), _("All"), heading],
            figures=(0, 1, 2, 3),
        )
        rows = self._rows([Look(bottom="hair"), figure, count, count, figure])
        first = self.sheet.next_row
        cell = self.cells.cell
        for row in self.table.shares:
            assert row.sharing.explained is not None  # it has this share
            values: list[Markable] = [
                str(row.sharing.agreement),
                cell(row.shared_in_all),
                row.share.member.population,
                row.sharing.explained.population_sum,
                cell(row.amount),
            ]
            rows.append(self.cells.with_marks(values, _MARKED))
        for each in self.table.lines:
            rows.append(
                self.cells.with_marks([each.label, None, None, None, cell(each.amount)], _MARKED)
            )
        last = self.last_figure = self.sheet.next_row - 1
        label = Look(bold=True, top="thin", bottom="double")
        parts = [row.amount for row in self.table.shares]
        parts += [each.amount for each in self.table.lines]
        total = self._sum(self.letters[-1], first, last, parts, self.table.of_parts.before)
        self._rows([label, label, label, label, self._bold(label)]).append(
            self.cells.with_marks([_("Sum before VAT"), None, None, None, total], _MARKED)
        )

    def _write_causes(self, changed: Changed) -> None:
        self._header(
            _("The change from %(before)s to %(now)s, in kronor")
            % {"before": changed.before.year, "now": changed.now.year},
            [_("Kronor"), _("What happened")],
            figures=(0,),
        )
        ore = kronor_with(2)
        figure = Look(format=ore, align="right", bottom="hair")
        rows = self.sheet.rows([Look(bottom="hair"), figure, Look(colour=MUTED)])
        first = self.sheet.next_row
        for cause in wording.causes(changed):
            rows.append([cause.name, cause.amount, cause.why])
        label = Look(bold=True, top="thin", bottom="double")
        last, difference = self.sheet.next_row - 1, changed.explained.difference
        total = Formula(f"=SUM(B{first}:B{last})", difference) if last >= first else difference
        self.sheet.rows([label, replace(self._bold(label), format=ore)]).append(
            [_("The change"), total]
        )

    def _write_notes(self) -> None:
        notes = printed_notes(self.table.printed)
        notes += [_("Work on order is invoiced as it is done and is not included.")]
        for note in [*notes, *decided(self.statement.version)]:
            self.sheet.note(note, columns=self.column_count)

    def _header(self, first: str, others: Sequence[str], *, figures: Sequence[int]) -> None:
        text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
        looks = [
            replace(text, align="right") if position in figures else text
            for position in range(len(others))
        ]
        self._rows([text, *looks]).append(
            self.cells.with_marks([first, *others], _MARKED), height=29
        )

    def _rows(self, looks: Sequence[Look]) -> Rows:
        return self.sheet.rows(self.cells.looks_with_marks(looks, _MARKED))

    def _bold(self, look: Look) -> Look:
        return replace(look, format=self.kronor, align="right")

    def _sum(
        self, letter: str, first: int, last: int, parts: Sequence[Figure], total: Figure
    ) -> MarkedValue:
        """The live sum of a column; what nothing adds up to is a plain 0."""
        if not parts:
            return self.cells.cell(total)
        return self.cells.summed(f"=SUM({letter}{first}:{letter}{last})", parts, total)
