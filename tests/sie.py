"""A reader of SIE files, written from the source alone: it shares nothing with what writes them.

SIE-Gruppen, "SIE filformat", edition 4B: bytes in code page 437; a record a line, which begins with
a label; fields with spaces or tabs between; a field within quotes where it has spaces, and in it a
quote after a backslash; a list of objects within braces; no control characters in a field; amounts
with a point and at most two decimals.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

_CONTROL = set(range(32)) | {127}
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
_BEFORE = {"#KONTO": {"#RAR", "#FNAMN", "#SIETYP"}, "#PBUDGET": {"#KONTO"}}


class NotSie(Exception):
    """The file breaks a rule of the source."""


@dataclass
class Read:
    """What the file says, by the names that the source has for it."""

    records: list[list[str]]
    accounts: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    budget: dict[str, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    """Amounts by account, then by period."""

    def said(self, label: str) -> list[str]:
        """The fields of the one record with this label."""
        found = [fields for name, *fields in self.records if name == label]
        if len(found) != 1:
            raise NotSie(f"{len(found)} records are {label}")
        return found[0]

    @property
    def sums(self) -> dict[str, Decimal]:
        return {number: sum(by.values(), Decimal(0)) for number, by in self.budget.items()}


def read(content: bytes) -> Read:
    text = content.decode("cp437")
    if not text.endswith("\n"):
        raise NotSie("the last record is cut off")
    found = Read([list(_fields(line.removesuffix("\r"))) for line in text.split("\n")[:-1]])
    if found.records[0][0] != "#FLAGGA" or found.said("#FORMAT") != ["PC8"]:
        raise NotSie("the file does not say what it is")
    seen: set[str] = set()
    for label, *fields in found.records:
        if not re.fullmatch(r"#[A-Z]+", label):
            raise NotSie(f"{label} is no label")
        if missing := _BEFORE.get(label, set()) - seen:
            raise NotSie(f"{label} stands before {missing}")
        seen.add(label)
        _take(found, label, fields)
    return found


def _take(found: Read, label: str, fields: list[str]) -> None:
    if label == "#KONTO":
        number, name = fields
        if not number.isdigit() or number in found.accounts:
            raise NotSie(f"account {number}")
        found.accounts[number] = name
    elif label == "#KTYP":
        number, kind = fields
        if kind not in {"T", "S", "K", "I"} or number not in found.accounts:
            raise NotSie(f"kind {kind} of {number}")
        found.kinds[number] = kind
    elif label == "#PBUDGET":
        year, period, number, objects, amount = fields
        first, last = found.said("#RAR")[1:]
        if year != found.said("#RAR")[0] or not first[:6] <= period <= last[:6]:
            raise NotSie(f"period {period} is not of the year")
        if objects != "{}" or number not in found.accounts or not _AMOUNT.fullmatch(amount):
            raise NotSie(f"{fields}")
        if period in found.budget[number]:
            raise NotSie(f"{number} has {period} twice")
        found.budget[number][period] = Decimal(amount)


def _fields(line: str) -> Iterator[str]:
    """The fields of one line; braces are given back with what is in them."""
    if any(ord(sign) in _CONTROL - {9} for sign in line):
        raise NotSie(f"a control character in {line!r}")
    place = 0
    while place < len(line):
        sign = line[place]
        if sign in " \t":
            place += 1
        elif sign == '"':
            text, place = _within_quotes(line, place + 1)
            yield text
        elif sign == "{":
            end = line.index("}", place) + 1
            yield line[place:end]
            place = end
        else:
            end = next((p for p in range(place, len(line)) if line[p] in " \t"), len(line))
            if '"' in line[place:end]:
                raise NotSie(f"a quote within {line[place:end]}")
            yield line[place:end]
            place = end


def _within_quotes(line: str, place: int) -> tuple[str, int]:
    text = ""
    while place < len(line):
        if line.startswith('\\"', place):
            text, place = text + '"', place + 2
        elif line[place] == '"':
            if line[place + 1 : place + 2] not in ("", " ", "\t"):
                raise NotSie(f"a field begins within another: {line}")
            return text, place + 1
        else:
            text, place = text + line[place], place + 1
    raise NotSie(f"a quote is not closed: {line}")
