"""Which instalments are to be invoiced, and when they are to be paid."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.forms.decisions import DayField


class IssueForm(forms.Form):
    due_on = DayField(label=_("To be paid by"))
    picked = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one payer."),
            "invalid_choice": _("There is no such instalment on that day."),
        }
    )

    def __init__(self, *args: Any, keys: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["picked"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
