"""Which mail a person wants, and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from budgets.forms.focus import FocusOnError
from budgets.models import Notice


class NoticesForm(FocusOnError):
    wanted = forms.MultipleChoiceField(
        label=_("Write to me when"),
        choices=Notice.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
