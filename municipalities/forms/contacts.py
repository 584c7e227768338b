"""Whom the office invites, to see what, and how long."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import LowerCaseEmailField
from municipalities.models import Municipality, OtherParty

Payer = Municipality | OtherParty


class InvitationForm(forms.Form):
    email = LowerCaseEmailField(_("E-mail address"), max_length=254).formfield()
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    payers = forms.MultipleChoiceField(
        label=_("Sees what is paid by"), widget=forms.CheckboxSelectMultiple
    )
    from_date = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_date = forms.DateField(
        label=_("To"),
        required=False,
        help_text=_("The last day, or empty while it goes on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, chosen: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        taking_part = Municipality.objects.filter(participations__isnull=False).distinct()
        self.known: dict[str, Payer] = {f"municipality-{m.code}": m for m in taking_part}
        self.known |= {f"party-{p.pk}": p for p in OtherParty.objects.all()}
        field = self.fields["payers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, str(payer)) for key, payer in self.known.items()]
        self.initial = {"from_date": timezone.localdate(), "payers": [chosen], **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_date"), cleaned.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", _("The last day cannot be before the first."))
        if last and last < timezone.localdate():
            self.add_error("to_date", _("That day has passed already."))
        return cleaned

    def chosen_payers(self) -> list[Payer]:
        return [self.known[key] for key in self.cleaned_data["payers"]]
