"""Codes, figures, days and names, as sources write them."""

import datetime
import re
from collections.abc import Iterable

from municipalities.sources.extract import Reason, SourceRefused

COUNTRY = "00"
MOST_PEOPLE = 10_000_000
"""No municipality and no county has more; the country may."""
MISSING = {"", "..", ".", "-", "–"}
"""How sources write that there is no figure."""

_CODE = re.compile(r"([0-9]{4}|[0-9]{2})(?:\s+([^\W\d].*))?", re.DOTALL)
_FIGURE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,2}")
_YEAR = re.compile(r"(19[5-9]|20[0-9])[0-9]")
_MONTH = re.compile(r"((?:19[5-9]|20[0-9])[0-9])M(0[1-9]|1[0-2])")
_ISO_DAY = re.compile(r"(?:19[5-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}")
_UPDATED = re.compile(r"((?:19|20)[0-9]{2})-?([0-9]{2})-?([0-9]{2})(?![0-9])")

# Not "Folkmängden den 1 november", which SCB publishes too, nor the mean population.
_POPULATION = re.compile(
    r"(folkmängd(en)?|befolkning(en)?|population|inhabitants|(antal )?invånare)"
    r"( per (månad|month))?( (by|efter) .*)?",
    re.IGNORECASE,
)
_TOTAL_CODES = {"tot", "totsa", "1+2", "t"}
_TOTAL_LABEL = re.compile(r"(totalt?|samtliga|both sexes|all ages)\b", re.IGNORECASE)
_PRELIMINARY = re.compile(r"preliminär|preliminary", re.IGNORECASE)


def code_in(text: str) -> str | None:
    """The code a cell begins with, alone or before a name: four digits, or two of a county.

    >>> code_in("2303 Ragunda"), code_in("23"), code_in("127"), code_in("2303 5284")
    ('2303', '23', None, None)
    """
    found = _CODE.fullmatch(text.strip())
    return found[1] if found else None


def figure_in(text: str, *, where: str, code: str = "") -> int:
    """The whole number a cell holds, with spaces between thousands or none.

    >>> figure_in("5\u00a0284", where="B2")
    5284
    """
    text = text.strip()
    number = int(re.sub(r"[^0-9]", "", text)) if _FIGURE.fullmatch(text) else None
    if number is None or (number > MOST_PEOPLE and code != COUNTRY):
        raise SourceRefused(Reason.BAD_FIGURE, where=where, text=text[:40])
    return number


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheets say it.

    >>> cell_name(12, 2), cell_name(1, 28)
    ('B12', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def day_in(text: str) -> datetime.date | None:
    """The day a year from 1950 to 2099, a month or a date stands for: the last of it.

    >>> day_in("2019"), day_in("2026M04"), day_in("2019-12-31"), day_in("19")
    (datetime.date(2019, 12, 31), datetime.date(2026, 4, 30), datetime.date(2019, 12, 31), None)
    """
    text = text.strip()
    if _YEAR.fullmatch(text):
        return datetime.date(int(text), 12, 31)
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        first = datetime.date(year + month // 12, month % 12 + 1, 1)
        return first - datetime.timedelta(days=1)
    if _ISO_DAY.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return None
    return None


def edition_in(text: str) -> str:
    """The day of an update, ISO; empty where there is none.

    >>> edition_in("20250221 08:00"), edition_in("2025-02-21T07:00:00Z"), edition_in("")
    ('2025-02-21', '2025-02-21', '')
    """
    found = _UPDATED.search(text)
    if not found:
        return ""
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""


def chosen_day(days: Iterable[datetime.date], year: int | None) -> datetime.date:
    """The day to read out of those a source holds; ``SourceRefused`` where a person has to say.

    A 31 December goes before other days. Where there is none, the last day of the year is given, so
    that the checks can say which it is.
    """
    there = sorted(set(days))
    years = sorted({day.year for day in there})
    if not there:
        raise SourceRefused(Reason.NO_YEAR)
    if year is None:
        decembers = [day for day in there if (day.month, day.day) == (12, 31)]
        if len(decembers) > 1 or (not decembers and len(years) > 1):
            raise SourceRefused(Reason.SEVERAL_YEARS, years=years)
        return decembers[0] if decembers else there[-1]
    if year not in years:
        raise SourceRefused(Reason.OTHER_YEAR, year=year, years=years)
    return max(day for day in there if day.year == year)


def is_population(label: str) -> bool:
    """Whether a label is that of the number of people at the end of the period.

    >>> is_population("Folkmängd"), is_population("Folkmängden den 1 november")
    (True, False)
    """
    return bool(_POPULATION.fullmatch(" ".join(label.split())))


def is_total(code: str, label: str) -> bool:
    """Whether a category stands for all of them, such as both sexes or every age.

    >>> is_total("TotSA", "totalt, samtliga åldrar"), is_total("1", "män")
    (True, False)
    """
    return code.casefold() in _TOTAL_CODES or bool(_TOTAL_LABEL.match(label.strip()))


def is_preliminary(texts: Iterable[str]) -> bool:
    """Whether a source says of itself that its figures are preliminary."""
    return any(_PRELIMINARY.search(text) for text in texts)


def named(*parts: str) -> str:
    """What a source calls itself, short and plain enough to be kept with the figures."""
    return ": ".join(text for part in parts if (text := plain(part)))[:200]


def plain(text: str) -> str:
    r"""A stranger's text on one line, without what neither a page nor a database can hold.

    >>> plain(" Folkmängd\x00\n  2019 ")
    'Folkmängd 2019'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
