"""Handing in a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """The file; what is in it is looked at elsewhere."""

    file = forms.FileField(
        label=_("Workbook (.xlsx, at most 5 MB)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("There is nothing in the file."),
        },
    )
