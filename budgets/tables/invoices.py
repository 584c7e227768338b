"""The list of issued invoices."""

from collections.abc import Sequence

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.models import Invoice
from budgets.models.invoice import sums_of
from budgets.tables.columns import FIGURE, AmountColumn
from budgets.wording import invoices as wording
from budgets.wording.amounts import written

SHORT = {"th": {"class": "short"}, "td": {"class": "short"}}


class InvoicesTable(tables.Table):
    caption = _("Issued invoices, in kronor; the newest first")

    number = tables.Column(_("Number"), accessor="number", footer=_("Together"))
    payer = tables.Column(_("Payer"), accessor="payer")
    instalment = tables.Column(_("Instalment"), attrs=FIGURE, footer="")
    issued_on = tables.Column(_("Issued"), footer="", attrs=SHORT)
    due_on = tables.Column(_("Due"), footer="", attrs=SHORT)
    net = AmountColumn(_("Before VAT"), footer=lambda table: written(table.sums.net))
    gross = AmountColumn(_("To pay"), footer=lambda table: written(table.sums.gross))
    state = tables.Column(_("State"), accessor="pk", footer="")
    document = tables.Column(_("E-invoice"), accessor="pk", footer="", attrs=SHORT)
    back = tables.Column(_("Take back"), accessor="pk", footer="")

    class Meta:
        template_name = "_partials/table.html"
        orderable = False

    def __init__(self, invoices: Sequence[Invoice], *, may_invoice: bool) -> None:
        self.sums = sums_of(invoices)
        super().__init__(invoices, exclude=() if may_invoice else ("back",))

    def render_issued_on(self, record: Invoice) -> str:
        return record.issued_on.isoformat()

    def render_due_on(self, record: Invoice) -> str:
        return "–" if record.net < 0 else record.due_on.isoformat()

    def render_state(self, record: Invoice) -> str:
        return wording.standing(record)

    def render_document(self, record: Invoice) -> SafeString:
        where = reverse("budgets:invoice-document", args=[record.version.year, record.pk])
        return format_html(
            '<a class="door" href="{}" aria-label="{}">XML</a>',
            where,
            _("%(invoice)s as XML") % {"invoice": record},
        )

    def render_back(self, record: Invoice) -> SafeString | str:
        if not record.may_be_credited:
            return "–"
        where = reverse("budgets:credit-invoice", args=[record.version.year, record.pk])
        return format_html(
            '<a class="door" href="{}" aria-label="{}">{}</a>',
            where,
            _("Credit %(invoice)s") % {"invoice": record},
            _("Credit"),
        )
