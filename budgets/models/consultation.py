"""What payers answer while a version is out for consultation.

Each sending-out is a row of its own, and answers belong to it: when a version is taken back and
sent out anew, the answers so far were about the proposal as it was. Nothing here is changed or
removed, and nothing is added once the consultation is over; migration ``answers_stay`` holds it.
"""

import uuid

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgets.models.append_only import AppendOnly, AppendOnlyQuerySet
from budgets.models.payer import OfPayer, payer_fields
from budgets.models.version import DATE_VALIDATORS, BudgetVersion
from municipalities.models import Payer

LONGEST_COMMENT = 4000

models.TextField.register_lookup(Length)


class ConsultationQuerySet(AppendOnlyQuerySet["Consultation"]):
    def of(self, version: BudgetVersion) -> "ConsultationQuerySet":
        """The times the version was sent out, the last first."""
        return self.filter(version=version).order_by("-round")


class Consultation(AppendOnly):
    """One sending-out of a version for answers; ``round`` counts them, 1 first."""

    version = models.ForeignKey(
        BudgetVersion,
        models.PROTECT,
        related_name="consultations",
        verbose_name=_("budget version"),
    )
    round = models.PositiveSmallIntegerField(_("time"), default=1)
    answers_by = models.DateField(_("answers by"), validators=DATE_VALIDATORS)
    at = models.DateTimeField(_("sent out"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["version", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "round"], name="a_version_is_sent_out_once_each_time"
            ),
            models.CheckConstraint(
                condition=models.Q(round__gte=1), name="consultations_are_numbered_from_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.round}"


class OfConsultationQuerySet(AppendOnlyQuerySet):
    def of_version(self, version: BudgetVersion) -> "OfConsultationQuerySet":
        """Those of every time the version was sent out."""
        return self.filter(consultation__version=version)

    def of_payer(self, payer: Payer) -> "OfConsultationQuerySet":
        named = {name: found for name, found in payer_fields(payer).items() if found is not None}
        return self.filter(**named)


class OfConsultation(AppendOnly, OfPayer):
    """What belongs to one payer in one consultation."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="%(class)ss", verbose_name=_("consultation")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta(OfPayer.Meta):
        abstract = True


class CommentQuerySet(OfConsultationQuerySet):
    pass


class Comment(OfConsultation):
    """What was written about one payer's part of a proposal: by its contact, or by the office.

    ``is_from_office`` is kept as it was that day, since a person's role may change.
    """

    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    is_from_office = models.BooleanField(_("from the office"), default=False)
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(LONGEST_COMMENT)])
    entry = models.UUIDField(
        _("entry"),
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text=_("The form it was typed into: the same form sent twice adds one comment."),
    )

    objects = CommentQuerySet.as_manager()

    class Meta(OfConsultation.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["consultation", "at", "pk"]
        constraints = [
            *OfPayer.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(text__length__gte=1, text__length__lte=LONGEST_COMMENT),
                name="a_comment_has_1_to_4000_characters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer}: {self.text[:60]}"


class AcknowledgementQuerySet(OfConsultationQuerySet):
    pass


class Acknowledgement(OfConsultation):
    """That a payer has taken note of the proposal as it was sent out that time."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = AcknowledgementQuerySet.as_manager()

    class Meta(OfConsultation.Meta):
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["consultation", "at", "pk"]
        constraints = [
            *OfPayer.Meta.constraints,
            models.UniqueConstraint(
                fields=["consultation", "municipality"],
                name="a_municipality_acknowledges_a_proposal_once",
            ),
            models.UniqueConstraint(
                fields=["consultation", "other_party"],
                name="an_other_party_acknowledges_a_proposal_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.payer)


class ReminderQuerySet(OfConsultationQuerySet):
    pass


class Reminder(OfConsultation):
    """That a payer who had not answered was reminded; once a day at most."""

    day = models.DateField(_("day"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = ReminderQuerySet.as_manager()

    class Meta(OfConsultation.Meta):
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["consultation", "at", "pk"]
        constraints = [
            *OfPayer.Meta.constraints,
            models.UniqueConstraint(
                fields=["consultation", "municipality", "day"],
                name="a_municipality_is_reminded_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["consultation", "other_party", "day"],
                name="an_other_party_is_reminded_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.day:%Y-%m-%d}"
