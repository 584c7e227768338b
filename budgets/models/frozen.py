"""What belongs to an adopted version is not written any more (rule 9): told before it is tried.

The database refuses it too (migration ``frozen_is_frozen``), also where these models are passed by
and where an adoption comes in between. What stands here gives the clear error: ``VersionIsFrozen``
from each way in which Django writes a row.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models

from budgets.models.version import BudgetVersion, refuse_frozen

M = TypeVar("M", bound=models.Model)


class InVersionQuerySet(models.QuerySet[M]):
    """Rows that belong to a version, by way of the model's ``version_path``."""

    def update(self, **values: Any) -> int:
        if not self.query.is_sliced:  # Django refuses those itself
            _refuse_rows(self)
        owner, _path = _way_to_version(self.model)
        for name in {owner, f"{owner}_id"} & set(values):
            _refuse_owners(self.model, [getattr(values[name], "pk", values[name])])
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if not self.query.is_sliced:
            _refuse_rows(self)
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        rows = list(objs)
        _refuse_written(self.model, rows)
        return super().bulk_create(rows, *args, **options)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        rows = list(objs)
        _refuse_written(self.model, rows)
        return super().bulk_update(rows, fields, batch_size)


class InVersion(models.Model):
    """A row that belongs to a version, and is written only as long as that is open."""

    version_path: ClassVar[str] = "version"
    """How a lookup reaches the version from such a row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        _refuse_written(type(self), [self])
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        _refuse_written(type(self), [self])
        return super().delete(*args, **options)


def _way_to_version(model: type[models.Model]) -> tuple[str, str]:
    """The field that leads to the version, and the path from there; empty when it is there."""
    path: str = model.version_path  # type: ignore[attr-defined]
    owner, _, rest = path.partition("__")
    return owner, rest


def _refuse_rows(rows: models.QuerySet) -> None:
    path: str = rows.model.version_path
    refuse_frozen(BudgetVersion.objects.filter(pk__in=rows.order_by().values(path)))


def _refuse_owners(model: type[models.Model], owners: Collection[Any]) -> None:
    refuse_frozen(BudgetVersion.objects.filter(_versions_of(model, owners)))


def _versions_of(model: type[models.Model], owners: Collection[Any]) -> models.Q:
    owner, path = _way_to_version(model)
    if not path:
        return models.Q(pk__in=owners)
    owning: Any = model._meta.get_field(owner).related_model
    return models.Q(pk__in=owning._base_manager.filter(pk__in=owners).values(path))


def _refuse_written(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Refuse rows that are in a frozen version now, or would be when they are written."""
    owner, _path = _way_to_version(model)
    versions = _versions_of(model, {getattr(row, f"{owner}_id") for row in rows})
    if keys := [row.pk for row in rows if row.pk is not None]:
        stored = model._base_manager.filter(pk__in=keys)
        versions |= models.Q(pk__in=stored.values(model.version_path))  # type: ignore[attr-defined]
    refuse_frozen(BudgetVersion.objects.filter(versions))
