"""One agreement's total, shared."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.core.explanation import AllocationExplained, ShareExplained
from budgets.core.money import format_number
from budgets.core.printing import IN_KRONOR, Figure, Printing
from budgets.models import BudgetVersion
from budgets.models.printed import printed_allocation
from budgets.models.sharing import Sharing
from budgets.tables.columns import NOT_ON_PHONE, FigureColumn, NumberColumn
from budgets.wording.amounts import NOTHING, with_unit
from budgets.wording.printing import unit_heading, with_marks

PERCENT_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """A member's share, and what another day of adoption would have made of it.

    ``url`` leads to the steps of the computation; it is empty where they are not the reader's.
    """

    share: ShareExplained
    url: str
    other: ShareExplained | None
    amount: Figure
    other_amount: Figure | None
    change: Figure | None

    @property
    def name(self) -> str:
        return self.share.member.name


def _foot(name: str) -> Callable[["AllocationTable"], str]:
    """Take a column's foot from the table, which has it from the core."""

    def footer(table: "AllocationTable") -> str:
        return table.foot.get(name, "")

    return footer


class AllocationTable(tables.Table):
    """The members with population, share and kronor; the foot adds up to the total."""

    name = tables.Column(_("Municipality"), footer=_("Sum"))
    code = tables.Column(_("Code"), accessor="share__member__code", attrs=NOT_ON_PHONE)
    population = NumberColumn(
        _("Population"), accessor="share__member__population", footer=_foot("population")
    )
    percent = NumberColumn(
        _("Per cent"), accessor="share__percent", decimals=PERCENT_DECIMALS, footer=_foot("percent")
    )
    amount = FigureColumn(accessor="amount__amount", footer=_foot("amount"))
    other_population = NumberColumn(
        _("Population then"), accessor="other__member__population", footer=_foot("other_population")
    )
    other_amount = FigureColumn(accessor="other_amount__amount", footer=_foot("other_amount"))
    change = FigureColumn(_("Difference"), accessor="change__amount", footer=_foot("change"))

    class Meta:
        template_name = "_partials/table.html"

    def __init__(
        self,
        version: BudgetVersion,
        sharing: Sharing,
        *,
        beside: Sharing | None = None,
        open_to: Collection[str] | None = None,
        printing: Printing = IN_KRONOR,
        **options: Any,
    ) -> None:
        """Make the table of a sharing whose figures are there.

        ``beside`` is the same agreement shared by another population. ``open_to`` are the codes
        whose steps the reader may see; None is all of them.
        """
        assert sharing.explained is not None  # the page says what is missing instead
        other = beside.explained if beside else None
        if other is None:
            options["exclude"] = ("other_population", "other_amount", "change")
        self.printed = printed_allocation(sharing.explained, printing, other)
        self.note_prefix = options.get("prefix", "")
        self.foot = self._feet(sharing.explained, other)
        others = {share.member.code: share for share in other.members} if other else {}
        rows = [
            AllocationRow(
                share=share,
                url=share_url(version, sharing, share)
                if open_to is None or share.member.code in open_to
                else "",
                other=others.get(share.member.code),
                amount=self.printed.shares[share.member.code],
                other_amount=self.printed.others.get(share.member.code),
                change=self.printed.changes.get(share.member.code),
            )
            for share in sharing.explained.members
        ]
        super().__init__(rows, **options)
        heading = unit_heading(self.printed.printed.scale)
        self.columns["amount"].column.verbose_name = heading
        if other:
            then = _("%(unit)s then") % {"unit": heading}
            self.columns["other_amount"].column.verbose_name = then
        self.caption = _("%(total)s shared by population on %(date)s") % {
            "total": with_unit(sharing.total),
            "date": sharing.snapshot.date.isoformat() if sharing.snapshot else "",
        }

    def _feet(
        self, shown: AllocationExplained, other: AllocationExplained | None
    ) -> dict[str, str]:
        figures = self.printed
        feet = {
            "population": format_number(shown.population_sum),
            "percent": format_number(shown.percent_sum, PERCENT_DECIMALS),
            "amount": self._figure(figures.total),
        }
        if other:
            feet["other_population"] = format_number(other.population_sum)
            feet["other_amount"] = self._figure(figures.other_total)
            feet["change"] = self._figure(figures.change_total)
        return feet

    def _figure(self, figure: Figure | None) -> str:
        return with_marks(figure, self.note_prefix) if figure else NOTHING

    def render_amount(self, record: AllocationRow) -> str:
        return self._figure(record.amount)

    def render_other_amount(self, record: AllocationRow) -> str:
        return self._figure(record.other_amount)

    def render_change(self, record: AllocationRow) -> str:
        return self._figure(record.change)

    def render_name(self, value: str, record: AllocationRow) -> str | SafeString:
        if not record.url:
            return value
        return format_html('<a href="{}">{}</a>', record.url, value)


def share_url(version: BudgetVersion, sharing: Sharing, share: ShareExplained) -> str:
    """Where the steps of a share are told."""
    where = [version.year, version.number, sharing.agreement.pk, share.member.code]
    return reverse("budgets:share", args=where)
