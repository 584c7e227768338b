"""What new figures would do, before they are saved; and the saving of them, all or nothing."""

import datetime
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Change, Role, User
from budgets.actions import versions
from budgets.models import BudgetVersion, Share
from budgets.models.sharing import sharings_of
from municipalities.actions import proposals
from municipalities.models import (
    Agreement,
    Municipality,
    Origin,
    Participation,
    PopulationProposal,
    PopulationSnapshot,
)
from municipalities.sources.extract import Extract
from tests.conftest import person, signed_in
from tests.forms import Typed, form_on, submit
from tests.queries import queries_for
from tests.reading import read

TYPED = "/population/typed/"
SHOW, SAVE = "Visa vad det gör", "Spara"
LOOKED_AT: dict[str, Typed] = {"reason": "SCB rättade Krokom", "confirmed": True}
FIGURES_2020 = {
    "2303": 5208,
    "2305": 6181,
    "2309": 15054,
    "2313": 11488,
    "2321": 12049,
    "2326": 7120,
    "2361": 10070,
    "2380": 63985,
}


@pytest.fixture
def client(the_example: None, administrator: User) -> Client:
    return signed_in(administrator)


def typed(changed: dict[str, Any] | None = None, **fields: str) -> dict[str, str]:
    figures = {f"figure-{code}": str(n) for code, n in (FIGURES_2020 | (changed or {})).items()}
    return {"source": "SCB, e-post", "note": "", "more": ""} | figures | fields


def type_in(client: Client, year: int, changed: dict[str, Any] | None = None) -> str:
    """Type figures and answer the address of their preview."""
    response = submit(client, f"{TYPED}?year={year}", typed(changed), press=SHOW)
    assert response.status_code == 302, read(response).text
    return str(response["Location"])


def save(client: Client, page: Any) -> Any:
    """Save what a preview shows, with what it asks for where a day has figures already."""
    return submit(client, page, LOOKED_AT, press=SAVE)


def snapshots(year: int) -> int:
    return PopulationSnapshot.objects.filter(year=year).count()


# -- The doors


@pytest.mark.parametrize(
    ("address", "filled_in"),
    [
        (TYPED, {"year": "2020"}),
        (f"{TYPED}?year=2020", typed()),
        ("/population/fetch/", {"year": "2020"}),
        ("/population/file/", {"year": "2020"}),
    ],
)
def test_only_an_administrator_brings_populations_in(
    address: str,
    filled_in: dict[str, str],
    client: Client,
    editor: User,
    contact_of_krokom: User,
    outsider: User,
) -> None:
    shown = client.get(address)
    assert shown.status_code == 200
    # By hand: others are shown no form, and send the one that the administrator is shown.
    sent = form_on(shown).fill(filled_in).data()
    assert signed_in(editor).get(address).status_code == 403
    for other in (contact_of_krokom, outsider):
        assert signed_in(other).get(address).status_code == 404
        assert signed_in(other).post(address, sent).status_code == 404
    assert signed_in(editor).post(address, sent).status_code == 403
    assert not PopulationProposal.objects.exists()


def test_a_preview_is_its_maker_s_alone(client: Client, editor: User) -> None:
    address = type_in(client, 2020, {"2309": 15100})
    other = signed_in(person(Role.ADMINISTRATOR, "second@test.example"))
    assert other.get(address).status_code == 404
    # The form of its maker, sent by somebody else.
    assert save(other, client.get(address)).status_code == 404
    assert signed_in(editor).get(address).status_code == 403
    assert client.get(f"/population/proposals/{uuid4()}/").status_code == 404
    assert snapshots(2020) == 1


# -- Typing


def test_the_figures_that_are_there_stand_in_the_fields(client: Client) -> None:
    page = client.get(f"{TYPED}?year=2020")
    assert re.search(r'name="figure-2309" value="15054"', page.text)
    assert "282 andra kommuner behåller sina siffror" in read(page).text


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        ("-5", "Skriv hela tal"),
        ("1,5", "Skriv hela tal"),
        ("abc", "Skriv hela tal"),
        ("²", "Skriv hela tal"),
        ("0", "mellan 1 och 10 miljoner"),
        ("99999999", "mellan 1 och 10 miljoner"),
    ],
)
def test_what_is_no_population_is_told_at_its_field(
    client: Client, figure: str, sentence: str
) -> None:
    response = submit(client, f"{TYPED}?year=2020", typed({"2309": figure}), press=SHOW)
    told_at_its_field(response, sentence)


@pytest.mark.parametrize(("figure", "sentence"), [("9" * 5000, "20"), ("1\x002", "Null")])
def test_what_nobody_can_type_as_a_population_is_told_at_its_field(
    client: Client, figure: str, sentence: str
) -> None:
    address = f"{TYPED}?year=2020"
    form = form_on(client.get(address), press=SHOW).fill(typed())
    # By hand: the field lets no such text through.
    told_at_its_field(client.post(address, form.data(SHOW) | {"figure-2309": figure}), sentence)


