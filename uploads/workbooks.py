"""Reading a stranger's workbook; run as ``python -m uploads.workbooks`` by ``uploads.process``.

What a file may do to its reader is looked at before it is read: how large it becomes when it is
unpacked, whether it carries macros or is locked by a password, and whether its XML declares
entities.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from uploads.process import answer
from uploads.refusals import MOST_BYTES, Refusal, Refused

MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
LAST_ROW = 100_000
MOST_TEXT = 40_000
"""The longest text of a cell; Excel itself stops at 32,767."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_COLUMN = re.compile("[A-Z]{1,3}")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([0-9]{4}-[0-9]{2}-[0-9]{2})T")
_PIECE = 256 * 1024


def read(file: bytes) -> dict[str, Any]:
    """Read all sheets of a workbook into what JSON can hold; raises ``Refused``.

    A cell is a list of its column, its kind (s text, n number, b yes or no, d day, e error, f
    formula) and its text; a formula has in place of its text the kind and text of its last result,
    or nothing. ``changed`` is the day of the last change, where the workbook says it.
    """
    look_at_the_outside(file)
    with _opened(file) as archive:
        _look_at_the_parts(archive)
        merged, last_row = _look_inside(archive)
        changed = _changed(archive)
    return {"changed": changed, "sheets": list(_sheets(file, merged, last_row))}


def looks_like_workbook(file: bytes) -> bool:
    """Whether the first bytes are those of a workbook, of this or the old format."""
    return file.startswith((_OLE, _ZIP))


def look_at_the_outside(file: bytes) -> None:
    """Refuse what the size and the first bytes tell."""
    if len(file) > MOST_BYTES:
        raise Refused(Refusal.TOO_LARGE)
    if file.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in file
        raise Refused(Refusal.PASSWORD if locked else Refusal.OLD_FORMAT)
    if not file.startswith(_ZIP):
        raise Refused(Refusal.NO_WORKBOOK)


def _opened(file: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(file))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(Refusal.DAMAGED) from error


def _look_at_the_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(Refusal.UNPACKS_TOO_LARGE)
    names = {part.filename.lower().lstrip("/") for part in parts}
    if any("vbaproject" in name for name in names):
        raise Refused(Refusal.MACROS)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(Refusal.PASSWORD)
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise Refused(Refusal.NO_WORKBOOK)


def _changed(archive: zipfile.ZipFile) -> str:
    """The day the workbook says it was last changed, ISO; or nothing."""
    if _CORE not in archive.namelist():
        return ""
    found = _MODIFIED.search(archive.read(_CORE))
    return found[1].decode() if found else ""


class _Inside:
    """What the XML of one part tells while it streams by."""

    def __init__(self) -> None:
        self.merged: list[str] = []
        self.cells = self.rows = self.last_row = 0
        self._row = self._column = self._strings = 0
        self._row_counts = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = _number(attributes.get("r"), self._row + 1)
                self._column, self._row_counts = 0, False
            case "c":
                letters = _COLUMN.match(attributes.get("r", ""))
                self._column = _column(letters[0]) if letters else self._column + 1
            case "v" | "is" | "f":
                self._filled()
            case "si":
                self._strings += 1
                if self._strings > MOST_CELLS:
                    raise Refused(Refusal.TOO_MANY_ROWS)
            case "mergeCell" if len(self.merged) < MOST_ROWS:
                self.merged.append(attributes.get("ref", ""))

    def _filled(self) -> None:
        self.cells += 1
        if not self._row_counts:
            self._row_counts = True
            self.rows += 1
            self.last_row = max(self.last_row, self._row)
        if self.rows > MOST_ROWS or self.cells > 2 * MOST_CELLS or self._row > LAST_ROW:
            raise Refused(Refusal.TOO_MANY_ROWS)
        if self._column > MOST_COLUMNS:
            raise Refused(Refusal.TOO_MANY_COLUMNS)


def _look_inside(archive: zipfile.ZipFile) -> tuple[dict[str, list[str]], int]:
    """Stream all XML once: no entities, not too much of anything; answer what is merged where."""
    merged, last_row = {}, 1
    for part in archive.infolist():
        inside = _Inside()
        try:
            with archive.open(part) as stream:
                _stream(stream, inside)
        except Refused:
            raise
        except Exception as error:
            raise Refused(Refusal.DAMAGED) from error
        merged[part.filename.lstrip("/")] = inside.merged
        last_row = max(last_row, inside.last_row)
    return merged, last_row


def _stream(stream: Any, inside: _Inside) -> None:
    piece = stream.read(_PIECE)
    if b"<" not in piece.lstrip()[:4]:
        return  # a picture or the like
    parser = expat.ParserCreate()
    parser.StartElementHandler = inside.start
    parser.StartDoctypeDeclHandler = _refuse_entities
    while piece:
        parser.Parse(piece)
        piece = stream.read(_PIECE)
    parser.Parse(b"", True)


def _refuse_entities(*_declaration: object) -> None:
    raise Refused(Refusal.ENTITIES)


def _sheets(file: bytes, merged: dict[str, list[str]], last_row: int) -> Iterator[dict[str, Any]]:
    # Here and not above, so that what is refused by its outside is refused at once.
    from openpyxl import load_workbook

    try:
        typed = load_workbook(io.BytesIO(file), read_only=True, data_only=False, keep_links=False)
        results = load_workbook(io.BytesIO(file), read_only=True, data_only=True, keep_links=False)
        if not typed.worksheets:
            raise Refused(Refusal.EMPTY)
        for sheet, computed in zip(typed.worksheets, results.worksheets, strict=True):
            path = getattr(sheet, "_worksheet_path", "").lstrip("/")
            yield {
                "name": sheet.title,
                "hidden": sheet.sheet_state != "visible",
                "merged": merged.get(path, []),
                "rows": list(_rows(sheet, computed, last_row)),
            }
    except (Refused, MemoryError):
        raise
    except Exception as error:  # openpyxl has no family of errors
        raise Refused(Refusal.DAMAGED) from error


def _rows(sheet: Any, computed: Any, last_row: int) -> Iterator[list[Any]]:
    """The rows that hold something, each with its number."""
    both = []
    for one in (sheet, computed):
        one.reset_dimensions()  # what the sheet says of its own size need not be true
        both.append(one.iter_rows(max_row=last_row, max_col=MOST_COLUMNS))
    for number, (typed, results) in enumerate(zip(*both, strict=True), start=1):
        cells = [
            [column, *_cell(cell, result)]
            for column, (cell, result) in enumerate(zip(typed, results, strict=True), start=1)
            if cell.value is not None
        ]
        if cells:
            yield [number, cells]


def _cell(cell: Any, result: Any) -> list[Any]:
    if cell.data_type == "f":
        return ["f", None if result.value is None else _value(result)]
    return _value(cell)


def _value(cell: Any) -> list[str]:
    value = cell.value
    if cell.data_type == "e":
        return ["e", str(value)]
    match value:
        case bool():
            return ["b", str(int(value))]
        case int() | float():
            return ["n", format(value, ".15g")]
        case datetime.datetime() | datetime.date() | datetime.time() | datetime.timedelta():
            return ["d", str(value)]
        case _:
            return ["s", _ESCAPED.sub(_unescaped, str(value)[:MOST_TEXT])]


def _unescaped(escape: re.Match[str]) -> str:
    """Read the escapes that workbooks write for what XML cannot hold."""
    letter = chr(int(escape[1], 16))
    return letter if letter.isprintable() or letter in "\t\n\r" else "\ufffd"


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


if __name__ == "__main__":
    answer(read)
