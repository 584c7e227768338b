"""What a seller and a buyer have in common on an invoice."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.fields import SWEDISH
from municipalities.numbers import (
    LOCATION_NUMBER,
    ORGANISATION_NUMBER,
    is_bankgiro,
    is_electronic_address,
)


class Scheme(models.TextChoices):
    """What kind of electronic address it is; the value is its code in the list of Peppol."""

    ORGANISATION_NUMBER = ORGANISATION_NUMBER, _("organisation number (0007)")
    LOCATION_NUMBER = LOCATION_NUMBER, _("GLN (0088)")


def validate_bankgiro(number: str) -> None:
    """Refuse what is no bankgiro number of seven or eight digits with its right check digit."""
    if not is_bankgiro(number):
        raise ValidationError(
            _("%(number)s is no bankgiro number. Write it as 123-4566 or 1234-5674."),
            code="bankgiro",
            params={"number": number},
        )


def validate_postcode(number: str) -> None:
    """Refuse what is no Swedish postcode of five digits."""
    if not re.fullmatch(r"[1-9][0-9]{4}", number):
        raise ValidationError(_("A postcode has five digits, such as 831 82."), code="postcode")


class SpacedField(models.CharField):
    """Digits that people write with spaces or hyphens, kept without; may be empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("blank", True)
        super().__init__(**options)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"max_length": 20} | options)

    def to_python(self, value: object) -> str:
        return re.sub(r"[\s-]", "", str(value or ""))


class InvoiceParty(models.Model):
    """Where a party of an invoice is, on paper and in the network."""

    street = models.CharField(_("street or box"), max_length=100, blank=True)
    extra_line = models.CharField(
        _("second line"),
        max_length=100,
        blank=True,
        help_text=_("Such as the code of a scanning service: FE 123."),
    )
    postcode = SpacedField(verbose_name=_("postcode"), max_length=5, validators=[validate_postcode])
    city = models.CharField(_("city"), max_length=60, blank=True, db_collation=SWEDISH)
    electronic_scheme = models.CharField(
        _("kind of electronic address"),
        max_length=4,
        choices=Scheme.choices,
        default=Scheme.ORGANISATION_NUMBER,
    )
    electronic_address = SpacedField(
        verbose_name=_("electronic address"),
        max_length=13,
        help_text=_("In the network Peppol. Empty: the organisation number."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        scheme, address = self.electronic_scheme, self.electronic_address
        if not address and scheme == Scheme.ORGANISATION_NUMBER:
            return
        if not is_electronic_address(scheme, address):
            raise ValidationError({"electronic_address": _("This is no address of that kind.")})


def address_constraints(name: str) -> list[models.BaseConstraint]:
    """What the database holds of the address of a party, in constraints that begin so."""
    return [
        models.CheckConstraint(
            condition=models.Q(postcode="") | models.Q(postcode__regex=r"^[0-9]{5}\Z"),
            name=f"{name}_postcode_is_five_digits",
        ),
        models.CheckConstraint(
            condition=models.Q(electronic_scheme__in=Scheme.values),
            name=f"{name}_electronic_scheme_is_known",
        ),
        models.CheckConstraint(
            condition=models.Q(electronic_address__regex=r"^[0-9]{10}\Z")
            | models.Q(electronic_address__regex=r"^[0-9]{13}\Z")
            | models.Q(electronic_address="", electronic_scheme=Scheme.ORGANISATION_NUMBER),
            name=f"{name}_electronic_address_is_digits",
        ),
    ]
