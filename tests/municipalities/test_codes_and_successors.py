"""Codes that begin and end, and the municipalities that follow."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from municipalities.actions import agreements, populations
from municipalities.models import Municipality, Participation, PopulationSnapshot, Succession
from municipalities.models.checking import findings_of
from municipalities.models.succession import merged_after, merged_figures
from municipalities.sources.checks import Check, blocked
from municipalities.sources.extract import Extract
from tests.admin_pages import address, errors_on
from tests.conftest import signed_in
from tests.factories import registers
from tests.forms import form_on, submit
from tests.refusals import refused_by, sentences

pytestmark = pytest.mark.django_db
IN_USE, FOLLOWS = "participation_while_the_code_is_in_use", "successor_follows_the_former"


def ended(code: str = "1001", year: int = 2027) -> Municipality:
    municipality = registers.municipality(code)
    Municipality.objects.filter(pk=municipality.pk).update(to_year=year)
    municipality.refresh_from_db()
    return municipality


def begun(code: str = "1099", year: int = 2028) -> Municipality:
    municipality = registers.municipality(code)
    Municipality.objects.filter(pk=municipality.pk).update(from_year=year)
    municipality.refresh_from_db()
    return municipality


def test_the_register_tells_which_codes_are_in_use() -> None:
    old, new, always = ended(), begun(), registers.municipality("1002")
    assert set(Municipality.objects.valid_in(2027)) == {old, always}
    assert set(Municipality.objects.valid_in(2028)) == {new, always}
    assert [m.is_valid_in(2027) for m in (old, new, always)] == [True, False, True]
    assert [m.is_valid_in(2028) for m in (old, new, always)] == [False, True, True]


@pytest.mark.parametrize(
    ("from_year", "to_year", "field"), [(2020, None, "to_year"), (2027, 2028, "to_year")]
)
def test_nobody_takes_part_after_its_code_ended(
    from_year: int, to_year: int | None, field: str
) -> None:
    row = Participation(
        agreement=registers.agreement(),
        municipality=ended(),
        from_year=from_year,
        to_year=to_year,
    )
    assert list(sentences(row)) == [field]
    with refused_by(IN_USE):
        row.save()


def test_nobody_takes_part_before_its_code_begins() -> None:
    row = Participation(agreement=registers.agreement(), municipality=begun(), from_year=2027)
    assert list(sentences(row)) == ["from_year"]
    with refused_by(IN_USE):
        row.save()


def test_a_participation_is_not_moved_beyond_the_code() -> None:
    row = Participation.objects.create(
        agreement=registers.agreement(), municipality=ended(), from_year=2020, to_year=2027
    )
    with refused_by(IN_USE):
        Participation.objects.filter(pk=row.pk).update(to_year=None)


def test_a_code_does_not_end_under_one_that_takes_part() -> None:
    municipality = registers.municipality("1001")
    agreement = registers.agreement(municipality)
    municipality.to_year = 2027
    with pytest.raises(ValidationError) as refusal:
        municipality.full_clean()
    assert str(agreement) in refusal.value.message_dict["to_year"][0]
    with refused_by(IN_USE):
        municipality.save()


@pytest.mark.parametrize("year", [1066, 2100])
def test_a_year_of_a_code_is_one_we_believe_in(year: int) -> None:
    municipality = registers.municipality("1001")
    for field in ("from_year", "to_year"):
        with refused_by(f"municipality_{field}_is_sane"):
            Municipality.objects.filter(pk=municipality.pk).update(**{field: year})


def test_a_code_does_not_end_before_it_begins() -> None:
    municipality = registers.municipality("1001")
    with refused_by("municipality_code_ends_after_it_begins"):
        Municipality.objects.filter(pk=municipality.pk).update(from_year=2028, to_year=2027)


def test_several_merge_into_one_and_one_is_split_into_several() -> None:
    new, part = begun("1099"), begun("1098")
    for former in (ended("1001"), ended("1002")):
        Succession(former=former, successor=new).full_clean()
        Succession.objects.create(former=former, successor=new)
    Succession.objects.create(former=Municipality.objects.get(code="1001"), successor=part)
    assert Succession.objects.count() == 3


def test_a_successor_follows_the_former() -> None:
    still_there, late = registers.municipality("1001"), begun("1097", 2035)
    gone = ended("1003")
    for former, successor in (
        (still_there, late),
        (gone, late),
        (gone, ended("1004", 2020)),
        (gone, gone),
    ):
        row = Succession(former=former, successor=successor)
        assert list(sentences(row)) == ["successor"]
        with refused_by(FOLLOWS):
            row.save()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("1001", {"to_year": None}),
        ("1001", {"to_year": 2020}),
        ("1099", {"from_year": 2029}),
        ("1099", {"from_year": 2020, "to_year": 2027}),
    ],
)
def test_years_do_not_change_under_a_succession(code: str, change: dict[str, Any]) -> None:
    Succession.objects.create(former=ended(), successor=begun())
    municipality = Municipality.objects.get(code=code)
    for name, value in change.items():
        setattr(municipality, name, value)
    assert "to_year" in sentences(municipality)
    with refused_by(FOLLOWS):
        Municipality.objects.filter(code=code).update(**change)


# -- Whose figures add up to those of a municipality that was merged


@pytest.fixture
def merger() -> Municipality:
    """Two members merge with 2028 into one, which takes part from then on."""
    first, second, other = (registers.municipality(f"100{n}") for n in (1, 2, 3))
    agreement = registers.agreement(first, second, other)
    agreement.participations.filter(municipality__in=[first, second]).update(to_year=2027)
    Municipality.objects.filter(pk__in=[first.pk, second.pk]).update(to_year=2027)
    new = begun("1099")
    for former in (first, second):
        Succession.objects.create(former_id=former.pk, successor=new)
    agreements.join(agreement=agreement, municipality=new, from_year=2028)
    return new


def test_a_merged_municipality_has_the_sum_of_its_parts(merger: Municipality) -> None:
    (merged,) = merged_after(2026)
    assert (merged.municipality, merged.former) == (merger, ("1001", "1002"))
    assert merged_figures([merged], {"1001": 5, "1002": 7, "1003": 1}) == {"1099": 12}
    assert merged_figures([merged], {"1001": 5}) == {}
    assert merged_figures([merged], {"1001": 5, "1002": 7, "1099": 13}) == {}


def test_from_the_last_day_of_the_parts_on_it_has_its_own(merger: Municipality) -> None:
    assert merged_after(2025) == []
    assert merged_after(2027) == []


def test_what_one_was_split_into_is_no_sum(merger: Municipality) -> None:
    former = Municipality.objects.get(code="1001")
    Succession.objects.create(former=former, successor=begun("1098"))
    assert merged_after(2026) == []


def given(**figures: int) -> Extract:
    by_code = {code.removeprefix("c"): number for code, number in figures.items()}
    return Extract(day=datetime.date(2026, 12, 31), figures=by_code, source="S")


def test_a_population_of_before_the_merger_is_recorded_with_the_sum(merger: Municipality) -> None:
    snapshot = populations.take_in(extract=given(c1001=5, c1002=7, c1003=1))
    recorded = snapshot.figures.values_list("municipality__code", "population")
    assert dict(recorded) == {"1001": 5, "1002": 7, "1003": 1, "1099": 12}
    completed: Any = PopulationSnapshot.objects.with_completeness().get()
    assert not completed.lacks_a_participant


def test_a_part_that_is_missing_stands_in_the_way(merger: Municipality) -> None:
    (finding,) = (one for one in findings_of(given(c1001=5, c1003=1)) if one.blocks)
    assert (finding.check, finding.codes) == (Check.MISSING_PARTICIPANTS, ["1002"])


def test_what_a_split_made_is_typed(merger: Municipality) -> None:
    former = Municipality.objects.get(code="1001")
    Succession.objects.create(former=former, successor=begun("1098"))
    extract = given(c1001=5, c1002=7, c1003=1)
    (finding,) = (one for one in findings_of(extract) if one.blocks)
    assert (finding.check, finding.codes) == (Check.MISSING_PARTICIPANTS, ["1099"])
    typed = given(c1001=5, c1002=7, c1003=1, c1099=9)
    assert not blocked(findings_of(typed))
    assert populations.take_in(extract=typed).figures.get(municipality=merger).population == 9


def test_an_ended_code_is_not_expected_and_not_known_afterwards(merger: Municipality) -> None:
    later = replace(given(c1099=12, c1003=1), day=datetime.date(2027, 12, 31))
    assert not blocked(findings_of(later))
    with_old = replace(later, figures={**later.figures, "1001": 5})
    (finding,) = (one for one in findings_of(with_old) if one.blocks)
    assert (finding.check, finding.codes) == (Check.UNKNOWN_CODES, ["1001"])


# -- In the admin


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


def test_a_merger_is_told_in_one_form(client: Client) -> None:
    former, new = registers.municipality("1001"), begun()
    form = form_on(client.get(address("change", former))).fill({"to_year": "2027"})
    form.add_row("successions", {}).look_up(client, "successions-0-successor", new.code)
    assert form.send(client, press="Spara").status_code == 302
    former.refresh_from_db()
    assert former.to_year == 2027
    assert Succession.objects.get().successor == new
    listed = client.get(address("changelist", Municipality) + "?code_in_use=no")
    assert "1001" in listed.text


def test_a_successor_of_a_code_in_use_is_told(client: Client) -> None:
    former, new = registers.municipality("1001"), begun()
    form = form_on(client.get(address("change", former))).add_row("successions", {})
    form.look_up(client, "successions-0-successor", new.code)
    assert list(errors_on(form.send(client))) == ["successions-0-successor"]
    assert not Succession.objects.exists()


def test_a_code_that_takes_part_is_not_ended(client: Client) -> None:
    member = registers.municipality("1001")
    registers.agreement(member)
    response = submit(client, address("change", member), {"to_year": "2027"}, press="Spara")
    assert list(errors_on(response)) == ["to_year"]
