"""Statements as files: one payer's at once, everybody's in one archive."""

import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from budgets.core.printing import IN_KRONOR, Printing
from budgets.documents.statement import statement_csv, statement_pdf
from budgets.excel.statement import statement_workbook
from budgets.exports.order import Made, Making, Order, Step
from budgets.models import BudgetVersion
from budgets.models.statement import Statement, statements_of
from budgets.models.yearly import Changed, changes_since
from municipalities.models import Payer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"pdf": "application/pdf", "xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
"""What a statement is handed out as, by how the name of the file ends."""
ZIP = "application/zip"


def statement_file(
    ending: str,
    stated: Statement,
    changed: Changed | None,
    *,
    made_on: datetime.date,
    printing: Printing = IN_KRONOR,
) -> Made:
    """One payer's statement; ``ending`` is one of ``CONTENT_TYPES``.

    Raises ``NoPrinter`` for a PDF where none can be made here.
    """
    title = _("Statement of %(name)s %(year)s") % {
        "name": stated.payer,
        "year": stated.version.year,
    }
    if ending == "csv":
        content = statement_csv(stated, printing=printing)
    elif ending == "pdf":
        content = statement_pdf(stated, changed, made_on=made_on, printing=printing)
    else:
        content = statement_workbook(
            stated, changed, title=title, made_on=made_on, printing=printing
        )
    return Made(f"{title}.{ending}", CONTENT_TYPES[ending], content)


def archive(order: Order) -> Making:
    """Everybody's statements as PDF, Excel and CSV in one archive; a step for each payer."""
    statements = statements_of(order.version).statements
    payers = [stated.payer for stated in statements]
    before = _version_before(order)
    printing = order.printing(IN_KRONOR)
    changes = changes_since(payers, before=before, now=order.version) if before else {}
    archived = BytesIO()
    with ZipFile(archived, "w", ZIP_DEFLATED) as files:
        for done, stated in enumerate(statements):
            yield Step(done, len(statements))
            for ending in CONTENT_TYPES:
                changed = changes.get(stated.payer)
                made = statement_file(
                    ending, stated, changed, made_on=order.made_on, printing=printing
                )
                files.writestr(_name_in(files, made, stated.payer), made.content)
    yield Step(len(statements), len(statements))
    name = _("Statements %(year)s") % {"year": order.version.year}
    return Made(f"{name}.zip", ZIP, archived.getvalue())


def _name_in(files: ZipFile, made: Made, payer: Payer) -> str:
    """What a file is called in the archive; where two payers share a name, with the payer's key."""
    name = get_valid_filename(made.name)
    # Some disks take Krokom and krokom for one, and would keep the last of them.
    if name.casefold() in map(str.casefold, files.namelist()):
        stem, _dot, ending = name.rpartition(".")
        return f"{stem}_{payer.payer_key}.{ending}"
    return name


def _version_before(order: Order) -> BudgetVersion | None:
    """The version that speaks for the year before."""
    earlier = order.versions.filter(budget_year__year=order.version.year - 1).current()
    return earlier.select_related("budget_year", "snapshot").first()
