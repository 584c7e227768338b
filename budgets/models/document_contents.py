"""What a version's document says: its sections, and the tables and figures that they show."""

from collections.abc import Sequence
from dataclasses import dataclass

from budgets.core.printing import Printing
from budgets.core.table import Table
from budgets.models.charts import Charts, charts_of
from budgets.models.comparison import comparison_of
from budgets.models.document import BudgetDocument, ComparedVersion, Section
from budgets.models.live_figures import Values, live_figures_of
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion, State

YEARS_BESIDE = 2
"""So many earlier years the table shows beside the decided one, as the published table did."""


@dataclass(frozen=True)
class DocumentContents:
    """A document as values: everything that its page, its PDF and its other forms show.

    ``versions`` are the columns of ``table``, the document's own last.
    """

    version: BudgetVersion
    title: str
    sections: tuple[Section, ...]
    printing: Printing
    versions: tuple[BudgetVersion, ...]
    table: Table
    sharings: tuple[Sharing, ...]
    figures: Values
    charts: Charts | None = None
    """Drawn where a section shows one."""

    @property
    def has_notes(self) -> bool:
        """Whether the footnotes have a section of their own, and stand under no table."""
        return any(section.kind == Section.Kind.NOTES for section in self.sections)


def contents_of(version: BudgetVersion) -> DocumentContents:
    """Read a version's document; the queries grow neither with its sections nor with its lines."""
    beside = beside_of(version)
    document = document_of(version)
    sharings = sharings_of(version)
    versions = (*beside, version)
    sections = tuple(Section.objects.filter(version=version).order_by("position", "pk"))
    has_charts = any(section.kind == Section.Kind.CHART for section in sections)
    return DocumentContents(
        version=version,
        title=document.title,
        sections=sections,
        printing=document.printing,
        versions=versions,
        table=comparison_of(versions, document.printing),
        sharings=tuple(sharings),
        figures=live_figures_of(version, before=before_of(version, beside), sharings=sharings),
        charts=charts_of(version, beside) if has_charts else None,
    )


def document_of(version: BudgetVersion) -> BudgetDocument:
    """How the version's document is printed, chosen or by default."""
    return BudgetDocument.objects.filter(version=version).first() or BudgetDocument(version=version)


def beside_of(version: BudgetVersion) -> list[BudgetVersion]:
    """The versions that the document shows beside its own, the earliest first.

    Of an open version, those adopted for the two years before it. Of a frozen one, those that were
    kept at its adoption.
    """
    if version.is_frozen:
        kept = ComparedVersion.objects.filter(version=version).select_related("shown__budget_year")
        return [one.shown for one in kept.order_by("position")]
    years = [version.year - number for number in range(1, YEARS_BESIDE + 1)]
    adopted = BudgetVersion.objects.of_years(years).filter(state=State.ADOPTED)
    return list(adopted.select_related("budget_year"))


def before_of(version: BudgetVersion, beside: Sequence[BudgetVersion]) -> BudgetVersion | None:
    """The version of the year before among those beside; None where it is not adopted."""
    return next((one for one in beside if one.year == version.year - 1), None)
