"""What a word processor puts on the clipboard, as HTML, made into the Markdown of a section.

Word writes a list as paragraphs of its own kind (``mso-list: l0 level2``) with the bullet as text,
hides it behind conditional comments, and styles everything (``mso-…``). What means something is
kept: paragraphs, headings, lists, bold, italic and links.
"""

import re
from html.parser import HTMLParser
from typing import Any

import nh3
from markdownify import MarkdownConverter

from budgets.core.pasted import tidied

MOST_CHARACTERS = 500_000
_DEEPEST, _DEEPEST_UNREAD = 60, 300
_TAGS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "span"),
    *("strong", "b", "em", "i", "blockquote", "a", "br"),
}
_UNSAID = {"script", "style", "title", "xml", "head", "template", "iframe", "object", "svg", "math"}
_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d)")
_NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight:\s*(?:normal|400)", re.IGNORECASE)
_MARK = re.compile(r"mso-list:\s*Ignore", re.IGNORECASE)
_COUNTED = re.compile(r"^\s*(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]")
_SIGN = re.compile(r"^[\s\u00a0]*(?:[•·●▪◦‣§\uf0b7\uf0a7–-]|o(?=[\s\u00a0]))[\s\u00a0]+")
_UNCLOSED = {"br", "hr", "img", "input", "link", "meta", "col", "wbr", "p", "li", "td", "th", "tr"}
"""Tags that stand alone, or whose end may be left out."""


class TooMuchPasted(ValueError):
    """The clipboard holds more than a document does, or nests it deeper."""


def markdown_of(pasted: str) -> str:
    """The Markdown of pasted HTML; ``TooMuchPasted`` where it is too long or too deep."""
    # Reading what is nested without end takes its square of time.
    if len(pasted) > MOST_CHARACTERS or _depth_of(pasted) > _DEEPEST_UNREAD:
        raise TooMuchPasted
    cleaned = nh3.clean(
        pasted,
        tags=_TAGS,
        clean_content_tags=_UNSAID,
        attributes={"p": {"style"}, "span": {"style"}, "a": {"href"}, "b": {"style"}},
        attribute_filter=_only_lists,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    if _depth_of(cleaned) > _DEEPEST:
        raise TooMuchPasted
    return _settled(
        _Converter(heading_style="ATX", bullets="-", escape_misc=False).convert(cleaned)
    )


class _Converter(MarkdownConverter):
    """Markdown of what Word means."""

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:
        level = _LEVEL.search(el.get("style") or "")
        if level is None:
            return str(super().convert_p(el, text, parent_tags))  # type: ignore[misc]
        marks = [
            one.get_text() for one in el.find_all("span") if _MARK.search(one.get("style", ""))
        ]
        sign = "1. " if marks and _COUNTED.match(marks[0]) else "- "
        words = " ".join(text.split()) if marks else " ".join(_SIGN.sub("", text).split())
        return f"\n{'   ' * (int(level[1]) - 1)}{sign}{words}\n"

    def convert_span(self, el: Any, text: str, parent_tags: Any) -> str:
        return "" if _MARK.search(el.get("style") or "") else text

    def convert_b(self, el: Any, text: str, parent_tags: Any) -> str:
        # Google Docs wraps all of it so, to say that it is not bold.
        if _NOT_BOLD.search(el.get("style") or ""):
            return text
        return str(super().convert_b(el, text, parent_tags))  # type: ignore[misc]


def _only_lists(tag: str, name: str, value: str) -> str | None:
    if name != "style":
        return value
    if tag == "b":
        return value if _NOT_BOLD.search(value) else None
    return value if "mso-list" in value else None


def _settled(markdown: str) -> str:
    """At most one empty line in a row, and none between the items of a list."""
    lines: list[str] = []
    for line in tidied(markdown).split("\n"):
        plain = line.rstrip()
        if not plain and (not lines or not lines[-1]):
            continue
        lines.append(plain)
    return "\n".join(lines).strip("\n")


class _Depth(HTMLParser):
    deepest = depth = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in _UNCLOSED:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        # As a browser reads "<![": a comment up to the next ">". Python's own refuses some of them.
        return self.parse_bogus_comment(i, report)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _UNCLOSED:
            self.depth = max(0, self.depth - 1)


def _depth_of(markup: str) -> int:
    parser = _Depth()
    parser.feed(markup)
    return parser.deepest
