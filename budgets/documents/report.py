"""The budget document as blocks to be set: text, tables and notes, the same in every form of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it.token import Token

from budgets.core.live_figures import LiveFigure, filled
from budgets.documents.markdown import html_of, parsed
from budgets.documents.report_charts import ReportChart, charts_in
from budgets.documents.report_tables import ReportTable, allocation_table, comparison_table
from budgets.models import BudgetVersion, Section, State
from budgets.models.document_contents import DocumentContents
from budgets.models.sharing import Sharing
from budgets.wording import live_figures as wording
from budgets.wording.footnotes import sentences
from budgets.wording.printing import adjusted_sentence
from budgets.wording.versions import population_reason

_BELOW_HEADING, _WITHOUT_HEADING = 3, 2


@dataclass(frozen=True)
class Block:
    """A section as it is set; ``notes`` are the footnotes under it, with their numbers."""

    section: Section
    heading: str
    html: SafeString
    text: Sequence[Token]
    tables: Sequence[ReportTable] = ()
    charts: Sequence[ReportChart] = ()
    notes: Sequence[tuple[int, str]] = ()
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """The document as it is set. ``mark`` lies over its pages until it is in force."""

    version: BudgetVersion
    title: str
    status: str
    mark: str
    blocks: Sequence[Block] = field(default_factory=list)

    @property
    def notes(self) -> list[tuple[int, str]]:
        return [note for block in self.blocks for note in block.notes]


def report_of(contents: DocumentContents) -> Report:
    """Set a document; in the language that is active."""
    version = contents.version
    write = wording.writer(contents.figures, contents.printing.unit)
    return Report(
        version=version,
        title=filled(contents.title, write) or _("Budget %(year)s") % {"year": version.year},
        status=status_of(version),
        mark="" if version.state == State.ADOPTED else version.get_state_display(),
        blocks=[_block(section, contents, write) for section in contents.sections],
    )


def text_of(section: Section, contents: DocumentContents) -> SafeString:
    """The text of one section alone, as it will be read."""
    write = wording.writer(contents.figures, contents.printing.unit)
    return mark_safe(html_of(section.text, write, first=_first(section)))  # made safe there


def status_of(version: BudgetVersion) -> str:
    """When it was decided, or will be; its state stands beside, as ``mark`` or in brackets."""
    if version.is_frozen:
        text = _("Adopted on %(day)s, %(reference)s.")
        if version.state == State.SUPERSEDED:
            text = _("Adopted on %(day)s, %(reference)s. A later decision has superseded it.")
    else:
        text = _("Adoption is planned for %(day)s.")
    return text % {
        "day": version.deciding_date.isoformat(),
        "reference": version.decision_reference,
    }


def _block(
    section: Section, contents: DocumentContents, write: Callable[[LiveFigure], str]
) -> Block:
    first = _first(section)
    made = Block(
        section=section,
        heading=filled(section.heading, write),
        html=mark_safe(html_of(section.text, write, first=first)),  # made safe there
        text=parsed(section.text, write, first=first),
        **_shown(section, contents),
    )
    return made


def _shown(section: Section, contents: DocumentContents) -> dict[str, Sequence]:
    """What stands under the text of a section of this kind."""
    notes = sentences(contents.table)
    match Section.Kind(section.kind):
        case Section.Kind.TABLE:
            return {
                "tables": [comparison_table(contents.table, contents.versions)],
                "notes": [] if contents.has_notes else notes,
                "sources": [adjusted_sentence()] if contents.table.is_adjusted else [],
            }
        case Section.Kind.NOTES:
            return {"notes": notes}
        case Section.Kind.CHART if contents.charts:
            return {"charts": charts_in(section, contents.charts)}
        case Section.Kind.ALLOCATION:
            return {
                "tables": [allocation_table(s) for s in contents.sharings if s.explained],
                "sources": [population_reason(contents.version), *_sources(contents.sharings)],
            }
    return {}


def _first(section: Section) -> int:
    return _BELOW_HEADING if section.heading else _WITHOUT_HEADING


def _sources(sharings: Iterable[Sharing]) -> list[str]:
    said = (
        _("Population on %(day)s. Source: %(source)s.")
        % {"day": sharing.snapshot.date.isoformat(), "source": sharing.snapshot.source}
        for sharing in sharings
        if sharing.snapshot
    )
    return list(dict.fromkeys(said))
