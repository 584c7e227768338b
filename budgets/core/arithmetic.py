"""Plain arithmetic as people type it into a cell: ``=12*45000``, ``=(1 200 + 300,50) / 2``.

Numbers are written as amounts are (rule 5): a decimal comma or point, spaces between thousands.
Between them stand +, −, *, / and brackets. Everything is exact; a result that is finer than an öre
is refused by whoever makes an amount of it.

>>> computed("=12*45000")
Fraction(540000, 1)
>>> computed("=(1 200 + 300,50) / 2")
Fraction(3001, 4)
"""

import re
from fractions import Fraction

_TOKEN = re.compile(
    r" *(?:(?P<number>[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
    r"|(?P<sign>[-+*/()]))",
    re.ASCII,
)
_UNCLEAR = re.compile(r"\.[0-9]{3}$")
_DEEPEST = 20


class NotArithmetic(ValueError):
    """The text is no plain arithmetic, or one that has no result."""


def computed(formula: str) -> Fraction:
    """The exact result of a formula that begins with ``=``.

    Raises ``NotArithmetic`` for anything but numbers, the four signs and brackets, for a point
    before three digits, which can be read in two ways, and for a division by nothing.
    """
    if not formula.startswith("="):
        raise NotArithmetic(formula)
    reader = _Reader(formula[1:].rstrip())
    result = reader.sum(_DEEPEST)
    if reader.tokens[reader.place :]:
        raise NotArithmetic(formula)
    return result


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.place = 0
        end = 0
        while end < len(text):
            found = _TOKEN.match(text, end)
            if found is None:
                raise NotArithmetic(text)
            self.tokens.append(found["number"] or found["sign"])
            end = found.end()

    def sum(self, depth: int) -> Fraction:
        total = self._product(depth)
        while sign := self._take("+-"):
            term = self._product(depth)
            total += term if sign == "+" else -term
        return total

    def _product(self, depth: int) -> Fraction:
        product = self._factor(depth)
        while sign := self._take("*/"):
            factor = self._factor(depth)
            if sign == "/" and not factor:
                raise NotArithmetic("division by nothing")
            product = product * factor if sign == "*" else product / factor
        return product

    def _factor(self, depth: int) -> Fraction:
        if not depth:
            raise NotArithmetic("too many brackets")
        if sign := self._take("+-"):
            factor = self._factor(depth - 1)
            return factor if sign == "+" else -factor
        if self._take("("):
            inside = self.sum(depth - 1)
            if not self._take(")"):
                raise NotArithmetic("a bracket is not closed")
            return inside
        return self._number()

    def _number(self) -> Fraction:
        text = self.tokens[self.place] if self.place < len(self.tokens) else ""
        if not text[:1].isdecimal() or _UNCLEAR.search(text):
            raise NotArithmetic(text)
        self.place += 1
        return Fraction(text.replace(" ", "").replace(",", "."))

    def _take(self, signs: str) -> str:
        """The next token when it is one of these signs, else nothing."""
        if self.place < len(self.tokens) and self.tokens[self.place] in signs:
            self.place += 1
            return self.tokens[self.place - 1]
        return ""
