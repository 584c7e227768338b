"""What a payer has told of how it wants its invoices."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.forms.decisions import DayField
from municipalities.actions.buyers import TOLD
from municipalities.models import BuyerDetails


class BuyerForm(forms.ModelForm):
    """The fields that a payer tells; what is kept is the action's to write."""

    told_on = DayField(label=BuyerDetails._meta.get_field("told_on").verbose_name, required=False)

    class Meta:
        model = BuyerDetails
        fields = TOLD

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("reference", "reference_form", "postcode", "electronic_address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for field in self.fields.values():
            # Labels begin sentences; the names of fields do not.
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def tell_of(self, stored: BuyerDetails) -> None:
        """Show at each field what somebody else has saved there meanwhile."""
        for name in self.fields:
            value = getattr(stored, name)
            if value != self.cleaned_data.get(name):
                shown = stored.get_electronic_scheme_display() if name.endswith("scheme") else value
                self.add_error(
                    name,
                    _("Somebody else has saved “%(value)s” here meanwhile.") % {"value": shown}
                    if shown
                    else _("Somebody else has emptied this meanwhile."),
                )


class OwnBuyerForm(BuyerForm):
    """The same, written by a contact of the payer: who told, and when, is known."""

    told_on = None  # type: ignore[assignment]

    class Meta(BuyerForm.Meta):
        fields = [name for name in TOLD if name not in ("told_by", "told_on")]
        labels = {
            "reference": gettext_lazy("Your reference"),
            "reference_form": gettext_lazy("How your references look"),
        }
        help_texts = {
            "reference": gettext_lazy(
                "What you find the receiver by. Without it no invoice can be issued."
            ),
            "reference_form": gettext_lazy(
                "If you want slips of the pen to be caught: 9 for a digit, A for a letter, other "
                "signs as they are. ZZ9999 lets ZZ1042 through."
            ),
        }
