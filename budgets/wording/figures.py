"""The sums of a draft and its shares as text, under the names of the elements that show them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.core.key_figures import Unusual
from budgets.core.money import MINUS, NO_BREAK_SPACE, Unit, format_number
from budgets.models.figures import Change, Figures, KeyFigures
from budgets.wording.amounts import NOTHING, with_unit, written


@dataclass(frozen=True)
class SumText:
    """A sum, and its difference from the time before in kronor and per cent."""

    name: str
    now: str
    difference: str
    percent: str
    unusual: str


def sum_texts(figures: Figures) -> dict[str, SumText]:
    """The sums of all headings and the totals."""
    changes = {f"heading-{pk}": change for pk, change in figures.headings.items()}
    changes |= {"income": figures.income, "cost": figures.cost, "result": figures.result}
    return {name: _sum(name, change) for name, change in changes.items()}


def texts(figures: Figures) -> dict[str, str]:
    """Every figure by the name of the element that shows it."""
    shown: dict[str, str] = {}
    for name, text in sum_texts(figures).items():
        shown[name] = text.now
        shown[f"{name}-difference"] = text.difference
        shown[f"{name}-percent"] = text.percent
        shown[f"{name}-unusual"] = text.unusual
    for sharing in figures.sharings:
        for share in sharing.explained.members if sharing.explained else ():
            shown[f"share-{sharing.agreement.pk}-{share.member.code}"] = written(share.amount)
    return shown | key_figure_texts(figures.key_figures)


def key_figure_texts(key: KeyFigures) -> dict[str, str]:
    """Each key figure as a sentence; an empty one where there is nothing to say."""
    sentences = {"key-income": "", "key-cost": "", "key-inhabitant": ""}
    if key.of_income is not None:
        sentences["key-income"] = _("%(percent)s %% of the income is shared by agreement.") % {
            "percent": format_number(100 * key.of_income, 1)
        }
    if key.of_cost is not None:
        sentences["key-cost"] = _("%(percent)s %% of the cost is staff.") % {
            "percent": format_number(100 * key.of_cost, 1)
        }
    if key.per_inhabitant is not None:
        text = ngettext(
            "The cost is %(kronor)s kr per inhabitant of the member.",
            "The cost is %(kronor)s kr per inhabitant of the %(count)s members.",
            key.members,
        )
        kronor = format_number(key.per_inhabitant, 2)
        sentences["key-inhabitant"] = text % {"kronor": kronor, "count": key.members}
    return sentences


def _sum(name: str, change: Change) -> SumText:
    if change.difference is None:
        return SumText(name, written(change.now), NOTHING, NOTHING, "")
    difference = with_unit(change.difference, Unit.KRONOR, signed=True)
    return SumText(
        name,
        written(change.now),
        difference.removesuffix(f"{NO_BREAK_SPACE}{Unit.KRONOR.label}"),
        NOTHING if change.percent is None else signed_percent(change.percent),
        _unusual(change),
    )


def _unusual(change: Change) -> str:
    match change.unusual:
        case None:
            return ""
        case Unusual.SIGN_FLIPPED:
            text = _("Unusual: the sign has changed; it was %(before)s.")
        case Unusual.GREW_TENFOLD:
            text = _("Unusual: ten times %(before)s, or more.")
        case Unusual.FELL_TENFOLD:
            text = _("Unusual: a tenth of %(before)s, or less.")
    return text % {"before": written(change.before)}


def signed_percent(percent: Decimal | Fraction) -> str:
    """A change in per cent with one decimal and its sign."""
    text = format_number(percent, 1)
    return text if text.startswith(MINUS) or text == "0,0" else f"+{text}"
