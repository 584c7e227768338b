"""Keeping populations in the admin."""

import pytest

from accounts.models import User
from municipalities.models import Municipality, PopulationFigure, PopulationSnapshot
from tests.admin_pages import address, as_shown, errors_on, in_language, refusal, rows_added
from tests.conftest import signed_in
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db
ROWS = "figures"
EMPTY = {f"{ROWS}-TOTAL_FORMS": "0", f"{ROWS}-INITIAL_FORMS": "0"}
GOOD = {"year": "2020", "source": "SCB"} | EMPTY


def typed(*rows: tuple[str, str], **fields: str) -> dict[str, str]:
    figures = [{"municipality": code, "population": population} for code, population in rows]
    return rows_added(ROWS, GOOD | fields, *figures)


def test_a_snapshot_is_typed_by_code_and_gets_the_next_revision(administrator: User) -> None:
    registers.municipality("2380")
    client = signed_in(administrator)
    for _time in range(2):
        sent = typed((" 2380 ", "63985"))
        assert client.post(address("add", PopulationSnapshot), sent).status_code == 302
    newest, oldest = PopulationSnapshot.objects.all()
    assert (oldest.revision, newest.revision) == (1, 2)
    assert newest.created_by == administrator
    figure = newest.figures.get()
    assert (figure.municipality.code, figure.population) == ("2380", 63985)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("9999", "5"), "municipality"),
        (("23", "5"), "municipality"),
        (("Östersund", "5"), "municipality"),
        (("", "5"), "municipality"),
        (("23\x000", "5"), "municipality"),
        (("2" * 10_000, "5"), "municipality"),
        (("<b>1", "5"), "municipality"),
        (("2380", "0"), "population"),
        (("2380", "-5"), "population"),
        (("2380", "abc"), "population"),
        (("2380", "1000000000000"), "population"),
        (("2380", "9" * 5000), "population"),
        (("2380", ""), "population"),
        (("2380", "1,5"), "population"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    row: tuple[str, str], field: str, language: str, administrator: User
) -> None:
    registers.municipality("2380")
    client = in_language(language, signed_in(administrator))
    response = client.post(address("add", PopulationSnapshot), typed(row))
    told = errors_on(response)
    assert list(told) == [f"{ROWS}-0-{field}"]
    assert len(told[f"{ROWS}-0-{field}"]) == 1
    assert not PopulationSnapshot.objects.exists()


def test_a_code_that_nobody_has_is_named(administrator: User) -> None:
    client = in_language("en", signed_in(administrator))
    response = client.post(address("add", PopulationSnapshot), typed(("9999", "5")))
    assert errors_on(response) == {
        f"{ROWS}-0-municipality": ["There is no municipality with the code 9999."]
    }
    assert 'value="9999"' in response.text


def test_the_same_code_in_two_rows_is_told_at_the_second(administrator: User) -> None:
    registers.municipality("2380")
    response = signed_in(administrator).post(
        address("add", PopulationSnapshot), typed(("2380", "5"), ("2380", "6"))
    )
    assert f"{ROWS}-1-municipality" in errors_on(response)
    assert not PopulationSnapshot.objects.exists()


@pytest.mark.parametrize("year", ["20211", "1066", "abc", "", "9" * 30])
def test_a_year_that_cannot_be_is_told(year: str, administrator: User) -> None:
    response = signed_in(administrator).post(address("add", PopulationSnapshot), typed(year=year))
    assert list(errors_on(response)) == ["year"]


def test_a_snapshot_that_nothing_uses_is_corrected(administrator: User) -> None:
    municipality = registers.municipality("2380")
    snapshot = registers.snapshot(2020, {municipality: 5})
    client, page = signed_in(administrator), address("change", snapshot)
    shown = as_shown(client.get(page))
    assert shown[f"{ROWS}-0-municipality"] == "2380"
    assert client.post(page, shown | {f"{ROWS}-0-population": "6"}).status_code == 302
    assert PopulationFigure.objects.get().population == 6


def test_all_290_municipalities_are_saved_in_one_form(
    register_of_municipalities: None, administrator: User
) -> None:
    snapshot = registers.snapshot(2020)
    PopulationFigure.objects.bulk_create(
        PopulationFigure(snapshot=snapshot, municipality=m, population=1)
        for m in Municipality.objects.all()
    )
    client, page = signed_in(administrator), address("change", snapshot)
    sent = as_shown(client.get(page)) | {f"{ROWS}-289-population": "7"}
    assert client.post(page, sent).status_code == 302
    assert PopulationFigure.objects.filter(population=7).count() == 1


def test_a_snapshot_that_was_adopted_by_is_only_looked_at(administrator: User) -> None:
    version = budgets.adopted()
    snapshot = PopulationSnapshot.objects.get()
    free = registers.snapshot(2010)
    client, page = signed_in(administrator), address("change", snapshot)
    response = client.get(page)
    assert response.status_code == 200
    assert 'name="_save"' not in response.text
    assert 'name="figures-0-population"' not in response.text
    assert str(version) in client.get(address("changelist", PopulationSnapshot)).text
    sent = as_shown(client.get(address("change", free))) | typed(("2101", "5"), source="Other")
    assert refusal(client, client.post(page, sent))
    assert refusal(client, client.post(address("delete", snapshot), {"post": "yes"}))
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [snapshot.pk]}
    assert client.post(address("changelist", PopulationSnapshot), chosen).context["protected"]
    snapshot.refresh_from_db()
    assert snapshot.source == "SCB"
    assert snapshot.figures.count() == 2
