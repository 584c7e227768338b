"""LibreOffice as the independent evaluator of our workbooks.

Our formulas carry their results, which a test must not read back: every workbook passes through
openpyxl first, which drops them, so that what comes out is what LibreOffice computed.
"""

import csv
import shutil
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

_SECONDS = 600
"""Only so that a LibreOffice that hangs ends; it takes some five."""


def recalculated(workbooks: Mapping[str, bytes | Workbook], into: Path) -> dict[str, Workbook]:
    """Recalculate workbooks in one run and return them with values in place of formulas."""
    outputs = _converted(
        {name: _without_results(workbook) for name, workbook in workbooks.items()}, into, "xlsx"
    )
    return {name: load_workbook(path, data_only=True) for name, path in outputs.items()}


def as_shown(workbook: bytes | Workbook, into: Path) -> list[list[str]]:
    """Recalculate a workbook and return the text of its cells as a reader sees them, in English."""
    path = _converted({"shown": _without_results(workbook)}, into, "csv")["shown"]
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def read_by_libreoffice(workbook: bytes, into: Path) -> Workbook:
    """Let LibreOffice open the very file and save it again."""
    return load_workbook(_converted({"read": workbook}, into, "xlsx")["read"], data_only=True)


def _without_results(workbook: bytes | Workbook) -> bytes:
    opened = load_workbook(BytesIO(workbook)) if isinstance(workbook, bytes) else workbook
    stream = BytesIO()
    opened.save(stream)
    return stream.getvalue()


def _converted(workbooks: Mapping[str, bytes], into: Path, extension: str) -> dict[str, Path]:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.fail(
            "LibreOffice is missing: these tests let it recalculate our workbooks. "
            "Install it, for example with: apt-get install --no-install-recommends "
            "libreoffice-calc"
        )
    sources, outputs = into / "sources", into / "recalculated"
    sources.mkdir(parents=True, exist_ok=True)
    for name, workbook in workbooks.items():
        (sources / f"{name}.xlsx").write_bytes(workbook)
    # CSV: comma, double quote, UTF-8, from line 1, as shown.
    target = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"}
    run = subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(into / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target.get(extension, extension),
            "--outdir",
            str(outputs),
            *[str(sources / f"{name}.xlsx") for name in workbooks],
        ],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    found = {name: outputs / f"{name}.{extension}" for name in workbooks}
    if not all(path.exists() for path in found.values()):
        pytest.fail(f"LibreOffice did not recalculate: {run.stdout}{run.stderr}")
    return found
