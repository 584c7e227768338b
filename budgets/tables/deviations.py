"""The printed totals that are not the sums of their rows."""

from dataclasses import dataclass

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.core.table import DeviationFound
from budgets.tables.columns import AmountColumn
from budgets.wording.footnotes import deviation_class, total_name


@dataclass(frozen=True, slots=True)
class DeviationRow:
    year: int
    found: DeviationFound

    @property
    def total(self) -> str:
        return total_name(self.found.total)

    @property
    def taken_for(self) -> str:
        return deviation_class(self.found.kind)


class DeviationsTable(tables.Table):
    """Year by year; the year leads to its table."""

    year = tables.Column(_("Year"))
    total = tables.Column(_("Total"))
    taken_for = tables.Column(_("Class"))
    printed = AmountColumn(_("Printed in the source"), accessor="found__deviation__printed")
    true = AmountColumn(_("The rows give"), accessor="found__deviation__true")
    difference = AmountColumn(_("Difference"), accessor="found__deviation__difference")
    limit = AmountColumn(_("Rounding explains up to"), accessor="found__deviation__limit")

    class Meta:
        template_name = "_partials/table.html"
        orderable = False

    def __init__(self, rows: list[DeviationRow]) -> None:
        super().__init__(rows)
        self.caption = _("Printed totals that are not the sums of their rows, in kronor")

    def render_year(self, value: int) -> SafeString:
        return format_html('<a href="{}?years={}">{}</a>', reverse("budgets:table"), value, value)
