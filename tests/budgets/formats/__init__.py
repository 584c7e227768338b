"""What a reader has of a table, whatever its format, and what every table is printed as."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

YEARS = (2019, 2020, 2021, 2022)
UNITS = ("kr", "tkr", "mkr")
ROUNDINGS = ("printed", "adjusted")
PRINTINGS = [f"unit={unit}&rounding={rounding}" for unit in UNITS for rounding in ROUNDINGS]

Row = tuple[str, list[Decimal | None]]
Texts = list[list[str]]
"""A table as it is written, a figure with its mark in brackets: ``7 503[1]``."""


@dataclass
class Shown:
    """What a reader has of a table: labels with figures, and the notes under it."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What a reader has of a budget document: its tables with their heads, its notes, its text."""

    tables: list[Texts]
    notes: list[str]
    text: str

    def table(self, corner: str) -> Texts:
        """The rows of the one table with this above its labels."""
        (found,) = (table[1:] for table in self.tables if table[0][0] == corner)
        return found


def figure(text: str) -> Decimal | None:
    """A figure as Swedish text writes it, with or without a mark; None for –."""
    bare = re.sub(r"\[[0-9, ]+\]", "", text).replace(" ", "").replace("−", "-").replace(",", ".")
    return None if bare in ("–", "") else Decimal(bare)


def figures(cells: Iterable[str]) -> list[Decimal | None]:
    return [figure(cell) for cell in cells]


def same(one: list[Row], other: list[Row]) -> None:
    """The same figures, whatever number of decimals a format needs for them."""
    assert [label for label, _ in one] == [label for label, _ in other]
    for (label, these), (_label, those) in zip(one, other, strict=True):
        assert these == those, label
