"""Who sends the invoices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.fields import SWEDISH, OrganisationNumberField, digits_only
from municipalities.models.invoice_fields import (
    InvoiceParty,
    SpacedField,
    address_constraints,
    validate_bankgiro,
)


class SellerQuerySet(models.QuerySet["Seller"]):
    def ours(self) -> "Seller":
        """The one there is; an empty one, not saved, while nobody has written it."""
        return self.first() or Seller(pk=1)


class Seller(InvoiceParty):
    """The legal person that the office belongs to, such as its host municipality; one row.

    What is missing is told when an invoice is to be issued, not here: a bankgiro number may be
    known later than the name.
    """

    name = models.CharField(_("name"), max_length=120, db_collation=SWEDISH)
    organisation_number = OrganisationNumberField()
    bankgiro = SpacedField(
        verbose_name=_("bankgiro number"), max_length=8, validators=[validate_bankgiro]
    )
    approved_for_f_tax = models.BooleanField(
        _("approved for F-tax"), default=False, help_text=_("Then the invoices say so.")
    )
    length_digit = models.BooleanField(
        _("OCR references with a length digit"),
        default=False,
        help_text=_("As the agreement with the bank says."),
    )
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_seller"),
            models.CheckConstraint(
                condition=digits_only("organisation_number", 10),
                name="seller_organisation_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(bankgiro="") | models.Q(bankgiro__regex=r"^[0-9]{7,8}\Z"),
                name="seller_bankgiro_is_7_or_8_digits",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="seller_name_is_not_empty"),
            *address_constraints("seller"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def vat_number(self) -> str:
        """The number for VAT, which in Sweden follows from the organisation number."""
        return f"SE{self.organisation_number}01" if self.organisation_number else ""
