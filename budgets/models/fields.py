"""Amounts of money in models."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.core.money import MAX_AMOUNT

_TOO_LARGE = _("The amount must be less than a thousand billion kronor.")


class AmountField(models.DecimalField):
    """Kronor with two decimals, of either sign, less than 10¹² in size."""

    def __init__(self, **options: Any) -> None:
        options["max_digits"], options["decimal_places"] = 14, 2
        options["validators"] = [
            MinValueValidator(-MAX_AMOUNT, _TOO_LARGE),
            MaxValueValidator(MAX_AMOUNT, _TOO_LARGE),
        ]
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_digits", "decimal_places", "validators"):
            options.pop(fixed, None)
        return name, path, args, options


def amount_is_sane(field: str) -> models.Q:
    """The condition that an amount is less than 10¹² kronor in size."""
    return models.Q(**{f"{field}__gte": -MAX_AMOUNT, f"{field}__lte": MAX_AMOUNT})
