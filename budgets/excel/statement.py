"""A statement as a workbook: parts, instalments and reasons, with live sums."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.excel.book import Book, Formula, Value
from budgets.excel.styles import COUNT, MUTED, TEXT, Look, kronor_with
from budgets.models.statement import Statement
from budgets.models.yearly import Changed
from budgets.wording import changes as wording

_WIDTHS = [34.0, 15.0, 15.0, 15.0, 15.0, 18.0, 14.0]
_HEADER_ROW = 3


def statement_workbook(
    statement: Statement, changed: Changed | None, *, title: str, made_on: datetime.date
) -> bytes:
    """Write a payer's statement to a workbook and return the file."""
    return _Workbook(statement, changed, title, made_on).written()


class _Workbook:
    """The statement on its way into the sheet."""

    def __init__(
        self, statement: Statement, changed: Changed | None, title: str, made_on: datetime.date
    ) -> None:
        self.statement, self.changed = statement, changed
        self.kronor = kronor_with(2)
        self.book = Book(title=title, made_on=made_on)
        self.sheet = self.book.sheet(title=title, widths=_WIDTHS)

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
        return self.book.saved()

    def _write_instalments(self) -> None:
        figure = Look(format=self.kronor, align="right", bottom="hair")
        text = Look(format=TEXT, bottom="hair")
        self._header(
            _("Instalment"),
            [_("Due date"), _("Before VAT"), _("VAT"), _("To pay"), _("Invoice"), _("Date")],
            figures=(1, 2, 3),
        )
        rows = self.sheet.rows([text, text, figure, figure, figure, text, text])
        first = self.sheet.next_row
        for bill in self.statement.bills:
            day, mark = bill.instalment.day, bill.invoicing
            rows.append(
                [
                    str(bill.instalment.number),
                    day.isoformat() if day else _("at once"),
                    bill.amount,
                    bill.vat,
                    bill.with_vat,
                    mark.invoice_number if mark else "",
                    mark.invoiced_on.isoformat() if mark else "",
                ]
            )
        last = self.sheet.next_row - 1
        stated = self.statement
        sums = zip("CDE", [stated.total, stated.vat, stated.with_vat], strict=True)
        values: list[Value] = [_("Sum"), None]
        values += [_sum(letter, first, last, total) for letter, total in sums]
        label = Look(bold=True, top="thin", bottom="double")
        self.sheet.rows([label, label, *[self._bold(label)] * 3, label, label]).append(
            [*values, None, None]
        )
        self.sheet.expect_numbers_as_text(f"A{first}:G{max(first, last)}")

    def _write_parts(self) -> None:
        count = Look(format=COUNT, align="right", bottom="hair")
        figure = replace(count, format=self.kronor)
        self._header(
            _("Part"),
            [_("Shared in all"), _("Own population"), _("All"), _("Kronor")],
            figures=(0, 1, 2, 3),
        )
        rows = self.sheet.rows([Look(bottom="hair"), figure, count, count, figure])
        first = self.sheet.next_row
        for sharing, share in self.statement.payment.shares:
            assert sharing.explained is not None  # it has this share
            rows.append(
                [
                    str(sharing.agreement),
                    sharing.total,
                    share.member.population,
                    sharing.explained.population_sum,
                    share.amount,
                ]
            )
        for line in self.statement.payment.direct:
            text = f"{line.heading}: {line.text}" if line.text else str(line.heading)
            rows.append([text, None, None, None, line.amount])
        last = self.sheet.next_row - 1
        label = Look(bold=True, top="thin", bottom="double")
        self.sheet.rows([label, label, label, label, self._bold(label)]).append(
            [_("Sum before VAT"), None, None, None, _sum("E", first, last, self.statement.total)]
        )

    def _write_causes(self, changed: Changed) -> None:
        self._header(
            _("The change from %(before)s to %(now)s, in kronor")
            % {"before": changed.before.year, "now": changed.now.year},
            [_("Kronor"), _("What happened")],
            figures=(0,),
        )
        figure = Look(format=self.kronor, align="right", bottom="hair")
        rows = self.sheet.rows([Look(bottom="hair"), figure, Look(colour=MUTED)])
        first = self.sheet.next_row
        for cause in wording.causes(changed):
            rows.append([cause.name, cause.amount, cause.why])
        label = Look(bold=True, top="thin", bottom="double")
        total = _sum("B", first, self.sheet.next_row - 1, changed.explained.difference)
        self.sheet.rows([label, self._bold(label)]).append([_("The change"), total])

    def _write_notes(self) -> None:
        version = self.statement.version
        notes = [_("Work on order is invoiced as it is done and is not included.")]
        if version.is_frozen:
            notes.append(
                _("%(version)s, adopted on %(day)s: %(reference)s.")
                % {
                    "version": version,
                    "day": version.adopted_on,
                    "reference": version.decision_reference,
                }
            )
            notes.append(f"{_('Checksum')} {version.checksum}")
        for note in notes:
            self.sheet.note(note, columns=len(_WIDTHS))

    def _header(self, first: str, others: Sequence[str], *, figures: Sequence[int]) -> None:
        text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
        looks = [
            replace(text, align="right") if position in figures else text
            for position in range(len(others))
        ]
        self.sheet.rows([text, *looks]).append([first, *others], height=29)

    def _bold(self, look: Look) -> Look:
        return replace(look, format=self.kronor, align="right")


def _sum(letter: str, first: int, last: int, result: Decimal) -> Value:
    """The live sum of a column; what nothing adds up to is a plain 0."""
    return Formula(f"=SUM({letter}{first}:{letter}{last})", result) if last >= first else result
