"""Totals printed in a source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.version import BudgetVersion


class ControlTotalQuerySet(InVersionQuerySet["ControlTotal"]):
    pass


class ControlTotal(InVersion):
    """A total as printed in the source a version was taken from, kept to be compared (rule 7)."""

    class Of(models.TextChoices):
        INCOME = Total.INCOME.value, _("total income")
        COST = Total.COST.value, _("total costs")
        RESULT = Total.RESULT.value, _("result")

    class PrintedIn(models.IntegerChoices):
        KRONOR = Unit.KRONOR.value, "kr"
        TKR = Unit.TKR.value, "tkr"
        MKR = Unit.MKR.value, "mkr"

    version = models.ForeignKey(
        BudgetVersion,
        models.CASCADE,
        related_name="control_totals",
        verbose_name=_("budget version"),
    )
    total = models.CharField(_("total"), max_length=10, choices=Of.choices)
    amount = AmountField(verbose_name=_("amount as printed, in kronor"))
    printed_in = models.PositiveIntegerField(
        _("printed in"), choices=PrintedIn.choices, default=PrintedIn.TKR
    )
    source = models.CharField(_("source"), max_length=200)

    objects = ControlTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("control total")
        verbose_name_plural = _("control totals")
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "total"], name="one_control_total_of_a_kind_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(total__in=[total.value for total in Total]),
                name="control_total_is_of_a_known_total",
            ),
            models.CheckConstraint(
                condition=models.Q(printed_in__in=[unit.value for unit in Unit]),
                name="control_total_is_printed_in_a_known_unit",
            ),
            models.CheckConstraint(
                condition=amount_is_sane("amount"), name="control_total_is_below_10_to_12"
            ),
        ]

    def __str__(self) -> str:
        return self.get_total_display()
