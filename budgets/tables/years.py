"""The list of budgets."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.models import BudgetVersion
from budgets.tables.columns import AmountColumn


@dataclass(frozen=True)
class YearRow:
    """A version with its true totals in kronor."""

    version: BudgetVersion
    income: Decimal | None
    cost: Decimal | None
    result: Decimal | None


class YearsTable(tables.Table):
    caption = _("Amounts in kronor")

    year = tables.Column(
        _("Year"), accessor="version__year", attrs={"th": {"scope": "col"}}, orderable=False
    )
    state = tables.Column(_("State"), accessor="version", orderable=False)
    adopted = tables.Column(_("Adoption"), accessor="version", orderable=False)
    income = AmountColumn(_("Income"))
    cost = AmountColumn(_("Costs"))
    result = AmountColumn(_("Result"))

    class Meta:
        template_name = "_partials/table.html"
        orderable = False
        row_attrs = {"class": lambda record: f"state-{record.version.state}"}

    def render_year(self, value: int, record: YearRow) -> SafeString:
        where = reverse("budgets:version", args=[value, record.version.number])
        return format_html('<a href="{}">{}</a>', where, value)

    def render_state(self, value: BudgetVersion) -> SafeString:
        return format_html(
            '<span class="state state-{}">{}</span>', value.state, value.get_state_display()
        )

    def render_adopted(self, value: BudgetVersion) -> Any:
        if value.adopted_on:
            return value.adopted_on.isoformat()
        return _("planned %(date)s") % {"date": value.planned_adoption_date.isoformat()}
