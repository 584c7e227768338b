"""Where Statistics Sweden (SCB) publishes the population: addresses and tables, by year.

Which table has a year changes: TAB638 ends with 2024, and from 2025 on the figures are in tables
of their own, with another contents code and divisions that must be asked for in total. So it is
configuration, of which these are SCB's own as of 2026.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TABLES: list[dict[str, Any]] = [
    {
        "from": 1968,
        "to": 2024,
        "v2": "TAB638",
        "v1": "BE/BE0101/BE0101A/BefolkningNy",
        "contents": "BE0101N1",
    },
    {
        "from": 2025,
        "v2": "TAB6471",
        "contents": "000007SF",
        "time": "{year}M12",
        "totals": {"Alder": "TotSA", "Kon": "TotSa"},
    },
]
_ALONE = {"localhost", "127.0.0.1", "[::1]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, the years it has, and how to ask for all people on 31 December.

    Attributes:
        first_year: the first year it has, and ``last_year`` the last; None while it goes on.
        v2: its name in API v2, such as TAB638; empty if it is not there. ``v1`` is its path in v1.
        contents: the code of the population among its contents.
        time: how it writes the time of 31 December of ``{year}``.
        totals: what to ask for of other variables, by their code; variables that are not named are
            left out, and SCB sums them.

    """

    first_year: int
    last_year: int | None = None
    v2: str = ""
    v1: str = ""
    contents: str
    region: str = "Region"
    time_variable: str = "Tid"
    contents_variable: str = "ContentsCode"
    time: str = "{year}"
    totals: Mapping[str, str] = field(default_factory=dict)

    def has(self, year: int) -> bool:
        """Whether the table has that year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Where to ask, and how patiently.

    Attributes:
        v2: the address of API v2, and ``v1`` that of v1; empty to do without.
        tables: the first that has a year is asked for it.
        timeout: seconds to wait for one answer, or for any part of it.
        patience: seconds for all attempts by one version together, with the waits between; it
            must end before the web server gives up on whoever pressed the button.
        attempts: how often to try while the way is closed or crowded.
        pause: seconds before the second attempt; doubled for each after it. SCB's own wish, in
            Retry-After, goes before.
        between: seconds between any two calls. SCB allows some three calls a second.

    """

    v2: str
    v1: str
    tables: Sequence[Table]
    timeout: float = 6
    patience: float = 12
    attempts: int = 3
    pause: float = 1
    between: float = 0.5

    def table_for(self, year: int) -> Table | None:
        """The table that has the year."""
        return next((table for table in self.tables if table.has(year)), None)


def tables_of(rows: Any) -> list[Table]:
    """Make tables of what the settings say; ``ValueError`` tells what is wrong there."""
    names = {"from": "first_year", "to": "last_year"}
    tables = []
    for row in rows:
        try:
            tables.append(Table(**{names.get(key, key): value for key, value in row.items()}))
        except (TypeError, AttributeError) as error:
            raise ValueError(f"{row}: {error}") from error
    for table in tables:
        years = [table.first_year, table.last_year or table.first_year]
        if not all(isinstance(year, int) for year in years) or not (table.v2 or table.v1):
            raise ValueError(f"{table}: it needs years as numbers, and v2 or v1.")
    return tables


def address_of(text: str) -> str:
    """Check an address: https, or a server on this machine; ``ValueError`` for any other."""
    parts = urlsplit(text)
    encrypted = parts.scheme == "https" or (
        parts.scheme == "http" and parts.netloc.rpartition(":")[0] in _ALONE
    )
    if text and not (encrypted and parts.hostname):
        raise ValueError(f"{text} is no address that begins with https://.")
    return text.rstrip("/")
