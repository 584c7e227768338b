from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from accounts.administration import CarefulAdmin
from accounts.models import User
from budgets.admin.frozen import InVersionAdmin
from budgets.admin.lines import ControlTotalInline, LineInline
from budgets.models import BudgetVersion, BudgetYear

MOST_LINES_ON_A_PAGE = 200
"""A version with more has its lines edited one by one, from their own list."""

_RELATIONS = [
    "budget_year",
    "based_on__budget_year",
    "created_by",
    "adopted_by",
    "snapshot",
]


@admin.register(BudgetYear)
class BudgetYearAdmin(CarefulAdmin):
    list_display = ["year", "number_of_versions"]
    search_fields = ["=year"]
    fixed_once_used = ["year"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        versions = models.Count("versions")
        return cast(models.QuerySet, super().get_queryset(request).annotate(version_count=versions))

    @admin.display(description=gettext_lazy("versions"), ordering="version_count")
    def number_of_versions(self, year: Any) -> int:
        number: int = year.version_count
        return number


@admin.register(BudgetVersion)
class BudgetVersionAdmin(InVersionAdmin):
    list_display = [
        "__str__",
        "state",
        "planned_adoption_date",
        "adopted_on",
        "decision_reference",
        "number_of_lines",
    ]
    list_filter = ["state", "budget_year"]
    search_fields = ["=budget_year__year", "source", "decision_reference"]
    ordering = ["-budget_year__year", "-number"]

    def version_of(self, obj: Any) -> BudgetVersion:
        version: BudgetVersion = obj
        return version

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return BudgetVersion.objects.select_related(*_RELATIONS).annotate(
            line_count=models.Count("lines")
        )

    @admin.display(description=gettext_lazy("line items"), ordering="line_count")
    def number_of_lines(self, version: Any) -> str:
        address = f"{reverse('admin:budgets_lineitem_changelist')}?version__id__exact={version.pk}"
        return format_html('<a href="{}">{}</a>', address, version.line_count)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = ["budget_year", "number", "planned_adoption_date", "source"]
        if obj is None:
            return typed
        told = ["state", "based_on", "number_of_lines", "created_at", "created_by"]
        if obj.is_frozen:
            told += [
                "adopted_on",
                "decision_reference",
                "imbalance_reason",
                "adopted_by",
                "snapshot",
                "checksum",
            ]
        return typed + told

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = self.get_fields(request, obj)
        return [f for f in fields if f not in ("planned_adoption_date", "source")] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        if obj and obj.line_count > MOST_LINES_ON_A_PAGE:
            return [ControlTotalInline]
        return [LineInline, ControlTotalInline]

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {"number": None} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: BudgetVersion, form: Any, change: bool) -> None:
        if not change:
            assert isinstance(request.user, User)
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
