"""Invoices that have been issued, and the series their numbers come from.

The numbers of a series go up by one, and nobody can leave one out or use one again: an invoice
takes the number after the series' last, and the series moves to it only when the invoice is there.
The database holds both (migration ``invoices_stay``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgets.einvoice import RATES
from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.invoiced import Invoicing
from budgets.models.version import BudgetVersion
from budgets.models.year import BudgetYear
from municipalities.models import Contact, Municipality, OtherParty, Payer


class InvoiceStays(Exception):
    """Somebody tried to change or remove an invoice that was issued."""

    def __init__(self) -> None:
        super().__init__("An invoice that was issued is credited, never changed.")


class InvoiceSeries(models.Model):
    """How far the numbers of one seller's invoices have come."""

    organisation_number = models.CharField(_("organisation number"), max_length=10, unique=True)
    last_number = models.PositiveBigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("invoice series")
        verbose_name_plural = _("invoice series")

    def __str__(self) -> str:
        return self.organisation_number


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: User) -> "InvoiceQuerySet":
        """What the person may see: the office all, a contact in force those of the own payers."""
        if user.is_office:
            return self.all()
        own = Contact.objects.of(user).in_force()
        return self.filter(
            models.Q(municipality__in=own.values("municipality"))
            | models.Q(other_party__in=own.values("other_party"))
        )

    def of_year(self, year: int) -> "InvoiceQuerySet":
        """Those that charge for a budget year, the newest first, with what a list shows."""
        return (
            self.filter(budget_year__year=year)
            .select_related(
                "municipality",
                "other_party",
                "credit_of",
                "credited_by",
                "budget_year",
                "version__budget_year",
            )
            .order_by("-issued_on", "series_id", "-number")
        )

    def of(self, payer: Payer) -> "InvoiceQuerySet":
        if isinstance(payer, Municipality):
            return self.filter(municipality=payer)
        return self.filter(other_party=payer)

    def behind(self, mark: Invoicing) -> "InvoiceQuerySet":
        """The e-invoice that an instalment was marked with; none for one from elsewhere."""
        number = mark.invoice_number
        if not (number.isascii() and number.isdigit()) or len(number) > 15:
            return self.none()
        return self.of(mark.payer).filter(
            budget_year=mark.budget_year_id, instalment=mark.number, number=int(number)
        )

    def in_force(self) -> "InvoiceQuerySet":
        """Those that charge an instalment now: no credits, and none that was credited."""
        return self.filter(credit_of__isnull=True, credited_by__isnull=True)

    def without_document(self) -> "InvoiceQuerySet":
        """Those rows without what was sent, which is large."""
        return self.defer("document", "credit_of__document", "credited_by__document")

    # -- Issued is issued

    def update(self, **values: Any) -> NoReturn:
        raise InvoiceStays

    def delete(self) -> NoReturn:
        raise InvoiceStays

    def bulk_update(self, objs: Iterable[Any], *args: Any, **options: Any) -> NoReturn:
        raise InvoiceStays


class Invoice(models.Model):
    """One issued invoice, or credit note, as it was sent; amounts in kronor.

    It charges instalment number ``instalment`` of a payer in a year. When it has been credited, the
    instalment may be invoiced again: that is the next ``attempt``.
    """

    series = models.ForeignKey(
        InvoiceSeries, models.PROTECT, related_name="invoices", verbose_name=_("invoice series")
    )
    number = models.PositiveBigIntegerField(_("invoice number"), validators=[MinValueValidator(1)])
    budget_year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="invoices", verbose_name=_("budget year")
    )
    version = models.ForeignKey(
        BudgetVersion, models.PROTECT, related_name="invoices", verbose_name=_("budget version")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        related_name="invoices",
        verbose_name=_("municipality"),
    )
    other_party = models.ForeignKey(
        OtherParty,
        models.PROTECT,
        null=True,
        related_name="invoices",
        verbose_name=_("other party"),
    )
    instalment = models.PositiveSmallIntegerField(_("instalment"))
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    credit_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="credited_by", verbose_name=_("credits")
    )
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    due_on = models.DateField(_("due on"))
    text = models.CharField(_("what is charged"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    net = AmountField(verbose_name=_("before VAT"))
    vat_rate = models.PositiveSmallIntegerField(_("VAT in per cent"))
    vat = AmountField(verbose_name=_("VAT in kronor"))
    gross = AmountField(verbose_name=_("to pay"))
    ocr = models.CharField(_("OCR reference"), max_length=25)
    buyer_reference = models.CharField(_("buyer's reference"), max_length=50)
    document = models.BinaryField(_("document"))
    digest = models.CharField(_("digest of the document"), max_length=64)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "series", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="invoice_number_unique_in_series"
            ),
            models.UniqueConstraint(
                fields=["budget_year", "municipality", "instalment", "attempt"],
                condition=models.Q(credit_of__isnull=True, municipality__isnull=False),
                name="one_invoice_per_instalment_of_municipality",
            ),
            models.UniqueConstraint(
                fields=["budget_year", "other_party", "instalment", "attempt"],
                condition=models.Q(credit_of__isnull=True, other_party__isnull=False),
                name="one_invoice_per_instalment_of_other_party",
            ),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True, other_party__isnull=False)
                | models.Q(municipality__isnull=False, other_party__isnull=True),
                name="invoice_is_to_one_payer",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, instalment__gte=1, attempt__gte=1),
                name="invoice_numbers_count_from_1",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_rate__in=RATES), name="invoice_vat_rate_exists"
            ),
            models.CheckConstraint(
                condition=~models.Q(net=0) & amount_is_sane("net") & amount_is_sane("gross"),
                name="invoice_amounts_are_sane",
            ),
            models.CheckConstraint(
                condition=~models.Q(ocr="") & ~models.Q(buyer_reference="") & ~models.Q(text=""),
                name="invoice_says_what_it_must",
            ),
        ]

    def __str__(self) -> str:
        name = _("Credit note %(number)s") if self.net < 0 else _("Invoice %(number)s")
        return name % {"number": self.number}

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new invoice; ``InvoiceStays`` for one that was issued."""
        if self.pk is not None:
            raise InvoiceStays
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise InvoiceStays

    @property
    def payer(self) -> Payer:
        payer = self.municipality or self.other_party
        assert payer is not None  # held by the database
        return payer

    @property
    def is_credited(self) -> bool:
        """Whether a later credit note takes it back; asks the database unless it was joined."""
        return hasattr(self, "credited_by")

    @property
    def may_be_credited(self) -> bool:
        return self.credit_of_id is None and not self.is_credited


@dataclass(frozen=True)
class Sums:
    """What invoices charge together, in kronor; credits count below zero."""

    net: Decimal
    gross: Decimal


def sums_of(invoices: Sequence[Invoice]) -> Sums:
    """Add up invoices, before VAT and with it."""
    zero = Decimal("0.00")
    return Sums(sum((i.net for i in invoices), zero), sum((i.gross for i in invoices), zero))
