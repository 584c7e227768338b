"""How figures are printed, as the address of a page or file says it.

``?unit=tkr&rounding=adjusted``: what is left out is the page's own choice. Links to files carry
on what was chosen (``PrintingForm.query``), so that a file shows what the screen shows.
"""

from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.core.money import Unit
from budgets.core.printing import IN_KRONOR, Printing

UNITS = {"kr": Unit.KRONOR, "tkr": Unit.TKR, "mkr": Unit.MKR}
ROUNDINGS = {"printed": False, "adjusted": True}
PRINTING_FIELDS = ("unit", "rounding")


def printing_of(request: HttpRequest, default: Printing = IN_KRONOR) -> Printing:
    """What the address chooses; the default where it says nothing, or nothing that can be."""
    return PrintingForm.of(request.GET, default=default).printing


class PrintingForm(forms.Form):
    """The unit of the figures, and how they are rounded."""

    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=[("tkr", _("tkr")), ("kr", _("kronor")), ("mkr", _("mkr"))],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Figures print in kr, tkr or mkr, not %(value)s.")},
    )
    rounding = forms.ChoiceField(
        label=_("Rounding of figures"),
        choices=[("printed", _("each figure by itself")), ("adjusted", _("so that all adds up"))],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Rounding is printed or adjusted, not %(value)s.")},
    )

    def __init__(self, *args: Any, default: Printing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.default = default
        self.initial = {**_names(default), **self.initial}

    @classmethod
    def of(cls, given: QueryDict, *, default: Printing, **options: Any) -> Self:
        """The form of what an address says, where it is silent filled with the default."""
        filled = given.copy()
        for name, value in _names(default).items():
            filled.setdefault(name, value)
        return cls(filled, default=default, **options)

    @property
    def printing(self) -> Printing:
        """What is chosen, field by field; the default for a faulty one."""
        chosen = _names(self.default)
        if self.is_bound:
            self.is_valid()
            chosen |= {name: self.cleaned_data.get(name) or chosen[name] for name in chosen}
        return Printing(UNITS[chosen["unit"]], ROUNDINGS[chosen["rounding"]])

    @property
    def chosen(self) -> dict[str, str]:
        """What differs from the default, by the names of the fields."""
        return _said(self.printing, self.default)

    @property
    def query(self) -> str:
        """The choice to carry on in an address, with its question mark; empty for the default."""
        return printing_query(self.printing, default=self.default)


def printing_query(printing: Printing, *, default: Printing) -> str:
    """The part of an address that chooses a printing; nothing for what is chosen anyway."""
    said = _said(printing, default)
    return f"?{urlencode(said)}" if said else ""


def _said(printing: Printing, default: Printing) -> dict[str, str]:
    usual = _names(default)
    return {name: value for name, value in _names(printing).items() if value != usual[name]}


def _names(printing: Printing) -> dict[str, str]:
    """A printing in the words of an address."""
    return {
        "unit": printing.unit.label,
        "rounding": "adjusted" if printing.adjusted else "printed",
    }
