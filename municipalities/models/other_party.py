"""Payers that are no municipality."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.fields import SWEDISH, OrganisationNumberField, digits_only


class OtherParty(models.Model):
    """A municipal federation or company that pays for its own agreement with the office."""

    name = models.CharField(_("name"), max_length=120, unique=True, db_collation=SWEDISH)
    organisation_number = OrganisationNumberField(
        unique=True, null=True, blank=True, help_text=_("Needed before an invoice can be made.")
    )

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
        ]

    def __str__(self) -> str:
        return self.name
