"""What a source gave: how many lived where on one day, and why it gave nothing."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The population on one day as one source publishes it; nothing is added up or mended.

    Attributes:
        day: the day the figures are of; only those of a 31 December can be recorded.
        figures: municipality code (four digits) to inhabitants.
        before: municipality code to inhabitants a year earlier, by the same source: its column of
            changes, or its figure for that year. Empty where the source does not say.
        counties: county code (two digits, 00 is the country) to inhabitants, where it says.
        source: what the source calls itself, to be kept with the figures; empty where it does not
            say, and then a person has to.
        edition: the day it was published or updated by its own account, ISO; or empty.
        preliminary: whether it calls its figures preliminary.
        digest: SHA-256 of its content, in hexadecimal.
        before_vouches: whether ``before`` is reckoned from the figure and the source's own change,
            so that a wrong figure makes a wrong year before.
        vouched: whether each figure is sure to be what the source says: it sent them over a
            connection that keeps them whole, or has men and women who add up to each.

    """

    day: datetime.date
    figures: Mapping[str, int]
    before: Mapping[str, int] = field(default_factory=dict)
    counties: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    edition: str = ""
    preliminary: bool = False
    digest: str = ""
    before_vouches: bool = False
    vouched: bool = False

    @property
    def year(self) -> int:
        """The year the day is in; the day itself may be another than 31 December."""
        return self.day.year


class Reason(StrEnum):
    """Why a source gave nothing. Beside each stands which values its ``SourceRefused`` carries."""

    # The way to the source.
    UNREACHABLE = "unreachable"  # host
    TIMED_OUT = "timed out"  # host, seconds
    NOT_UNDERSTOOD = "not understood"  # table, told: 400, what the server said of it
    TOO_MUCH_ASKED = "too much asked"  # table: 403
    WITHDRAWN = "withdrawn"  # table: 404 or 410, or marked as discontinued
    TOO_OFTEN = "too often"  # host: 429
    CLOSED = "closed"  # host: 503
    SERVER_ERROR = "server error"  # host, status: any other answer that is none
    REDIRECTED = "redirected"  # host
    ANSWER_TOO_LARGE = "answer too large"  # table, limit in bytes
    OTHER_SHAPE = "other shape"  # table: the answer is not what was asked for
    NO_TABLE_FOR_YEAR = "no table for year"  # year

    # What it holds.
    NOT_READ = "not read"  # why: an uploads.Refusal
    NOT_RECOGNISED = "not recognised"
    NO_FIGURES = "no figures"
    NO_YEAR = "no year"  # the file does not say, and nobody else did
    SEVERAL_YEARS = "several years"  # years: choose one
    OTHER_YEAR = "other year"  # year asked for, years in the file
    MISSING_REGIONS = "missing regions"  # codes, year
    ONLY_A_PART = "only a part"  # what: men, women, an age; not the whole population
    SEVERAL_TOTALS = "several totals"  # names of the sheets, columns or categories
    SEXES_DISAGREE = "sexes disagree"  # code, found: men and women together, expected: the total
    OTHER_CONTENT = "other content"  # what: the statistics it holds instead
    BAD_CODE = "bad code"  # where, text
    BAD_FIGURE = "bad figure"  # where, text
    FORMULA = "formula"  # where
    MERGED = "merged"  # where
    TWICE = "twice"  # code
    LAYOUT = "layout"  # where: it resembles a known source, and differs here


class SourceRefused(Exception):
    """Nothing is taken from the source; a person is told why in a sentence."""

    def __init__(self, reason: Reason, **values: Any) -> None:
        super().__init__(f"{reason}: {values}" if values else str(reason))
        self.reason = reason
        self.values = values


def digest_of(content: bytes) -> str:
    """The SHA-256 by which the same content is known again."""
    return hashlib.sha256(content).hexdigest()
