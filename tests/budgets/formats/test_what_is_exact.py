"""Tables that no unit changes say the same in every format: lines, populations, printed totals."""

from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.budgets.formats import YEARS, figure, figures
from tests.budgets.formats.files import rows_in
from tests.budgets.views.conftest import example_of_this_file, office, the_example
from tests.reading import read

__all__ = ["example_of_this_file", "office", "the_example"]


def sheet_of(office: Client, year: int, name: str) -> list[list[Any]]:
    """The rows of a sheet of the complete workbook that hold what was written, not computed."""
    book = load_workbook(BytesIO(office.get(f"/budgets/{year}/1/complete.xlsx").content))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


@pytest.mark.parametrize("year", YEARS)
def test_the_lines(office: Client, year: int) -> None:
    lines = rows_in(office.get(f"/budgets/{year}/1/lines.csv").content)
    in_sheet = [row for row in sheet_of(office, year, "Rader")[4:] if isinstance(row[5], int)]
    assert [[cell or "" for cell in row[:5]] for row in in_sheet] == [row[1:6] for row in lines]
    assert figures(row[6] for row in lines) == [Decimal(row[5]) for row in in_sheet]

    shown = read(office.get(f"/budgets/{year}/1/")).tables[0][1:]
    expected = list[Decimal | None]()
    sums = dict[str, Decimal]()
    for kind, of_kind in groupby(lines, key=lambda row: row[0]):
        for _heading, under in groupby(of_kind, key=lambda row: row[1]):
            amounts = [figure(row[6]) or Decimal() for row in under]
            expected += [sum(amounts, Decimal()), *(amounts if len(amounts) > 1 else [])]
            sums[kind] = sums.get(kind, Decimal()) + sum(amounts)
        expected.append(sums[kind])
    expected.append(sums["Intäkter"] - sums["Kostnader"])
    assert figures(row[2] for row in shown) == expected


@pytest.mark.parametrize("year", YEARS)
def test_the_population(office: Client, year: int) -> None:
    told = rows_in(office.get(f"/budgets/{year}/1/population.csv").content)
    in_csv = {code: int(population) for code, _name, population, *_ in told}
    assert len(in_csv) == 290
    rows = sheet_of(office, year, "Folkmängd")
    assert {row[0]: row[2] for row in rows if isinstance(row[2], int)} == in_csv
    day, revision = told[0][3:5]
    where = f"populations/{day[:4]}/{revision}"
    answer = office.get(f"/api/v1/{where}").json()
    assert {one["code"]: one["population"] for one in answer["figures"]} == in_csv
    page = read(office.get(f"/population/{day[:4]}/{revision}/")).tables[0][1:]
    members = {row[1]: figure(row[3]) for row in page if row[1] in in_csv}
    assert len(members) == 8
    assert members == {code: in_csv[code] for code in members}


def test_the_printed_totals_that_deviate(office: Client) -> None:
    shown = read(office.get("/budgets/deviations/")).tables[0][1:]
    on_page = [(*row[:3], *figures(row[3:])) for row in shown]
    in_sheet = []
    for row in sheet_of(office, 2021, "Noter")[4:]:
        if isinstance(row[0], int) and row[6] != "ingen skillnad":
            printed, true, limit = (Decimal(row[place]) for place in (2, 3, 5))
            in_sheet.append((str(row[0]), row[1], row[6], printed, true, printed - true, limit))
    assert len(on_page) == 4
    assert in_sheet == on_page
