"""Populations from the statistical database of Statistics Sweden (SCB), over PxWeb's API.

Asks version 2 and, where that is out of reach or answers something else, version 1. Source: the
requests, answers and errors recorded from both; v2 publishes its limits under ``/config`` (three
calls a second, 150,000 cells), v1 answers 403 to too many cells and 429 to too many calls.

A table's age goes from 0 to 100+ beside a total of its own: asking for all of them would count
everybody twice. So a variable is left out, which SCB then sums, or asked for in its total.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from municipalities.sources.cube import CONTENTS, Cube, population_in
from municipalities.sources.extract import Extract, Reason, SourceRefused, digest_of
from municipalities.sources.json_formats import cube_in_json
from municipalities.sources.scb_tables import Api, Table
from municipalities.sources.values import named
from municipalities.sources.web import Wire, posted

_THE_OTHER_WAY = {
    Reason.UNREACHABLE,
    Reason.TIMED_OUT,
    Reason.NOT_UNDERSTOOD,
    Reason.WITHDRAWN,
    Reason.CLOSED,
    Reason.SERVER_ERROR,
    Reason.REDIRECTED,
    Reason.OTHER_SHAPE,
    Reason.ANSWER_TOO_LARGE,
}
"""After these v1 may answer where v2 did not. Not after too many calls: they would be more."""


def fetch(*, year: int, codes: Collection[str], api: Api) -> Extract:
    """Ask SCB for the population on 31 December of a year, or raise ``SourceRefused``.

    ``codes`` are municipality codes; their counties are asked for too, as a control, and the year
    before where the same table has it. Asks only when called, and only the addresses of ``api``.
    """
    table = api.table_for(year)
    if table is None:
        raise SourceRefused(Reason.NO_TABLE_FOR_YEAR, year=year)
    wire = Wire(api)
    if api.v2 and table.v2:
        try:
            return _fetched_by_v2(wire, table, year, codes)
        except SourceRefused as refused:
            if refused.reason not in _THE_OTHER_WAY or not (api.v1 and table.v1):
                raise
            try:
                return _fetched_by_v1(wire, table, year, codes)
            except SourceRefused:
                raise refused from None
    if api.v1 and table.v1:
        return _fetched_by_v1(wire, table, year, codes)
    raise SourceRefused(Reason.NO_TABLE_FOR_YEAR, year=year)


def _fetched_by_v2(wire: Wire, table: Table, year: int, codes: Collection[str]) -> Extract:
    address = f"{wire.api.v2}/tables/{table.v2}/data?lang=sv&outputFormat=json-stat2"
    selection = [
        {"variableCode": variable, "valueCodes": values}
        for variable, values in _selection(table, year, codes).items()
    ]
    answer = posted(wire, address, {"selection": selection}, table=table.v2)
    return read_answer(answer, table, year, codes, name=f"{table.v2}, API v2")


def _fetched_by_v1(wire: Wire, table: Table, year: int, codes: Collection[str]) -> Extract:
    name = table.v1.rpartition("/")[2]
    query = [
        {"code": variable, "selection": {"filter": "item", "values": values}}
        for variable, values in _selection(table, year, codes).items()
    ]
    body = {"query": query, "response": {"format": "json"}}
    answer = posted(wire, f"{wire.api.v1}/{table.v1}", body, table=name)
    return read_answer(answer, table, year, codes, name=f"{name}, API v1")


def _selection(table: Table, year: int, codes: Collection[str]) -> Mapping[str, list[str]]:
    """What is asked for of each variable."""
    years = [asked for asked in (year - 1, year) if table.has(asked)]
    return {
        table.region: [*_counties(codes), *sorted(codes)],
        **{variable: [value] for variable, value in table.totals.items()},
        table.contents_variable: [table.contents],
        table.time_variable: [table.time.format(year=asked) for asked in years],
    }


def _counties(codes: Collection[str]) -> list[str]:
    return sorted({code[:2] for code in codes})


def read_answer(
    answer: bytes, table: Table, year: int, codes: Collection[str], *, name: str
) -> Extract:
    """Read an answer, ``name`` being what to call where it came from; raises ``SourceRefused``.

    Gives the figures that were asked for, all of them, or none.
    """
    where = name.partition(",")[0]
    try:
        cube = cube_in_json(answer)
        _is_of(cube, table)
        found = population_in(cube, year=year, digest=digest_of(answer))
    except SourceRefused as refused:
        if refused.reason in (Reason.OTHER_YEAR, Reason.NO_FIGURES):
            raise
        raise SourceRefused(Reason.OTHER_SHAPE, table=where) from refused
    if (found.day.month, found.day.day) != (12, 31):
        raise SourceRefused(Reason.OTHER_YEAR, year=year, years=[])
    figures = {code: number for code, number in found.figures.items() if code in codes}
    counties = {code: n for code, n in found.counties.items() if code in _counties(codes)}
    missing = sorted({*codes, *_counties(codes)} - set(figures) - set(counties))
    if missing:
        raise SourceRefused(Reason.MISSING_REGIONS, codes=missing, year=year)
    return replace(
        found,
        figures=figures,
        before={code: number for code, number in found.before.items() if code in codes},
        counties=counties,
        source=named("SCB", f"{cube.label[: 190 - len(name)]} ({name})"),
        vouched=True,
    )


def _is_of(cube: Cube, table: Table) -> None:
    """Refuse an answer of another table: its contents and totals must be those asked for."""
    answered: dict[str, Any] = {of.code: of for of in cube.dimensions}
    contents = [of for of in cube.dimensions if of.kind == CONTENTS]
    asked = {of.code: [table.contents] for of in contents} | {
        variable: [value] for variable, value in table.totals.items()
    }
    for variable, values in asked.items():
        of = answered.get(variable)
        if of is None or [code for code, _label in of.categories] != values:
            raise SourceRefused(Reason.OTHER_SHAPE, table=table.v2)
