"""Amounts as people type them (rule 5)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.core.money import AmountError, format_amount, parse_amount
from budgets.wording import amounts


class AmountField(forms.CharField):
    """A text field for an amount; its value is kronor with two decimals.

    What was typed stays as it was typed; an amount from elsewhere is shown as Swedish text has it.
    """

    def __init__(
        self, *, max_digits: int | None = None, decimal_places: int | None = None, **options: Any
    ) -> None:
        # The two come from the model's field, which checks them itself.
        options.setdefault("widget", forms.TextInput(attrs={"size": 14, "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return format_amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = str(value)
        if not text.strip() and not self.required:
            return None
        try:
            return parse_amount(text)
        except AmountError as error:
            raise ValidationError(amounts.refusal(error), code="amount") from error

    def run_validators(self, value: object) -> None:
        """Leave out those for text: an amount has none of its own."""

    def has_changed(self, initial: object, data: object) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True
