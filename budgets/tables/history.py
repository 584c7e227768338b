"""What was done to a version and all within it, a row for each deed."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Change, Deed
from budgets.wording import history

Told = list[Change]
"""The changes of one deed to one row, a field each."""

_WHOLE = {Deed.ADDED, Deed.REMOVED, Deed.PUT_BACK, Deed.COPIED, Deed.IMPORTED}
"""Deeds of a whole row: their fields are told together, the ones a reader asks for."""
_SAID_ELSEWHERE = {
    "version",
    "heading",
    "position",
    "budget_year",
    "number",
    "created_at",
    "created_by",
}
"""What the name of the row and the columns of who and when say, and what nobody asks for."""


def told(changes: Iterable[Change]) -> Iterator[Told]:
    """Put together the changes that are one deed to one row; they follow each other."""
    for _key, together in groupby(changes, key=lambda c: (c.at, c.subject, c.subject_id, c.deed)):
        one = list(together)
        if one[0].deed in _WHOLE:
            yield one
        else:
            yield from ([change] for change in one)


class HistoryTable(tables.Table):
    caption = _("Changes, the newest first")

    at = tables.Column(_("When"), empty_values=())
    by_name = tables.Column(_("Who"), empty_values=())
    label = tables.Column(_("What"), empty_values=())
    deed = tables.Column(_("Deed"), empty_values=())
    field = tables.Column(_("Field"), empty_values=())
    before = tables.Column(_("From"), attrs={"td": {"class": "was"}}, empty_values=())
    after = tables.Column(_("To"), empty_values=())

    class Meta:
        template_name = "_partials/table.html"
        orderable = False
        default = ""

    def render_at(self, record: Told) -> SafeString:
        at = timezone.localtime(record[0].at)
        return format_html("<time>{}</time>", f"{at:%Y-%m-%d %H:%M}")

    def render_by_name(self, record: Told) -> str:
        return record[0].by_name

    def render_label(self, record: Told) -> str:
        return f"{history.subject_name(record[0])}: {record[0].label}"

    def render_deed(self, record: Told) -> str:
        return record[0].get_deed_display()

    def render_field(self, record: Told) -> str:
        return history.field_name(record[0]) if len(record) == 1 else ""

    def render_before(self, record: Told) -> SafeString | str:
        if record[0].deed == Deed.REMOVED or len(record) == 1:
            return _values(record, "before")
        return ""

    def render_after(self, record: Told) -> SafeString | str:
        return "" if record[0].deed == Deed.REMOVED else _values(record, "after")


def _values(record: Told, side: str) -> SafeString | str:
    """What one field says, or what each of several does, by its name."""
    if len(record) == 1:
        return history.value(record[0], getattr(record[0], side))
    shown = [change for change in reversed(record) if change.field not in _SAID_ELSEWHERE]
    return format_html_join(
        "; ", "{}: {}", ((history.field_name(c), history.value(c, getattr(c, side))) for c in shown)
    )
