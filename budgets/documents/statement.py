"""A statement as PDF and as a plain table (CSV)."""

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.documents.pdf import pdf_of
from budgets.models.statement import Statement
from budgets.models.yearly import Changed
from budgets.wording import changes as wording

BOM = "\ufeff"
"""Tells Excel that the text is UTF-8."""
_READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statement_pdf(
    statement: Statement, changed: Changed | None, *, made_on: datetime.date
) -> bytes:
    """The statement with its instalments, parts and reasons; ``made_on`` stands in its foot.

    Raises ``NoPrinter`` where no PDF can be made here.
    """
    context = {
        "language": get_language(),
        "statement": statement,
        "version": statement.version,
        "payer": statement.payer,
        "changed": changed,
        "headline": wording.headline(changed) if changed else "",
        "causes": wording.causes(changed) if changed else [],
        "made_on": made_on,
    }
    return pdf_of("budgets/documents/statement.html", context)


def statement_csv(statement: Statement) -> bytes:
    """Each part and each instalment as a row: UTF-8, semicolons, decimal comma, for Excel."""
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
        ]
    )
    version = statement.version
    for row in _rows(statement):
        rows.writerow([version.year, version.number, _safe(str(statement.payer)), *row])
    return text.getvalue().encode()


def _rows(statement: Statement) -> Iterator[list[str]]:
    for sharing, share in statement.payment.shares:
        yield [
            _("share"),
            _safe(str(sharing.agreement)),
            str(share.member.population),
            _figure(share.percent),
            "",
            _figure(share.amount),
            *[""] * 4,
        ]
    for line in statement.payment.direct:
        text = f"{line.heading}: {line.text}" if line.text else str(line.heading)
        yield [_("charged alone"), _safe(text), "", "", "", _figure(line.amount), *[""] * 4]
    for bill in statement.bills:
        day, mark = bill.instalment.day, bill.invoicing
        yield [
            _("instalment"),
            str(bill.instalment.number),
            "",
            "",
            day.isoformat() if day else _("at once"),
            _figure(bill.amount),
            _figure(bill.vat),
            _figure(bill.with_vat),
            _safe(mark.invoice_number) if mark else "",
            mark.invoiced_on.isoformat() if mark else "",
        ]


def _figure(value: Decimal) -> str:
    return f"{value}".replace(".", ",")


def _safe(text: str) -> str:
    """Text as text: a spreadsheet computes what begins with ``=`` and its like."""
    return f"'{text}" if text.startswith(_READ_AS_FORMULA) else text
