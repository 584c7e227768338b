"""Who has answered a consultation, and who has not."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from budgets.models.consultation import Acknowledgement, Comment, Consultation, Reminder
from budgets.models.payment import Payment, all_payments_of
from budgets.models.sharing import Sharing
from budgets.models.version import BudgetVersion, State
from municipalities.models import Payer


@dataclass(frozen=True)
class Answered:
    """What one payer of a version has answered in its last consultation."""

    payment: Payment
    comments: int
    """By the payer, this time."""
    last: Comment | None
    """The last that was written about the payer's part this time, by whomever."""
    acknowledgement: Acknowledgement | None
    reminded: datetime.date | None

    @property
    def payer(self) -> Payer:
        return self.payment.payer

    @property
    def has_answered(self) -> bool:
        """Whether the payer has acknowledged the proposal or commented on it."""
        return self.acknowledgement is not None or self.comments > 0

    @property
    def waits_for_office(self) -> bool:
        """Whether the payer had the last word."""
        return self.last is not None and not self.last.is_from_office


def last_consultation_of(version: BudgetVersion) -> Consultation | None:
    """The last time the version was sent out; None for one that never was."""
    found: Consultation | None = Consultation.objects.of(version).select_related("by").first()
    return found


def answers_of(
    version: BudgetVersion,
    consultation: Consultation | None,
    sharings: Sequence[Sharing] | None = None,
) -> list[Answered]:
    """What each payer of the version has answered this time; in the order of the payers.

    The number of queries does not grow with the payers.
    """
    comments: dict[Payer, list[Comment]] = {}
    acknowledged: dict[Payer, Acknowledgement] = {}
    reminded: dict[Payer, datetime.date] = {}
    if consultation is not None:
        whose = ("municipality", "other_party")
        for comment in Comment.objects.filter(consultation=consultation).select_related(*whose):
            comments.setdefault(comment.payer, []).append(comment)
        for row in Acknowledgement.objects.filter(consultation=consultation).select_related(
            *whose, "by"
        ):
            acknowledged[row.payer] = row
        for reminder in Reminder.objects.filter(consultation=consultation).select_related(*whose):
            reminded[reminder.payer] = reminder.day
    return [
        Answered(
            payment=payment,
            comments=sum(not c.is_from_office for c in comments.get(payer, [])),
            last=comments[payer][-1] if payer in comments else None,
            acknowledgement=acknowledged.get(payer),
            reminded=reminded.get(payer),
        )
        for payer, payment in all_payments_of(version, sharings).items()
    ]


def missing_answers(
    version: BudgetVersion, sharings: Sequence[Sharing] | None = None
) -> list[Payer]:
    """The payers that have not answered; nobody while the version is not in consultation."""
    if version.state != State.CONSULTATION:
        return []
    found = answers_of(version, last_consultation_of(version), sharings)
    return [answered.payer for answered in found if not answered.has_answered]
