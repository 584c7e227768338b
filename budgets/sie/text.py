r"""What of a text a SIE file can carry.

The file is written in code page 437, the character set of the IBM PC, which has å, ä and ö but
no dashes, no curly quotes and no euro. What it lacks is written as near as it can say: a dash as a
hyphen, curly quotes as straight ones, a letter without the accent it lacks there, € as EUR; and
what has nothing near it, such as a Greek word, with a question mark for each sign.

>>> carried("Köp – “lån” à 5 € \x0b på Åland")
'Köp - "lån" à 5 EUR på Åland'
>>> carried("Łódź, Ørsted, 汉")
'?ódz, ?rsted, ?'

A field stands within quotes. A quote inside it is marked by a backslash before it, so a backslash
of the text's own becomes a slash: otherwise it would mark what comes after it.

>>> print(quoted('Avtal "A"'), quoted("C:\\"), quoted(""))
"Avtal \"A\"" "C:/" ""
"""

import unicodedata

ENCODING = "cp437"
_NEAR = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "…": "...",
        "€": "EUR",
        "×": "x",
        "§": "par.",
        "©": "(c)",
        "\\": "/",
    }
)


def carried(text: str) -> str:
    """The text on one line, with what code page 437 lacks written as near as it can say."""
    composed = unicodedata.normalize("NFC", text)
    told = "".join(_carried(sign) for sign in composed)
    return " ".join(told.split())


def quoted(text: str) -> str:
    """The text as one field of the file, within quotes."""
    return '"' + carried(text).replace('"', '\\"') + '"'


def _carried(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign).startswith("C"):
        return ""
    near = sign.translate(_NEAR)
    if near != sign or _has(sign):
        return near
    bare = unicodedata.normalize("NFKD", sign)
    kept = "".join(one for one in bare if not unicodedata.combining(one) and _has(one))
    return kept.translate(_NEAR) or "?"


def _has(sign: str) -> bool:
    try:
        return bool(sign.encode(ENCODING))
    except UnicodeEncodeError:
        return False
