"""Asking Statistics Sweden: what is asked, what is read, and every way it goes wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from municipalities.sources import scb_api
from municipalities.sources.extract import Extract, Reason, SourceRefused
from municipalities.sources.scb_tables import TABLES, Api, address_of, tables_of
from municipalities.wording import sources as wording
from tests.scb import JAMTLAND, StandIn, stand_in, true_figure, truth


@pytest.fixture
def scb() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


def fetched(scb: StandIn, year: int = 2019, **changed: Any) -> Extract:
    return scb_api.fetch(year=year, codes=JAMTLAND, api=scb.api(**changed))


def refused(scb: StandIn, year: int = 2019, **changed: Any) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        fetched(scb, year, **changed)
    assert wording.refusal(caught.value)
    return caught.value


def of(year: int) -> dict[str, int]:
    return {code: truth()[year][code] for code in JAMTLAND}


# -- What is asked and read


def test_the_recorded_answer_of_v2_is_read_right(scb: StandIn) -> None:
    extract = fetched(scb)
    assert extract.figures == of(2019)
    assert extract.before == of(2018)
    assert extract.counties == {"23": 130810}
    assert (extract.year, extract.edition, extract.preliminary) == (2019, "2025-02-21", False)
    assert extract.source.startswith("SCB: Folkmängden efter region")
    assert extract.source.endswith("(TAB638, API v2)")
    assert extract.vouched
    assert len(extract.digest) == 64


def test_the_recorded_answer_of_v1_is_read_right(scb: StandIn) -> None:
    extract = fetched(scb, v2="")
    assert extract.figures == of(2019)
    assert extract.before == of(2018)
    assert extract.counties == {"23": 130810}
    assert extract.source.endswith("(BefolkningNy, API v1)")
    assert [question.version for question in scb.questions] == ["v1"]


def test_age_sex_and_civil_status_are_left_to_be_summed_where_nothing_else_is_said(
    scb: StandIn,
) -> None:
    fetched(scb)
    (question,) = scb.questions
    assert question.table == "TAB638"
    assert question.asked == {
        "Region": ["23", *JAMTLAND],
        "ContentsCode": ["BE0101N1"],
        "Tid": ["2018", "2019"],
    }


def test_from_2025_on_another_table_is_asked_for_december_and_for_totals(scb: StandIn) -> None:
    extract = fetched(scb, 2025)
    (question,) = scb.questions
    assert question.table == "TAB6471"
    assert question.asked == {
        "Region": ["23", *JAMTLAND],
        "Alder": ["TotSA"],
        "Kon": ["TotSa"],
        "ContentsCode": ["000007SF"],
        "Tid": ["2025M12"],
    }
    assert extract.figures == of(2025)
    assert extract.before == {}
    assert extract.day.isoformat() == "2025-12-31"


def test_another_table_is_a_setting(scb: StandIn) -> None:
    tables = tables_of(
        [{"from": 2025, "v2": "TAB5557", "contents": "X1", "totals": {"Alder": "T"}}]
    )
    assert fetched(scb, 2025, tables=tables).figures == of(2025)
    assert scb.questions[0].table == "TAB5557"
    assert scb.questions[0].asked["Alder"] == ["T"]


def test_all_290_are_asked_for_at_once(scb: StandIn) -> None:
    extract = scb_api.fetch(year=2024, codes=truth()[2024], api=scb.api())
    assert extract.figures == truth()[2024]
    assert extract.before == truth()[2023]
    assert len(extract.counties) == 21
    assert len(scb.questions) == 1


def test_the_first_year_of_a_table_has_no_year_before(scb: StandIn) -> None:
    tables = tables_of([{"from": 2019, "v2": "TAB638", "contents": "BE0101N1"}])
    fetched(scb, tables=tables)
    assert scb.questions[0].asked["Tid"] == ["2019"]


def test_an_answer_with_more_than_was_asked_for_gives_what_was(scb: StandIn) -> None:
    extract = scb_api.fetch(year=2019, codes=JAMTLAND[:7], api=scb.api())
    assert set(extract.figures) == set(JAMTLAND[:7])
    scb.misbehave("replay constructed_v2_TAB638_jamtland_2017-2019.json")
    extract = scb_api.fetch(year=2019, codes=JAMTLAND[:7], api=scb.api())
    assert set(extract.figures) == set(JAMTLAND[:7])


# -- When it does not answer


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("always 400", Reason.NOT_UNDERSTOOD),
        ("always 403", Reason.TOO_MUCH_ASKED),
        ("always 404", Reason.WITHDRAWN),
        ("always 410", Reason.WITHDRAWN),
        ("always 429", Reason.TOO_OFTEN),
        ("always 500", Reason.SERVER_ERROR),
        ("always 418", Reason.SERVER_ERROR),
        ("always 503", Reason.CLOSED),
        ("always redirect", Reason.REDIRECTED),
        ("always hang", Reason.TIMED_OUT),
        ("always drip", Reason.TIMED_OUT),
        ("always reset", Reason.UNREACHABLE),
        ("always huge", Reason.ANSWER_TOO_LARGE),
        ("always cut", Reason.OTHER_SHAPE),
        ("always says", Reason.OTHER_SHAPE),
        ("always says <html>Underhåll</html>", Reason.OTHER_SHAPE),
        ("always says []", Reason.OTHER_SHAPE),
        ("always says null", Reason.OTHER_SHAPE),
        ('always says {"class": "dataset"}', Reason.OTHER_SHAPE),
        ("always without Region 2309", Reason.MISSING_REGIONS),
        ("always without Region 23", Reason.MISSING_REGIONS),
        ("always null 2309", Reason.MISSING_REGIONS),
        ("always replay v2_recorded_TAB6471_data.json", Reason.OTHER_SHAPE),
        ("always replay v2_recorded_TAB6471_metadata.json", Reason.OTHER_SHAPE),
        ("always replay v2_recorded_config.json", Reason.OTHER_SHAPE),
        ("always replay v1_recorded_jsonstat2_000001J4_sv.json", Reason.OTHER_SHAPE),
        ("always replay v1_BefolkningNy_pxjson_recorded_en.json", Reason.OTHER_SHAPE),
    ],
)
@pytest.mark.parametrize("version", ["v2", "v1"])
def test_every_failure_has_its_reason(scb: StandIn, way: str, reason: Reason, version: str) -> None:
    if way == "always null 2309" and version == "v1":
        way = "always without Region 2309"
    scb.misbehave(way, version=version)
    year = 2016  # of which no answer is recorded
    other = "v1" if version == "v2" else "v2"
    patience = {"timeout": 0.1, "patience": 0.2} if reason == Reason.TIMED_OUT else {}
    assert refused(scb, year, **{other: ""} | patience).reason == reason


def test_a_year_that_the_answer_lacks_is_named(scb: StandIn) -> None:
    scb.misbehave("always without Tid 2016")
    found = refused(scb, 2016, v1="")
    assert found.reason == Reason.OTHER_YEAR
    assert found.values == {"year": 2016, "years": [2015]}


def test_what_the_server_says_of_an_error_is_told(scb: StandIn) -> None:
    scb.misbehave("400")
    assert "Non-existent value" in wording.refusal(refused(scb, v1=""))


def test_a_server_that_is_not_there_is_unreachable(scb: StandIn) -> None:
    with pytest.raises(SourceRefused) as caught:
        fetched(scb, v2="http://127.0.0.1:9/api/v2", v1="")
    assert caught.value.reason == Reason.UNREACHABLE


def test_a_year_without_a_table_asks_nobody(scb: StandIn) -> None:
    assert refused(scb, 1950).reason == Reason.NO_TABLE_FOR_YEAR
    assert refused(scb, v2="", v1="").reason == Reason.NO_TABLE_FOR_YEAR
    assert scb.questions == []


def test_a_redirect_is_not_followed(scb: StandIn) -> None:
    scb.misbehave("redirect")
    refused(scb, v1="")
    assert len(scb.questions) == 1


# -- Patience


@pytest.mark.parametrize("way", ["503", "429", "429 after 0", "500", "reset"])
def test_what_passes_is_tried_again(scb: StandIn, way: str) -> None:
    scb.misbehave(way, way)
    assert fetched(scb, v1="").figures == of(2019)
    assert len(scb.questions) == 3


def test_what_does_not_pass_is_not_tried_again(scb: StandIn) -> None:
    scb.misbehave("403")
    refused(scb, v1="")
    assert len(scb.questions) == 1


def test_patience_ends(scb: StandIn) -> None:
    scb.misbehave("always 503")
    refused(scb, v1="", attempts=4)
    assert len(scb.questions) == 4


def test_the_wait_that_the_server_asks_for_is_kept(
    scb: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("municipalities.sources.web.time.sleep", waits.append)
    scb.misbehave("429 after 7", "503")
    assert fetched(scb, v1="").figures == of(2019)
    assert waits == [7, 0.02]


def test_a_wait_beyond_all_patience_is_not_waited(scb: StandIn) -> None:
    scb.misbehave("429 after 3600")
    assert refused(scb, v1="").reason == Reason.TOO_OFTEN
    assert len(scb.questions) == 1


def test_calls_keep_their_distance(scb: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("municipalities.sources.web.time.sleep", waits.append)
    scb.misbehave("404")
    fetched(scb, 2016, between=3600)
    assert [question.version for question in scb.questions] == ["v2", "v1"]
    assert len(waits) == 1
    assert 1800 < waits[0] <= 3600


# -- The other version


@pytest.mark.parametrize("way", ["404", "400", "always 503", "always reset", "says {}", "redirect"])
def test_v1_answers_where_v2_does_not(scb: StandIn, way: str) -> None:
    scb.misbehave(way)
    assert fetched(scb).figures == of(2019)
    assert scb.questions[-1].version == "v1"


def test_where_neither_answers_the_first_reason_is_told(scb: StandIn) -> None:
    scb.misbehave("always 503")
    scb.misbehave("always 404", version="v1")
    assert refused(scb).reason == Reason.CLOSED


def test_after_too_many_calls_there_are_not_more(scb: StandIn) -> None:
    scb.misbehave("always 429")
    refused(scb)
    assert {question.version for question in scb.questions} == {"v2"}


# -- The settings

YEARS = (1967, 1968, 2024, 2025, 2031)


def test_the_tables_are_those_of_scb() -> None:
    api = Api(v2="", v1="", tables=tables_of(TABLES))
    found = {year: api.table_for(year) for year in YEARS}
    named = {year: table.v2 if table else None for year, table in found.items()}
    assert named == dict(zip(YEARS, [None, "TAB638", "TAB638", "TAB6471", "TAB6471"], strict=True))


@pytest.mark.parametrize(
    "rows",
    [
        ["TAB638"],
        [{"v2": "TAB638"}],
        [{"from": "2025", "v2": "T", "contents": "X"}],
        [{"from": 2025, "contents": "X"}],
        [{"from": 2025, "v2": "T", "contents": "X", "more": 1}],
    ],
)
def test_a_table_that_cannot_be_asked_is_refused(rows: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        tables_of(rows)


@pytest.mark.parametrize(
    "address", ["http://api.scb.se", "ftp://127.0.0.1:1", "api.scb.se", "https://"]
)
def test_an_address_that_is_not_encrypted_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        address_of(address)


def test_an_address_may_be_of_this_machine() -> None:
    assert address_of("http://127.0.0.1:8001/api/") == "http://127.0.0.1:8001/api"
    assert address_of("https://api.scb.se/") == "https://api.scb.se"


def test_the_stand_in_knows_a_county(scb: StandIn) -> None:
    assert true_figure("23", 2019) == 130810
