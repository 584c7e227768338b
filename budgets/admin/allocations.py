from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnlyAdmin
from budgets.admin.frozen import written
from budgets.core.money import format_amount
from budgets.models import Allocation, Share


class ShareInline(admin.TabularInline):
    model = Share
    extra = 0
    fields = ["municipality", "population", "written_amount"]
    readonly_fields = ["written_amount"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.select_related("municipality")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("amount"))
    def written_amount(self, share: Share) -> str:
        return written(share)


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    list_display = ["agreement", "version", "written_total", "equal_percent", "allocates_in_ore"]
    list_filter = ["version__budget_year", "agreement"]
    ordering = ["-version__budget_year__year", "-version__number", "agreement"]
    fields = ["version", "agreement", "written_total", "equal_percent", "allocates_in_ore"]
    readonly_fields = ["written_total"]
    inlines = [ShareInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return Allocation.objects.select_related("version__budget_year", "agreement")

    @admin.display(description=_("total"), ordering="total")
    def written_total(self, allocation: Allocation) -> str:
        return format_amount(allocation.total)


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    list_display = ["municipality", "allocation", "population", "written_amount"]
    list_filter = ["allocation__version__budget_year", "allocation__agreement"]
    search_fields = ["municipality__name", "^municipality__code"]
    fields = ["allocation", "municipality", "population", "written_amount"]
    ordering = ["-allocation__version__budget_year__year", "allocation", "municipality__code"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return Share.objects.select_related(
            "municipality", "allocation__agreement", "allocation__version__budget_year"
        )

    @admin.display(description=_("amount"), ordering="amount")
    def written_amount(self, share: Share) -> str:
        return written(share)
