"""The rows of the editing grid."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.actions.lines import CHANGEABLE
from budgets.forms.fields import AmountField
from budgets.models import Charge, Heading, LineItem
from municipalities.models import Agreement, Municipality, OtherParty

Choices = list[tuple[str, str]]


def charge_choices() -> Choices:
    """How an income can be charged, as the grid offers it: three queries, for all rows."""
    return [
        *((f"{Charge.AGREEMENT}:{a.pk}", str(a)) for a in Agreement.objects.all()),
        (str(Charge.ON_ORDER), str(_("on order"))),
        *(
            (f"{Charge.MUNICIPALITY}:{m.pk}", str(m))
            for m in Municipality.objects.filter(participations__isnull=False).distinct()
        ),
        *((f"{Charge.OTHER_PARTY}:{p.pk}", str(p)) for p in OtherParty.objects.all()),
    ]


class LineForm(forms.Form):
    """The cells of one line, each with what it was when the page was read.

    The hidden initial values go with the form, so that a change by somebody else in the meantime
    is seen cell by cell (rule 12).
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("text"), max_length=200, required=False, show_hidden_initial=True
    )
    account = forms.CharField(
        label=_("account"), max_length=20, required=False, show_hidden_initial=True
    )
    charge_code = forms.ChoiceField(label=_("charged"), required=False, show_hidden_initial=True)
    amount = AmountField(label=_("amount"), show_hidden_initial=True)
    note = forms.CharField(
        label=_("note"), max_length=2000, required=False, show_hidden_initial=True
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        heading: Heading,
        charges: Choices,
        line: LineItem | None = None,
        charged_like: LineItem | None = None,
    ) -> None:
        """Make the form of a line, or of a new one that is charged like another."""
        self.line = line
        self.heading = heading
        self.charges = charges
        first = charges[0][0] if heading.is_income and charges else ""
        initial = {
            "revision": 0,
            "charge_code": charged_like.charge_code if charged_like else first,
        }
        if line is not None:
            initial = {field: getattr(line, field) for field in ("revision", *CHANGEABLE)}
        prefix = f"line-{line.pk}" if line else f"new-{heading.pk}"
        super().__init__(data, prefix=prefix, initial=initial)
        charge = self.fields["charge_code"]
        charge.required = heading.is_income
        charge.choices = charges if heading.is_income else [("", "")]  # type: ignore[attr-defined]
        for name in CHANGEABLE:
            field = self.fields[name]
            label = (
                f"{heading}, {line.text}: {field.label}" if line else f"{heading}: {field.label}"
            )
            field.widget.attrs |= {"aria-label": label, "data-cell": name}
        if line is None:
            self.fields["text"].widget.attrs["placeholder"] = _("New row")
        self.fields["amount"].widget.attrs |= {"class": "num", "inputmode": "decimal", "size": 12}

    @property
    def is_untouched(self) -> bool:
        """Whether a new row was left empty."""
        return not any(self[name].data for name in ("text", "account", "amount", "note"))

    def cells(self) -> dict[str, Any]:
        """What was typed, cleaned."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE}

    def read(self) -> dict[str, Any]:
        """What the person had before the eyes when typing."""
        return {name: self._as_read(name) for name in CHANGEABLE}

    def _as_read(self, name: str) -> Any:
        return self.fields[name].to_python(self.data.get(self.add_initial_prefix(name)))


def charge_label(code: str, charges: Iterable[tuple[str, str]]) -> str:
    """What the grid calls a way of charging."""
    return dict(charges).get(code, "")
