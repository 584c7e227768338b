"""A version as one workbook: its table, lines, allocations, statements, instalments, population.

What one sheet takes from another it takes by formula: the statements from the allocations and the
instalments, the ties from the lines. The sheets are written one after the other, their rows once,
so that the memory does not grow with the lines.
"""

import datetime

from django.utils.translation import gettext as _

from budgets.excel.allocation import allocation_sheet
from budgets.excel.book import Book
from budgets.excel.complete.instalments import InstalmentsSheet
from budgets.excel.complete.lines import lines_sheet
from budgets.excel.complete.notes import notes_sheet
from budgets.excel.complete.population import population_sheet
from budgets.excel.complete.statements import StatementsSheet, widths
from budgets.excel.table import comparison_sheet
from budgets.models.complete import Complete
from budgets.wording.versions import population_reason


def complete_workbook(complete: Complete, *, made_on: datetime.date) -> bytes:
    """Write all of a version that its reader may see, and return the file."""
    version = complete.version
    book = Book(title=str(version), made_on=made_on)
    comparison_sheet(
        book,
        complete.table,
        title=_("Budget %(years)s")
        % {"years": ", ".join(str(compared.year) for compared in complete.versions)},
        name=_("Table"),
        in_focus=str(version.pk),
    )
    lines = lines_sheet(book, complete)
    shares = {
        sharing.agreement.pk: _allocation(book, complete, place)
        for place, sharing in enumerate(complete.sharings)
        if sharing.explained
    }
    statements = book.sheet(
        title=_("Statements %(year)s") % {"year": version.year},
        name=_("Statements"),
        widths=widths(len(shares)),
    )
    instalments = InstalmentsSheet(book, complete)
    StatementsSheet(statements, complete, shares, lines, instalments).write()
    instalments.write()
    population_sheet(book, complete)
    notes_sheet(book, complete)
    return book.saved()


def _allocation(book: Book, complete: Complete, place: int) -> dict[str, str]:
    """Write an agreement's allocation and return where each member's share stands."""
    sharing = complete.sharings[place]
    alone = len(complete.sharings) == 1
    title = _("Allocation %(year)s") % {"year": complete.version.year}
    places = allocation_sheet(
        book,
        sharing,
        title=f"{title}, {sharing.agreement}",
        name=_("Allocation") if alone else f"{_('Allocation')} {place + 1}",
        subtitle=population_reason(complete.version),
    )
    codes = list(places)
    last = places[codes[-1]].rpartition("!")[2]
    book.define(f"{_('Shares')} {sharing.agreement}", f"{places[codes[0]]}:{last}")
    return places
