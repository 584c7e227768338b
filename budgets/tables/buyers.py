"""The list of payers and what they have told."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.models.invoice_contents import KnownBuyer
from budgets.tables.addresses import buyer_address
from budgets.wording import invoices as wording


class BuyersTable(tables.Table):
    caption = _("Payers, and what they have told")

    payer = tables.Column(_("Payer"))
    missing = tables.Column(
        _("Before an invoice can be issued"),
        accessor="faults",
        empty_values=(),
        attrs={"td": {"class": "says"}},
    )
    reference = tables.Column(_("Reference"), accessor="details__reference", default="–")
    told = tables.Column(
        _("Told"), accessor="details", default="–", attrs={"td": {"class": "short"}}
    )

    class Meta:
        template_name = "_partials/table.html"
        orderable = False

    def render_payer(self, record: KnownBuyer) -> SafeString:
        return format_html('<a href="{}">{}</a>', buyer_address(record.payer), record.payer)

    def render_told(self, record: KnownBuyer) -> str:
        details = record.details
        assert details is not None  # else the default stands there
        day = details.told_on.isoformat() if details.told_on else ""
        return ", ".join(filter(None, [details.told_by, day])) or "–"

    def render_missing(self, record: KnownBuyer) -> Any:
        if not record.faults:
            return _("All is there.")
        return " ".join(wording.sentence(fault) for fault in record.faults)
