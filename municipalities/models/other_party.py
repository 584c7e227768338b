"""Payers that are no municipality."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.fields import SWEDISH, OrganisationNumberField, digits_only
from municipalities.models.payer import VatField, vat_is_known


class OtherPartyQuerySet(models.QuerySet["OtherParty"]):
    def represented_by(self, user: User) -> "OtherPartyQuerySet":
        """Those that the person is a contact of today."""
        from municipalities.models.contact import Contact

        return self.filter(contacts__in=Contact.objects.of(user).in_force()).distinct()


class OtherParty(models.Model):
    """A municipal federation or company that pays for its own agreement with the office."""

    name = models.CharField(_("name"), max_length=120, unique=True, db_collation=SWEDISH)
    organisation_number = OrganisationNumberField(
        unique=True, null=True, blank=True, help_text=_("Needed before an invoice can be made.")
    )

    vat_percent = VatField()

    objects = OtherPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("other party")
        verbose_name_plural = _("other parties")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation_number__isnull=True)
                | digits_only("organisation_number", 10),
                name="other_party_organisation_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=vat_is_known(),
                name="other_party_vat_is_known",
                violation_error_message=_("VAT is 25, 12, 6 or 0 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def payer_key(self) -> str:
        """What names the payer in an address."""
        return f"part-{self.pk}"
