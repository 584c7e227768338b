"""Handing in a workbook."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.core.money import Unit
from budgets.forms.focus import FocusOnError


class UploadForm(FocusOnError):
    """The file; what is in it is looked at elsewhere."""

    file = forms.FileField(
        label=_("Workbook (.xlsx, at most 5 MB)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("There is nothing in the file."),
        },
    )


class PlaceForm(FocusOnError):
    """Where in somebody else's workbook the rows are."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int)
    heading_column = forms.TypedChoiceField(label=_("Column of headings"), coerce=int)
    amount_column = forms.TypedChoiceField(label=_("Column of amounts"), coerce=int)
    unit = forms.TypedChoiceField(
        label=_("Numbers are in"),
        coerce=lambda value: Unit(int(value)),
        choices=[(Unit.KRONOR.value, "kr"), (Unit.TKR.value, "tkr"), (Unit.MKR.value, "mkr")],
    )
    first_row = forms.IntegerField(label=_("First row"), min_value=1, max_value=2_000_000)

    def __init__(
        self, *args: Any, sheets: Sequence[str], columns: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (
            ("sheet", list(enumerate(sheets))),
            ("heading_column", list(enumerate(columns, start=1))),
            ("amount_column", list(enumerate(columns, start=1))),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        same = cleaned.get("heading_column") == cleaned.get("amount_column")
        if same and "amount_column" in cleaned:
            self.add_error("amount_column", _("Headings and amounts stand in different columns."))
        return cleaned
