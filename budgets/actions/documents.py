"""Writing the document of a draft: its sections, and how its tables are printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed, User
from budgets.actions.locks import lock_draft
from budgets.core.live_figures import LiveFigure, kept
from budgets.core.money import Unit
from budgets.models import BudgetDocument, BudgetVersion, ComparedVersion, KeptFigure, Section
from budgets.models.document import MOST_SECTIONS
from budgets.models.document_contents import before_of, beside_of, document_of
from budgets.models.live_figures import live_figures_of

CHANGEABLE = ("heading", "text", "chart")
"""What a person writes and chooses in a section."""


class SectionChangedMeanwhile(Exception):
    """Somebody else changed the section since it was read (rule 12), to what ``section`` is now."""

    def __init__(self, section: Section) -> None:
        super().__init__(str(section))
        self.section = section


class DocumentChangedMeanwhile(Exception):
    """Somebody else chose another title or printing since it was read (rule 12): ``document``."""

    def __init__(self, document: BudgetDocument) -> None:
        super().__init__(str(document))
        self.document = document


class SectionIsGone(Exception):
    """Somebody else took the section out meanwhile."""


@dataclass(frozen=True)
class RemovedSection:
    """What a removed section said, for it to be put back; by its ``entry`` that is done once."""

    version_id: int
    position: int
    kind: str
    chart: str
    heading: str
    text: str
    entry: str


@transaction.atomic
def add(
    *,
    version: BudgetVersion,
    kind: str,
    chart: str = "",
    heading: str = "",
    text: str = "",
    entry: UUID | None = None,
    by: User | None = None,
) -> Section:
    """Add a section last in a draft's document; the same ``entry`` sent twice adds one.

    Raises ``ValidationError`` where a field is wrong or there are too many sections,
    ``VersionIsFrozen`` and ``WrongState`` where the version is no draft.
    """
    draft = lock_draft(version)
    if entry and (there := Section.objects.filter(version=draft, entry=entry).first()):
        return there
    count = Section.objects.filter(version=draft).count()
    if count >= MOST_SECTIONS:
        raise ValidationError(
            _("A document has at most %(most)s sections.") % {"most": MOST_SECTIONS}
        )
    section = Section(
        version=draft,
        position=count,
        kind=kind,
        chart=chart,
        heading=heading,
        text=text,
        entry=entry,
    )
    section.full_clean()
    section.save()
    _tell(section, Deed.ADDED, trace.added(trace.texts_of(section)), by=by)
    return section


@transaction.atomic
def change(
    *,
    version: BudgetVersion,
    section_id: int,
    to: Mapping[str, Any],
    revision: int,
    by: User | None = None,
) -> Section:
    """Change what a section says, from the ``revision`` that the person had read.

    Raises ``SectionChangedMeanwhile`` where it is another revision now and says something else,
    ``SectionIsGone``, ``ValidationError``, ``VersionIsFrozen`` and ``WrongState``.
    """
    section = _section_of(lock_draft(version), section_id)
    differing = [name for name in CHANGEABLE if name in to and getattr(section, name) != to[name]]
    if not differing:
        return section
    if section.revision != revision:
        raise SectionChangedMeanwhile(section)
    before = trace.texts_of(section)
    for name in differing:
        setattr(section, name, to[name])
    section.full_clean()
    section.save()
    _tell(section, Deed.CHANGED, trace.changed(before, trace.texts_of(section)), by=by)
    return section


@transaction.atomic
def move(*, version: BudgetVersion, section_id: int, down: bool, by: User | None = None) -> None:
    """Let a section change places with its neighbour; the ends stay.

    Raises ``SectionIsGone``, ``VersionIsFrozen`` and ``WrongState``.
    """
    draft = lock_draft(version)
    section = _section_of(draft, section_id)
    sections = list(Section.objects.filter(version=draft).order_by("position", "pk"))
    place = sections.index(section)
    other = place + 1 if down else place - 1
    if not 0 <= other < len(sections):
        return
    sections[place], sections[other] = sections[other], sections[place]
    _number(sections)
    _tell(section, Deed.MOVED, {"position": (str(place + 1), str(other + 1))}, by=by)


@transaction.atomic
def remove(*, version: BudgetVersion, section_id: int, by: User | None = None) -> RemovedSection:
    """Take a section out, and answer what it said.

    Raises ``SectionIsGone``, ``VersionIsFrozen`` and ``WrongState``.
    """
    draft = lock_draft(version)
    section = _section_of(draft, section_id)
    removed = RemovedSection(
        draft.pk,
        section.position,
        section.kind,
        section.chart,
        section.heading,
        section.text,
        entry=str(uuid4()),
    )
    told = Entry(Deed.REMOVED, section, draft, str(section), trace.removed(trace.texts_of(section)))
    section.delete()
    _number(list(Section.objects.filter(version=draft).order_by("position", "pk")))
    trace.record_all(by=by, entries=[told])
    return removed


@transaction.atomic
def put_back(removed: RemovedSection, *, by: User | None = None) -> Section:
    """Put a removed section back where it stood; sent twice it is put back once.

    Raises ``ValidationError``, ``VersionIsFrozen`` and ``WrongState``.
    """
    draft = lock_draft(BudgetVersion.objects.get(pk=removed.version_id))
    if there := Section.objects.filter(version=draft, entry=removed.entry).first():
        return there
    sections = list(Section.objects.filter(version=draft).order_by("position", "pk"))
    section = Section(
        version=draft,
        position=removed.position,
        kind=removed.kind,
        chart=removed.chart,
        heading=removed.heading,
        text=removed.text,
        entry=removed.entry,
    )
    section.full_clean()
    section.save()
    sections.insert(removed.position, section)
    _number(sections)
    _tell(section, Deed.PUT_BACK, trace.added(trace.texts_of(section)), by=by)
    return section


@transaction.atomic
def entitle(
    *,
    version: BudgetVersion,
    title: str,
    unit: Unit,
    adjusted: bool,
    read: str = "",
    by: User | None = None,
) -> None:
    """Choose what a draft's document is called, and how its tables are printed (rule 6).

    ``read`` is what it was ``as_read`` by the person; empty where nobody read it.

    Raises ``DocumentChangedMeanwhile`` where it is something else now, ``ValidationError``,
    ``VersionIsFrozen`` and ``WrongState``.
    """
    draft = lock_draft(version)
    document = document_of(draft)
    found = document.as_read
    before = {} if document._state.adding else trace.texts_of(document)
    document.version = draft
    document.title, document.printed_in, document.adjusted = title, unit.value, adjusted
    after = trace.texts_of(document)
    if before == after:
        return
    if read and read != found:
        raise DocumentChangedMeanwhile(document_of(draft))
    document.full_clean(exclude=["version"])
    document.save()
    deed = Deed.CHANGED if before else Deed.ADDED
    trace.record(
        by=by, deed=deed, subject=document, whole=draft, changes=trace.changed(before, after)
    )


def copy(version: BudgetVersion, *, to: BudgetVersion) -> None:
    """Give a new draft the document of the version that it is made from."""
    for document in BudgetDocument.objects.filter(version=version):
        BudgetDocument.objects.create(
            version=to,
            title=document.title,
            printed_in=document.printed_in,
            adjusted=document.adjusted,
        )
    sections = list(Section.objects.filter(version=version).order_by("position", "pk"))
    for section in sections:
        section.pk, section.version, section.revision, section.entry = None, to, 1, None
    Section.objects.bulk_create(sections)


def freeze(version: BudgetVersion) -> None:
    """Keep what the document of a version that is being adopted shows beside its own lines.

    That is the versions of earlier years, and the live figures as they are now. A version without
    sections keeps nothing.
    """
    if not Section.objects.filter(version=version).exists():
        return
    beside = beside_of(version)
    values = live_figures_of(version, before=before_of(version, beside))
    ComparedVersion.objects.bulk_create(
        ComparedVersion(version=version, shown=shown, position=position)
        for position, shown in enumerate(beside)
    )
    KeptFigure.objects.bulk_create(
        KeptFigure(version=version, figure=figure.value, value=kept(values[figure]))
        for figure in LiveFigure
    )


def _section_of(draft: BudgetVersion, section_id: int) -> Section:
    section = Section.objects.filter(version=draft, pk=section_id).first()
    if section is None:
        raise SectionIsGone
    return section


def _number(sections: list[Section]) -> None:
    """Let the positions be the places, without counting up the revisions."""
    for position, section in enumerate(sections):
        section.position = position
    Section.objects.bulk_update(sections, ["position"])


def _tell(section: Section, deed: Deed, changes: trace.Changes, *, by: User | None) -> None:
    trace.record(
        by=by,
        deed=deed,
        subject=section,
        whole=section.version,
        label=str(section),
        changes=changes,
    )