def told_at_its_field(response: Any, sentence: str) -> None:
    assert response.status_code == 422
    (told,) = response.context["form"].errors["figure-2309"]
    assert sentence in told
    assert list(response.context["form"].errors) == ["figure-2309"]
    assert not PopulationProposal.objects.exists()


@pytest.mark.parametrize("figure", ["15 054", "15\u00a0054", "15\u202f054", " 15054 "])
def test_a_population_is_typed_as_people_write_it(client: Client, figure: str) -> None:
    type_in(client, 2020, {"2309": figure})
    assert PopulationProposal.objects.get().extract.figures["2309"] == 15054


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("9999;5", "Rad 1"),
        ("2281;5\nSundsvall", "Rad 2"),
        ("2281;fem", "Rad 1"),
        ("2281;5\n2281;6", "2281"),
        ("2309;5", "2309"),
    ],
)
def test_a_further_line_that_cannot_be_is_told(client: Client, more: str, sentence: str) -> None:
    response = submit(client, f"{TYPED}?year=2020", typed(more=more), press=SHOW)
    assert response.status_code == 422
    assert sentence in response.context["form"].errors["more"][0]


def test_further_municipalities_are_typed_as_lines(client: Client) -> None:
    lines = typed(more="2281;99 383\n\n0114\t50000\n")
    submit(client, f"{TYPED}?year=2025", lines, press=SHOW)
    figures = PopulationProposal.objects.get().extract.figures
    assert (figures["2281"], figures["0114"], len(figures)) == (99383, 50000, 10)


@pytest.mark.parametrize("year", ["1066", "abc", "2099", "", "9" * 30])
def test_a_year_that_cannot_be_is_told(client: Client, year: str) -> None:
    response = client.get(f"{TYPED}?year={year}")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["year"]


# -- The preview


def test_the_preview_shows_the_figures_and_what_they_do_to_the_draft(client: Client) -> None:
    page = read(client.get(type_in(client, 2020, {"2309": 16054})))
    assert page.headings[0] == "Folkmängden 2020-12-31, innan den sparas"
    (krokom,) = (row for row in page.tables[0] if row[0].startswith("Krokom"))
    assert krokom[2:] == ["14 966", "15 054", "16 054", "+1 088", "+7,3 %"]
    assert "Krokom (2309)" in page.text
    effect = page.tables[1]
    krokom = page.row_of(effect, "Krokom")
    assert krokom[0] == "644 606"
    assert krokom[2].startswith("+")
    assert page.row_of(effect, "Summa") == ["5 616 000", "5 616 000", "0"]
    assert "Budget 2022, version 1" in page.text
    assert snapshots(2020) == 1


def test_it_tells_what_an_adopted_budget_would_have_been(client: Client) -> None:
    page = read(client.get(type_in(client, 2019, {"2309": 15054})))
    assert "Hade rättelsen varit känd" in page.headings
    assert "Inget utkast och inget samråd använder folkmängden den här dagen." in page.text
    assert page.row_of(page.tables[1], "Krokom")[0] == "642 528"


def test_a_missing_participant_stands_in_the_way(client: Client) -> None:
    address = type_in(client, 2025, {"2309": ""})
    page = client.get(address)
    assert read(page).headings[0] == "Folkmängden 2025-12-31 kan inte sparas"
    assert "Krokom (2309)" in read(page).text
    assert "Spara</button>" not in page.text
    # By hand: the page offers nothing to save it with.
    assert client.post(address, {"newest": "0", "confirmed": "on"}).status_code == 409
    assert snapshots(2025) == 0


def test_the_queries_do_not_grow_with_versions_or_participants(client: Client) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    few = queries_for(client, address)
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    for _time in range(3):
        versions.copy(draft, to_year=2022, planned_adoption_date=draft.planned_adoption_date)
    agreement = Agreement.objects.get()
    others = Municipality.objects.exclude(participations__agreement=agreement)
    Participation.objects.bulk_create(
        Participation(agreement=agreement, municipality=m, from_year=2019) for m in others[:100]
    )
    assert queries_for(client, address) == few


# -- Saving


def test_saving_records_a_revision_that_drafts_follow(client: Client, administrator: User) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    response = save(client, type_in(client, 2020, {"2309": 16054}))
    assert response["Location"] == "/population/2020/2/"
    snapshot = PopulationSnapshot.objects.newest_of(2020)
    assert snapshot is not None
    assert (snapshot.revision, snapshot.reason) == (2, "SCB rättade Krokom")
    assert (snapshot.source, snapshot.created_by) == ("SCB, e-post", administrator)
    assert snapshot.figures.count() == 290
    assert snapshot.figures.get(municipality__code="2309").population == 16054
    (sharing,) = sharings_of(draft)
    assert sharing.snapshot == snapshot
    told = Change.objects.filter(subject="municipalities.populationsnapshot", by=administrator)
    assert told.filter(field="reason", after="SCB rättade Krokom").exists()


