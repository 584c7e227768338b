"""A stand-in for Statistics Sweden's database on this machine: answers, or misbehaves on request.

What was recorded is replayed; what was not is answered in the recorded shape, with real figures.
"""

import contextlib
import csv
import gzip
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from municipalities.sources.scb_tables import TABLES, Api, tables_of

DATA = Path(__file__).parent / "data"
SCB = DATA / "scb"
REPLAYED = SCB / "constructed_v2_TAB638_jamtland_2017-2019.json"
JAMTLAND = ["2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"]


@cache
def truth() -> dict[int, dict[str, int]]:
    """The population of each municipality at the end of each year that is known."""
    figures: dict[int, dict[str, int]] = {}
    with (DATA / "population.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            of_year = figures.setdefault(int(row["date"][:4]), {})
            of_year[row["code"]] = int(row["population"])
    return figures


def true_figure(code: str, year: int) -> int | None:
    """The population of a municipality, a county (with some noise from 2025 on) or the country."""
    if len(code) == 4:
        return truth().get(year, {}).get(code)
    inside = [n for c, n in truth().get(year, {}).items() if code == "00" or c.startswith(code)]
    return sum(inside) + (3 if year >= 2025 else 0) if inside else None


def dataset(table: str, asked: dict[str, list[str]]) -> dict[str, Any]:
    """An answer of API v2 in the shape of the recorded one."""
    answer = json.loads(REPLAYED.read_text(encoding="utf-8"))
    dimensions = {}
    for variable, values in asked.items():
        labels = {value: value for value in values}
        if variable == "ContentsCode":
            labels = dict.fromkeys(values, "Folkmängd")
        index = {value: place for place, value in enumerate(values)}
        category = {"index": index, "label": labels}
        dimensions[variable] = {"label": variable.lower(), "category": category}
    answer |= {"id": list(asked), "size": [len(v) for v in asked.values()]}
    answer |= {"dimension": dimensions}
    answer["extension"]["px"]["tableid"] = table
    answer["value"] = [
        true_figure(region, int(time[:4])) for region in asked["Region"] for time in asked["Tid"]
    ]
    return dict(answer)


def columns(asked: dict[str, list[str]]) -> dict[str, Any]:
    """An answer of API v1 in the shape of the recorded one."""
    recorded = SCB / "constructed_v1_BefolkningNy_pxjson_jamtland.json"
    answer: dict[str, Any] = json.loads(recorded.read_text(encoding="utf-8"))
    answer["data"] = [
        {"key": [region, time], "values": [str(figure) if figure is not None else ".."]}
        for region in asked["Region"]
        for time in asked["Tid"]
        for figure in [true_figure(region, int(time[:4]))]
    ]
    return answer


@dataclass
class Question:
    """What somebody asked: of which version, which table, and which values of which variable."""

    version: str
    table: str
    asked: dict[str, list[str]]


@dataclass
class StandIn:
    """The server; ``misbehave`` takes the next answers from it, by version."""

    address: str
    questions: list[Question] = field(default_factory=list)
    misbehaving: dict[str, list[str]] = field(default_factory=lambda: {"v2": [], "v1": []})
    let_go: threading.Event = field(default_factory=threading.Event)

    def misbehave(self, *ways: str, version: str = "v2") -> None:
        """Answer so the next times; a way that begins with ``always`` is kept."""
        self.misbehaving[version] = list(ways)

    def api(self, **changed: Any) -> Api:
        """Where to find the server; it needs no pauses."""
        given: dict[str, Any] = {
            "v2": f"{self.address}/api/v2",
            "v1": f"{self.address}/v1/sv/ssd",
            "tables": tables_of(TABLES),
            "timeout": 120,
            "patience": 600,
            "pause": 0.01,
            "between": 0,
        }
        return Api(**given | changed)

    def next_way(self, version: str) -> str:
        ways = self.misbehaving[version]
        if not ways:
            return "well"
        return ways[0].removeprefix("always ") if ways[0].startswith("always ") else ways.pop(0)


@cache
def _huge() -> bytes:
    return gzip.compress(bytes(20_000_000), 1)


@contextlib.contextmanager
def stand_in() -> Iterator[StandIn]:
    """A server on a free port of this machine, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    scb = StandIn(f"http://127.0.0.1:{server.server_address[1]}")
    server.scb = scb  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield scb
    finally:
        scb.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass

    @property
    def scb(self) -> StandIn:
        found: StandIn = self.server.scb  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        self._send(404, b"")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        version = "v2" if "/api/v2/" in self.path else "v1"
        if version == "v2":
            table = self.path.split("/tables/")[1].split("/")[0]
            asked = {part["variableCode"]: part["valueCodes"] for part in body["selection"]}
        else:
            table = self.path.rpartition("/")[2]
            asked = {part["code"]: part["selection"]["values"] for part in body["query"]}
        self.scb.questions.append(Question(version, table, asked))
        way = self.scb.next_way(version)
        with contextlib.suppress(ConnectionError):
            self._behave(way, version, table, asked)

    def _behave(self, way: str, version: str, table: str, asked: dict[str, list[str]]) -> None:
        match way.split():
            case ["well"]:
                self._send(200, self._answer(version, table, asked))
            case ["replay", name]:
                self._send(200, (SCB / name).read_bytes())
            case ["400"]:
                said = b'{"title": "Non-existent value", "status": 400}'
                self._send(400, said if version == "v2" else b"Parameter error")
            case ["429" | "503" as status, "after", seconds]:
                self._send(int(status), b"", **{"Retry-After": seconds})
            case [status] if status.isdigit() and status[0] in "45":
                self._send(int(status), b"")
            case ["redirect"]:
                self._send(302, b"", Location=f"{self.scb.address}/elsewhere")
            case ["hang"]:
                self.scb.let_go.wait()
            case ["drip"]:
                self._drip()
            case ["reset"]:
                self.connection.shutdown(socket.SHUT_RDWR)
            case ["huge"]:
                self._send(200, _huge(), **{"Content-Encoding": "gzip"})
            case ["cut"]:
                whole = self._answer(version, table, asked)
                self._send(200, whole[: len(whole) // 2])
            case ["says", *words]:
                self._send(200, " ".join(words).encode())
            case ["without", variable, value]:
                asked = asked | {variable: [v for v in asked[variable] if v != value]}
                self._send(200, self._answer(version, table, asked))
            case ["null", region]:
                answer = dataset(table, asked)
                answer["value"][asked["Region"].index(region) * len(asked["Tid"])] = None
                answer["value"][(asked["Region"].index(region) + 1) * len(asked["Tid"]) - 1] = None
                self._send(200, json.dumps(answer).encode())
            case _:
                raise AssertionError(way)

    def _answer(self, version: str, table: str, asked: dict[str, list[str]]) -> bytes:
        if version == "v1":
            return b"\xef\xbb\xbf" + json.dumps(columns(asked)).encode()
        recorded = set(asked["Region"]) == {"23", *JAMTLAND} and table == "TAB638"
        if recorded and set(asked["Tid"]) <= {"2017", "2018", "2019"}:
            return REPLAYED.read_bytes()
        return json.dumps(dataset(table, asked)).encode()

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.scb.let_go.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
