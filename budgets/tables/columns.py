"""Columns that several tables use."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables

from budgets.core.money import format_number
from budgets.wording.amounts import NOTHING, written

FIGURE = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
NOT_ON_PHONE = {part: {"class": "not-on-phone"} for part in ("th", "td", "tf")}
"""Where a phone has room for the figures alone."""


class AmountColumn(tables.Column):
    """Kronor, right-aligned, with öre only where there are any."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, attrs=FIGURE, default=NOTHING, **options)

    def render(self, value: Decimal) -> str:
        return written(value)


class FigureColumn(tables.Column):
    """A printed figure, right-aligned; its table renders it, with its marks."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, attrs=FIGURE, default=NOTHING, **options)


class NumberColumn(tables.Column):
    """A number with a fixed count of decimals, right-aligned."""

    def __init__(self, *args: Any, decimals: int = 0, **options: Any) -> None:
        self.decimals = decimals
        super().__init__(*args, attrs=FIGURE, **options)

    def render(self, value: Decimal | Fraction | int) -> str:
        return format_number(value, self.decimals)
