"""When an adopted version is paid, and by whom with how much (rule 10)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.core.instalments import Due, plan
from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.payer import OfPayer
from budgets.models.version import DATE_VALIDATORS, FIRST_DATE, LAST_DATE, BudgetVersion

USUAL_COUNT = 4
"""So many instalments a year is paid in where nobody has chosen otherwise."""
MOST_INSTALMENTS = 60
HEAVIEST = 1000


class PlannedInstalmentQuerySet(InVersionQuerySet["PlannedInstalment"]):
    pass


class PlannedInstalment(InVersion):
    """A day on which a version's sums are paid in part, and how heavy that part is.

    A version without any is paid by the usual plan.
    """

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="plan", verbose_name=_("budget version")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    due = models.DateField(_("due date"), validators=DATE_VALIDATORS)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)],
    )

    objects = PlannedInstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned instalment")
        verbose_name_plural = _("planned instalments")
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="planned_instalment_number_unique_in_version"
            ),
            models.UniqueConstraint(
                fields=["version", "due"], name="planned_instalment_day_unique_in_version"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_INSTALMENTS),
                name="planned_instalments_are_numbered_from_1_to_60",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=HEAVIEST),
                name="planned_instalment_weight_is_between_1_and_1000",
            ),
            models.CheckConstraint(
                condition=models.Q(due__gte=FIRST_DATE, due__lte=LAST_DATE),
                name="planned_instalment_day_is_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.due:%Y-%m-%d}"


class InstalmentQuerySet(InVersionQuerySet["Instalment"]):
    pass


class Instalment(InVersion, OfPayer):
    """One invoice of what a payer pays of an adopted version, in kronor before VAT.

    Frozen with the version. One without a due date is due at once: a credit, or what was left to
    pay when no planned instalment was. Those that were invoiced before the adoption keep number
    and amount, so that the instalments of a payer add up to what it pays of the version.
    """

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="instalments", verbose_name=_("budget version")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    due = models.DateField(_("due date"), null=True)
    amount = AmountField(verbose_name=_("amount"))

    objects = InstalmentQuerySet.as_manager()

    class Meta(OfPayer.Meta):
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["version", "municipality__name", "other_party__name", "number"]
        constraints = [
            *OfPayer.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "municipality", "number"],
                name="instalment_number_unique_for_municipality",
            ),
            models.UniqueConstraint(
                fields=["version", "other_party", "number"],
                name="instalment_number_unique_for_other_party",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="instalments_are_numbered_from_1"
            ),
            models.CheckConstraint(
                condition=amount_is_sane("amount"), name="instalment_amount_is_below_10_to_12"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.number}: {self.amount}"


def plan_of(version: BudgetVersion) -> list[Due]:
    """The days on which the version's sums are paid: its own plan, else the usual one."""
    chosen = PlannedInstalment.objects.filter(version=version).order_by("number")
    own = [Due(row.number, row.due, row.weight) for row in chosen]
    return own or plan(version.year, USUAL_COUNT)
