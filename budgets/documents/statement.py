"""A statement as PDF and as a plain table (CSV)."""

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.core.printing import IN_KRONOR, Figure, Printing
from budgets.documents.pdf import pdf_of
from budgets.models.printed import PrintedStatement, Taxed, printed_statement
from budgets.models.statement import Statement
from budgets.models.yearly import Changed
from budgets.wording import changes as wording
from budgets.wording.printing import printed_notes

BOM = "\ufeff"
"""Tells Excel that the text is UTF-8."""
_READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    text = StringIO()
    text.write(BOM)
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(
        [
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
    )
    version = statement.version
    table = printed_statement(statement, printing)
    unit = table.printed.scale.unit.label
    for row in _rows(table):
        rows.writerow([version.year, version.number, _safe(str(statement.payer)), *row, unit])
    for note in printed_notes(table.printed):
        told = [_("note"), _safe(note), *[""] * 8, unit]
        rows.writerow([version.year, version.number, _safe(str(statement.payer)), *told])
    return text.getvalue().encode()


def _rows(table: PrintedStatement) -> Iterator[list[str]]:
    for row in table.shares:
        yield [
            _("share"),
            _safe(str(row.sharing.agreement)),
            str(row.share.member.population),
            _decimal(row.share.percent),
            "",
            _figure(row.amount),
            *[""] * 4,
        ]
    for each in table.lines:
        line = each.line
        text = f"{line.heading}: {line.text}" if line.text else str(line.heading)
        yield [_("charged alone"), _safe(text), "", "", "", _figure(each.amount), *[""] * 4]
    for one in table.bills:
        day, mark = one.bill.instalment.day, one.bill.invoicing
        yield [
            _("instalment"),
            str(one.bill.instalment.number),
            "",
            "",
            day.isoformat() if day else _("at once"),
            *_taxed(one.amounts),
            _safe(mark.invoice_number) if mark else "",
            mark.invoiced_on.isoformat() if mark else "",
        ]
    yield [_("sum"), "", "", "", "", *_taxed(table.total), "", ""]


def _taxed(amounts: Taxed) -> list[str]:
    return [_figure(amounts.before), _figure(amounts.vat), _figure(amounts.with_vat)]


def _figure(figure: Figure) -> str:
    """A figure as printed; kronor always with two decimals."""
    return _decimal(figure.in_unit if figure.scale.rounds else figure.amount)


def _decimal(value: Decimal) -> str:
    return f"{value}".replace(".", ",")


def _safe(text: str) -> str:
    """Text as text: a spreadsheet computes what begins with ``=`` and its like."""
    return f"'{text}" if text.startswith(_READ_AS_FORMULA) else text
