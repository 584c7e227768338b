"""One agreement's total, shared."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.core.explanation import AllocationExplained, ShareExplained
from budgets.core.money import format_number
from budgets.models import BudgetVersion
from budgets.models.sharing import Sharing
from budgets.tables.columns import AmountColumn, NumberColumn
from budgets.wording.amounts import with_unit, written

PERCENT_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """A member's share, and what another day of adoption would have made of it.

    ``url`` leads to the steps of the computation; it is empty where they are not the reader's.
    """

    share: ShareExplained
    url: str
    other: ShareExplained | None

    @property
    def name(self) -> str:
        return self.share.member.name

    @property
    def change(self) -> Decimal | None:
        return self.other.amount - self.share.amount if self.other else None


def _foot(name: str) -> Callable[["AllocationTable"], str]:
    """Take a column's foot from the table, which has it from the core."""

    def footer(table: "AllocationTable") -> str:
        return table.foot.get(name, "")

    return footer


class AllocationTable(tables.Table):
    """The members with population, share and kronor; the foot adds up to the total."""

    name = tables.Column(_("Municipality"), footer=_("Sum"))
    code = tables.Column(_("Code"), accessor="share__member__code")
    population = NumberColumn(
        _("Population"), accessor="share__member__population", footer=_foot("population")
    )
    percent = NumberColumn(
        _("Per cent"), accessor="share__percent", decimals=PERCENT_DECIMALS, footer=_foot("percent")
    )
    amount = AmountColumn(_("Kronor"), accessor="share__amount", footer=_foot("amount"))
    other_population = NumberColumn(
        _("Population then"), accessor="other__member__population", footer=_foot("other_population")
    )
    other_amount = AmountColumn(
        _("Kronor then"), accessor="other__amount", footer=_foot("other_amount")
    )
    change = AmountColumn(_("Difference"), footer=_foot("change"))

    class Meta:
        template_name = "_partials/table.html"

    def __init__(
        self,
        version: BudgetVersion,
        sharing: Sharing,
        *,
        beside: Sharing | None = None,
        open_to: Collection[str] | None = None,
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
        self.foot = _feet(sharing.explained, other)
        others = {share.member.code: share for share in other.members} if other else {}
        rows = [
            AllocationRow(
                share=share,
                url=share_url(version, sharing, share)
                if open_to is None or share.member.code in open_to
                else "",
                other=others.get(share.member.code),
            )
            for share in sharing.explained.members
        ]
        super().__init__(rows, **options)
        self.caption = _("%(total)s shared by population on %(date)s") % {
            "total": with_unit(sharing.total),
            "date": sharing.snapshot.date.isoformat() if sharing.snapshot else "",
        }

    def render_name(self, value: str, record: AllocationRow) -> str | SafeString:
        if not record.url:
            return value
        return format_html('<a href="{}">{}</a>', record.url, value)


def share_url(version: BudgetVersion, sharing: Sharing, share: ShareExplained) -> str:
    """Where the steps of a share are told."""
    where = [version.year, version.number, sharing.agreement.pk, share.member.code]
    return reverse("budgets:share", args=where)


def _feet(shown: AllocationExplained, other: AllocationExplained | None) -> dict[str, str]:
    feet = {
        "population": format_number(shown.population_sum),
        "percent": format_number(shown.percent_sum, PERCENT_DECIMALS),
        "amount": written(shown.amount_sum),
    }
    if other:
        feet["other_population"] = format_number(other.population_sum)
        feet["other_amount"] = written(other.amount_sum)
        feet["change"] = written(other.amount_sum - shown.amount_sum)
    return feet
