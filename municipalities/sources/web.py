"""One question to a server of a publisher: patient, bounded, and never led elsewhere."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from municipalities.sources.extract import Reason, SourceRefused
from municipalities.sources.scb_tables import Api
from municipalities.sources.values import plain

MOST_BYTES = 5 * 1024 * 1024
_PIECE = 64 * 1024
_AGAIN = {Reason.UNREACHABLE, Reason.TIMED_OUT, Reason.TOO_OFTEN, Reason.CLOSED}
_TOLD = 200


@dataclass(slots=True)
class Wire:
    """The calls of one fetch: how to make them, and when the last one was."""

    api: Api
    last: float = 0

    def wait(self) -> None:
        """Keep the distance to the last call that the published limit asks for."""
        rest = self.last + self.api.between - time.monotonic()
        if self.last and rest > 0:
            time.sleep(rest)
        self.last = time.monotonic()


def posted(wire: Wire, address: str, body: Mapping[str, Any], *, table: str) -> bytes:
    """Send a question as JSON and give the answer; ``SourceRefused`` once patience is at an end."""
    api, pause = wire.api, wire.api.pause
    until = time.monotonic() + api.patience
    attempt = 1
    while True:
        wire.wait()
        try:
            return _answer(address, body, table, min(api.timeout, until - time.monotonic()))
        except SourceRefused as refused:
            wait = max(pause, refused.values.pop("wait", 0))
            again = refused.reason in _AGAIN or refused.values.get("status", 0) >= 500
            if not again or attempt >= api.attempts or time.monotonic() + wait >= until:
                raise
        time.sleep(wait)
        attempt, pause = attempt + 1, 2 * pause


def _answer(address: str, body: Mapping[str, Any], table: str, seconds: float) -> bytes:
    host = urlsplit(address).netloc
    seconds = max(seconds, 0.1)
    until = time.monotonic() + seconds
    try:
        with requests.post(
            address,
            json=body,
            timeout=seconds,
            allow_redirects=False,
            stream=True,
            headers={"Accept": "application/json", "User-Agent": "Fordela"},
        ) as response:
            content = _content(response, until, table)
            _look_at(response, content, host, table)
            return content
    except (requests.Timeout, ReadTimeoutError) as error:
        raise SourceRefused(Reason.TIMED_OUT, host=host, seconds=seconds) from error
    except (requests.RequestException, HTTPError) as error:
        raise SourceRefused(Reason.UNREACHABLE, host=host) from error


def _content(response: requests.Response, until: float, table: str) -> bytes:
    """The answer, as it comes and not in larger pieces: a trickle has to be noticed."""
    content = b""
    while piece := response.raw.read1(_PIECE, decode_content=True):
        content += piece
        if len(content) > MOST_BYTES:
            raise SourceRefused(Reason.ANSWER_TOO_LARGE, table=table, limit=MOST_BYTES)
        if time.monotonic() > until:
            raise requests.Timeout
    return content


def _look_at(response: requests.Response, content: bytes, host: str, table: str) -> None:
    """Refuse every answer but a whole one, by its status."""
    wait = _wait(response)
    match response.status_code:
        case 200:
            return
        case 400:
            raise SourceRefused(Reason.NOT_UNDERSTOOD, table=table, told=_told(content))
        case 403:
            raise SourceRefused(Reason.TOO_MUCH_ASKED, table=table)
        case 404 | 410:
            raise SourceRefused(Reason.WITHDRAWN, table=table)
        case 429:
            raise SourceRefused(Reason.TOO_OFTEN, host=host, wait=wait)
        case 503:
            raise SourceRefused(Reason.CLOSED, host=host, wait=wait)
        case status if 300 <= status < 400:
            raise SourceRefused(Reason.REDIRECTED, host=host)
        case status:
            raise SourceRefused(Reason.SERVER_ERROR, host=host, status=status, wait=wait)


def _wait(response: requests.Response) -> float:
    """The seconds the server asks to be left alone; a date there is as good as nothing."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _told(content: bytes) -> str:
    """What the server says of an error: the words of its JSON, or its plain text."""
    text = content.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        text = " ".join(str(said[key]) for key in ("title", "detail", "error") if said.get(key))
    return plain(text)[:_TOLD]
