"""The published figures of the office, read from tests/data."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
Records = list[dict[str, str]]


def read(name: str) -> Records:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def published_rows() -> Records:
    return read("budget_2021_published.csv")


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Records]:
    """The independently computed shares of one budget year."""
    records = read("allocation_reference.csv")

    def of_year(year: str) -> Records:
        return [record for record in records if record["budget_year"] == year]

    return of_year


@pytest.fixture(scope="session")
def population_of_jamtland() -> dict[tuple[str, str], int]:
    """Population by municipality code and date."""
    return {
        (record["code"], record["date"]): int(record["population"])
        for record in read("population_jamtland.csv")
    }
