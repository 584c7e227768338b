"""The document of a draft: its sections, its title, and how its tables are printed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.core.live_figures import unknown_names
from budgets.core.pasted import tidied
from budgets.models import BudgetDocument, Section
from budgets.models.document import LONGEST_TEXT
from budgets.wording import live_figures
from budgets.wording.amounts import NOTHING

_LONGEST_HEADING = 120
_TOO_LONG = _("The text may be %(limit_value)d characters long; this is %(show_value)d.")


def _kept(written: str) -> str:
    """A text as it is kept; ``ValidationError`` where a name in braces is no figure's."""
    text = live_figures.stored(written)
    if wrong := unknown_names(text):
        raise ValidationError(live_figures.unknown(wrong))
    return text


class NewSectionForm(forms.Form):
    """What a new section shows; its text is written on its own page."""

    what = forms.ChoiceField(label=_("What it shows"))
    entry = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        kinds = [(kind.value, kind.label) for kind in Section.Kind if kind != Section.Kind.CHART]
        charts = [
            (f"{Section.Kind.CHART}:{chart}", f"{Section.Kind.CHART.label}: {chart.label}")
            for chart in Section.Chart
        ]
        self.fields["what"].choices = [*kinds, *charts]  # type: ignore[attr-defined]

    def section(self) -> dict[str, Any]:
        """The kind that was chosen, and which chart."""
        kind, _colon, chart = self.cleaned_data["what"].partition(":")
        return {"kind": kind, "chart": chart, "entry": self.cleaned_data["entry"]}


class SectionForm(forms.Form):
    """A section's heading and text; the revision that was read goes along (rule 12)."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    heading = forms.CharField(
        label=_("Heading"), max_length=_LONGEST_HEADING, required=False, empty_value=""
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        error_messages={"max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )

    def __init__(self, data: QueryDict | None = None, *, section: Section) -> None:
        initial = {
            "revision": section.revision,
            "heading": live_figures.shown(section.heading),
            "text": live_figures.shown(section.text),
        }
        super().__init__(data, initial=initial)
        # What is refused for its length stays in the form: the browser does not cut it.
        for name in ("heading", "text"):
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_heading(self) -> str:
        return _kept(" ".join(self.cleaned_data["heading"].split()))

    def clean_text(self) -> str:
        return _kept(tidied(self.cleaned_data["text"]))

    def written(self) -> dict[str, Any]:
        """What the section is to say."""
        return {name: self.cleaned_data[name] for name in ("heading", "text")}

    def offer(self, now: Section) -> None:
        """Say that somebody else changed it; sent again, what was written here stands."""
        self.add_error(
            None,
            _(
                "Somebody else has changed this section meanwhile. Their text stands below yours. "
                "Take from it what you want, and save again to keep what is in the fields."
            ),
        )
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["revision"] = str(now.revision)
        self.data = data


class TitleForm(forms.Form):
    """What the document is called, and how its tables are printed."""

    title = forms.CharField(
        label=_("Title"),
        max_length=_LONGEST_HEADING,
        required=False,
        help_text=_(
            "May hold live figures, such as the budget year. Empty is Budget and the year."
        ),
    )
    printed_in = forms.TypedChoiceField(
        label=_("Amounts in"), coerce=int, choices=BudgetDocument.PrintedIn.choices
    )
    adjusted = forms.BooleanField(
        label=_("Adjust the rows so that every column adds up"), required=False
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: QueryDict | None = None, *, document: BudgetDocument) -> None:
        initial = {
            "title": live_figures.shown(document.title),
            "printed_in": document.printed_in,
            "adjusted": document.adjusted,
            "read": document.as_read,
        }
        super().__init__(data, initial=initial)

    def clean_title(self) -> str:
        return _kept(" ".join(self.cleaned_data["title"].split()))

    def offer(self, now: BudgetDocument) -> None:
        """Say what somebody else chose; sent again, what was written here stands."""
        said = _(
            "Somebody else has saved “%(title)s”, %(unit)s, %(rounding)s meanwhile. Save again to "
            "keep yours."
        )
        self.add_error(
            None,
            said
            % {
                "title": live_figures.shown(now.title) or NOTHING,
                "unit": now.get_printed_in_display(),
                "rounding": _("so that all adds up")
                if now.adjusted
                else _("each figure by itself"),
            },
        )
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["read"] = now.as_read
        self.data = data
