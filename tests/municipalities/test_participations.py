"""Who takes part when, and that nobody takes part twice in a year."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from municipalities.actions import agreements
from municipalities.models import Participation
from tests.factories import registers
from tests.refusals import refused_by, sentences

pytestmark = pytest.mark.django_db

Years = tuple[int, int | None]
OVERLAPPING: list[tuple[Years, Years]] = [
    ((2019, 2021), (2021, 2023)),
    ((2019, 2021), (2018, 2019)),
    ((2019, 2021), (2020, 2020)),
    ((2019, 2021), (2018, 2022)),
    ((2019, None), (2030, 2031)),
    ((2019, None), (2018, None)),
    ((2019, 2021), (2018, None)),
    ((2019, 2021), (2019, 2021)),
]
APART: list[tuple[Years, Years]] = [
    ((2019, 2021), (2022, None)),
    ((2019, 2021), (2017, 2018)),
    ((2019, None), (2018, 2018)),
]


def two_rows(first: Years, second: Years) -> tuple[Participation, Participation]:
    agreement, municipality = registers.agreement(), registers.municipality()
    there, new = (
        Participation(
            agreement=agreement, municipality=municipality, from_year=years[0], to_year=years[1]
        )
        for years in (first, second)
    )
    there.save()
    return there, new


@pytest.mark.parametrize(("first", "second"), OVERLAPPING)
def test_rows_that_share_a_year_are_refused(first: Years, second: Years) -> None:
    there, new = two_rows(first, second)
    assert list(Participation.objects.overlapping(new)) == [there]
    assert there.overlaps(new)
    assert new.overlaps(there)
    assert list(sentences(new)) == ["from_year"]
    with refused_by("participations_do_not_overlap"):
        Participation.objects.bulk_create([new])


@pytest.mark.parametrize(("first", "second"), OVERLAPPING)
def test_a_row_cannot_be_moved_onto_another_behind_the_forms(first: Years, second: Years) -> None:
    there, new = two_rows(first, second)
    moved = Participation.objects.create(
        agreement=there.agreement,
        municipality=registers.municipality("1001"),
        from_year=new.from_year,
        to_year=new.to_year,
    )
    with refused_by("participations_do_not_overlap"):
        Participation.objects.filter(pk=moved.pk).update(municipality=there.municipality)


@pytest.mark.parametrize(("first", "second"), APART)
def test_rows_of_different_years_go_together(first: Years, second: Years) -> None:
    there, new = two_rows(first, second)
    assert not Participation.objects.overlapping(new).exists()
    assert not there.overlaps(new)
    assert sentences(new) == {}
    new.save()
    new.save()  # and a row does not stand in its own way


def test_the_same_years_in_another_agreement_go_together() -> None:
    there, _ = two_rows((2019, None), (2019, None))
    registers.agreement(there.municipality, name="Another", from_year=2019)


def test_the_sentence_names_the_municipality_and_its_years() -> None:
    there, new = two_rows((2019, None), (2020, None))
    (sentence,) = sentences(new)["from_year"]
    assert there.municipality.name in sentence
    assert "2019–" in sentence


def test_in_year_takes_the_first_and_the_last_year_along() -> None:
    agreement = registers.agreement()
    ended = agreements.join(
        agreement=agreement,
        municipality=registers.municipality("1001"),
        from_year=2019,
        to_year=2020,
    )
    open_ended = agreements.join(
        agreement=agreement, municipality=registers.municipality("1002"), from_year=2020
    )
    found = {
        year: set(Participation.objects.in_year(year)) for year in (2018, 2019, 2020, 2021, 2099)
    }
    assert found == {
        2018: set(),
        2019: {ended},
        2020: {ended, open_ended},
        2021: {open_ended},
        2099: {open_ended},
    }


def test_create_signs_an_agreement_with_its_members() -> None:
    members = [registers.municipality("1001"), registers.municipality("1002")]
    agreement = agreements.create(name="Avtal", members=members, from_year=2019, equal_percent=10)
    assert agreement.equal_percent == 10
    assert {p.municipality for p in agreement.participations.all()} == set(members)


def test_create_makes_nothing_when_a_member_is_named_twice() -> None:
    member = registers.municipality()
    with pytest.raises(ValidationError):
        agreements.create(name="Avtal", members=[member, member], from_year=2019)
    assert not Participation.objects.exists()


def test_join_refuses_a_municipality_that_takes_part_already() -> None:
    member = registers.municipality()
    agreement = agreements.create(name="Avtal", members=[member], from_year=2019)
    with pytest.raises(ValidationError):
        agreements.join(agreement=agreement, municipality=member, from_year=2030)
    with pytest.raises(ValidationError):
        agreements.join(agreement=agreement, municipality=member, from_year=20211)


def test_the_guards_of_the_database_are_there() -> None:
    """A migration that remakes the table on SQLite would drop the triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'x' "
                "AND conname = 'participations_do_not_overlap'"
            )
            assert len(cursor.fetchall()) == 1
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                "AND name LIKE 'participations_do_not_overlap%' ORDER BY name"
            )
            assert [name for (name,) in cursor.fetchall()] == [
                "participations_do_not_overlap_insert",
                "participations_do_not_overlap_update",
            ]
