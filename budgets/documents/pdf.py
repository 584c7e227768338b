"""HTML of ours as a PDF that a screen reader can read (PDF/UA-1), with its fonts inside.

WeasyPrint needs the system's Pango, which is looked for when the first document is made, not when
the application starts. A document is made of what we hand over: nothing is fetched but our own
static files.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

VARIANT = "pdf/ua-1"
STATIC = "static:"
"""How the style sheet of a document names a file of ours."""
STYLE = "styles/document.css"


class NoPrinter(Exception):
    """The programs that make a PDF are not installed on this machine."""

    def __init__(self) -> None:
        super().__init__("Pango is missing; docs/running.md says how to install it.")


class NotOurs(ValueError):
    """A document asked for something that is no static file of ours."""

    def __init__(self, url: str) -> None:
        super().__init__(f"A document fetches nothing but static files, not {url[:100]}")


def pdf_of(template: str, context: dict[str, Any], *, styles: Sequence[str] = (STYLE,)) -> bytes:
    """Render a template to PDF; its ``html`` says language and title.

    ``styles`` are static files of ours.

    Raises ``NoPrinter`` where Pango is missing, ``NotOurs`` where the template asks for more than
    our static files.
    """
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import FatalURLFetchingError
    except OSError as error:
        raise NoPrinter from error
    fetcher = _fetcher()
    text = render_to_string(template, context)
    sheets = [
        CSS(string=static_text(name), url_fetcher=fetcher, base_url=STATIC) for name in styles
    ]
    try:
        html = HTML(string=text, base_url=STATIC, url_fetcher=fetcher)
        made: bytes = html.write_pdf(stylesheets=sheets, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise NotOurs(str(error)) from error
    return made


def static_text(name: str) -> str:
    """The text of a static file of ours."""
    return static_path(name).read_text(encoding="utf-8")


def static_path(name: str) -> Path:
    """Where a static file of ours lies; ``NotOurs`` for anything else."""
    found = None if ".." in name or name.startswith("/") else finders.find(name)
    if not isinstance(found, str):
        raise NotOurs(name)
    return Path(found)


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, colon, name = url.partition(":")
            try:
                if scheme + colon != STATIC:
                    raise NotOurs(url)
                return URLFetcherResponse(url, static_path(name).read_bytes())
            except NotOurs as error:
                # Else WeasyPrint would leave it out and go on.
                raise FatalURLFetchingError(url) from error

    return StaticFiles()
