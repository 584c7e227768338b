"""The rows of the published table."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.core import table

_NO_ACCOUNT = _("An account has three to six digits, such as 3010.")


class Heading(models.Model):
    """A row of the published table, the same across the years, of income or of cost.

    Each version may call it something else and put it in another place (``HeadingInVersion``).
    """

    called: str = ""
    """What the version at hand calls it; empty where no version is at hand."""
    has_lines: bool = False
    """Whether the version at hand has lines under it."""

    class Kind(models.TextChoices):
        INCOME = table.Kind.INCOME.value, _("income")
        COST = table.Kind.COST.value, _("cost")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Headings are listed by this number.")
    )
    is_staff_cost = models.BooleanField(
        _("cost of staff"),
        default=False,
        help_text=_("Counts towards the staff's share of the cost, a key figure of the budget."),
    )
    account = models.PositiveIntegerField(
        _("account"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100, _NO_ACCOUNT), MaxValueValidator(999_999, _NO_ACCOUNT)],
        help_text=_("Where the accounting system books lines without an account of their own."),
    )

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["-kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="heading_unique_in_kind",
                violation_error_message=_("There is already such a heading."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in table.Kind]),
                name="heading_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.called or self.name

    @property
    def is_income(self) -> bool:
        return self.kind == self.Kind.INCOME
