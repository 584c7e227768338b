from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.admin import PopulationSnapshotAdmin
from municipalities.models import PopulationSnapshot


@admin.register(PopulationSnapshot)
class UsedSnapshotAdmin(PopulationSnapshotAdmin):
    """Snapshots, and the versions that were adopted by them; those snapshots stay as they are."""

    list_display = [*PopulationSnapshotAdmin.list_display, "used_by"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("versions__budget_year")

    @admin.display(description=gettext_lazy("used by"))
    def used_by(self, snapshot: PopulationSnapshot) -> str:
        return ", ".join(str(version) for version in snapshot.versions.all())

    def reason_to_lock(self, obj: Any) -> str:
        versions = self.used_by(obj)
        if not versions:
            return ""
        return _(
            "%(versions)s was adopted by this population, which therefore stays as it is. "
            "Add a new one for the same year instead: it becomes the next revision."
        ) % {"versions": versions}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), *(["used_by"] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), *(["used_by"] if obj else [])]
