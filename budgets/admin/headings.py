from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.administration import CarefulAdmin
from budgets.models import Heading, HeadingInVersion


class InVersionsInline(admin.TabularInline):
    """What versions call the heading: shown here, and changed on the pages of a draft."""

    model = HeadingInVersion
    fields = ["version", "name", "position"]
    readonly_fields = ["version", "name", "position"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeadingInVersion]:
        return super().get_queryset(request).select_related("version__budget_year")


@admin.register(Heading)
class HeadingAdmin(CarefulAdmin):
    list_display = ["name", "kind", "position", "is_staff_cost", "account"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["-kind", "position", "pk"]
    fixed_once_used = ["kind"]
    inlines = [InVersionsInline]

    def get_inlines(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """No version calls a new heading anything yet."""
        return list(super().get_inlines(request, obj)) if obj else []
