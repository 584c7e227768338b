"""The admin's part of the trace: whatever is saved or deleted there is told of (rule 11)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.actions import trace
from accounts.actions.trace import Entry, Texts
from accounts.models import Deed, User


class TracedAdmin(admin.ModelAdmin):
    """Tells the trace what each page of the admin changed, from what to what.

    Each page runs in one transaction, and the trace is told when all is written.
    """

    def whole_of(self, obj: Any) -> models.Model | None:
        """What the object is a part of, such as the version of a line; by itself a whole."""
        whole: models.Model = obj
        return whole

    def also_removed(self, obj: Any) -> dict[type[models.Model], int]:
        """How many rows of which models go with the object when it is deleted."""
        return {}

    # -- Adding and changing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = _stored(self.model, [obj.pk] if change else []).get(obj.pk)
        # Told together with the rows below it, by save_related.
        form.texts_before = trace.texts_of(stored) if stored else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = {formset: _stored(formset.model, _touched(formset)) for formset in formsets}
        super().save_related(request, form, formsets, change)
        entries = [_saved(form.instance, form.texts_before, self.whole_of(form.instance))]
        for formset in formsets:
            entries += _rows_saved(formset, before[formset], self.whole_of(form.instance))
        trace.record_all(by=_person(request), entries=filter(None, entries))

    # -- Deleting

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        entry = self._removed(obj)
        super().delete_model(request, obj)
        trace.record_all(by=_person(request), entries=[entry])

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        objects = list(queryset.select_related(*_relations(queryset.model)))
        entries = [self._removed(obj) for obj in objects]
        super().delete_queryset(request, queryset)
        trace.record_all(by=_person(request), entries=entries)

    def _removed(self, obj: Any) -> Entry:
        along = {
            model._meta.label_lower: (str(count), "")
            for model, count in self.also_removed(obj).items()
        }
        changes = trace.removed(trace.texts_of(obj)) | along
        return Entry(Deed.REMOVED, obj, self.whole_of(obj), changes=changes)


def _saved(obj: models.Model, before: Texts | None, whole: models.Model | None) -> Entry | None:
    now = trace.texts_of(obj)
    if before is None:
        return Entry(Deed.ADDED, obj, whole, changes=trace.added(now))
    if changes := trace.changed(before, now):
        return Entry(Deed.CHANGED, obj, whole, changes=changes)
    return None


def _rows_saved(
    formset: Any, before: dict[Any, models.Model], whole: models.Model | None
) -> Iterable[Entry | None]:
    changed = {row.pk: row for row, _fields in formset.changed_objects}
    for key, was in before.items():
        if key in changed:
            yield _saved(changed[key], trace.texts_of(was), whole)
        else:
            yield Entry(Deed.REMOVED, was, whole, changes=trace.removed(trace.texts_of(was)))
    for row in formset.new_objects:
        yield _saved(row, None, whole)


def _touched(formset: Any) -> list[Any]:
    """The keys of the rows that the formset will change or delete."""
    return [
        form.instance.pk
        for form in formset.initial_forms
        if form.has_changed() or form in formset.deleted_forms
    ]


def _stored(model: type[models.Model], keys: Sequence[Any]) -> dict[Any, models.Model]:
    """The rows as the database has them now, by key, in one query."""
    if not keys:
        return {}
    rows = model._base_manager.select_related(*_relations(model))
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}


def _relations(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if f.is_relation]


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
