"""What payers and the office write while a version is out for consultation."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import trace
from accounts.models import Deed, User
from budgets.actions import notices
from budgets.actions.errors import WrongState
from budgets.actions.notices import LinkTo
from budgets.models import Acknowledgement, BudgetVersion, Comment, Consultation, State
from budgets.models.payer import payer_fields
from municipalities.models import Payer


class ProposalChanged(Exception):
    """The version was taken back and sent out anew since the person looked at it."""

    def __init__(self, current: Consultation) -> None:
        super().__init__(str(current))
        self.current = current


@transaction.atomic
def comment(
    consultation: Consultation,
    *,
    payer: Payer,
    text: str,
    entry: UUID,
    by: User,
    link_to: LinkTo = str,
) -> Comment:
    """Add a comment on the payer's part of the proposal; the same ``entry`` twice adds one.

    What the office writes is told by mail to those it answers, with the whole address that
    ``link_to`` makes of a path.

    Raises ``WrongState`` when the consultation is over, ``ProposalChanged`` when the proposal was
    sent out anew, and ``ValidationError`` for a text that is empty or too long.
    """
    if found := Comment.objects.filter(entry=entry, author=by).first():
        earlier: Comment = found
        return earlier
    version = _hold(consultation)
    written = Comment(
        consultation=consultation,
        author=by,
        is_from_office=by.is_office,
        text=text.replace("\r\n", "\n").strip(),
        entry=entry,
        **payer_fields(payer),
    )
    if Comment.objects.filter(entry=entry).exists():
        raise ValidationError({"text": _("Somebody else has used this form. Send it once more.")})
    written.clean_fields()
    written.save()
    if written.is_from_office:
        notices.tell_of_reply(written, link_to=link_to)
    changes = trace.added(trace.texts_of(written))
    trace.record(by=by, deed=Deed.COMMENTED, subject=written, whole=version, changes=changes)
    return written


@transaction.atomic
def acknowledge(consultation: Consultation, *, payer: Payer, by: User) -> Acknowledgement:
    """Keep that the payer has taken note of the proposal; the first to say so stands.

    Raises ``WrongState`` when the consultation is over, and ``ProposalChanged`` when the proposal
    was sent out anew.
    """
    version = _hold(consultation)
    of_payer = Acknowledgement.objects.of_payer(payer)
    if found := of_payer.filter(consultation=consultation).first():
        earlier: Acknowledgement = found
        return earlier
    made: Acknowledgement = Acknowledgement.objects.create(
        consultation=consultation, by=by, **payer_fields(payer)
    )
    trace.record(by=by, deed=Deed.ACKNOWLEDGED, subject=made, whole=version)
    return made


def _hold(consultation: Consultation) -> BudgetVersion:
    """Lock the version of a consultation that goes on, as adoption and taking back do."""
    version = BudgetVersion.objects.select_for_update().get(pk=consultation.version_id)
    if version.state != State.CONSULTATION:
        raise WrongState(version)
    current = Consultation.objects.of(version)[0]
    if current != consultation:
        raise ProposalChanged(current)
    return version
