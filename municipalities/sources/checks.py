"""Whether the figures of a source can be believed.

Pure functions over plain values. A finding says which check it is of, about what, and whether it
blocks: what blocks cannot be recorded, what warns is for a person to look at and confirm.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from municipalities.sources.extract import Extract

FIRST_NOISY_YEAR = 2025
"""From this year on Statistics Sweden adds controlled noise to each figure by itself, so that a
county need not equal the sum of its municipalities."""

MOST_CHANGE_PERCENT = 5
"""How much a municipality plausibly grows or shrinks in a year, unless the settings say else."""


class Check(StrEnum):
    """What a finding is about. Beside each stands what its ``Finding`` carries."""

    NOT_31_DECEMBER = "not 31 december"  # day
    UNKNOWN_CODES = "unknown codes"  # codes that the register lacks
    MISSING_PARTICIPANTS = "missing participants"  # codes
    NO_INHABITANTS = "no inhabitants"  # code, found
    COUNTY_SUM = "county sum"  # code of the county, found: sum of its municipalities, expected
    IMPLAUSIBLE_CHANGE = "implausible change"  # code, found, expected: the year before
    BEFORE_DISAGREES = "before disagrees"  # code, found: the source's year before, expected: ours
    PRELIMINARY = "preliminary"
    SAME_CONTENT = "same content"  # recorded: the snapshot that was made of it
    SAME_FIGURES = "same figures"  # recorded: the newest snapshot of that day says it all
    OLDER_EDITION = "older edition"  # recorded: the snapshot of a newer edition
    UNCONTROLLED = "uncontrolled"  # codes whose figures nothing vouches for


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A snapshot that is kept already."""

    year: int
    revision: int
    figures: Mapping[str, int] = field(default_factory=dict)
    edition: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known besides the source.

    Attributes:
        register: the codes of all municipalities there were on that day.
        participants: the codes of those that take part in an agreement.
        before: the newest snapshot of the year before, if there is one.
        recorded: the snapshots of the same day, the newest last.
        most_change_percent: the limit of a plausible change in a year.

    """

    register: Collection[str]
    participants: Collection[str] = ()
    before: Recorded | None = None
    recorded: Sequence[Recorded] = ()
    most_change_percent: int = MOST_CHANGE_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found; ``Check`` tells which of the fields it fills."""

    check: Check
    blocks: bool
    code: str = ""
    codes: Sequence[str] = ()
    found: int | None = None
    expected: int | None = None
    day: datetime.date | None = None
    recorded: Recorded | None = None


def check(extract: Extract, known: Known) -> list[Finding]:
    """All that is found, what blocks first."""
    found = [finding for look in _LOOKS for finding in look(extract, known)]
    return sorted(found, key=lambda finding: not finding.blocks)


def blocked(findings: Sequence[Finding]) -> bool:
    """Whether the extract cannot be recorded."""
    return any(finding.blocks for finding in findings)


def _day(extract: Extract, known: Known) -> Iterator[Finding]:
    if (extract.day.month, extract.day.day) != (12, 31):
        yield Finding(check=Check.NOT_31_DECEMBER, blocks=True, day=extract.day)


def _codes(extract: Extract, known: Known) -> Iterator[Finding]:
    if unknown := sorted(set(extract.figures) - set(known.register)):
        yield Finding(check=Check.UNKNOWN_CODES, blocks=True, codes=unknown)
    if missing := sorted(set(known.participants) - set(extract.figures)):
        yield Finding(check=Check.MISSING_PARTICIPANTS, blocks=True, codes=missing)
    for code, number in sorted(extract.figures.items()):
        if number <= 0:
            yield Finding(check=Check.NO_INHABITANTS, blocks=True, code=code, found=number)


def _counties(extract: Extract, known: Known) -> Iterator[Finding]:
    if extract.year >= FIRST_NOISY_YEAR:
        return
    register, figures = _by_county(known.register), _by_county(extract.figures)
    for county, printed in sorted(extract.counties.items()):
        # Of a county that is not there as a whole the sum says nothing.
        inside = register[county]
        if not inside or not inside <= figures[county]:
            continue
        total = sum(extract.figures[code] for code in figures[county])
        if total != printed:
            yield Finding(
                check=Check.COUNTY_SUM, blocks=True, code=county, found=total, expected=printed
            )


def _by_county(codes: Collection[str]) -> Mapping[str, set[str]]:
    """The codes of each county, and under 00 those of the whole country."""
    found: dict[str, set[str]] = defaultdict(set, {"00": set(codes)})
    for code in codes:
        found[code[:2]].add(code)
    return found


def _changes(extract: Extract, known: Known) -> Iterator[Finding]:
    ours = known.before.figures if known.before else {}
    for code, number in sorted(extract.figures.items()):
        before = ours.get(code, extract.before.get(code))
        if before and abs(number - before) * 100 > before * known.most_change_percent:
            yield Finding(
                check=Check.IMPLAUSIBLE_CHANGE,
                blocks=False,
                code=code,
                found=number,
                expected=before,
            )


def _before(extract: Extract, known: Known) -> Iterator[Finding]:
    ours = known.before.figures if known.before else {}
    for code in sorted(set(ours) & set(extract.before) & set(extract.figures)):
        if extract.before[code] != ours[code]:
            yield Finding(
                check=Check.BEFORE_DISAGREES,
                blocks=False,
                code=code,
                found=extract.before[code],
                expected=ours[code],
            )


def _editions(extract: Extract, known: Known) -> Iterator[Finding]:
    if extract.preliminary:
        yield Finding(check=Check.PRELIMINARY, blocks=False)
    same = [one for one in known.recorded if extract.digest and one.digest == extract.digest]
    if same:
        # Going back to an earlier file, past a correction that was none, is a person's choice.
        newest = same[-1] == known.recorded[-1]
        yield Finding(check=Check.SAME_CONTENT, blocks=newest, recorded=same[-1])
    elif known.recorded and extract.figures.items() <= known.recorded[-1].figures.items():
        yield Finding(check=Check.SAME_FIGURES, blocks=False, recorded=known.recorded[-1])
    newer = [one for one in known.recorded if extract.edition and one.edition > extract.edition]
    if newer:
        yield Finding(check=Check.OLDER_EDITION, blocks=False, recorded=newer[-1])


def _control(extract: Extract, known: Known) -> Iterator[Finding]:
    """Whose figure could be wrong without any other check noticing.

    The sum of a county vouches for none of them alone: two that have changed places add up as well.
    A source does that reckons the year before from the figure and the change, and comes to the one
    that is recorded. What was recorded for that day already was looked at then.
    """
    if extract.vouched:
        return
    looked_at = known.recorded[-1].figures if known.recorded else {}
    ours = known.before.figures if known.before and extract.before_vouches else {}
    alone = [
        code
        for code in sorted(extract.figures)
        if not (code in ours and extract.before.get(code) == ours[code])
        and extract.figures[code] != looked_at.get(code)
    ]
    if alone:
        yield Finding(check=Check.UNCONTROLLED, blocks=False, codes=alone)


_LOOKS = (_day, _codes, _counties, _changes, _before, _editions, _control)
