"""What an administrator chooses and types to bring a population in."""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Municipality
from municipalities.models.fields import FIRST_YEAR, LAST_YEAR
from municipalities.models.population import MOST_PEOPLE
from municipalities.wording.sources import not_read
from uploads.refusals import MOST_BYTES, Refusal

_SPACES = re.compile(r"[\s\u00a0\u202f]")
MOST_TYPED = 20_000
"""How many characters of further municipalities are read; all 290 are some 4,000."""


class CountField(forms.CharField):
    """A number of inhabitants as people write it: ``14 966``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> int | None:
        text = _SPACES.sub("", super().clean(value))
        if not text:
            return None
        return count(text)


def count(text: str) -> int:
    """A number of inhabitants; ``ValidationError`` for what is none."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValidationError(_("Type whole numbers, such as 14 966."), code="invalid")
    if not 1 <= int(text) <= MOST_PEOPLE:
        raise ValidationError(_("A population is between 1 and 10 million."), code="range")
    return int(text)


class YearForm(forms.Form):
    """Which 31 December."""

    year = forms.IntegerField(
        label=gettext_lazy("31 December of the year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "min_value": gettext_lazy("The year must be between 1950 and 2099."),
            "max_value": gettext_lazy("The year must be between 1950 and 2099."),
        },
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if datetime.date(year, 12, 31) > timezone.localdate():
            raise ValidationError(_("That day has not come yet."))
        return year


class FileForm(forms.Form):
    """A file with populations, and which year is wanted of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy(
            "SCB's yearly workbook, an export of the statistical database (Excel, CSV, PX or "
            "JSON-stat), or lines of code;population."
        ),
    )
    year = forms.IntegerField(
        label=gettext_lazy("31 December of the year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("Needed where the file holds several years, or does not say."),
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(not_read(Refusal.TOO_LARGE), code="too_large")
        return file


class TypedForm(forms.Form):
    """Figures typed by hand: one for each participant, and further ones as lines."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Where the figures stand, so that another person finds them."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    more = forms.CharField(
        label=gettext_lazy("Further municipalities"),
        required=False,
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A line for each: 2380;63779."),
    )

    def __init__(
        self,
        *args: Any,
        participants: Sequence[Municipality],
        known: Mapping[str, int],
        register: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.participants = participants
        self.register = register
        for municipality in participants:
            self.fields[f"figure-{municipality.code}"] = CountField(
                label=municipality.name,
                required=False,
                initial=known.get(municipality.code),
            )

    @property
    def rows(self) -> list[tuple[Municipality, Any]]:
        """The participants and the fields of their figures."""
        return [(m, self[f"figure-{m.code}"]) for m in self.participants]

    @property
    def about(self) -> list[Any]:
        """The fields that are no figures of participants."""
        return [self[name] for name in ("source", "note")]

    def clean_more(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self.cleaned_data["more"].splitlines(), 1):
            if not line.strip():
                continue
            code, parted, figure = re.sub(r"[\t]", ";", line).partition(";")
            code = code.strip()
            if not parted or code not in self.register:
                raise ValidationError(
                    _("Line %(number)s does not begin with the code of a municipality.")
                    % {"number": number}
                )
            if code in found or code in {m.code for m in self.participants}:
                raise ValidationError(_("The code %(code)s has a figure already.") % {"code": code})
            try:
                found[code] = count(_SPACES.sub("", figure))
            except ValidationError as error:
                raise ValidationError(
                    _("Line %(number)s: %(why)s") % {"number": number, "why": error.messages[0]}
                ) from error
        return found

    @property
    def figures(self) -> dict[str, int]:
        """What was typed, by code."""
        typed = {
            m.code: self.cleaned_data[f"figure-{m.code}"]
            for m in self.participants
            if self.cleaned_data[f"figure-{m.code}"] is not None
        }
        more: dict[str, int] = self.cleaned_data["more"]
        return typed | more


class SaveForm(forms.Form):
    """What saving a proposal needs to be told; fields that it does not need are left out."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The file does not say where its figures come from."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the revision"),
        max_length=300,
        help_text=gettext_lazy("What was wrong before, and who says so."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have looked at the remarks"),
        error_messages={
            "required": gettext_lazy("Look at the remarks, and tick here that you have.")
        },
    )

    def __init__(
        self, *args: Any, says_source: bool, is_revision: bool, has_remarks: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, unneeded in (
            ("source", says_source),
            ("reason", not is_revision),
            ("confirmed", not has_remarks),
        ):
            if unneeded:
                del self.fields[name]
