"""The command that asks Statistics Sweden, against a stand-in on this machine."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from accounts.models import Change
from municipalities.actions import agreements, populations
from municipalities.models import Municipality, PopulationSnapshot
from tests.scb import JAMTLAND, StandIn, stand_in, truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def scb(register_of_municipalities: None, settings: Any) -> Iterator[StandIn]:
    """The stand-in; eight municipalities take part."""
    members = Municipality.objects.filter(code__in=JAMTLAND)
    agreements.create(name="Upphandling", members=members, from_year=2010)
    with stand_in() as server:
        settings.SCB = server.api()
        with override("en"):
            yield server


def fetch(*options: str, date: str = "2016-12-31") -> str:
    output = StringIO()
    call_command("fetch_population", "--date", date, *options, stdout=output)
    return output.getvalue()


def of(year: int) -> PopulationSnapshot:
    found = PopulationSnapshot.objects.newest_of(year)
    assert found is not None
    return found


def test_it_fetches_checks_and_records(scb: StandIn) -> None:
    told = fetch()
    assert "(TAB638, API v2)" in told
    assert "2016-12-31" in told
    assert "Krokom (2309): 14\u00a0843 (+58 in a year)" in told
    snapshot = of(2016)
    assert snapshot.source.startswith("SCB: Folkmängden")
    assert str(snapshot.edition) == "2025-02-21"
    assert {row.municipality.code: row.population for row in snapshot.figures.all()} == {
        code: truth()[2016][code] for code in JAMTLAND
    }
    assert Change.objects.filter(by_name="system", subject_id=snapshot.pk).exists()


def test_a_dry_run_tells_all_and_records_nothing(scb: StandIn) -> None:
    changes = Change.objects.count()
    assert "(TAB638, API v2)" in fetch("--dry-run")
    assert PopulationSnapshot.objects.newest_of(2016) is None
    assert Change.objects.count() == changes


def test_again_there_is_nothing_to_do(scb: StandIn) -> None:
    fetch()
    fetch()
    assert of(2016).revision == 1


def test_going_back_behind_a_correction_wants_to_be_confirmed(scb: StandIn) -> None:
    fetch()
    figures = {code: truth()[2016][code] + 1 for code in JAMTLAND}
    populations.record_snapshot(year=2016, figures=figures, source="för hand")
    with pytest.raises(CommandError, match="--accept-warnings"):
        fetch()
    fetch("--accept-warnings", "--reason", "det var rätt")
    assert of(2016).revision == 3


def test_figures_that_are_there_from_elsewhere_are_left_alone(scb: StandIn) -> None:
    first = populations.record_snapshot(year=2016, figures=truth()[2016], source="för hand")
    assert "Nothing to record" in fetch()
    assert of(2016) == first


def test_a_correction_wants_a_reason_and_is_the_next_revision(scb: StandIn) -> None:
    figures = {code: truth()[2016][code] + 1 for code in JAMTLAND}
    populations.record_snapshot(year=2016, figures=figures, source="för hand")
    with pytest.raises(CommandError, match="--reason"):
        fetch()
    fetch("--reason", "skrivfel")
    assert (of(2016).revision, of(2016).reason) == (2, "skrivfel")


def test_warnings_are_to_be_accepted(scb: StandIn) -> None:
    figures = {code: truth()[2015][code] * 2 for code in JAMTLAND}
    populations.record_snapshot(year=2015, figures=figures, source="för hand")
    with pytest.raises(CommandError, match="--accept-warnings"):
        fetch()
    assert PopulationSnapshot.objects.newest_of(2016) is None
    assert "Krokom (2309)" in fetch("--accept-warnings")
    assert of(2016).revision == 1


def test_what_blocks_is_refused_in_spite_of_that(scb: StandIn, settings: Any) -> None:
    scb.misbehave("says " + '{"class": "dataset"}')
    settings.SCB = scb.api(v1="")
    with pytest.raises(CommandError, match="TAB638"):
        fetch("--accept-warnings")
    assert PopulationSnapshot.objects.newest_of(2016) is None


@pytest.mark.parametrize(
    ("way", "sentence"),
    [("400", "Non-existent value"), ("403", "TAB638"), ("always 503", "127.0.0.1")],
)
def test_a_failure_is_told_in_a_sentence(
    scb: StandIn, settings: Any, way: str, sentence: str
) -> None:
    settings.SCB = scb.api(v1="")
    scb.misbehave(way)
    with pytest.raises(CommandError, match=sentence) as caught:
        fetch()
    assert caught.value.returncode == 1


@pytest.mark.parametrize("date", ["2019-12-30", "2019", "igår", "2019-02-30"])
def test_a_day_that_cannot_be_asks_nobody(scb: StandIn, date: str) -> None:
    with pytest.raises(CommandError):
        fetch(date=date)
    assert scb.questions == []


def test_a_year_without_a_table_is_told(scb: StandIn) -> None:
    with pytest.raises(CommandError, match="SCB_TABLES"):
        fetch(date="1960-12-31")
