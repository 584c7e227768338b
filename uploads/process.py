"""Reading a stranger's file in a process of its own, with little memory and little time.

``ask`` starts it; the module that reads ends with ``answer``. The file goes in on standard input,
JSON comes out on standard output: ``{"refused": "..."}`` with a ``Refusal``, or what was read. The
process knows neither Django nor the database, and gets no secrets.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from uploads.refusals import MOST_BYTES, Refusal, Refused

MEMORY = 768 * 1024 * 1024
SECONDS = 10
"""Of the processor."""
LONGEST = 20.0
"""Seconds of the clock, in which the process may also have waited for its turn."""
MOST_ANSWERED = 32 * 1024 * 1024
"""The longest answer, in characters. A small file may say one long text in thousands of cells."""

_ROOT = Path(__file__).resolve().parent.parent


def ask(module: str, file: bytes, *arguments: str) -> dict[str, Any]:
    """Let a module read a file; raises ``Refused`` whatever becomes of the process."""
    try:
        run = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=file,
            capture_output=True,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT)},
            timeout=LONGEST,
            check=False,
        )
        answer = json.loads(run.stdout) if run.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        answer = None
    if not isinstance(answer, dict):
        raise Refused(Refusal.TOO_MUCH_WORK)
    if "refused" in answer:
        raise Refused(Refusal(answer["refused"]))
    return answer


def answer(read: Callable[[bytes], Mapping[str, Any]]) -> None:
    """Read standard input, answer on standard output; what the reading process does."""
    _confine()
    given: Mapping[str, Any]
    try:
        given = read(sys.stdin.buffer.read(MOST_BYTES + 1))
    except Refused as refused:
        given = {"refused": str(refused.why)}
    except MemoryError:
        given = {"refused": str(Refusal.TOO_MUCH_WORK)}
    sys.stdout.write(_bounded(given))


def _bounded(given: Mapping[str, Any]) -> str:
    """The answer as JSON; a refusal when it is more than whoever asks should have to hold."""
    pieces, length = [], 0
    for piece in json.JSONEncoder().iterencode(given):
        length += len(piece)
        if length > MOST_ANSWERED:
            return json.dumps({"refused": str(Refusal.UNPACKS_TOO_LARGE)})
        pieces.append(piece)
    return "".join(pieces)


def _confine() -> None:
    """Give this process little of everything, and no file to write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
