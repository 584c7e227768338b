"""On which accounts headings are booked."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.models import Heading
from budgets.sie import is_account


class AccountField(forms.CharField):
    """The number of an account, or None."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        if not is_account(typed):
            raise forms.ValidationError(_("An account has three to six digits, such as 3010."))
        return int(typed)


class AccountForm(forms.Form):
    """The account of one heading; the one that was read goes along (rule 12)."""

    account = AccountField(
        required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8})
    )
    read_account = AccountField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, heading: Heading) -> None:
        initial = {"account": heading.account, "read_account": heading.account}
        super().__init__(data, prefix=f"heading-{heading.pk}", initial=initial)
        self.heading = heading
        self.fields["account"].widget.attrs["aria-label"] = _("Account of “%(name)s”") % {
            "name": heading
        }

    @property
    def is_sent(self) -> bool:
        """Whether the row was on the page that was sent: a heading may be new since."""
        return self.is_bound and self.add_prefix("account") in self.data

    def offer(self, now: int | None) -> None:
        """Say what somebody else typed; sent again, what was typed here stands over that."""
        self.add_error(
            "account",
            _("Somebody else has written “%(account)s” meanwhile. Save again to keep yours.")
            % {"account": now or ""},
        )
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("read_account")] = str(now or "")
        self.data = data
