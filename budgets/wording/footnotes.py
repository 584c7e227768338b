"""The sentences under the comparison table (rules 6 and 7)."""

from django.utils.translation import gettext as _

from budgets.core.money import Unit
from budgets.core.printing import Scale
from budgets.core.table import Footnote, FootnoteKind, Table, Total
from budgets.wording.amounts import with_unit
from budgets.wording.printing import with_scale


def total_name(total: Total) -> str:
    """The label of a total's row."""
    match total:
        case Total.INCOME:
            return _("Total income")
        case Total.COST:
            return _("Total costs")
        case Total.RESULT:
            return _("Result")


def sum_of_rows_name(total: Total) -> str:
    """The label of the row that holds true sums beside printed totals."""
    return _("Result of the rows") if total is Total.RESULT else _("Sum of the rows")


def deviation_class(kind: FootnoteKind) -> str:
    """What a printed total that differs is taken for (rule 7)."""
    match kind:
        case FootnoteKind.CONTROL_ROUNDING:
            return _("rounding")
        case FootnoteKind.CONSEQUENCE:
            return _("follows from the totals above")
        case _:
            return _("error in the source")


def sentence(footnote: Footnote, scale: Scale) -> str:
    """Say what a mark in the table means, and how serious it is."""
    match footnote.kind:
        case FootnoteKind.PRINT_ROUNDING | FootnoteKind.SUM_ROUNDING:
            return _print_rounding(footnote, scale)
        case FootnoteKind.CONSEQUENCE:
            text = _(
                "Budget %(year)s, %(total)s: printed %(printed)s in the source, the rows give "
                "%(true)s. The difference follows from the totals above."
            ) % _figures(footnote)
            if footnote.deviation and footnote.units_missing:
                return f"{text} {_print_rounding(footnote, scale)}"
            return text
        case _:
            return _control(footnote)


def sentences(table: Table) -> list[tuple[int, str]]:
    """The footnotes of a table with their numbers, in order."""
    return [(note.number, sentence(note, table.scale)) for note in table.footnotes]


def _print_rounding(footnote: Footnote, scale: Scale) -> str:
    of_sum = footnote.kind is FootnoteKind.SUM_ROUNDING
    name = sum_of_rows_name(footnote.total) if of_sum else total_name(footnote.total)
    figures = {
        "year": footnote.column_label,
        "total": name.lower(),
        "difference": with_scale(footnote.units_missing, scale),
    }
    if footnote.total is Total.RESULT:
        return (
            _(
                "Budget %(year)s: the printed totals miss the printed %(total)s by %(difference)s, "
                "because each figure is rounded by itself."
            )
            % figures
        )
    return (
        _(
            "Budget %(year)s: the printed rows miss the printed %(total)s by %(difference)s, "
            "because each figure is rounded by itself."
        )
        % figures
    )


def _control(footnote: Footnote) -> str:
    figures = _figures(footnote)
    if footnote.kind is FootnoteKind.CONTROL_ROUNDING:
        text = _(
            "Budget %(year)s, %(total)s: printed %(printed)s in the source, the rows add up to "
            "%(true)s. The difference %(difference)s is rounding: half a unit per row explains "
            "up to %(limit)s."
        )
    else:
        text = _(
            "Budget %(year)s, %(total)s: printed %(printed)s in the source, the rows add up to "
            "%(true)s. The difference %(difference)s is an error in the source: half a unit per "
            "row explains at most %(limit)s."
        )
    if footnote.total is Total.RESULT:
        return text % figures
    carried = _("The difference stays in the result, which the source prints as it is shown here.")
    return f"{text % figures} {carried}"


def _figures(footnote: Footnote) -> dict[str, str]:
    """What the sentence fills in; amounts in tkr where they are whole tkr, else in kronor."""
    amounts = {"printed": footnote.printed, "true": footnote.true}
    if footnote.deviation:
        amounts["limit"] = footnote.deviation.limit
    whole_tkr = all(amount % Unit.TKR == 0 for amount in amounts.values())
    unit = Unit.TKR if whole_tkr else Unit.KRONOR
    written = {name: with_unit(amount, unit) for name, amount in amounts.items()}
    return written | {
        "year": footnote.column_label,
        "total": total_name(footnote.total).lower(),
        "difference": with_unit(footnote.printed - footnote.true, unit, signed=True),
    }
