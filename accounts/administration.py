"""What holds for every page of the Django admin: the second front door.

The admin writes without the actions, so it keeps their promises here: it locks the rows it is
about to change, leaves alone what may not change any more, and answers whatever goes wrong with a
sentence.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import model_ngettext, unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import IntegrityError, models, transaction
from django.forms.models import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.traced_admin import TracedAdmin


class Refusal(Exception):
    """Nothing was changed; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def relations_to(model: type[models.Model], on_delete: Any) -> Iterable[models.ForeignKey]:
    """The foreign keys to a model that do this when its row is deleted."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is on_delete:
            yield relation.field


def rows_referring(
    objects: Sequence[models.Model], on_delete: Any
) -> dict[type[models.Model], int]:
    """How many rows of each model refer to any of the objects; a query per relation."""
    counts: dict[type[models.Model], int] = {}
    for key in relations_to(type(objects[0]), on_delete) if objects else ():
        rows = key.model._base_manager.filter(**{f"{key.name}__in": [o.pk for o in objects]})
        if count := rows.count():
            counts[key.model] = counts.get(key.model, 0) + count
    return counts


class KnownSelect(AutocompleteSelect):
    """An autocomplete that does not ask for the name of what its form has already fetched.

    Django's own also stumbles when what was sent is no key at all.
    """

    known: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        chosen = [item for item in value if re.fullmatch(r"[0-9]{1,18}", str(item))]
        known = [str(self.known.pk)] if self.known else []
        if [str(item) for item in chosen] not in ([], known):
            return super().optgroups(name, chosen, attr)
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        if chosen:
            options.append(self.create_option(name, chosen[0], str(self.known), True, len(options)))
        return [(None, options, 0)]


class RowForm(forms.ModelForm):
    """A row of an inline, whose autocompletes know what they show."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownSelect) and getattr(self.instance, f"{name}_id", None):
                widget.known = getattr(self.instance, name)


class SelectsMixin(admin.options.BaseModelAdmin):
    """Foreign keys chosen by autocomplete, with our widget for it."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)


class RowsMixin(SelectsMixin):
    """Inline rows whose number does not change the number of queries when they are shown.

    The inline's queryset selects what its autocompletes refer to.
    """

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name in self.get_autocomplete_fields(request):
            return field
        if field is not None:
            # Asked once, not once in each row.
            field.choices = [*cast(Iterable[tuple[Any, str]], field.choices)]
        return field


class CarefulAdmin(SelectsMixin, TracedAdmin):
    """The admin of a model whose rows others rely on."""

    fixed_once_used: Sequence[str] = ()
    """Fields that cannot change any more when other rows refer to the object."""

    def reason_to_lock(self, obj: Any) -> str:
        """A sentence that says why the object may not change any more; empty while it may."""
        return ""

    def lock(self, objects: Sequence[Any]) -> None:
        """Hold the objects' rows, or those that decide about them, until the transaction ends.

        ``Refusal`` when one of them may not change any more.
        """
        rows = self.model._base_manager.select_for_update().order_by("pk")
        list(rows.filter(pk__in=[obj.pk for obj in objects]))

    # -- What may be done

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not self.reason_to_lock(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not self.reason_to_lock(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [*super().get_readonly_fields(request, obj)]
        if obj and self.fixed_once_used and rows_referring([obj], models.PROTECT):
            fields += self.fixed_once_used
        return fields

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST" or not _in_transaction():
            return obj
        self.lock([obj])
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and (reason := self.reason_to_lock(obj)):
            raise Refusal(reason)
        return obj

    # -- The pages, which answer a refusal with its sentence

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refusal, IntegrityError) as error:
            return self._refuse(request, error, request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        obj = super().get_object(request, unquote(object_id))
        if obj is None:
            return super().delete_view(request, object_id, extra_context)
        try:
            if reason := self.reason_to_lock(obj):
                raise Refusal(reason)
            return super().delete_view(request, object_id, extra_context)
        except (Refusal, IntegrityError) as error:
            name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            return self._refuse(request, error, reverse(name, args=[obj.pk]))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(request.path)
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except (Refusal, IntegrityError) as error:
            return self._refuse(request, error, request.get_full_path())

    def _refuse(
        self, request: HttpRequest, error: Refusal | IntegrityError, back_to: str
    ) -> HttpResponse:
        sentence = (
            error.sentence
            if isinstance(error, Refusal)
            else _(
                "Nothing was changed: it does not go together with what somebody else saved in "
                "the meantime. Look at what is there now, and try again."
            )
        )
        messages.error(request, sentence)
        return HttpResponseRedirect(back_to)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        # The autocomplete passes on whatever comes; PostgreSQL refuses a NUL.
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    # -- Deleting

    def also_removed(self, obj: Any) -> dict[type[models.Model], int]:
        return rows_referring([obj], models.CASCADE)

    def reasons_to_keep(self, objects: Sequence[Any]) -> list[str]:
        """What stands in the way of deleting the objects, an entry each; empty when nothing does.

        Django collects every row for this; we count them, so that a long list costs no more.
        """
        locked = [reason for obj in objects if (reason := self.reason_to_lock(obj))]
        referring = rows_referring(objects, models.PROTECT)
        return [*locked, *(_counted(model, n) for model, n in referring.items())]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        objects = list(objs)
        if kept := self.reasons_to_keep(objects):
            return [], {}, set(), kept
        along = rows_referring(objects, models.CASCADE)
        counts = {model._meta.verbose_name_plural: n for model, n in along.items()}
        tree = [str(obj) for obj in objects] + [_counted(model, n) for model, n in along.items()]
        return tree, {self.opts.verbose_name_plural: len(objects)} | counts, set(), []

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        objects = list(queryset)
        self.lock(objects)
        for obj in self.get_queryset(request).filter(pk__in=[obj.pk for obj in objects]):
            if reason := self.reason_to_lock(obj):
                raise Refusal(reason)
        super().delete_queryset(request, queryset)


class ReadOnlyAdmin(CarefulAdmin):
    """What is only looked at: made by an action, changed by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _in_transaction() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def _counted(model: type[models.Model], count: int) -> str:
    return f"{count} {model_ngettext(model._meta, count)}"
