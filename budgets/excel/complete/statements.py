"""The sheet of the statements: what each payer pays, and how that ties to the budget's income."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from budgets.excel.book import Formula, Sheet, Value
from budgets.excel.complete.instalments import InstalmentsSheet
from budgets.excel.complete.lines import LinesWritten
from budgets.excel.complete.looks import (
    FIRST_ROW,
    SUM,
    TEXT,
    begun,
    figure,
    sum_figure,
    total,
)
from budgets.excel.styles import MUTED, Look
from budgets.excel.styles import TEXT as AS_TEXT
from budgets.models.complete import Complete
from budgets.models.line_item import Charge
from budgets.models.statement import Statement, Ties
from municipalities.models import Municipality

_FIRST_SHARE = 3
"""The column of the first agreement, counted from 1."""


def widths(agreements: int) -> list[float]:
    """The widths of the columns, where so many agreements have one."""
    return [9.0, 36.0, *[18.0] * agreements, *[17.0] * 5]


class StatementsSheet:
    """The statements on their way into the sheet."""

    def __init__(
        self,
        sheet: Sheet,
        complete: Complete,
        shares: Mapping[int, Mapping[str, str]],
        lines: LinesWritten,
        instalments: InstalmentsSheet,
    ) -> None:
        self.sheet, self.complete, self.shares = sheet, complete, shares
        self.lines, self.instalments = lines, instalments
        letters = [get_column_letter(_FIRST_SHARE + place) for place in range(len(shares) + 5)]
        self.share_letters = letters[: len(shares)]
        self.alone, self.before, self.vat, self.to_pay, self.invoiced = letters[len(shares) :]
        self.count = 2 + len(letters)

    def write(self) -> None:
        """Write everybody's sums, then how they tie."""
        named = {s.agreement.pk: str(s.agreement) for s in self.complete.sharings}
        begun(
            self.sheet,
            _("Amounts in kronor"),
            [
                _("Code"),
                _("Payer"),
                *(named[agreement] for agreement in self.shares),
                _("Charged alone"),
                _("Before VAT"),
                _("VAT"),
                _("To pay"),
                _("Invoiced before VAT"),
            ],
            figures=range(2, self.count),
            freeze="C",
        )
        code = Look(format=AS_TEXT, bottom="hair")
        rows = self.sheet.rows([code, TEXT, *[figure(self.complete.decimals)] * (self.count - 2)])
        for place, statement in enumerate(self.complete.statements):
            rows.append(self._values(place, statement, self.sheet.next_row))
        last = self.sheet.next_row - 1
        self.sheet.expect_numbers_as_text(f"A{FIRST_ROW}:A{max(FIRST_ROW, last)}")
        sums = self._write_sums(last)
        self.sheet.space()
        self._write_ties(last, sums)

    def _values(self, place: int, statement: Statement, row: int) -> list[Value]:
        payer, own = statement.payer, dict[int, Decimal]()
        code = payer.code if isinstance(payer, Municipality) else None
        for sharing, share in statement.payment.shares:
            own[sharing.agreement.pk] = share.amount
        first = self.share_letters[0] if self.share_letters else self.alone
        return [
            code,
            str(payer),
            *(
                Formula(f"={places[code]}", own[agreement]) if code and agreement in own else None
                for agreement, places in self.shares.items()
            ),
            statement.payment.charged_alone,
            Formula(f"=SUM({first}{row}:{self.alone}{row})", statement.total),
            self.instalments.vat_of(place),
            Formula(f"={self.before}{row}+{self.vat}{row}", statement.with_vat),
            statement.invoiced,
        ]

    def _write_sums(self, last: int) -> int:
        statements = self.complete.statements
        shared = [
            sum(
                (
                    share.amount
                    for statement in statements
                    for sharing, share in statement.payment.shares
                    if sharing.agreement.pk == agreement
                ),
                Decimal("0.00"),
            )
            for agreement in self.shares
        ]
        results = [
            *shared,
            sum((s.payment.charged_alone for s in statements), Decimal("0.00")),
            sum((s.total for s in statements), Decimal("0.00")),
            sum((s.vat for s in statements), Decimal("0.00")),
            sum((s.with_vat for s in statements), Decimal("0.00")),
            sum((s.invoiced for s in statements), Decimal("0.00")),
        ]
        letters = [*self.share_letters, self.alone, self.before, self.vat, self.to_pay]
        values = [
            total(letter, FIRST_ROW, last, result)
            for letter, result in zip([*letters, self.invoiced], results, strict=True)
        ]
        row = self.sheet.rows(
            [SUM, SUM, *[sum_figure(self.complete.decimals)] * len(values)]
        ).append([_("Sum"), None, *values])
        self.sheet.book.define(
            f"{_('Statements')} {_('Sum')}", self.sheet.reference(f"${self.before}${row}")
        )
        return row

    def _write_ties(self, last: int, sums: int) -> None:
        """Set the instalments, and the budget's income, against what the statements add up to."""
        stated = sum((s.total for s in self.complete.statements), Decimal("0.00"))
        self._tie(_("All instalments"), self.instalments.sum_before_vat())
        self._check([self.sheet.next_row - 1], f"{self.before}{sums}")
        ties = self.complete.ties
        if ties is None:
            return
        self.sheet.space()
        assert stated == ties.stated
        stated_in = [self._tie(label, value) for label, value in self._stated(ties, last)]
        added = "+".join(f"{self.before}{row}" for row in stated_in)
        self._tie(_("In the statements"), Formula(f"={added}", stated))
        beside = [self._tie(label, value) for label, value in self._beside(ties)]
        row = self._tie(
            _("Income of the budget"), Formula(f"={self.lines.income}", self.lines.income_sum)
        )
        self._check(stated_in + beside, f"{self.before}{row}")

    def _stated(self, ties: Ties, last: int) -> Sequence[tuple[str, Value]]:
        """The income that is in the statements, by how it is charged."""
        statements = self.complete.statements
        municipalities = sum(isinstance(s.payer, Municipality) for s in statements)
        middle = FIRST_ROW + municipalities - 1
        shared: Value = ties.shared
        if self.share_letters and last >= FIRST_ROW:
            first, end = self.share_letters[0], self.share_letters[-1]
            shared = Formula(f"=SUM({first}{FIRST_ROW}:{end}{last})", ties.shared)
        return [
            (_("Shared by agreements"), shared),
            (
                _("To one municipality"),
                total(self.alone, FIRST_ROW, middle, ties.to_municipalities),
            ),
            (_("To other parties"), total(self.alone, middle + 1, last, ties.to_other_parties)),
        ]

    def _beside(self, ties: Ties) -> list[tuple[str, Value]]:
        """The income that is in nobody's statement."""
        label = str(Charge.ON_ORDER.label).replace('"', '""')
        on_order = Formula(
            f'=SUMIF({self.lines.charged},"{label}",{self.lines.kronor})', ties.on_order
        )
        rows: list[tuple[str, Value]] = [(_("On order, in nobody’s statement"), on_order)]
        if ties.unshared:
            rows.append((_("Cannot be shared yet"), ties.unshared))
        return rows

    def _tie(self, label: str, value: Value) -> int:
        look = Look(colour=MUTED)
        gap = [Look()] * (self.count - 5 - 1)
        rows = self.sheet.rows(
            [Look(), look, *gap, Look(format=figure(self.complete.decimals).format, align="right")]
        )
        return rows.append([None, label, *[None] * len(gap), value])

    def _check(self, parts: Sequence[int], against: str) -> None:
        """Write what the parts miss a cell by, in red unless it is 0."""
        added = "+".join(f"{self.before}{row}" for row in parts)
        row = self._tie(_("Difference"), Formula(f"=ROUND({added}-{against},2)", 0))
        self.sheet.warn_unless_zero(f"{self.before}{row}")
