"""PC-Axis files (.px), as the statistical database exports them.

Source: PX file format specification, AXIS-VERSION 2013: keywords, each with values that end with a
semicolon; texts in quotation marks; DATA last, the last variable of the heading running fastest.
"""

import math
import re
from collections.abc import Mapping, Sequence

from municipalities.sources.cube import Cube, Dimension
from municipalities.sources.extract import Reason, SourceRefused

_TOKEN = re.compile(r'\s*(?:"([^"]*)"|([^\s",;=()\[\]]+)|([,;=()\[\]]))')
_MISSING = re.compile(r'"[.\-]{1,6}"|[.\-]{1,6}')
_MOST_CELLS = 1_000_000

Keywords = Mapping[tuple[str, str], Sequence[str]]


def looks_like_px(text: str) -> bool:
    """Whether a text begins as a px file does."""
    return bool(re.match(r"\s*(CHARSET|AXIS-VERSION|CODEPAGE|LANGUAGE|CREATION-DATE)\s*=", text))


def cube_in_px(text: str) -> Cube:
    """Read a px file; raises ``SourceRefused``, ``LAYOUT`` where it is none."""
    head, separator, data = text.partition("\nDATA=")
    if not separator:
        raise SourceRefused(Reason.LAYOUT, where="DATA")
    keywords = _keywords(head)

    def said(keyword: str, of: str = "") -> Sequence[str]:
        return keywords.get((keyword, of), ())

    names = [*said("STUB"), *said("HEADING")]
    if not names or len(set(names)) < len(names):
        raise SourceRefused(Reason.LAYOUT, where="STUB, HEADING")
    dimensions = [_dimension(name, said("VALUES", name), said("CODES", name)) for name in names]
    count = math.prod(len(dimension.categories) for dimension in dimensions)
    return Cube(
        # Of a table with one contents only no dimension tells it, but this does.
        label=" ".join(said("CONTENTS") or said("TITLE")),
        source=" ".join(said("SOURCE")),
        table=" ".join(said("TABLEID") or said("MATRIX")),
        updated=_updated(keywords),
        notes=[
            " ".join(values) for (name, _of), values in keywords.items() if name.startswith("NOTE")
        ],
        dimensions=dimensions,
        values=_values(data, count),
    )


def _keywords(head: str) -> Keywords:
    """Each keyword with what it is said of, and its values."""
    found: dict[tuple[str, str], list[str]] = {}
    tokens = _tokens(head)
    place = 0
    while place < len(tokens):
        try:
            end = tokens.index((";", False), place)
            equals = tokens.index(("=", False), place, end)
            name, *about = tokens[place:equals]
        except ValueError as error:
            raise SourceRefused(Reason.LAYOUT, where=tokens[place][0][:40]) from error
        of = ", ".join(text for text, is_text in about if is_text)
        if any(text == "[" for text, is_text in about if not is_text):
            of += " in another language"
        if (name[0], of) in found:
            raise SourceRefused(Reason.LAYOUT, where=f"{name[0]} {of}"[:40])
        found[name[0], of] = [
            text for text, is_text in tokens[equals + 1 : end] if is_text or text != ","
        ]
        place = end + 1
    return found


def _tokens(head: str) -> list[tuple[str, bool]]:
    """The words of the head, each with whether it stood in quotation marks."""
    tokens: list[tuple[str, bool]] = []
    place, end = 0, len(head.rstrip())
    while place < end:
        found = _TOKEN.match(head, place)
        if found is None:
            raise SourceRefused(Reason.LAYOUT, where=head[place : place + 40].strip())
        quoted, word, sign = found.groups()
        # A text that goes on on the next line is quoted anew there.
        if quoted is not None and tokens and tokens[-1][1]:
            tokens[-1] = (tokens[-1][0] + quoted, True)
        else:
            tokens.append((quoted if quoted is not None else word or sign, quoted is not None))
        place = found.end()
    return tokens


def _dimension(name: str, values: Sequence[str], codes: Sequence[str]) -> Dimension:
    keys = codes or values
    if not values or len(keys) != len(values) or len(set(keys)) < len(keys):
        raise SourceRefused(Reason.LAYOUT, where=f"VALUES, CODES: {name}")
    return Dimension(name, name, list(zip(keys, values, strict=True)))


def _values(data: str, count: int) -> list[str | None]:
    body, end, rest = data.partition(";")
    words = re.findall(r'"[^"]*"|[^\s,"]+', body)
    if not end or rest.strip() or len(words) != count or count > _MOST_CELLS:
        raise SourceRefused(Reason.LAYOUT, where="DATA")
    return [None if _MISSING.fullmatch(word) else word for word in words]


def _updated(keywords: Keywords) -> str:
    return next(
        (" ".join(values) for (name, _of), values in keywords.items() if name == "LAST-UPDATED"), ""
    )
