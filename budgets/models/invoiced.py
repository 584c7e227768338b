"""What was invoiced of a year's instalments: kept beside the frozen budget, and only added to.

That an instalment was invoiced happens after the adoption, so it is no part of what was decided. A
mark is never changed or removed. One that was made by mistake is withdrawn by a row of its own, and
the instalment may then be marked anew.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgets.models.append_only import AppendOnly, AppendOnlyQuerySet
from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.payer import OfPayer
from budgets.models.version import DATE_VALIDATORS, FIRST_DATE, LAST_DATE, BudgetVersion
from budgets.models.year import BudgetYear
from municipalities.models.payer import VatField, vat_is_known


class InvoicingQuerySet(AppendOnlyQuerySet["Invoicing"]):
    def standing(self) -> "InvoicingQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)


class Invoicing(AppendOnly, OfPayer):
    """That an instalment was invoiced: the invoice's number and date, and what it asked for.

    ``amount`` is kronor before VAT. ``take`` counts the marks of the same instalment: the second
    is made when the first was withdrawn.
    """

    budget_year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="invoicings", verbose_name=_("budget year")
    )
    version = models.ForeignKey(
        BudgetVersion, models.PROTECT, related_name="invoicings", verbose_name=_("budget version")
    )
    number = models.PositiveSmallIntegerField(_("instalment"))
    take = models.PositiveSmallIntegerField(_("mark"), default=1)
    due = models.DateField(_("due date"), null=True)
    amount = AmountField(verbose_name=_("amount"))
    vat_percent = VatField()
    invoice_number = models.CharField(_("invoice number"), max_length=40)
    invoiced_on = models.DateField(_("invoice date"), validators=DATE_VALIDATORS)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = InvoicingQuerySet.as_manager()

    class Meta(OfPayer.Meta):
        verbose_name = _("invoicing")
        verbose_name_plural = _("invoicings")
        ordering = ["budget_year", "municipality__name", "other_party__name", "number", "take"]
        constraints = [
            *OfPayer.Meta.constraints,
            models.UniqueConstraint(
                fields=["budget_year", "municipality", "number", "take"],
                name="an_instalment_of_a_municipality_is_invoiced_once",
            ),
            models.UniqueConstraint(
                fields=["budget_year", "other_party", "number", "take"],
                name="an_instalment_of_an_other_party_is_invoiced_once",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, take__gte=1),
                name="invoicings_are_numbered_from_1",
            ),
            models.CheckConstraint(
                condition=amount_is_sane("amount") & ~models.Q(amount=0),
                name="an_invoiced_amount_is_not_0_and_below_10_to_12",
            ),
            models.CheckConstraint(
                condition=~models.Q(invoice_number=""), name="an_invoice_has_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(invoiced_on__gte=FIRST_DATE, invoiced_on__lte=LAST_DATE),
                name="the_day_of_an_invoice_is_sane",
            ),
            models.CheckConstraint(condition=vat_is_known(), name="invoiced_vat_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.number}: {self.invoice_number}"


class WithdrawalQuerySet(AppendOnlyQuerySet["Withdrawal"]):
    pass


class Withdrawal(AppendOnly):
    """That a mark was made by mistake, and why."""

    invoicing = models.OneToOneField(
        Invoicing, models.PROTECT, related_name="withdrawal", verbose_name=_("invoicing")
    )
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawn invoicing")
        verbose_name_plural = _("withdrawn invoicings")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_withdrawal_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.invoicing} – {self.reason}"