def test_adopted_budgets_keep_their_population(client: Client) -> None:
    before = list(Share.objects.values_list("pk", "amount", "population"))
    save(client, type_in(client, 2019, {"2309": 15054}))
    assert snapshots(2019) == 2
    assert list(Share.objects.values_list("pk", "amount", "population")) == before
    adopted = BudgetVersion.objects.get(budget_year__year=2021)
    assert adopted.snapshot is not None
    assert adopted.snapshot.revision == 1


def test_a_second_post_does_its_work_once(client: Client) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    preview = client.get(address)
    for _time in range(3):
        assert save(client, preview)["Location"] == "/population/2020/2/"
    assert client.get(address)["Location"] == "/population/2020/2/"
    assert snapshots(2020) == 2


def test_the_first_population_of_a_day_needs_no_reason(client: Client) -> None:
    address = type_in(client, 2025)
    preview = client.get(address)
    assert 'name="reason"' not in preview.text
    submit(client, preview, {"confirmed": True}, press=SAVE)
    snapshot = PopulationSnapshot.objects.newest_of(2025)
    assert snapshot is not None
    assert (snapshot.revision, snapshot.reason) == (1, "")


@pytest.mark.parametrize("field", ["reason", "confirmed"])
def test_a_revision_has_a_reason_and_remarks_were_looked_at(client: Client, field: str) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    without = {name: value for name, value in LOOKED_AT.items() if name != field}
    response = submit(client, address, without, press=SAVE)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert snapshots(2020) == 1


def test_a_preview_that_was_left_open_is_shown_anew(client: Client) -> None:
    left_open = client.get(type_in(client, 2020, {"2309": 16054}))
    save(client, type_in(client, 2020, {"2309": 15055}))
    response = save(client, left_open)
    assert response.status_code == 409
    assert "Något har ändrats under tiden" in read(response).text
    assert snapshots(2020) == 2


@pytest.mark.parametrize("newest", ["2", "0", "", "x", "-1", "9" * 30, "²"])
def test_a_preview_of_another_revision_is_shown_anew(client: Client, newest: str) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    form = form_on(client.get(address), press=SAVE).fill(LOOKED_AT)
    # By hand: the revision is a hidden field.
    response = client.post(address, form.data(SAVE) | {"newest": newest})
    assert response.status_code == 409
    assert "Något har ändrats under tiden" in read(response).text
    assert snapshots(2020) == 1


def test_nothing_that_the_page_sends_back_is_believed(client: Client) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    form = form_on(client.get(address), press=SAVE).fill(LOOKED_AT)
    # By hand: the page has no such fields.
    forged = {"figure-2309": "1", "figures": "{}", "year": "2018"}
    client.post(address, form.data(SAVE) | forged)
    snapshot = PopulationSnapshot.objects.newest_of(2020)
    assert snapshot is not None
    assert snapshot.figures.get(municipality__code="2309").population == 16054


def test_what_nobody_saved_is_forgotten_after_a_week(client: Client, administrator: User) -> None:
    address = type_in(client, 2020, {"2309": 16054})
    long_ago = timezone.now() - datetime.timedelta(days=8)
    PopulationProposal.objects.update(made_at=long_ago)
    extract = Extract(day=datetime.date(2020, 12, 31), figures={"2309": 1}, source="S")
    proposals.keep(extract=extract, origin=Origin.TYPED, by=administrator)
    assert client.get(address).status_code == 404
    assert PopulationProposal.objects.count() == 1


# -- What is recorded


def test_a_revision_shows_what_it_corrected_and_what_that_does(client: Client) -> None:
    save(client, type_in(client, 2020, {"2309": 16054}))
    page = read(client.get("/population/2020/2/"))
    assert page.headings[0] == "Folkmängden 2020-12-31, revision 2"
    assert "Den rättar revision 1: SCB rättade Krokom" in page.text
    assert "15 054" in page.row_of(page.tables[0], "Krokom")
    assert "16 054" in page.row_of(page.tables[0], "Krokom")
    assert page.row_of(page.tables[1], "Krokom")[0] == "644 606"
    first = read(client.get("/population/2020/1/"))
    assert "Revision 2 har tagit dess plats." in first.text


def test_the_office_reads_it_and_others_do_not(
    client: Client, editor: User, contact_of_krokom: User
) -> None:
    assert signed_in(editor).get("/population/2019/1/").status_code == 200
    assert "Rätta den" not in signed_in(editor).get("/population/2019/1/").text
    assert "Rätta den" in client.get("/population/2019/1/").text
    assert signed_in(contact_of_krokom).get("/population/2019/1/").status_code == 404
    for nothing in ("/population/2019/2/", "/population/1900/1/", "/population/2019/0/"):
        assert client.get(nothing).status_code == 404


def test_it_tells_which_budgets_were_adopted_by_it(client: Client) -> None:
    assert "Budget 2021, version 1" in read(client.get("/population/2019/1/")).text
