from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import BudgetVersion, State
from municipalities.admin import PopulationSnapshotAdmin
from municipalities.models import PopulationSnapshot


@admin.register(PopulationSnapshot)
class UsedSnapshotAdmin(PopulationSnapshotAdmin):
    """Snapshots, and the versions that use them: adopted by them, or open and following them."""

    change_list_template = "admin/populations.html"
    list_display = [
        "page",
        *PopulationSnapshotAdmin.list_display[1:],
        "used",
    ]
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        versions = BudgetVersion.objects.select_related("budget_year")
        newer = PopulationSnapshot.objects.filter(
            year=models.OuterRef("year"), revision__gt=models.OuterRef("revision")
        )
        found: models.QuerySet = super().get_queryset(request)
        with_versions = found.prefetch_related(Prefetch("versions", versions))
        return cast(models.QuerySet, with_versions.annotate(is_newest=~models.Exists(newer)))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, each row told which open versions follow it; one query for all."""
        shown = super().get_changelist_instance(request)
        following: dict[int, list[BudgetVersion]] = {}
        for version in BudgetVersion.objects.filter(
            state__in=[State.DRAFT, State.CONSULTATION]
        ).select_related("budget_year"):
            following.setdefault(version.population_date.year, []).append(version)
        rows = list(shown.result_list)
        for row in rows:
            row.following = following.get(row.year, []) if row.is_newest else []
        shown.result_list = rows
        return shown

    @admin.display(description=gettext_lazy("date"), ordering="year")
    def page(self, snapshot: PopulationSnapshot) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.view_on_site(snapshot), self.date(snapshot))

    @admin.display(description=gettext_lazy("adopted by it"))
    def used_by(self, snapshot: PopulationSnapshot) -> str:
        return ", ".join(str(version) for version in snapshot.versions.all())

    @admin.display(description=gettext_lazy("used by"))
    def used(self, snapshot: Any) -> str:
        """The versions that were adopted by it and the open ones that follow it."""
        versions = [*snapshot.versions.all(), *snapshot.following]
        return ", ".join(f"{version} ({version.get_state_display()})" for version in versions)

    def view_on_site(self, snapshot: PopulationSnapshot) -> str:
        """The page with last year's figures beside, and what a revision does to the budgets."""
        return reverse("population:snapshot", args=[snapshot.year, snapshot.revision])

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Where figures are typed, what they do is seen before they are saved.
        return redirect("population:typed")

    def reason_to_lock(self, obj: Any) -> str:
        versions = self.used_by(obj)
        if not versions:
            return ""
        return _(
            "%(versions)s was adopted by this population, which therefore stays as it is. "
            "Add a new one for the same year instead: it becomes the next revision."
        ) % {"versions": versions}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), "used_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)
