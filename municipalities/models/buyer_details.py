"""What a payer has told of how it wants its invoices."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.fields import SWEDISH
from municipalities.models.invoice_fields import InvoiceParty, address_constraints
from municipalities.models.municipality import Municipality
from municipalities.models.other_party import OtherParty
from municipalities.numbers import fits

Payer = Municipality | OtherParty
"""Whom an invoice goes to."""


class BuyerDetailsQuerySet(models.QuerySet["BuyerDetails"]):
    def of(self, payer: Payer) -> "BuyerDetailsQuerySet":
        """The row of one payer, if there is one."""
        if isinstance(payer, Municipality):
            return self.filter(municipality=payer)
        return self.filter(other_party=payer)


class BuyerDetails(InvoiceParty):
    """The reference, addresses and legal name of one payer, as it has told them.

    ``revision`` counts the changes, so that nobody saves on top of a change unseen.
    """

    municipality = models.OneToOneField(
        Municipality,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="buyer_details",
        verbose_name=_("municipality"),
    )
    other_party = models.OneToOneField(
        OtherParty,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="buyer_details",
        verbose_name=_("other party"),
    )
    legal_name = models.CharField(
        _("name on the invoice"),
        max_length=120,
        blank=True,
        db_collation=SWEDISH,
        help_text=_("Such as Krokoms kommun. Empty: the name of the register."),
    )
    reference = models.CharField(
        _("buyer's reference"),
        max_length=50,
        blank=True,
        help_text=_("What the payer finds the receiver by. Without it no invoice can be issued."),
    )
    reference_form = models.CharField(
        _("how its references look"),
        max_length=50,
        blank=True,
        help_text=_(
            "If the payer has told: 9 for a digit, A for a letter, other signs as they are. "
            "ZZ9999 lets ZZ1042 through."
        ),
        validators=[RegexValidator(r"\S", _("Write at least one sign, or nothing."))],
    )
    told_by = models.CharField(
        _("told by"), max_length=100, blank=True, help_text=_("Who at the payer said so.")
    )
    told_on = models.DateField(_("told on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = BuyerDetailsQuerySet.as_manager()

    class Meta:
        verbose_name = _("buyer details")
        verbose_name_plural = _("buyer details")
        ordering = ["municipality__name", "other_party__name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True, other_party__isnull=False)
                | models.Q(municipality__isnull=False, other_party__isnull=True),
                name="buyer_details_are_of_one_payer",
                violation_error_message=_("Choose one municipality or one other party."),
            ),
            models.CheckConstraint(
                condition=models.Q(revision__gte=1), name="buyer_details_revision_counts_from_1"
            ),
            *address_constraints("buyer"),
        ]

    def __str__(self) -> str:
        return str(self.payer)

    @property
    def payer(self) -> Payer:
        payer = self.municipality or self.other_party
        assert payer is not None  # held by the database
        return payer

    def clean(self) -> None:
        super().clean()
        if self.reference and not fits(self.reference, self.reference_form):
            raise ValidationError(
                {
                    "reference": _(
                        "%(reference)s does not look as the payer has told: %(form)s, where 9 is "
                        "a digit and A a letter."
                    )
                    % {"reference": self.reference, "form": self.reference_form}
                }
            )
