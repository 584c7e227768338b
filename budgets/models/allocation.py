"""How an adopted version was shared: kept as it was decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.fields import AmountField, amount_is_sane
from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.version import BudgetVersion
from municipalities.models import Agreement, Municipality


class AllocationQuerySet(InVersionQuerySet["Allocation"]):
    pass


class Allocation(InVersion):
    """What an adopted version shares by one agreement, and by which key, as on the day.

    ``total`` is kronor. The key is copied from the agreement, which may change later.
    """

    version = models.ForeignKey(
        BudgetVersion,
        models.CASCADE,
        related_name="allocations",
        verbose_name=_("budget version"),
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="allocations", verbose_name=_("agreement")
    )
    total = AmountField(verbose_name=_("total"))
    equal_percent = models.PositiveSmallIntegerField(_("per cent shared equally"))
    allocates_in_ore = models.BooleanField(_("shares to the öre"))

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["version", "agreement__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "agreement"], name="one_allocation_per_version_and_agreement"
            ),
            models.CheckConstraint(
                condition=models.Q(equal_percent__gte=0, equal_percent__lte=100),
                name="allocation_equal_percent_is_between_0_and_100",
            ),
            models.CheckConstraint(
                condition=amount_is_sane("total"), name="allocation_total_is_below_10_to_12"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.version}"


class ShareQuerySet(InVersionQuerySet["Share"]):
    pass


class Share(InVersion):
    """What one municipality pays of one agreement in one adopted version, in kronor."""

    version_path = "allocation__version"

    allocation = models.ForeignKey(
        Allocation, models.CASCADE, related_name="shares", verbose_name=_("allocation")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="shares", verbose_name=_("municipality")
    )
    population = models.PositiveIntegerField(_("population"))
    amount = AmountField(verbose_name=_("amount"))

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["allocation", "municipality__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "municipality"],
                name="one_share_per_allocation_and_municipality",
            ),
            models.CheckConstraint(
                condition=models.Q(population__gte=1), name="share_population_is_positive"
            ),
            models.CheckConstraint(
                condition=amount_is_sane("amount"), name="share_amount_is_below_10_to_12"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.amount}"
