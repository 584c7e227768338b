"""How a workbook looks: ink on paper, hairlines, one accent, figures that line up.

Fonts cannot be embedded in a workbook; Segoe UI is on every Windows machine, is humanist, and has
lining tabular figures. Others fall back to what they have.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from budgets.core.money import MINUS, NO_BREAK_SPACE, Unit
from budgets.core.printing import Scale

FONT = "Segoe UI"
INK = "1F1D1A"
MUTED = "6A655E"
ACCENT = "1F4E5F"
WARNING = "A3341F"
HAIRLINE = "CFC9BF"
INPUT_GROUND = "F7F1E1"

TEXT = "@"
YEAR = "0"
COUNT = "#,##0"
ZERO = '"0"'
PERCENT = f'0.00"{NO_BREAK_SPACE}"%'
WHOLE_PERCENT = f'0"{NO_BREAK_SPACE}%"'


def kronor_in(scale: Scale) -> str:
    """The number format that shows kronor in a unit, rounded, as the pages do."""
    figure = _figure_in(scale)
    return f'{figure};"{MINUS}"{figure};{"0." + "0" * scale.decimals if scale.decimals else 0}'


def nothing_in(scale: Scale) -> str:
    """The number format of amounts below 0 that round to nothing: no sign."""
    figure = _figure_in(scale)
    return f"{figure};{figure}" if scale.decimals else ZERO


def _figure_in(scale: Scale) -> str:
    decimals = "." + "0" * scale.decimals if scale.decimals else ""
    return f"#,##0{decimals}" + "," * {Unit.KRONOR: 0, Unit.TKR: 1, Unit.MKR: 2}[scale.unit]


def kronor_with(decimals: int) -> str:
    """The number format of kronor with so many decimals."""
    figure = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{figure};"{MINUS}"{figure};{figure}'


Rule = Literal["hair", "thin", "double"]
"""A hairline between rows, a thin one over a sum, two under the result."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell looks like; what is left out is plain text in ink."""

    format: str = "General"
    align: Literal["left", "right"] = "left"
    upright: Literal["top", "center", "bottom"] = "center"
    bold: bool = False
    size: float = 10
    colour: str = INK
    superscript: bool = False
    wrap: bool = False
    indent: int = 0
    top: Rule | None = None
    bottom: Rule | None = None
    ground: str | None = None
    unlocked: bool = False
    """Whether it can be typed in where the sheet is protected."""

    @property
    def font(self) -> Font:
        return _font(self.size, self.bold, self.colour, self.superscript)

    @property
    def alignment(self) -> Alignment:
        return _alignment(self.align, self.upright, self.wrap, self.indent)

    @property
    def border(self) -> Border:
        return _border(self.top, self.bottom)

    @property
    def fill(self) -> PatternFill:
        return _fill(self.ground)

    @property
    def protection(self) -> Protection:
        return _UNLOCKED if self.unlocked else _LOCKED


# Styles are the same in every workbook, and take longer to make than a row of cells.

_LOCKED, _UNLOCKED = Protection(), Protection(locked=False)


@cache
def _font(size: float, bold: bool, colour: str, superscript: bool) -> Font:
    raised: Literal["superscript"] | None = "superscript" if superscript else None
    return Font(name=FONT, family=2, size=size, bold=bold, color=colour, vertAlign=raised)


@cache
def _alignment(
    align: Literal["left", "right"],
    upright: Literal["top", "center", "bottom"],
    wrap: bool,
    indent: int,
) -> Alignment:
    return Alignment(horizontal=align, vertical=upright, wrap_text=wrap, indent=indent)


@cache
def _border(top: Rule | None, bottom: Rule | None) -> Border:
    return Border(top=_side(top), bottom=_side(bottom))


@cache
def _fill(ground: str | None) -> PatternFill:
    return PatternFill("solid", fgColor=ground) if ground else PatternFill()


def _side(rule: Rule | None) -> Side:
    """A rule: the lightest in the hairline's colour, the ones at sums in ink."""
    if rule is None:
        return Side()
    return Side(style=rule, color=HAIRLINE if rule == "hair" else INK)
