"""How a test says that the database itself refuses something."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """The database refuses what stands within, by the constraint of that name.

    SQLite names the columns of a unique constraint instead, as does the exception.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    told = str(caught.value)
    unnamed = connection.vendor == "sqlite" and told.startswith("UNIQUE constraint failed: ")
    assert unnamed or constraint in told


def sentences(obj: models.Model) -> dict[str, list[str]]:
    """What validation says about an object, by field; empty when it is good."""
    try:
        obj.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}
