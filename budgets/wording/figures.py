"""The sums of a draft and its shares as text, under the names of the elements that show them."""

from dataclasses import dataclass
from decimal import Decimal

from budgets.core.money import MINUS, NO_BREAK_SPACE, Unit, format_number
from budgets.models.figures import Change, Figures
from budgets.wording.amounts import NOTHING, with_unit, written


@dataclass(frozen=True)
class SumText:
    """A sum, and its difference from the time before in kronor and per cent."""

    name: str
    now: str
    difference: str
    percent: str


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
    for sharing in figures.sharings:
        for share in sharing.explained.members if sharing.explained else ():
            shown[f"share-{sharing.agreement.pk}-{share.member.code}"] = written(share.amount)
    return shown


def _sum(name: str, change: Change) -> SumText:
    if change.difference is None:
        return SumText(name, written(change.now), NOTHING, NOTHING)
    difference = with_unit(change.difference, Unit.KRONOR, signed=True)
    return SumText(
        name,
        written(change.now),
        difference.removesuffix(f"{NO_BREAK_SPACE}{Unit.KRONOR.label}"),
        NOTHING if change.percent is None else signed_percent(change.percent),
    )


def signed_percent(percent: Decimal) -> str:
    """A change in per cent with one decimal and its sign."""
    text = format_number(percent, 1)
    return text if text.startswith(MINUS) or text == "0,0" else f"+{text}"
