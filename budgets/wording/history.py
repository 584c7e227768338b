"""The trace as a reader sees it: the names of fields, and amounts as the pages write them."""

from decimal import Decimal, InvalidOperation

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Change
from budgets.models.fields import AmountField
from budgets.wording.amounts import written


def subject_name(change: Change) -> str:
    """What kind of row the change is about."""
    return str(capfirst(apps.get_model(change.subject)._meta.verbose_name))


def field_name(change: Change) -> str:
    """What the interface calls the field; empty where the whole row is meant."""
    if not change.field:
        return ""
    if "." in change.field:  # so many rows of another kind
        return str(apps.get_model(change.field)._meta.verbose_name_plural)
    try:
        field = apps.get_model(change.subject)._meta.get_field(change.field)
    except (FieldDoesNotExist, LookupError):
        return change.field  # a field of an earlier edition of the application
    return str(getattr(field, "verbose_name", change.field))


def who_typed(change: Change | None) -> str:
    """Introduce what somebody else typed into a cell, with who it was and when."""
    if change is None or change.by_id is None:
        return _("Somebody else has typed:")
    at = timezone.localtime(change.at)
    said = {"person": change.by_name, "when": f"{at:%H:%M}", "day": at.date().isoformat()}
    if at.date() == timezone.localdate():
        return _("%(person)s typed at %(when)s:") % said
    return _("%(person)s typed on %(day)s at %(when)s:") % said


def value(change: Change, text: str) -> str:
    """What stood in the field, or was put there."""
    if not text or not change.field:
        return text
    try:
        field = apps.get_model(change.subject)._meta.get_field(change.field)
        if isinstance(field, AmountField):
            return written(Decimal(text))
        choices = dict(field.flatchoices) if hasattr(field, "flatchoices") else {}
        return str(choices.get(text, text))
    except (FieldDoesNotExist, LookupError, InvalidOperation):
        return text
