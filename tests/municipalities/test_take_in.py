"""Taking in what a source gave: all of it or nothing, with its edition and a trace."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Change, User
from municipalities.actions import agreements, populations
from municipalities.actions.populations import CannotBeRecorded
from municipalities.models import Municipality, Participation, PopulationSnapshot
from municipalities.models.checking import findings_of, known_of
from municipalities.models.fetching import codes_to_ask_for, fetch
from municipalities.sources.checks import Check
from municipalities.sources.extract import Extract, SourceRefused
from municipalities.sources.files import parsed
from tests.population_files import csv_file, json_stat
from tests.scb import JAMTLAND, truth
from tests.threads import at_once, database_for_threads, in_a_thread

pytestmark = pytest.mark.django_db


def an_extract(year: int = 2019) -> Extract:
    return Extract(
        day=datetime.date(year, 12, 31),
        figures={code: truth()[year][code] for code in JAMTLAND},
        source="SCB: Folkmängden (TAB638, API v2)",
        edition="2025-02-21",
        preliminary=True,
        digest="a" * 64,
        vouched=True,
    )


def test_all_is_kept_with_edition_digest_and_who(
    register_of_municipalities: None, administrator: User
) -> None:
    taken = populations.take_in(extract=an_extract(), reason="första", by=administrator)
    kept = PopulationSnapshot.objects.get()
    assert kept == taken
    assert (kept.year, kept.revision, kept.created_by) == (2019, 1, administrator)
    assert (kept.source, kept.reason) == ("SCB: Folkmängden (TAB638, API v2)", "första")
    assert kept.edition == datetime.date(2025, 2, 21)
    assert (kept.preliminary, kept.digest) == (True, "a" * 64)
    figures = {row.municipality.code: row.population for row in kept.figures.all()}
    assert figures == an_extract().figures


@pytest.mark.parametrize("letter", [r"\u0000", r"\ud800", r"\u202e", r"\n"])
def test_a_name_that_no_database_holds_is_made_plain(
    register_of_municipalities: None, letter: str
) -> None:
    content = json_stat().replace(b'"label": "Folkm', b'"label": "' + letter.encode() + b"Folkm", 1)
    taken = populations.take_in(extract=parsed(content, year=2019))
    taken.refresh_from_db()
    assert taken.source == ("SCB: Folkmängden efter region, tabellinnehåll och år (TAB638)")


def test_it_is_told_in_the_trace(register_of_municipalities: None, administrator: User) -> None:
    taken = populations.take_in(extract=an_extract(), by=administrator)
    told = Change.objects.filter(subject="municipalities.populationsnapshot", subject_id=taken.pk)
    assert {"edition": "2025-02-21", "digest": "a" * 64}.items() <= {
        change.field: change.after for change in told
    }.items()
    assert {change.by for change in told} == {administrator}


def test_a_file_that_does_not_say_what_it_is_is_kept_with_what_a_person_says(
    register_of_municipalities: None,
) -> None:
    extract = parsed(csv_file(), year=2019)
    assert populations.take_in(extract=extract, source="SCB, uttag").source == "SCB, uttag"


@pytest.fixture
def eight_take_part(register_of_municipalities: None) -> None:
    members = Municipality.objects.filter(code__in=JAMTLAND)
    agreements.create(name="Upphandling", members=members, from_year=2010)


def test_what_blocks_is_not_kept(eight_take_part: None) -> None:
    before = PopulationSnapshot.objects.count()
    changes = Change.objects.count()
    figures = {"2303": 5284, "9999": 5}
    with pytest.raises(CannotBeRecorded) as caught:
        populations.take_in(extract=replace(an_extract(2016), figures=figures))
    found = {finding.check for finding in caught.value.findings if finding.blocks}
    assert found == {Check.UNKNOWN_CODES, Check.MISSING_PARTICIPANTS}
    assert (PopulationSnapshot.objects.count(), Change.objects.count()) == (before, changes)


def test_the_same_answer_is_not_kept_twice(register_of_municipalities: None) -> None:
    populations.take_in(extract=an_extract())
    with pytest.raises(CannotBeRecorded):
        populations.take_in(extract=an_extract())
    assert PopulationSnapshot.objects.count() == 1


def test_what_is_known_is_the_newest_year_before_and_all_of_the_day(eight_take_part: None) -> None:
    populations.record_snapshot(year=2018, figures={"2380": 4}, source="SCB")
    populations.record_snapshot(year=2018, figures={"2380": 5}, source="SCB", reason="fel")
    populations.take_in(extract=an_extract())
    known = known_of(2019)
    assert known.participants == set(JAMTLAND)
    assert len(known.register) == 290
    assert known.before is not None
    assert (known.before.revision, known.before.figures) == (2, {"2380": 5})
    assert [one.revision for one in known.recorded] == [1]
    assert known_of(1990).before is None


def test_the_setting_is_the_limit(register_of_municipalities: None, settings: Any) -> None:
    populations.record_snapshot(year=2018, figures=truth()[2018], source="SCB")
    extract = replace(an_extract(), preliminary=False)
    assert findings_of(extract) == []
    settings.POPULATION_MOST_CHANGE_PERCENT = 1
    assert {found.check for found in findings_of(extract)} == {Check.IMPLAUSIBLE_CHANGE}


def test_whole_counties_are_asked_for_and_without_participants_the_country(
    register_of_municipalities: None,
) -> None:
    assert len(codes_to_ask_for(2019)) == 290


def test_of_eight_in_jamtland_the_county_is_asked_for(eight_take_part: None) -> None:
    assert codes_to_ask_for(2019) == set(JAMTLAND)


def test_only_codes_in_use_at_the_time_are_asked_for(eight_take_part: None) -> None:
    Participation.objects.filter(municipality__code="2303").delete()
    Municipality.objects.filter(code="2303").update(to_year=2019)
    # Populations are published by the division of the day after.
    assert "2303" in codes_to_ask_for(2018)
    assert codes_to_ask_for(2019) == set(JAMTLAND) - {"2303"}


def test_without_a_stand_in_nobody_is_asked(register_of_municipalities: None) -> None:
    with pytest.raises(SourceRefused) as caught:
        fetch(2019)
    assert caught.value.values == {"host": "127.0.0.1:9"}


def test_checking_costs_the_same_for_more_figures(register_of_municipalities: None) -> None:
    def queries(figures: dict[str, int]) -> int:
        populations.record_snapshot(year=2018, figures=figures, source="SCB")
        with CaptureQueriesContext(connection) as captured:
            findings_of(replace(an_extract(), figures=figures))
        return len(captured)

    assert queries({"2380": 5}) == queries(truth()[2018])


# -- Two at once


@pytest.fixture
def for_threads(register_of_municipalities: None, tmp_path: Path) -> Iterator[None]:
    with database_for_threads(tmp_path):
        yield


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_in_the_same_at_once_one_does(for_threads: None) -> None:
    answers = at_once(*[lambda: populations.take_in(extract=an_extract())] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == [
        "CannotBeRecorded",
        "PopulationSnapshot",
    ]
    assert in_a_thread(PopulationSnapshot.objects.count) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_record_the_same_day_at_once_get_a_revision_each(for_threads: None) -> None:
    def act() -> PopulationSnapshot:
        return populations.record_snapshot(year=2020, figures={"2380": 5}, source="SCB")

    acts: list[Callable[[], PopulationSnapshot]] = [act, act, act]
    assert sorted(answer.revision for answer in at_once(*acts)) == [1, 2, 3]
    assert Municipality.objects.count() == 290
