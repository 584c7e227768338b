"""Live figures as a writer chooses them and as a reader reads them."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, override

from budgets.core.live_figures import LiveFigure, Measure, Value, figure_named, renamed
from budgets.core.money import NO_BREAK_SPACE, Unit, format_number
from budgets.wording.amounts import NOTHING
from budgets.wording.figures import signed_percent

_DECIMALS_OF_MKR = 1

_NAMES: Mapping[LiveFigure, Promise] = {
    LiveFigure.BUDGET_YEAR: gettext_lazy("budget year"),
    LiveFigure.TOTAL_INCOME: gettext_lazy("total income"),
    LiveFigure.TOTAL_COST: gettext_lazy("total cost"),
    LiveFigure.RESULT: gettext_lazy("result"),
    LiveFigure.AGREEMENT_INCOME: gettext_lazy("income from the agreement"),
    LiveFigure.AGREEMENT_SHARE: gettext_lazy("share of income from the agreement"),
    LiveFigure.STAFF_COST: gettext_lazy("staff cost"),
    LiveFigure.STAFF_SHARE: gettext_lazy("staff share of cost"),
    LiveFigure.COST_PER_INHABITANT: gettext_lazy("cost per inhabitant"),
    LiveFigure.COST_CHANGE: gettext_lazy("cost compared with the year before"),
    LiveFigure.COST_GROWTH: gettext_lazy("cost compared with the year before in per cent"),
    LiveFigure.AGREEMENT_CHANGE: gettext_lazy(
        "income from the agreement compared with the year before"
    ),
    LiveFigure.AGREEMENT_GROWTH: gettext_lazy(
        "income from the agreement compared with the year before in per cent"
    ),
    LiveFigure.LARGEST_PAYER: gettext_lazy("payer with the largest share"),
    LiveFigure.LARGEST_PAYMENT: gettext_lazy("sum of the largest payer"),
    LiveFigure.MEMBERS: gettext_lazy("number of municipalities"),
    LiveFigure.INHABITANTS: gettext_lazy("number of inhabitants"),
    LiveFigure.POPULATION_DATE: gettext_lazy("date of the population"),
}


def name(figure: LiveFigure) -> str:
    """What the writer calls the figure, in the writer's language."""
    return str(_NAMES[figure])


def stored(text: str) -> str:
    """A text with the names as they are kept, whichever language they were written in."""
    known: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            known |= {name(figure).casefold(): figure.value for figure in LiveFigure}
    return renamed(text, lambda written: known.get(" ".join(written.split()).casefold(), written))


def shown(text: str) -> str:
    """A kept text with the names in the writer's language."""

    def named(kept: str) -> str:
        figure = figure_named(kept)
        return kept if figure is None else name(figure)

    return renamed(text, named)


def unknown(names: list[str]) -> str:
    """Say that a name in braces is no figure's, and where the names are."""
    quoted = ", ".join(f"{{{one}}}" for one in names[:5])
    return ngettext(
        "%(names)s is no live figure. Choose one from the list, or take away the braces.",
        "%(names)s are no live figures. Choose them from the list, or take away the braces.",
        len(names),
    ) % {"names": quoted}


def writer(values: Mapping[LiveFigure, Value], unit: Unit) -> Callable[[LiveFigure], str]:
    """How each figure is written, with sums in the unit of the document's tables."""
    return lambda figure: written(figure, values.get(figure), unit)


def written(figure: LiveFigure, value: Value, unit: Unit) -> str:
    """A live figure within a sentence; – where there is nothing to say."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    match figure.measure:
        case Measure.PART:
            return f"{format_number(100 * value, 1)}{NO_BREAK_SPACE}%"
        case Measure.GROWTH:
            return f"{signed_percent(100 * value)}{NO_BREAK_SPACE}%"
        case Measure.PER_HEAD:
            return f"{format_number(value, 2)}{NO_BREAK_SPACE}kr"
        case Measure.COUNT:
            return format_number(value)
        case Measure.CHANGE:
            return f"{'+' if value > 0 else ''}{_sum(value, unit)}"
        case _:
            return _sum(value, unit)


def _sum(kronor: Fraction, unit: Unit) -> str:
    decimals = _DECIMALS_OF_MKR if unit is Unit.MKR else 0
    return f"{format_number(kronor / unit.value, decimals)}{NO_BREAK_SPACE}{unit.label}"


def choices() -> list[tuple[str, str]]:
    """The list a writer chooses from: how each stands in the text, and its name."""
    return [(f"{{{name(figure)}}}", name(figure)) for figure in LiveFigure]
