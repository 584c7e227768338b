"""Populations from a file that somebody hands in, known by what it holds and not by its name.

Known are SCB's yearly workbook, an export from the statistical database (xlsx, csv, px, json,
JSON-stat) and a plain table of code and population. ``read_file`` reads at arm's length, in a
process with limits that runs this module; ``parsed`` is what it does there.
"""

import datetime
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from municipalities.sources.cube import population_in
from municipalities.sources.extract import Extract, Reason, SourceRefused, digest_of
from municipalities.sources.json_formats import cube_in_json
from municipalities.sources.px import cube_in_px, looks_like_px
from municipalities.sources.tables import population_in_table, rows_in_csv, rows_in_sheet
from municipalities.sources.workbook import is_yearly_workbook, population_in_workbook
from uploads.books import Book, book_from
from uploads.process import answer, ask
from uploads.refusals import MOST_BYTES, Refusal, Refused
from uploads.workbooks import looks_like_workbook, read

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_file(content: bytes, *, year: int | None = None) -> Extract:
    """Read a file of any kind that is known, or raise ``SourceRefused``.

    ``year`` is the one a person asks for. It is needed where the file holds several years, or does
    not say of which it is; where the file says another, it is refused.
    """
    if len(content) > MOST_BYTES:
        raise SourceRefused(Reason.NOT_READ, why=Refusal.TOO_LARGE)
    try:
        given = ask("municipalities.sources.files", content, str(year or ""))
    except Refused as refused:
        raise SourceRefused(Reason.NOT_READ, why=refused.why) from refused
    if "reason" in given:
        raise SourceRefused(Reason(given["reason"]), **given["values"])
    return Extract(**given | {"day": datetime.date.fromisoformat(given["day"])})


def parsed(content: bytes, *, year: int | None = None) -> Extract:
    """Read a file in this process; raises ``SourceRefused``, and nothing else."""
    digest = digest_of(content)
    if looks_like_workbook(content):
        try:
            book = book_from(read(content))
        except Refused as refused:
            raise SourceRefused(Reason.NOT_READ, why=refused.why) from refused
        return population_in_book(book, year=year, digest=digest)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return population_in(cube_in_json(content), year=year, digest=digest)
    text = _decoded(content)
    if looks_like_px(text):
        return population_in(cube_in_px(text), year=year, digest=digest)
    return population_in_table(rows_in_csv(text), year=year, digest=digest)


def population_in_book(book: Book, *, year: int | None, digest: str) -> Extract:
    """Read a workbook: the yearly one, or the one sheet with a table in it."""
    if is_yearly_workbook(book):
        return population_in_workbook(book, year=year, digest=digest)
    sheets = [sheet for sheet in book.sheets if any(len(row) > 1 for row in sheet.rows.values())]
    if not sheets:
        raise SourceRefused(Reason.NOT_RECOGNISED)
    if len(sheets) > 1:
        raise SourceRefused(Reason.SEVERAL_TOTALS, names=[sheet.name for sheet in sheets])
    return population_in_table(
        rows_in_sheet(sheets[0]), year=year, digest=digest, merged=sheets[0].merged
    )


def _decoded(content: bytes) -> str:
    """The text of a file: in UTF-16 by its mark, in UTF-8 if it is that, else in Latin-1."""
    try:
        if content.startswith(_UTF_16):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise SourceRefused(Reason.NOT_RECOGNISED)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _answer(content: bytes) -> Mapping[str, Any]:
    year = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1] else None
    try:
        extract = parsed(content, year=year)
    except SourceRefused as refused:
        return {"reason": str(refused.reason), "values": refused.values}
    return asdict(extract) | {"day": extract.day.isoformat()}


if __name__ == "__main__":
    answer(_answer)
