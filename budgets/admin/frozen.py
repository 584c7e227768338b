"""Keeping what was adopted as it was adopted (rule 9)."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.administration import CarefulAdmin, Refusal
from budgets.actions.locks import lock_open
from budgets.core.money import format_amount
from budgets.forms.fields import AmountField
from budgets.models import BudgetVersion
from budgets.models.errors import VersionIsFrozen
from budgets.models.fields import AmountField as AmountColumn

AMOUNTS: dict[type[models.Field], dict[str, Any]] = {AmountColumn: {"form_class": AmountField}}
"""What ``formfield_overrides`` says where amounts are typed."""


def frozen_sentence(version: BudgetVersion) -> str:
    return _(
        "%(version)s is adopted, and nothing in it changes any more. "
        "Start a new version based on it instead."
    ) % {"version": version}


class InVersionAdmin(CarefulAdmin):
    """The admin of versions and of what belongs to one."""

    def version_of(self, obj: Any) -> BudgetVersion:
        version: BudgetVersion = obj.version
        return version

    def whole_of(self, obj: Any) -> BudgetVersion:
        return self.version_of(obj)

    def reason_to_lock(self, obj: Any) -> str:
        version = self.version_of(obj)
        return frozen_sentence(version) if version.is_frozen else ""

    def lock(self, objects: Sequence[Any]) -> None:
        versions = {version.pk: version for version in map(self.version_of, objects)}
        for pk in sorted(versions):  # in one order, so that two people never wait for each other
            try:
                lock_open(versions[pk])
            except VersionIsFrozen as error:
                raise Refusal(frozen_sentence(error.version)) from error

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and self.version_of(obj).pk:
            self.lock([obj])
        super().save_model(request, obj, form, change)


class RowsOfVersion:
    """Rows shown within their version; they are as open as it is."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_frozen)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.is_frozen)


def written(obj: Any) -> str:
    """The amount of a row as the pages write it."""
    return format_amount(obj.amount)
