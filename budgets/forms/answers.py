"""What is written about a proposal."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.forms.focus import FocusOnError
from budgets.models.consultation import LONGEST_COMMENT


class PlainText(forms.CharField):
    """Lines of text; a line break counts as one character, as it does in the browser."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class SentOutForm(FocusOnError):
    """What is sent about a proposal says which one the person looked at."""

    consultation = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(SentOutForm):
    entry = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = PlainText(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your comment first.")},
    )
