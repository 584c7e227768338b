"""The sheet of the instalments: when each payer pays, with how much VAT, and what was invoiced."""

from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _

from budgets.excel.book import Book, Formula, Value
from budgets.excel.complete.looks import FIRST_ROW, SUM, TEXT, begun, figure, sum_figure, total
from budgets.excel.styles import COUNT, WHOLE_PERCENT, Look
from budgets.excel.styles import TEXT as AS_TEXT
from budgets.models.complete import Complete
from budgets.models.statement import Bill
from budgets.wording import columns
from budgets.wording.instalments import due, standing

BEFORE_VAT, VAT = "D", "F"
_WIDTHS = [32.0, 9.0, 15.0, 17.0, 9.0, 16.0, 17.0, 16.0, 16.0, 13.0]


class InstalmentsSheet:
    """The instalments of the payers, one payer after the other.

    Made before it is written, since the sheet of the statements refers to it.
    """

    def __init__(self, book: Book, complete: Complete) -> None:
        self.statements, self.decimals = complete.statements, complete.decimals
        counts = [len(statement.bills) for statement in self.statements]
        self.firsts = list(accumulate(counts, initial=FIRST_ROW))
        """The row of each payer's first instalment."""
        self.sheet = book.sheet(
            title=_("Instalments %(year)s") % {"year": complete.version.year},
            name=_("Instalments"),
            widths=_WIDTHS,
        )

    def vat_of(self, place: int) -> Value:
        """The VAT of the statement in this place, added up from its instalments."""
        statement = self.statements[place]
        first = self.firsts[place]
        if not statement.bills:
            return statement.vat
        cells = self.sheet.reference(f"${VAT}${first}:${VAT}${first + len(statement.bills) - 1}")
        return Formula(f"=SUM({cells})", statement.vat)

    def sum_before_vat(self) -> Value:
        """What all instalments add up to."""
        amount = self._amount()
        count = sum(len(statement.bills) for statement in self.statements)
        if not count:
            return amount
        return Formula(f"={self.sheet.reference(f'${BEFORE_VAT}${FIRST_ROW + count}')}", amount)

    def write(self) -> None:
        """Write them, with live sums."""
        begun(
            self.sheet,
            _("Amounts in kronor"),
            columns.of_instalments(),
            figures=[1, 3, 4, 5, 6],
            freeze="B",
        )
        text = Look(format=AS_TEXT, bottom="hair", indent=1)
        kronor = figure(self.decimals)
        rows = self.sheet.rows(
            [
                TEXT,
                replace(kronor, format=COUNT),
                text,
                kronor,
                replace(kronor, format=WHOLE_PERCENT),
                kronor,
                kronor,
                replace(TEXT, indent=1),
                text,
                text,
            ]
        )
        for statement in self.statements:
            payer = str(statement.payer)
            for bill in statement.bills:
                rows.append(_values(payer, bill, self.sheet.next_row))
        self._write_sums()

    def _write_sums(self) -> None:
        last = self.sheet.next_row - 1
        vat = sum((statement.vat for statement in self.statements), Decimal("0.00"))
        before = self._amount()
        amount = sum_figure(self.decimals)
        self.sheet.rows([SUM, SUM, SUM, amount, SUM, amount, amount]).append(
            [
                _("Sum"),
                None,
                None,
                total("D", FIRST_ROW, last, before),
                None,
                total("F", FIRST_ROW, last, vat),
                total("G", FIRST_ROW, last, before + vat),
            ]
        )
        self.sheet.expect_numbers_as_text(f"I{FIRST_ROW}:I{max(last, FIRST_ROW)}")

    def _amount(self) -> Decimal:
        bills = (bill.amount for statement in self.statements for bill in statement.bills)
        return sum(bills, Decimal("0.00"))


def _values(payer: str, bill: Bill, row: int) -> list[Value]:
    mark = bill.invoicing
    return [
        payer,
        bill.instalment.number,
        due(bill),
        bill.amount,
        bill.vat_percent,
        bill.vat,
        Formula(f"=D{row}+F{row}", bill.with_vat),
        standing(bill),
        mark.invoice_number if mark else None,
        mark.invoiced_on.isoformat() if mark else None,
    ]
