"""Files that are damaged, huge or meant to do harm get one sentence and change nothing."""

import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from accounts.models import User
from budgets.models import BudgetVersion, LineItem
from tests.conftest import signed_in
from tests.forms import form_on, submit
from tests.returning import IMPORT, READ, hand_in, saved, text_of
from uploads.books import book_from, read_upload
from uploads.refusals import MOST_BYTES, Refusal, Refused
from uploads.workbooks import read

SECONDS = 15
"""Of the processor, whatever else the machine has to do."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = "</sheetData></worksheet>"
TYPES = "[Content_Types].xml"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SST = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def plain() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in range(20):
        sheet.append([f"Rubrik {row}", row, row * 1.5])
    return saved(workbook)


def with_parts(**changed: bytes) -> bytes:
    """The plain workbook with some parts written anew, or added."""
    parts = {name.replace("|", "/"): content for name, content in changed.items()}
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(plain())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def sheet_of(xml: str, before: str = "") -> bytes:
    return with_parts(**{SHEET: f'<?xml version="1.0"?>{before}{OPEN}{xml}{CLOSE}'.encode()})


def zip_bomb() -> bytes:
    file = with_parts(**{"xl/media/image1.png": bytes(120_000_000)})
    assert len(file) < 500_000
    return file


def many_parts() -> bytes:
    return with_parts(**{f"xl/media/{number}.png": b"" for number in range(1000)})


def billion_laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    cell = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    return sheet_of(cell, f"<!DOCTYPE worksheet [{entities}]>")


def external_entity() -> bytes:
    cell = '<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>'
    return sheet_of(cell, '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def entity_in_utf_16() -> bytes:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY x "y">]>' + OPEN + CLOSE
    return with_parts(**{SHEET: text.encode("utf-16")})


def million_rows() -> bytes:
    row = "<row><c><v>1</v></c></row>"
    return sheet_of(row * 1_000_000)


def million_empty_rows() -> bytes:
    return sheet_of("<row/>" * 1_000_000 + '<row><c t="str"><v>end</v></c></row>')


def last_row_there_is() -> bytes:
    return sheet_of('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def many_columns() -> bytes:
    return sheet_of('<row r="1">' + "<c><v>1</v></c>" * 500 + "</row>")


def deep() -> bytes:
    return sheet_of("<row>" * 200_000)


def many_strings() -> bytes:
    xml = "<sst>" + "<si><t>x</t></si>" * 2_500_000 + "</sst>"
    return with_parts(**{"xl/sharedStrings.xml": xml.encode()})


def one_text_in_every_cell() -> bytes:
    """A few kilobytes that say gigabytes: one long text, and thirty thousand cells of it."""
    types = zipfile.ZipFile(BytesIO(plain())).read(TYPES).decode()
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
    cells = '<c t="s"><v>0</v></c>' * 200
    rows = "".join(f'<row r="{number}">{cells}</row>' for number in range(1, 151))
    file = with_parts(
        **{
            TYPES: types.replace("</Types>", told).encode(),
            SHEET: f"{OPEN}{rows}{CLOSE}".encode(),
            "xl/sharedStrings.xml": f"{SST}<si><t>{'å' * 40_000}</t></si></sst>".encode(),
        }
    )
    assert len(file) < 10_000
    return file


HOSTILE: list[tuple[Callable[[], bytes], set[Refusal]]] = [
    (zip_bomb, {Refusal.UNPACKS_TOO_LARGE}),
    (many_parts, {Refusal.UNPACKS_TOO_LARGE}),
    (billion_laughs, {Refusal.ENTITIES}),
    (external_entity, {Refusal.ENTITIES}),
    (entity_in_utf_16, {Refusal.ENTITIES}),
    (million_rows, {Refusal.TOO_MANY_ROWS}),
    (million_empty_rows, {Refusal.TOO_MANY_ROWS}),
    (last_row_there_is, {Refusal.TOO_MANY_ROWS}),
    (many_columns, {Refusal.TOO_MANY_COLUMNS}),
    (deep, {Refusal.DAMAGED, Refusal.TOO_MUCH_WORK}),
    (many_strings, {Refusal.TOO_MANY_ROWS}),
    (one_text_in_every_cell, {Refusal.UNPACKS_TOO_LARGE}),
    (lambda: OLE + bytes(5000), {Refusal.OLD_FORMAT}),
    (lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), {Refusal.PASSWORD}),
    (lambda: with_parts(**{"xl/vbaProject.bin": b"x"}), {Refusal.MACROS}),
    (lambda: with_parts(**{"xl/workbook.bin": b"x"}), {Refusal.NO_WORKBOOK}),
    (lambda: b"heading;amount\r\nPay;1\r\n", {Refusal.NO_WORKBOOK}),
    (lambda: b"%PDF-1.7", {Refusal.NO_WORKBOOK}),
    (lambda: bytes(6_000_000), {Refusal.TOO_LARGE}),
    (lambda: plain()[:-300], {Refusal.DAMAGED}),
    (lambda: plain()[:100], {Refusal.DAMAGED}),
]


@pytest.mark.parametrize(("make", "why"), HOSTILE)
def test_a_hostile_file_is_refused_within_seconds_of_work(
    make: Callable[[], bytes], why: set[Refusal]
) -> None:
    file = make()
    before = processor_seconds()
    with pytest.raises(Refused) as refused:
        read_upload(file)
    assert refused.value.why in why
    assert processor_seconds() - before < SECONDS


def processor_seconds() -> float:
    """What this process and those that it started have used."""
    ours, theirs = (
        resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


@pytest.fixture
def office(the_example: None, editor: User) -> Client:
    return signed_in(editor)


def content() -> list[Any]:
    return list(LineItem.objects.order_by("pk").values_list())


def test_every_refusal_is_a_sentence_on_the_page(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content()
    for why in Refusal:
        monkeypatch.setattr("budgets.views.imports.read_upload", _refusing(why))
        response = hand_in(office, plain())
        assert response.status_code == 422
        assert 'class="invalid-feedback"' in response.content.decode()
    assert content() == before


def _refusing(why: Refusal) -> Callable[[bytes], Any]:
    def refuse(_file: bytes) -> Any:
        raise Refused(why)

    return refuse


def test_a_hostile_file_gets_a_sentence_in_swedish(office: Client) -> None:
    response = hand_in(office, billion_laughs())
    assert response.status_code == 422
    assert "öppnades därför inte" in text_of(response)


def test_no_file_at_all_is_told(office: Client) -> None:
    page = office.get(IMPORT)
    sent = form_on(page, press=READ).data(READ)
    # By hand: text instead of a file, and a step that no button says.
    forged = (sent | {"file": "text"}, sent | {"step": "?"})
    answers = [submit(office, page, press=READ), *(office.post(IMPORT, data) for data in forged)]
    for response in answers:
        assert response.status_code == 422
        assert "Välj en arbetsbok" in text_of(response)


def damaged() -> Iterator[bytes]:
    """A workbook for editing with some bytes turned, in the archive and in what it holds."""
    dice = random.Random(20260101)
    whole = plain()
    for _time in range(120):
        file = bytearray(whole)
        for _byte in range(dice.randint(1, 8)):
            file[dice.randrange(len(file))] ^= 1 << dice.randrange(8)
        yield bytes(file)
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _time in range(120):
        name = dice.choice([*parts, SHEET, SHEET])
        part = bytearray(parts[name])
        for _byte in range(dice.randint(1, 8)):
            part[dice.randrange(len(part))] = dice.randrange(256)
        yield with_parts(**{name: bytes(part)})


def test_turned_bytes_are_read_or_refused_and_never_an_error() -> None:
    outcomes = set()
    for file in damaged():
        try:
            # In this process: starting two hundred others takes long, and adds limits alone.
            book_from(read(file))
            outcomes.add("read")
        except Refused as refused:
            outcomes.add(refused.why)
    assert {"read", Refusal.DAMAGED} <= outcomes


def test_a_reader_that_is_stopped_is_told(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    response = hand_in(office, plain())
    assert response.status_code == 422
    assert "läsningen avbröts" in text_of(response)


def test_a_reader_that_never_ends_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nexec sleep 100000\n")
    endless.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(endless))
    monkeypatch.setattr("uploads.process.LONGEST", 0.1)
    with pytest.raises(Refused) as refused:
        read_upload(plain())
    assert refused.value.why == Refusal.TOO_MUCH_WORK


def test_the_reading_process_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*command: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return run(*command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    read_upload(plain())
    assert set(seen) == {"PATH", "PYTHONPATH"}


def test_the_limit_of_the_example_is_far_away(office: Client) -> None:
    assert BudgetVersion.objects.exists()
    assert len(office.get("/budgets/2022/1/edit.xlsx").content) < MOST_BYTES / 100
