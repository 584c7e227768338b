"""Whether figures are believed: each check by itself, and that the truth passes them all."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

import pytest

from municipalities.sources.checks import (
    MOST_CHANGE_PERCENT,
    Check,
    Finding,
    Known,
    Recorded,
    blocked,
    check,
)
from municipalities.sources.extract import Extract
from tests.scb import JAMTLAND, truth

FIGURES = {"2303": 5284, "2380": 63779}
BEFORE = {"2303": 5343, "2380": 63227}
KNOWN = Known(
    register=FIGURES.keys(),
    participants=FIGURES.keys(),
    before=Recorded(year=2018, revision=1, figures=BEFORE),
)


def extract(figures: Mapping[str, int] = FIGURES, **changed: object) -> Extract:
    whole = Extract(day=datetime.date(2019, 12, 31), figures=figures, vouched=True)
    return replace(whole, **changed)  # type: ignore[arg-type]


def recorded(revision: int = 1, **changed: object) -> Recorded:
    return replace(Recorded(year=2019, revision=revision), **changed)  # type: ignore[arg-type]


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_what_is_right_is_not_remarked_on() -> None:
    assert check(extract(), KNOWN) == []


@pytest.mark.parametrize("year", [2016, 2017, 2018, 2019, 2020, 2023, 2024, 2025])
def test_no_true_figure_is_remarked_on(year: int) -> None:
    figures = truth()[year]
    before = Recorded(year=year - 1, revision=1, figures=truth().get(year - 1, {}))
    known = Known(register=figures.keys(), participants=JAMTLAND, before=before)
    of_year = extract(figures, day=datetime.date(year, 12, 31), counties=counties(year))
    assert check(of_year, known) == []


def counties(year: int) -> dict[str, int]:
    found: dict[str, int] = {"00": sum(truth()[year].values())}
    for code, number in truth()[year].items():
        found[code[:2]] = found.get(code[:2], 0) + number
    return found


def test_a_day_that_is_no_31_december_blocks() -> None:
    found = only(check(extract(day=datetime.date(2019, 9, 30)), KNOWN))
    assert (found.check, found.blocks) == (Check.NOT_31_DECEMBER, True)
    assert found.day == datetime.date(2019, 9, 30)


def test_a_participant_without_a_figure_blocks() -> None:
    found = only(check(extract({"2303": 5284}), KNOWN))
    assert (found.check, found.blocks, found.codes) == (Check.MISSING_PARTICIPANTS, True, ["2380"])


def test_a_code_that_nobody_has_blocks() -> None:
    found = only(check(extract(FIGURES | {"9999": 5}), KNOWN))
    assert (found.check, found.blocks, found.codes) == (Check.UNKNOWN_CODES, True, ["9999"])


def test_nobody_blocks() -> None:
    found = check(extract(FIGURES | {"2303": 0}), KNOWN)
    assert [(one.check, one.blocks) for one in found] == [
        (Check.NO_INHABITANTS, True),
        (Check.IMPLAUSIBLE_CHANGE, False),
    ]
    assert blocked(found)


@pytest.mark.parametrize("county", ["23", "00"])
def test_a_sum_that_is_missed_blocks_until_2024(county: str) -> None:
    of_2024 = extract(day=datetime.date(2024, 12, 31), counties={county: 69064})
    found = only(check(of_2024, KNOWN))
    assert (found.check, found.blocks, found.code) == (Check.COUNTY_SUM, True, county)
    assert (found.found, found.expected) == (69063, 69064)
    assert check(replace(of_2024, counties={county: 69063}), KNOWN) == []
    assert check(replace(of_2024, day=datetime.date(2025, 12, 31)), KNOWN) == []


def test_the_sum_of_a_county_that_is_not_whole_says_nothing() -> None:
    known = replace(KNOWN, register=[*FIGURES, "2305"])
    assert check(extract(counties={"23": 130810, "22": 5}), known) == []


@pytest.mark.parametrize(("number", "is_found"), [(5610, False), (5611, True), (5075, True)])
def test_a_change_beyond_the_limit_warns(number: int, is_found: bool) -> None:
    found = check(extract(FIGURES | {"2303": number}), KNOWN)
    assert [(one.check, one.blocks, one.code) for one in found] == (
        [(Check.IMPLAUSIBLE_CHANGE, False, "2303")] if is_found else []
    )


def test_the_limit_is_a_setting() -> None:
    known = replace(KNOWN, most_change_percent=1)
    found = only(check(extract(), known))
    assert (found.code, found.found, found.expected) == ("2303", 5284, 5343)
    assert MOST_CHANGE_PERCENT == 5


def test_a_change_is_seen_by_the_sources_own_year_before_too() -> None:
    known = replace(KNOWN, before=None)
    found = only(check(extract(before={"2303": 8000}), known))
    assert (found.check, found.expected) == (Check.IMPLAUSIBLE_CHANGE, 8000)


def test_a_year_before_that_is_not_ours_warns() -> None:
    found = only(check(extract(before=BEFORE | {"2380": 63228}), KNOWN))
    assert (found.check, found.blocks) == (Check.BEFORE_DISAGREES, False)
    assert (found.code, found.found, found.expected) == ("2380", 63228, 63227)


def test_preliminary_figures_warn() -> None:
    found = only(check(extract(preliminary=True), KNOWN))
    assert (found.check, found.blocks) == (Check.PRELIMINARY, False)


def test_the_same_content_blocks_while_it_is_the_newest() -> None:
    first = recorded(digest="a", figures=FIGURES)
    found = only(check(extract(digest="a"), replace(KNOWN, recorded=[first])))
    assert (found.check, found.blocks, found.recorded) == (Check.SAME_CONTENT, True, first)
    second = recorded(2, figures=BEFORE)
    found = only(check(extract(digest="a"), replace(KNOWN, recorded=[first, second])))
    assert (found.check, found.blocks, found.recorded) == (Check.SAME_CONTENT, False, first)


def test_what_was_typed_has_no_content_to_be_the_same() -> None:
    assert check(extract(), replace(KNOWN, recorded=[recorded(figures=BEFORE)])) == []


def test_the_same_figures_from_elsewhere_warn() -> None:
    first = recorded(digest="a", figures=FIGURES | {"0180": 5})
    found = only(check(extract(digest="b"), replace(KNOWN, recorded=[first])))
    assert (found.check, found.blocks, found.recorded) == (Check.SAME_FIGURES, False, first)


def test_an_edition_older_than_one_that_is_there_warns() -> None:
    newer = recorded(edition="2021-02-08", figures=BEFORE)
    known = replace(KNOWN, recorded=[newer])
    found = only(check(extract(edition="2020-02-20"), known))
    assert (found.check, found.blocks, found.recorded) == (Check.OLDER_EDITION, False, newer)
    for edition in ("2021-02-08", "2021-03-01", ""):
        assert check(extract(edition=edition), known) == []


def test_what_nothing_vouches_for_warns() -> None:
    alone = extract(vouched=False)
    found = only(check(alone, KNOWN))
    assert (found.check, found.blocks) == (Check.UNCONTROLLED, False)
    assert found.codes == ["2303", "2380"]
    # A year before vouches only where it is reckoned from the figure, and comes to ours.
    assert only(check(replace(alone, before=BEFORE), KNOWN)).check == Check.UNCONTROLLED
    reckoned = replace(alone, before=BEFORE, before_vouches=True)
    assert check(reckoned, KNOWN) == []
    assert only(check(reckoned, replace(KNOWN, before=None))).check == Check.UNCONTROLLED


def test_what_blocks_comes_first() -> None:
    found = check(extract(FIGURES | {"9999": 5}, preliminary=True, vouched=False), KNOWN)
    assert [one.blocks for one in found] == [True, False, False]
    assert not blocked(found[1:])
