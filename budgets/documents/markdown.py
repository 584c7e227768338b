"""The text of a section: Markdown into harmless HTML, and into the paragraphs of a Word file.

What Markdown may say is little: paragraphs, headings, lists, quotations, bold, italic and links.
Raw HTML is text, pictures are not there, and a link leads to http, https or a mail address. What
comes out passes nh3 all the same.
"""

from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from budgets.core.live_figures import LiveFigure, filled
from budgets.core.money import NO_BREAK_SPACE

Writer = Callable[[LiveFigure], str]

_TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "blockquote",
    "a",
    "br",
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_FIRST_HEADING, _LAST_HEADING = 3, 6
_DEEPEST = 12


def html_of(text: str, write: Writer, *, first: int = _FIRST_HEADING) -> str:
    """The text as HTML that is safe to show, with its live figures written.

    ``first`` is the level of its highest headings.
    """
    rendered = RendererHTML().render(parsed(text, write, first=first), _READER.options, {})
    cleaned = nh3.clean(
        rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"
    )
    return cleaned.replace("&nbsp;", NO_BREAK_SPACE)


def parsed(text: str, write: Writer, *, first: int = _FIRST_HEADING) -> list[Token]:
    """The text as Markdown's own tokens, live figures written, headings from ``first`` on."""
    tokens = _READER.parse(text)
    _order_headings(tokens, first)
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = filled(child.content, write)
    return tokens


def _order_headings(tokens: list[Token], first: int) -> None:
    """Give the headings levels from the first on, none left out, whatever the writer chose."""
    open_levels: list[int] = []
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1:])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        tag = f"h{min(first + len(open_levels) - 1, _LAST_HEADING)}"
        # A heading is three tokens: it opens, says something, and closes.
        token.tag = tokens[position + 2].tag = tag


def _is_allowed(url: str) -> bool:
    scheme, colon, _rest = url.partition(":")
    return bool(colon) and scheme.lower() in _SCHEMES


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "maxNesting": _DEEPEST})
    reader.enable(["heading", "list", "blockquote"])
    reader.enable(["emphasis", "link", "escape", "entity", "newline"])
    reader.validateLink = _is_allowed  # type: ignore[method-assign]
    return reader


_READER = _reader()
