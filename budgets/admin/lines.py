from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administration import RowForm, RowsMixin
from budgets.admin.frozen import AMOUNTS, InVersionAdmin, RowsOfVersion, written
from budgets.models import BudgetVersion, ControlTotal, LineItem
from budgets.models.version import FROZEN_STATES

PAYERS = ["agreement", "municipality", "other_party"]
LINE_RELATIONS = ["version__budget_year", "heading", *PAYERS]


class ShowsAmount:
    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def written_amount(self, obj: Any) -> str:
        return written(obj) if obj.pk else ""


class OfOpenVersion(forms.ModelForm):
    """A row that names its version, which is one that may still change."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if version := self.fields.get("version"):
            assert isinstance(version, forms.ModelChoiceField)
            version.queryset = BudgetVersion.objects.exclude(
                state__in=FROZEN_STATES
            ).select_related("budget_year")
            version.error_messages["invalid_choice"] = _(
                "Choose a version that is not adopted: nothing in an adopted one changes any more."
            )


class LineInline(RowsOfVersion, ShowsAmount, RowsMixin, admin.TabularInline):
    model = LineItem
    form = RowForm
    extra = 0
    show_change_link = True
    autocomplete_fields = ["municipality"]
    formfield_overrides = AMOUNTS | {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 1, "cols": 30})}
    }
    readonly_fields = ["written_amount"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        amount = "written_amount" if obj and obj.is_frozen else "amount"
        return ["heading", "text", "account", amount, "charge", *PAYERS, "note", "position"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset(request)
        return rows.select_related(*LINE_RELATIONS)


class ControlTotalInline(RowsOfVersion, ShowsAmount, RowsMixin, admin.TabularInline):
    model = ControlTotal
    extra = 0
    formfield_overrides = AMOUNTS
    readonly_fields = ["written_amount"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        amount = "written_amount" if obj and obj.is_frozen else "amount"
        return ["total", amount, "printed_in", "source"]


@admin.register(LineItem)
class LineItemAdmin(ShowsAmount, InVersionAdmin):
    form = OfOpenVersion
    list_display = ["__str__", "version", "heading", "written_amount", "charge", "charged_to"]
    list_select_related = LINE_RELATIONS
    list_filter = ["version__budget_year", "version__state", "charge", "heading"]
    search_fields = ["text", "account", "note", "heading__name"]
    ordering = ["-version__budget_year__year", "-version__number", "heading", "position", "pk"]
    autocomplete_fields = ["municipality"]
    formfield_overrides = AMOUNTS
    readonly_fields = ["written_amount"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return LineItem.objects.select_related(*LINE_RELATIONS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        amount = "written_amount" if obj and obj.version.is_frozen else "amount"
        first = ["version", "heading", "text", "account", amount]
        return [*first, "charge", *PAYERS, "note", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["version", "written_amount"] if obj else []

    @admin.display(description=gettext_lazy("charged to"))
    def charged_to(self, line: LineItem) -> str:
        return str(line.charged_to or "")


@admin.register(ControlTotal)
class ControlTotalAdmin(ShowsAmount, InVersionAdmin):
    form = OfOpenVersion
    list_display = ["total", "version", "written_amount", "printed_in", "source"]
    list_filter = ["version__budget_year", "total"]
    search_fields = ["source"]
    ordering = ["-version__budget_year__year", "-version__number", "pk"]
    formfield_overrides = AMOUNTS

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return ControlTotal.objects.select_related("version__budget_year")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        amount = "written_amount" if obj and obj.version.is_frozen else "amount"
        return ["version", "total", amount, "printed_in", "source"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["version", "written_amount"] if obj else []
