"""Recording the population of a year."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from municipalities.actions import populations
from municipalities.models import Municipality, PopulationFigure, PopulationSnapshot
from tests.factories import registers

pytestmark = pytest.mark.django_db


def test_a_snapshot_holds_its_figures_and_who_recorded_it(administrator: User) -> None:
    registers.municipality("2380")
    taken = populations.record_snapshot(
        year=2020, figures={"2380": 63985}, source="SCB", note="n", by=administrator
    )
    assert (taken.revision, taken.note, taken.created_by) == (1, "n", administrator)
    assert [(f.municipality.code, f.population) for f in taken.figures.all()] == [("2380", 63985)]


def test_a_correction_is_the_next_revision_beside_the_old_one() -> None:
    registers.municipality("2380")
    first = populations.record_snapshot(year=2020, figures={"2380": 1}, source="SCB")
    second = populations.record_snapshot(year=2020, figures={"2380": 2}, source="SCB")
    assert (first.revision, second.revision) == (1, 2)
    assert PopulationSnapshot.objects.newest_of(2020) == second
    assert PopulationSnapshot.objects.newest_of(2019) is None
    assert first.figures.get().population == 1
    assert str(second) != str(first) == "2020-12-31"


def test_unknown_codes_are_named_and_nothing_is_kept() -> None:
    registers.municipality("2380")
    with pytest.raises(populations.UnknownCodes) as refusal:
        populations.record_snapshot(
            year=2020, figures={"9999": 1, "2380": 1, "0000": 1}, source="SCB"
        )
    assert refusal.value.codes == ["0000", "9999"]
    assert not PopulationSnapshot.objects.exists()


@pytest.mark.parametrize("population", [0, -5, 10**12])
def test_an_impossible_figure_keeps_the_whole_snapshot_out(population: int) -> None:
    registers.municipality("2380")
    with pytest.raises(ValidationError) as refusal:
        populations.record_snapshot(year=2020, figures={"2380": population}, source="SCB")
    assert "population" in refusal.value.message_dict
    assert not PopulationSnapshot.objects.exists()


@pytest.mark.parametrize("year", [1066, 20211])
def test_an_impossible_year_is_refused(year: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        populations.record_snapshot(year=year, figures={}, source="SCB")
    assert "year" in refusal.value.message_dict


def test_a_thousand_queries_are_not_needed_for_many_figures(
    register_of_municipalities: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    figures = dict.fromkeys(Municipality.objects.values_list("code", flat=True), 1000)
    with django_assert_max_num_queries(25):
        populations.record_snapshot(year=2020, figures=figures, source="SCB")
    assert PopulationFigure.objects.count() == 290


def test_completeness_looks_at_the_members_of_the_years_it_is_used_for() -> None:
    early, late = registers.municipality("1001"), registers.municipality("1002")
    agreement = registers.agreement(early, from_year=2019)
    agreement.participations.create(municipality=late, from_year=2021)
    registers.snapshot(2016, {early: 1})
    registers.snapshot(2017, {early: 1})
    registers.snapshot(2018, {late: 1})
    registers.snapshot(2019, {early: 1})
    registers.snapshot(2020, {early: 1, late: 1})
    annotated: Iterable[Any] = PopulationSnapshot.objects.with_completeness()
    found = {row.year: (row.has_participants, row.lacks_a_participant) for row in annotated}
    assert found == {
        2016: (False, False),
        2017: (True, False),
        2018: (True, True),
        2019: (True, True),
        2020: (True, False),
    }
