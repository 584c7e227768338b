"""Writing a draft's document, and what adoption keeps of it."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Change, User
from budgets.actions import adoption, documents, lines, versions
from budgets.actions.documents import SectionChangedMeanwhile, SectionIsGone
from budgets.core.live_figures import LiveFigure
from budgets.core.money import Unit
from budgets.models import (
    BudgetDocument,
    BudgetVersion,
    ComparedVersion,
    Heading,
    KeptFigure,
    LineItem,
    Section,
)
from budgets.models.document import MOST_SECTIONS
from budgets.models.document_contents import contents_of, document_of
from budgets.models.seal import checksum_of
from municipalities.models import Municipality
from tests.factories import budgets
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db


def of(year: int) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=year)


def written(version: BudgetVersion, *headings: str) -> list[Section]:
    return [documents.add(version=version, kind="text", heading=name) for name in headings]


def order(version: BudgetVersion) -> list[str]:
    sections = Section.objects.filter(version=version).order_by("position")
    assert [section.position for section in sections] == list(range(len(sections)))
    return [section.heading for section in sections]


def test_a_section_is_added_last_and_told(editor: User) -> None:
    draft = budgets.draft()
    written(draft, "A")
    section = documents.add(version=draft, kind="table", heading="B", text="T", by=editor)
    assert order(draft) == ["A", "B"]
    told = Change.objects.about(section)
    assert {(c.field, c.after) for c in told} >= {("heading", "B"), ("text", "T")}
    assert {c.by for c in told} == {editor}


def test_the_same_form_sent_twice_adds_one_section() -> None:
    draft, entry = budgets.draft(), uuid4()
    first = documents.add(version=draft, kind="text", entry=entry)
    assert documents.add(version=draft, kind="text", entry=entry) == first
    assert Section.objects.count() == 1


def test_a_chart_says_which_and_others_do_not() -> None:
    draft = budgets.draft()
    for kind, chart in (("chart", ""), ("text", "years"), ("nothing", "")):
        with pytest.raises(ValidationError):
            documents.add(version=draft, kind=kind, chart=chart)
    assert documents.add(version=draft, kind="chart", chart="years").chart == "years"


def test_a_document_has_an_end() -> None:
    draft = budgets.draft()
    Section.objects.bulk_create(
        Section(version=draft, kind="text", position=n) for n in range(MOST_SECTIONS)
    )
    with pytest.raises(ValidationError):
        documents.add(version=draft, kind="text")


def test_a_change_counts_the_revision_and_tells_what_it_changed(editor: User) -> None:
    [section] = written(budgets.draft(), "A")
    documents.change(
        version=section.version,
        section_id=section.pk,
        to={"heading": "A", "text": "New"},
        revision=1,
        by=editor,
    )
    section.refresh_from_db()
    assert (section.text, section.revision) == ("New", 2)
    last = Change.objects.about(section)[0]
    assert (last.field, last.before, last.after) == ("text", "", "New")


def test_a_stale_save_is_refused_and_nothing_is_lost() -> None:
    [section] = written(budgets.draft(), "A")
    to = {"version": section.version, "section_id": section.pk, "revision": 1}
    documents.change(**to, to={"text": "Theirs"})  # type: ignore[arg-type]
    with pytest.raises(SectionChangedMeanwhile) as refused:
        documents.change(**to, to={"text": "Mine"})  # type: ignore[arg-type]
    assert refused.value.section.text == "Theirs"
    section.refresh_from_db()
    assert (section.text, section.revision) == ("Theirs", 2)


def test_a_save_of_what_is_there_already_is_no_conflict() -> None:
    [section] = written(budgets.draft(), "A")
    for _twice in range(2):
        documents.change(
            version=section.version, section_id=section.pk, to={"text": "Same"}, revision=1
        )
    section.refresh_from_db()
    assert section.revision == 2


def test_sections_change_places_and_stay_at_the_ends() -> None:
    draft = budgets.draft()
    a, b, _c = written(draft, "A", "B", "C")
    documents.move(version=draft, section_id=b.pk, down=True)
    assert order(draft) == ["A", "C", "B"]
    documents.move(version=draft, section_id=b.pk, down=True)
    documents.move(version=draft, section_id=a.pk, down=False)
    assert order(draft) == ["A", "C", "B"]
    a.refresh_from_db()
    assert a.revision == 1  # where it stands is no change of what it says


def test_a_removed_section_is_put_back_where_it_stood() -> None:
    draft = budgets.draft()
    _a, b, _c = written(draft, "A", "B", "C")
    documents.change(version=draft, section_id=b.pk, to={"text": "Long work"}, revision=1)
    removed = documents.remove(version=draft, section_id=b.pk)
    assert order(draft) == ["A", "C"]
    back = documents.put_back(removed)
    assert order(draft) == ["A", "B", "C"]
    assert back.text == "Long work"
    assert documents.put_back(removed) == back  # pressed twice
    assert order(draft) == ["A", "B", "C"]
    with pytest.raises(SectionIsGone):
        documents.remove(version=draft, section_id=b.pk)


def test_a_section_of_another_version_is_not_reached() -> None:
    [other] = written(budgets.draft(2022), "A")
    draft = budgets.draft(2021)
    with pytest.raises(SectionIsGone):
        documents.change(version=draft, section_id=other.pk, to={"text": "x"}, revision=1)


def test_the_title_and_the_printing_are_told_once(editor: User) -> None:
    draft = budgets.draft()
    for _twice in range(2):
        documents.entitle(version=draft, title="T", unit=Unit.KRONOR, adjusted=True, by=editor)
    document = document_of(draft)
    assert (document.title, document.printing.unit) == ("T", Unit.KRONOR)
    assert document.printing.adjusted
    before = Change.objects.count()
    documents.entitle(version=draft, title="T", unit=Unit.KRONOR, adjusted=True, by=editor)
    assert Change.objects.count() == before


def test_a_copy_has_the_document_of_what_it_is_made_from(the_example: None) -> None:
    was, now = contents_of(of(2021)), contents_of(of(2022))
    assert [(s.kind, s.heading, s.text) for s in now.sections] == [
        (s.kind, s.heading, s.text) for s in was.sections
    ]
    assert now.title == was.title
    assert now.figures[LiveFigure.BUDGET_YEAR] == "2022"


def test_figures_of_a_draft_follow_its_lines(the_example: None) -> None:
    draft = of(2022)
    before = contents_of(draft).figures[LiveFigure.TOTAL_COST]
    line = LineItem.objects.filter(version=draft, heading__kind="cost")[0]
    lines.change(
        version=draft,
        line_id=line.pk,
        to={"amount": line.amount + 1000},
        read={"amount": line.amount},
        revision=line.revision,
    )
    after = contents_of(draft).figures[LiveFigure.TOTAL_COST]
    assert after == before + 1000  # type: ignore[operator]


def test_adoption_keeps_figures_and_the_years_beside(the_example: None) -> None:
    version = of(2021)
    kept = ComparedVersion.objects.filter(version=version).order_by("position")
    assert [one.shown.year for one in kept] == [2019, 2020]
    figures = dict(KeptFigure.objects.filter(version=version).values_list("figure", "value"))
    assert figures["share of income from the agreement"] == "2808/3751"
    assert figures["payer with the largest share"] == "Östersund"
    assert set(figures) == {figure.value for figure in LiveFigure}


def test_what_is_published_does_not_change_with_what_is_around_it(the_example: None) -> None:
    """An amendment of an earlier year, names, and what counts as staff."""
    version = of(2021)
    before = contents_of(version)
    amendment = versions.copy(
        of(2020), to_year=2020, planned_adoption_date=datetime.date(2019, 10, 1)
    )
    heading = Heading.objects.get(name="Personalkostnader")
    line = LineItem.objects.get(version=amendment, heading=heading)
    lines.change(
        version=amendment,
        line_id=line.pk,
        to={"amount": line.amount + 9000},
        read={"amount": line.amount},
        revision=line.revision,
    )
    adoption.adopt(
        amendment,
        on=datetime.date(2019, 10, 1),
        reference="§ 2",
        by=None,
        imbalance_reason="An example",
    )
    Heading.objects.filter(pk=heading.pk).update(is_staff_cost=False)
    Municipality.objects.filter(name="Östersund").update(name="Staare")
    after = contents_of(BudgetVersion.objects.get(pk=version.pk))
    assert after.figures == before.figures
    assert after.versions == before.versions
    assert after.table == before.table


def test_a_version_without_sections_keeps_nothing_and_its_checksum() -> None:
    version = budgets.adopted()
    assert not ComparedVersion.objects.exists()
    assert not KeptFigure.objects.exists()
    assert not BudgetDocument.objects.exists()
    assert version.checksum == checksum_of(version)


def test_the_checksum_covers_every_word(the_example: None) -> None:
    version = of(2021)
    with behind_the_back():
        section = Section.objects.filter(version=version)[0]
        Section.objects.filter(pk=section.pk).update(text=f"{section.text} ")
    assert checksum_of(version) != version.checksum
