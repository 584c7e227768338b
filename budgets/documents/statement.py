"""A statement as PDF and as a plain table (CSV)."""

import datetime
from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.core.printing import IN_KRONOR, Printing
from budgets.documents.pdf import pdf_of
from budgets.documents.plain import Plain, as_plain, plain
from budgets.models.printed import PrintedStatement, printed_statement
from budgets.models.statement import Statement
from budgets.models.yearly import Changed
from budgets.wording import changes as wording
from budgets.wording.printing import printed_notes

_BLANK: tuple[None, ...] = (None,) * 4
"""The cells after the amount of what has no day, no VAT and no invoice."""


def statement_pdf(
    statement: Statement,
    changed: Changed | None,
    *,
    made_on: datetime.date,
    printing: Printing = IN_KRONOR,
) -> bytes:
    """The statement with its instalments, parts and reasons; ``made_on`` stands in its foot.

    Its tables are printed as chosen. Sentences and reasons stay in kronor, to the öre.

    Raises ``NoPrinter`` where no PDF can be made here.
    """
    context = {
        "language": get_language(),
        "statement": statement,
        "table": printed_statement(statement, printing),
        "version": statement.version,
        "payer": statement.payer,
        "changed": changed,
        "headline": wording.headline(changed) if changed else "",
        "causes": wording.causes(changed) if changed else [],
        "made_on": made_on,
    }
    return pdf_of("budgets/documents/statement.html", context)


def statement_csv(statement: Statement, *, printing: Printing = IN_KRONOR) -> bytes:
    """Each part, each instalment and each note as a row, for Excel.

    UTF-8, semicolons, decimal comma. Kronor have two decimals; tkr and mkr are as printed.
    """
    table = printed_statement(statement, printing)
    header = [
        _("Year"),
        _("Version"),
        _("Payer"),
        _("Kind"),
        _("Text"),
        _("Population"),
        _("Per cent"),
        _("Due date"),
        _("Before VAT"),
        _("VAT"),
        _("To pay"),
        _("Invoice number"),
        _("Invoice date"),
        _("Unit"),
    ]
    version, unit = statement.version, table.printed.scale.unit.label
    rows = (
        [version.year, version.number, str(statement.payer), *row, unit] for row in _rows(table)
    )
    return plain(header, rows)


def _rows(table: PrintedStatement) -> Iterator[list[Plain]]:
    for row in table.shares:
        member, agreement = row.share.member, str(row.sharing.agreement)
        amount = as_plain(row.amount)
        yield [_("share"), agreement, member.population, row.share.percent, None, amount, *_BLANK]
    for each in table.lines:
        yield [_("charged alone"), each.label, None, None, None, as_plain(each.amount), *_BLANK]
    for one in table.bills:
        day, mark = one.bill.instalment.day, one.bill.invoicing
        yield [
            _("instalment"),
            one.bill.instalment.number,
            None,
            None,
            day or _("at once"),
            *map(as_plain, one.amounts.figures),
            mark.invoice_number if mark else None,
            mark.invoiced_on if mark else None,
        ]
    total = map(as_plain, table.total.figures)
    yield [_("sum"), None, None, None, None, *total, None, None]
    for note in printed_notes(table.printed):
        yield [_("note"), note, None, None, None, None, *_BLANK]
