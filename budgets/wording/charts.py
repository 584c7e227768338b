"""What each chart makes plain, in a sentence."""

from decimal import Decimal
from fractions import Fraction
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.core.key_figures import part_of
from budgets.core.money import NO_BREAK_SPACE, Unit, format_number
from budgets.models.charts import ChangesChart, FlowsChart, SharesChart, Side, YearsChart
from budgets.wording.amounts import with_unit
from budgets.wording.figures import signed_percent


@singledispatch
def finding(chart: object) -> str:
    """What the chart makes plain."""
    raise TypeError(f"{type(chart).__name__} is no chart")


@finding.register
def _years(chart: YearsChart) -> str:
    first, last = chart.years[0], chart.years[-1]
    figures = {
        "year": last.version.year,
        "income": with_unit(last.income, Unit.TKR),
        "cost": with_unit(last.cost, Unit.TKR),
    }
    if first is last:
        return _("The income of %(year)s is %(income)s and the costs are %(cost)s.") % figures
    return _(
        "The income of %(year)s is %(income)s, %(income_change)s since %(first)s; the costs are "
        "%(cost)s, %(cost_change)s."
    ) % (
        figures
        | {
            "first": first.version.year,
            "income_change": _change(first.income, last.income),
            "cost_change": _change(first.cost, last.cost),
        }
    )


@finding.register
def _flows(chart: FlowsChart) -> str:
    parts = []
    if text := _largest(chart.income):
        parts.append(_("The largest income is %(heading)s, %(size)s of the income.") % text)
    if text := _largest(chart.cost):
        parts.append(_("The largest cost is %(heading)s, %(size)s of the costs.") % text)
    return " ".join(parts) or _("There are no lines to draw.")


@finding.register
def _shares(chart: SharesChart) -> str:
    most, least = chart.shares[0], chart.shares[-1]
    figures = {
        "most": most.name,
        "most_pays": with_unit(most.amount),
        "most_part": _percent(most.percent),
    }
    if most is least:
        text = _("%(most)s pays all of it, %(most_pays)s.") % figures
    else:
        text = _(
            "%(most)s pays the most, %(most_pays)s (%(most_part)s); %(least)s the least, "
            "%(least_pays)s (%(least_part)s)."
        ) % (
            figures
            | {
                "least": least.name,
                "least_pays": with_unit(least.amount),
                "least_part": _percent(least.percent),
            }
        )
    return f"{text} {left_out(chart.left_out)}".rstrip()


@finding.register
def _changes(chart: ChangesChart) -> str:
    differences = [change.difference for change in chart.changes]
    largest = max(chart.changes, key=lambda change: abs(change.difference))
    if not largest.difference:
        return _("Everybody pays what they paid for %(year)s.") % {"year": chart.before.year}
    figures = {
        "all": len(differences),
        "more": sum(difference > 0 for difference in differences),
        "less": sum(difference < 0 for difference in differences),
        "year": chart.before.year,
    }
    if figures["more"] == figures["all"]:
        counted = _("All %(all)s municipalities pay more than for %(year)s.") % figures
    elif figures["less"] == figures["all"]:
        counted = _("All %(all)s municipalities pay less than for %(year)s.") % figures
    else:
        counted = (
            _(
                "Of %(all)s municipalities %(more)s pay more than for %(year)s and %(less)s "
                "pay less."
            )
            % figures
        )
    most = _("The largest change is that of %(name)s: %(difference)s.") % {
        "name": largest.name,
        "difference": with_unit(largest.difference, signed=True),
    }
    return f"{counted} {most} {left_out(chart.left_out)}".rstrip()


def left_out(count: int) -> str:
    """Say how many rows only the table has; nothing where the chart has them all."""
    if not count:
        return ""
    return ngettext(
        "%(count)s more is in the table alone.", "%(count)s more are in the table alone.", count
    ) % {"count": count}


def _largest(side: Side) -> dict[str, str] | None:
    if not side.flows or side.flows[0].part is None:
        return None
    return {"heading": side.flows[0].label, "size": _percent(100 * side.flows[0].part)}


def _change(was: Decimal, now: Decimal) -> str:
    of_before = part_of(now - was, was)
    if of_before is None:
        return with_unit(now - was, Unit.TKR, signed=True)
    return f"{signed_percent(100 * of_before)}{NO_BREAK_SPACE}%"


def _percent(percent: Decimal | Fraction) -> str:
    return f"{format_number(percent, 1)}{NO_BREAK_SPACE}%"
