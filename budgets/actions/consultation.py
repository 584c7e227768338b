"""Sending a draft out for consultation in the municipalities, and taking it back."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import trace
from accounts.models import Deed, User
from budgets.actions.errors import WrongState
from budgets.actions.locks import lock_draft, lock_open
from budgets.models import BudgetVersion, Consultation, State

_NOT_TYPED_AT_SENDING = {field.name for field in BudgetVersion._meta.fields} - {"answers_by"}


@transaction.atomic
def send(version: BudgetVersion, *, answers_by: datetime.date, by: User | None) -> BudgetVersion:
    """Let the contacts see the version, and ask for answers until a last day.

    Answers from an earlier time, before it was taken back, stay with the proposal as it was then.
    Its lines cannot change until it is taken back. Raises ``ValidationError`` for a last day that
    has passed or is after 2099, ``WrongState`` or ``VersionIsFrozen`` where the version is no
    draft.
    """
    draft = lock_draft(version)
    if answers_by < timezone.localdate():
        raise ValidationError({"answers_by": _("The last day for answers has passed already.")})
    before = trace.texts_of(draft)
    draft.state = State.CONSULTATION
    draft.answers_by = answers_by
    draft.clean_fields(exclude=_NOT_TYPED_AT_SENDING)
    draft.save()
    earlier = Consultation.objects.of(draft).first()
    Consultation.objects.create(
        version=draft, round=earlier.round + 1 if earlier else 1, answers_by=answers_by, by=by
    )
    _tell(draft, Deed.SENT_TO_CONSULTATION, before, by=by)
    return draft


@transaction.atomic
def take_back(version: BudgetVersion, *, by: User | None) -> BudgetVersion:
    """Make a version in consultation a draft again, which the contacts no longer see."""
    sent = lock_open(version)
    if sent.state != State.CONSULTATION:
        raise WrongState(sent)
    before = trace.texts_of(sent)
    sent.state = State.DRAFT
    sent.answers_by = None
    sent.save()
    _tell(sent, Deed.TAKEN_BACK, before, by=by)
    return sent


def _tell(version: BudgetVersion, deed: Deed, before: trace.Texts, *, by: User | None) -> None:
    changes = trace.changed(before, trace.texts_of(version))
    trace.record(by=by, deed=deed, subject=version, whole=version, changes=changes)
