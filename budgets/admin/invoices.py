from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnlyAdmin
from budgets.core.money import format_amount
from budgets.models import Invoice, InvoiceSeries


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ["number", "series", "payer", "issued_on", "due_on", "to_pay"]
    list_select_related = ["series", "municipality", "other_party"]
    list_filter = ["budget_year", "series"]
    search_fields = ["=number", "ocr", "municipality__name", "other_party__name"]
    fields = [
        "series",
        "number",
        "budget_year",
        "version",
        "payer",
        "instalment",
        "attempt",
        "credit_of",
        "issued_on",
        "issued_by",
        "due_on",
        "text",
        "note",
        "to_pay",
        "ocr",
        "buyer_reference",
        "digest",
    ]
    readonly_fields = ["payer", "to_pay"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.defer("document").select_related(
            "series",
            "municipality",
            "other_party",
            "version__budget_year",
            "budget_year",
            "issued_by",
            "credit_of",
        )

    @admin.display(description=_("payer"))
    def payer(self, invoice: Invoice) -> str:
        return str(invoice.payer)

    @admin.display(description=_("to pay"), ordering="gross")
    def to_pay(self, invoice: Invoice) -> str:
        return format_amount(invoice.gross)


@admin.register(InvoiceSeries)
class InvoiceSeriesAdmin(ReadOnlyAdmin):
    list_display = ["organisation_number", "last_number"]
    fields = ["organisation_number", "last_number"]
