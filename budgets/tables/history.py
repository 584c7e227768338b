"""What was done to a version and all within it."""

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Change
from budgets.wording import history


class HistoryTable(tables.Table):
    caption = _("Changes, the newest first")

    at = tables.Column(_("When"))
    by_name = tables.Column(_("Who"))
    label = tables.Column(_("What"))
    deed = tables.Column(_("Deed"))
    field = tables.Column(_("Field"), empty_values=())
    before = tables.Column(_("From"), attrs={"td": {"class": "was"}})
    after = tables.Column(_("To"))

    class Meta:
        template_name = "_partials/table.html"
        orderable = False
        default = ""

    def render_at(self, record: Change) -> SafeString:
        return format_html("<time>{}</time>", f"{timezone.localtime(record.at):%Y-%m-%d %H:%M}")

    def render_label(self, record: Change) -> str:
        return f"{history.subject_name(record)}: {record.label}"

    def render_deed(self, record: Change) -> str:
        return record.get_deed_display()

    def render_field(self, record: Change) -> str:
        return history.field_name(record)

    def render_before(self, record: Change) -> str:
        return history.value(record, record.before)

    def render_after(self, record: Change) -> str:
        return history.value(record, record.after)
