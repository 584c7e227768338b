"""The register of municipalities."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.fields import SWEDISH, OrganisationNumberField, digits_only
from municipalities.models.payer import VatField, vat_is_known


def validate_code(code: str) -> None:
    """Refuse what is no municipality code: four digits, the first two those of the county."""
    if not re.fullmatch(r"[0-9]{4}", code):
        raise ValidationError(
            _("A municipality code has four digits, such as 2380."), code="format"
        )


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def represented_by(self, user: User) -> "MunicipalityQuerySet":
        """Those that the person is a contact of today."""
        from municipalities.models.contact import Contact

        return self.filter(contacts__in=Contact.objects.of(user).in_force()).distinct()


class Municipality(models.Model):
    """A municipality, known by the four-digit code of Statistics Sweden; names may change.

    The office is part of one municipality, the host. What the host pays is posted within it, so no
    VAT is put on it.
    """

    code = models.CharField(_("code"), max_length=4, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=60, db_collation=SWEDISH)
    organisation_number = OrganisationNumberField(unique=True)
    vat_percent = VatField()
    is_host = models.BooleanField(
        _("host of the office"),
        default=False,
        help_text=_("What it pays is posted internally, without VAT."),
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=digits_only("code", 4), name="municipality_code_is_four_digits"
            ),
            models.CheckConstraint(
                condition=digits_only("organisation_number", 10),
                name="municipality_organisation_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="municipality_name_is_not_empty"
            ),
            models.CheckConstraint(
                condition=vat_is_known(),
                name="municipality_vat_is_known",
                violation_error_message=_("VAT is 25, 12, 6 or 0 per cent."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_host=False) | models.Q(vat_percent=0),
                name="the_host_pays_no_vat",
                violation_error_message=_("The host pays no VAT: choose 0 per cent."),
            ),
            models.UniqueConstraint(
                fields=["is_host"],
                condition=models.Q(is_host=True),
                name="one_municipality_is_the_host",
                violation_error_message=_("Another municipality is the host already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def payer_key(self) -> str:
        """What names the payer in an address: its code."""
        return self.code
