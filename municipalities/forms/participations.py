"""The rows of who takes part in an agreement, and when."""

from itertools import combinations
from typing import Any

from django.forms.models import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext as _

from municipalities.models import Participation


class ParticipationRows(BaseInlineFormSet):
    """Rows that are saved together, and so compared with each other and not with what was."""

    def _construct_form(self, i: int, **options: Any) -> ModelForm:
        form: ModelForm = super()._construct_form(i, **options)  # type: ignore[misc]
        form.instance.saved_together_with = self._rows_sent()
        return form

    def _rows_sent(self) -> list[int]:
        """The keys of the rows that were there before and came back with the form."""
        sent = {
            str(self.data.get(f"{self.add_prefix(number)}-id"))
            for number in range(self.initial_form_count())
        }
        return [row.pk for row in self.get_queryset() if str(row.pk) in sent]

    def clean(self) -> None:
        super().clean()
        rows = [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if form not in self.deleted_forms
            if {"municipality", "from_year", "to_year"} <= form.cleaned_data.keys()
        ]
        for earlier, later in combinations(rows, 2):
            if earlier.instance.overlaps(later.instance):
                # Where both were there before, the one that was changed is to blame.
                blamed = later if later.has_changed() else earlier
                other = earlier if blamed is later else later
                if not blamed.has_error("from_year"):
                    blamed.add_error("from_year", _overlap(other.instance))


def _overlap(row: Participation) -> str:
    return _(
        "%(municipality)s takes part %(from)s–%(to)s in another row. "
        "A municipality takes part once in any year."
    ) % {"municipality": row.municipality, "from": row.from_year, "to": row.to_year or ""}
