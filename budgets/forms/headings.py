"""Headings of a draft: what they are called, and new ones."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.models import Heading

LONGEST = 120
NEEDS_A_NAME = {"required": _("A heading needs a name.")}


class RenameForm(forms.Form):
    """The name of one heading; the one that was read goes along (rule 12)."""

    name = forms.CharField(max_length=LONGEST, error_messages=NEEDS_A_NAME)
    read_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, heading: Heading) -> None:
        prefix = f"heading-{heading.pk}"
        initial = {"name": str(heading), "read_name": str(heading)}
        super().__init__(data, prefix=prefix, initial=initial)
        self.fields["name"].widget.attrs["aria-label"] = _("Name of the heading “%(name)s”") % {
            "name": heading
        }

    @property
    def is_sent(self) -> bool:
        """Whether the row was on the page that was sent: a heading may be new since."""
        return self.is_bound and self.add_prefix("name") in self.data

    @property
    def read(self) -> str:
        """The name that the person saw."""
        return str(self.cleaned_data["read_name"])

    def offer(self, now: str) -> None:
        """Say what somebody else called it; sent again, what was typed here stands over that."""
        self.add_error(
            "name",
            _("Somebody else has called it “%(name)s” meanwhile. Save again to keep your name.")
            % {"name": now},
        )
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("read_name")] = now
        self.data = data


class NewHeadingForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Heading.Kind.choices)
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST,
        error_messages=NEEDS_A_NAME,
        help_text=_("A name that an earlier year had is the same heading, compared with it."),
        widget=forms.TextInput(attrs={"list": "earlier-names", "autocomplete": "off"}),
    )
    is_staff_cost = forms.BooleanField(
        label=_("Cost of staff"),
        required=False,
        help_text=_("Counts towards the staff's share of the cost, a key figure of the budget."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("is_staff_cost") and typed.get("kind") == Heading.Kind.INCOME:
            self.add_error("is_staff_cost", _("Only a cost can be a cost of staff."))
        return typed
