"""The years money is budgeted for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1990, 2099


class BudgetYear(models.Model):
    """A calendar year; its budget is made in versions."""

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[
            MinValueValidator(FIRST_YEAR, _("The budget year must be between 1990 and 2099.")),
            MaxValueValidator(LAST_YEAR, _("The budget year must be between 1990 and 2099.")),
        ],
    )

    class Meta:
        verbose_name = _("budget year")
        verbose_name_plural = _("budget years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="budget_year_is_between_1990_and_2099",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
