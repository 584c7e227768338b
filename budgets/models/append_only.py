"""Rows that are written once: refused here with a clear error, and by the database's triggers."""

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class RowIsAppendOnly(Exception):
    """Somebody tried to change or remove a row that is only ever added."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"Rows of {model.__name__} are only ever added, by budgets.actions.")


class AppendOnlyQuerySet(models.QuerySet[M]):
    def update(self, **values: Any) -> NoReturn:
        raise RowIsAppendOnly(self.model)

    def delete(self) -> NoReturn:
        raise RowIsAppendOnly(self.model)

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise RowIsAppendOnly(self.model)


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise RowIsAppendOnly(type(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise RowIsAppendOnly(type(self))
