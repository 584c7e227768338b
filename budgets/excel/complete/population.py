"""The sheet of the population: who lives where, by which source, and who takes part in what."""

from dataclasses import replace

from django.utils.translation import gettext as _

from budgets.excel.book import Book
from budgets.excel.complete.looks import FIRST_ROW, SUM, TEXT, begun, figure, sum_figure, total
from budgets.excel.styles import COUNT, Look
from budgets.excel.styles import TEXT as AS_TEXT
from budgets.models.complete import Complete
from municipalities.models import PopulationSnapshot

_WIDTHS = [9.0, 30.0, 16.0, 46.0]


def population_sheet(book: Book, complete: Complete) -> None:
    """Write the figures of the version's population with their source."""
    snapshot = complete.snapshot
    sheet = book.sheet(
        title=_("Population on %(date)s") % {"date": snapshot}
        if snapshot
        else _("Population, which is missing"),
        name=_("Population"),
        widths=_WIDTHS,
    )
    begun(
        sheet,
        _source(snapshot),
        [_("Code"), _("Municipality"), _("Population"), _("Takes part in")],
        figures=[2],
        freeze="C",
    )
    takes_part: dict[str, list[str]] = {}
    for sharing in complete.sharings:
        for share in sharing.explained.members if sharing.explained else ():
            takes_part.setdefault(share.member.code, []).append(str(sharing.agreement))
    count = replace(figure(), format=COUNT)
    rows = sheet.rows([Look(format=AS_TEXT, bottom="hair"), TEXT, count, replace(TEXT, indent=1)])
    sums = sheet.rows([SUM, SUM, replace(sum_figure(), format=COUNT), SUM])
    for label, taking_part in ((_("Those that take part"), True), (_("All others"), False)):
        first, together = sheet.next_row, 0
        for one in complete.figures():
            if (one.code in takes_part) == taking_part:
                together += one.population
                agreements = ", ".join(takes_part.get(one.code, []))
                rows.append([one.code, one.name, one.population, agreements or None])
        last = sheet.next_row - 1
        sums.append([label, None, total("C", first, last, together), None])
    sheet.expect_numbers_as_text(f"A{FIRST_ROW}:A{sheet.next_row}")
    if snapshot and (snapshot.reason or snapshot.note):
        sheet.space()
        for text in (snapshot.reason, snapshot.note):
            if text:
                sheet.note(text, columns=len(_WIDTHS))


def _source(snapshot: PopulationSnapshot | None) -> str:
    """Where the figures come from, in a line."""
    if snapshot is None:
        return _("There is no population for this day yet.")
    parts = [
        _("Source: %(source)s.") % {"source": snapshot.source.rstrip(".")},
        _("Revision %(revision)s.") % {"revision": snapshot.revision},
    ]
    if snapshot.edition:
        parts.append(_("Edition of %(day)s.") % {"day": snapshot.edition.isoformat()})
    if snapshot.preliminary:
        parts.append(_("The figures are preliminary."))
    return " ".join(parts)
