r"""Plain text as it comes out of a word processor, made fit to be kept.

Bullets that were pasted as signs become lists, and what cannot be seen goes:

>>> tidied("Vi ska\r\n•\tupphandla\r\no\tgemensamt\r\n•\tfölja upp")
'Vi ska\n\n- upphandla\n  - gemensamt\n- följa upp'
"""

import re

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x0c"), None)
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n\n", "\x0b": "\n", "\x85": "\n"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BULLET = re.compile(
    r"[ \t]*(?:(?P<outer>[•·●▪◦‣\uf0b7§])|(?P<inner>[o\uf0a7○]))[\t\u00a0 ]*\t[\t ]*"
)
_LOOSE_BULLET = re.compile(r"[ \t]*(?P<outer>[•●▪‣\uf0b7])[ \u00a0]+")
_NUMBER = re.compile(r"[ \t]*(\d{1,3})[.)][\u00a0 ]*\t[\t ]*")
_ITEM = re.compile(r"(?:  )?(?:- |\d{1,3}\. )")


def tidied(text: str) -> str:
    """The text with plain line breaks, lists for bullets, and nothing that cannot be seen.

    No-break spaces stay: "5 616 tkr" is meant to be kept on one line.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS).translate(_UNSEEN)
    lines: list[str] = []
    for line in _CONTROL.sub("", plain).split("\n"):
        made = _listed(line.rstrip())
        was_bullet = made != line.rstrip()
        if was_bullet and lines and lines[-1] and not _ITEM.match(lines[-1]):
            lines.append("")
        lines.append(made)
    return "\n".join(lines).strip("\n")


def _listed(line: str) -> str:
    if match := _BULLET.match(line) or _LOOSE_BULLET.match(line):
        indent = "" if match["outer"] else "  "
        return f"{indent}- {line[match.end() :]}"
    if match := _NUMBER.match(line):
        return f"{match[1]}. {line[match.end() :]}"
    return line
