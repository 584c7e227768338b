"""Who answers for which payer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from municipalities.models.municipality import Municipality
from municipalities.models.other_party import OtherParty


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, user: User) -> "ContactQuerySet":
        return self.filter(user=user)

    def in_force(self) -> "ContactQuerySet":
        """Those that hold today."""
        today = timezone.localdate()
        return self.filter(
            models.Q(to_date__isnull=True) | models.Q(to_date__gte=today),
            from_date__lte=today,
            ended_at__isnull=True,
            user__is_active=True,
        )


class Contact(models.Model):
    """A person who sees what one municipality or one other party pays, from a date to a date.

    One that was ended holds no more from that moment, whatever its dates say.
    """

    user = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="contacts",
        limit_choices_to={"role": Role.CONTACT},
        verbose_name=_("user"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("municipality"),
    )
    other_party = models.ForeignKey(
        OtherParty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("other party"),
    )
    from_date = models.DateField(_("from"), default=timezone.localdate)
    to_date = models.DateField(
        _("to"), null=True, blank=True, help_text=_("The last day, or empty while it goes on.")
    )

    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["user", "from_date"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True, other_party__isnull=False)
                | models.Q(municipality__isnull=False, other_party__isnull=True),
                name="contact_is_of_one_payer",
                violation_error_message=_("Choose one municipality or one other party."),
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True)
                | models.Q(to_date__gte=models.F("from_date")),
                name="contact_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.municipality or self.other_party}"

    @property
    def payer(self) -> Municipality | OtherParty:
        found = self.municipality or self.other_party
        assert found is not None  # the constraint contact_is_of_one_payer
        return found

    @property
    def is_over(self) -> bool:
        """Whether it was ended, or its last day has passed."""
        passed = self.to_date is not None and self.to_date < timezone.localdate()
        return self.ended_at is not None or passed

    def clean(self) -> None:
        if self.municipality_id is None and self.other_party_id is None:
            raise ValidationError(
                {"municipality": _("Choose one municipality or one other party.")}
            )
        if self.municipality_id is not None and self.other_party_id is not None:
            raise ValidationError({"other_party": _("Choose one municipality or one other party.")})
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise ValidationError({"to_date": _("The last day cannot be before the first.")})
