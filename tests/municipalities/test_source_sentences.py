"""Every reason and every finding has a sentence, in both languages, with what belongs to it."""

import datetime
from typing import Any

import pytest
from django.utils.translation import override

from municipalities.sources.checks import Check, Finding, Recorded
from municipalities.sources.extract import Reason, SourceRefused
from municipalities.wording import sources as wording
from uploads.refusals import Refusal

VALUES: dict[str, Any] = {
    "host": "api.scb.se",
    "seconds": 6,
    "table": "TAB638",
    "told": "Non-existent value",
    "status": 502,
    "limit": 5,
    "year": 2019,
    "years": [2017, 2018],
    "codes": ["2303", "2305"],
    "what": "män",
    "names": ["Totalt", "Totalt (2)"],
    "where": "Totalt!B12",
    "text": "x",
    "code": "2303",
    "found": 5,
    "expected": 6,
}
NAMES = {"2303": "Ragunda", "2380": "Östersund"}


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason != Reason.NOT_READ])
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    said = set()
    for language in ("sv", "en"):
        with override(language):
            sentence = wording.refusal(SourceRefused(reason, **VALUES))
        assert sentence.endswith((".", "”"))
        said.add(sentence)
    assert len(said) == 2


@pytest.mark.parametrize("why", Refusal)
def test_every_file_that_is_not_read_has_a_sentence(why: Refusal) -> None:
    for language in ("sv", "en"):
        with override(language):
            assert wording.refusal(SourceRefused(Reason.NOT_READ, why=str(why))).endswith(".")


@pytest.mark.parametrize("check", Check)
def test_every_finding_has_a_sentence(check: Check) -> None:
    found = Finding(
        check=check,
        blocks=True,
        code="2380",
        codes=["2303", "2380"],
        found=63985,
        expected=63779,
        day=datetime.date(2019, 9, 30),
        recorded=Recorded(year=2019, revision=2),
    )
    said = set()
    for language in ("sv", "en"):
        with override(language):
            said.add(wording.finding(found, NAMES))
    assert len(said) == 2


def test_a_sentence_names_municipalities_and_writes_figures_as_the_site_does() -> None:
    found = Finding(
        check=Check.IMPLAUSIBLE_CHANGE, blocks=False, code="2380", found=63985, expected=63779
    )
    with override("en"):
        assert wording.finding(found, NAMES) == (
            "Östersund (2380) goes from 63\u00a0779 to 63\u00a0985 inhabitants in a year (+0,3 %). "
            "Make sure that this is right."
        )


def test_many_municipalities_are_named_in_part() -> None:
    codes = [str(code) for code in range(1000, 1020)]
    with override("en"):
        assert wording.places(codes, {}).endswith("1007 and 12 more")


def test_a_file_of_no_day_says_so() -> None:
    with override("en"):
        refused = SourceRefused(Reason.OTHER_YEAR, year=2019, years=[])
        assert wording.refusal(refused) == "It holds no figures of 31 December 2019."


def test_a_strangers_text_is_made_plain() -> None:
    refused = SourceRefused(Reason.BAD_CODE, where="B1", text="2\x003\ud80003")
    assert wording.refusal(refused).encode()
    assert "\x00" not in wording.refusal(refused)
