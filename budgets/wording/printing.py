"""What is said of how figures are printed: units, notes, adjustment (rule 6)."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from budgets.core.adding_up import Along
from budgets.core.money import NO_BREAK_SPACE, Unit
from budgets.core.printing import Figure, Miss, PrintedFigures, Scale


def unit_name(scale: Scale) -> str:
    """What amounts are in, within a caption: kronor, tkr or mkr."""
    return _("kronor") if scale.unit is Unit.KRONOR else scale.unit.label


def unit_heading(scale: Scale) -> str:
    """The same as the heading of a column: Kronor, Tkr or Mkr."""
    return unit_name(scale).capitalize()


def with_scale(figure: int, scale: Scale) -> str:
    """A difference in steps within a sentence, with sign and unit: ``+0,1 mkr``."""
    plus = "+" if figure > 0 else ""
    return f"{plus}{scale.written(figure)}{NO_BREAK_SPACE}{scale.unit.label}"


def with_marks(figure: Figure, prefix: str = "") -> SafeString:
    """A figure for a page, each of its marks leading to a note of that prefix."""
    marks = format_html_join(
        mark_safe("<sup>, </sup>"),
        '<a class="note-mark" href="#note-{}{}"><sup>{}</sup></a>',
        ((prefix, mark, mark) for mark in figure.marks),
    )
    return format_html("{}{}", figure.text, marks)


def adjusted_sentence() -> str:
    """Say that figures were adjusted."""
    return _("Figures are adjusted by less than one step so that all adds up as printed.")


def adjusted_of(printed: PrintedFigures) -> str:
    """That the table is adjusted, where it is; else nothing."""
    return adjusted_sentence() if printed.is_adjusted else ""


def miss_sentence(miss: Miss, scale: Scale) -> str:
    """Say what the mark at a sum means."""
    difference = with_scale(miss.units_missing, scale)
    if miss.along is Along.ROW:
        text = _(
            "The printed amounts that this sum is made of miss it by %(difference)s, because each "
            "figure is rounded by itself."
        )
    else:
        text = _(
            "The printed column misses this sum by %(difference)s, because each figure is rounded "
            "by itself."
        )
    return text % {"difference": difference}


def notes(printed: PrintedFigures) -> list[tuple[int, str]]:
    """The notes under a table with their numbers, in order."""
    return [(miss.number, miss_sentence(miss, printed.scale)) for miss in printed.misses]


def printed_notes(printed: PrintedFigures) -> list[str]:
    """All that stands under a table in a file: its notes, and that it is adjusted."""
    lines = [f"{number}) {text}" for number, text in notes(printed)]
    return [*lines, adjusted_sentence()] if printed.is_adjusted else lines
