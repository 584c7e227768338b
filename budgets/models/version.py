"""The versions a year's budget goes through."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgets.core.keys import population_date
from budgets.models.errors import VersionIsFrozen
from budgets.models.year import FIRST_YEAR, LAST_YEAR, BudgetYear
from municipalities.models import Contact, PopulationSnapshot


class State(models.TextChoices):
    """How far a version has come."""

    DRAFT = "draft", _("draft")
    CONSULTATION = "consultation", _("in consultation")
    ADOPTED = "adopted", _("adopted")
    SUPERSEDED = "superseded", _("superseded")


NUMBER_IS_TAKEN = _("That year has a version with this number already.")
FIRST_DATE, LAST_DATE = datetime.date(FIRST_YEAR - 1, 1, 1), datetime.date(LAST_YEAR, 12, 31)
"""The days a budget may be adopted: from the year before the first budget year on."""

DATE_VALIDATORS = [
    MinValueValidator(FIRST_DATE, _("The date must be between 1989 and 2099.")),
    MaxValueValidator(LAST_DATE, _("The date must be between 1989 and 2099.")),
]


def _date_is_sane(field: str) -> models.Q:
    return models.Q(**{f"{field}__gte": FIRST_DATE, f"{field}__lte": LAST_DATE})


FROZEN_STATES = [State.ADOPTED, State.SUPERSEDED]
_MOST_BINDING_FIRST = [State.ADOPTED, State.CONSULTATION, State.DRAFT, State.SUPERSEDED]


class BudgetVersionQuerySet(models.QuerySet["BudgetVersion"]):
    def visible_to(self, user: User) -> "BudgetVersionQuerySet":
        """What the person may see: the office all, a contact in force all but drafts."""
        if user.is_office:
            return self.all()
        if Contact.objects.of(user).in_force().exists():
            return self.exclude(state=State.DRAFT)
        return self.none()

    def current(self) -> "BudgetVersionQuerySet":
        """The one version of each year that speaks for it.

        The adopted one; else the newest in consultation, else the newest draft.
        """
        binding = models.Case(
            *[models.When(state=s, then=rank) for rank, s in enumerate(_MOST_BINDING_FIRST)],
            output_field=models.IntegerField(),
        )
        of_same_year = self.filter(budget_year=models.OuterRef("budget_year"))
        first = of_same_year.order_by(binding, "-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(first))

    def frozen(self) -> "BudgetVersionQuerySet":
        """Those that were adopted, also when another has superseded them."""
        return self.filter(state__in=FROZEN_STATES)

    def of_years(self, years: list[int]) -> "BudgetVersionQuerySet":
        """Those of the given calendar years, the earliest first."""
        return self.filter(budget_year__year__in=years).order_by("budget_year__year", "number")

    # -- Nothing writes a frozen version; see budgets.models.frozen

    def update(self, **values: Any) -> int:
        if not self.query.is_sliced:  # Django refuses those itself
            frozen = self.frozen()
            if values == {"state": State.SUPERSEDED}:
                frozen = frozen.filter(state=State.SUPERSEDED)
            refuse_frozen(frozen)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if not self.query.is_sliced:
            refuse_frozen(self)
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> Any:
        rows = list(objs)
        refuse_frozen(_stored(rows))
        return super().bulk_create(rows, *args, **options)

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        rows = list(objs)
        refuse_frozen(_stored(rows))
        return super().bulk_update(rows, fields, batch_size)


def refuse_frozen(versions: BudgetVersionQuerySet) -> None:
    """Raise ``VersionIsFrozen`` if one of these versions is frozen; one query."""
    if frozen := versions.frozen().select_related("budget_year").order_by("pk").first():
        raise VersionIsFrozen(frozen)


def _stored(rows: Iterable["BudgetVersion"]) -> BudgetVersionQuerySet:
    keys = [row.pk for row in rows if row.pk is not None]
    stored: BudgetVersionQuerySet = BudgetVersion.objects.filter(pk__in=keys)
    return stored


class BudgetVersion(models.Model):
    """One version of a year's budget.

    From adoption on nothing in it changes; what it is shared by is kept in its allocations.
    """

    budget_year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="versions", verbose_name=_("budget year")
    )
    number = models.PositiveSmallIntegerField(
        _("version"),
        default=1,
        validators=[MinValueValidator(1, _("Versions are numbered from 1."))],
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False
    )
    planned_adoption_date = models.DateField(
        _("planned adoption"),
        validators=DATE_VALIDATORS,
        help_text=_("Decides which population is used: that of the year-end before this day."),
    )
    answers_by = models.DateField(
        _("answers by"), null=True, editable=False, validators=DATE_VALIDATORS
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where the figures come from, when they were not made here."),
    )
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="successors",
        verbose_name=_("based on"),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    adopted_on = models.DateField(
        _("adopted on"), null=True, editable=False, validators=DATE_VALIDATORS
    )
    decision_reference = models.CharField(
        _("decision reference"), max_length=100, blank=True, editable=False
    )
    imbalance_reason = models.TextField(
        _("reason for adopting without balance"), blank=True, editable=False
    )
    adopted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("adoption recorded by"),
    )
    snapshot = models.ForeignKey(
        PopulationSnapshot,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="versions",
        verbose_name=_("population snapshot"),
    )
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    entry = models.UUIDField(
        _("entry"),
        null=True,
        editable=False,
        help_text=_("The form it was started with: the same form sent twice starts one version."),
    )

    objects = BudgetVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget version")
        verbose_name_plural = _("budget versions")
        ordering = ["-budget_year__year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year", "number"],
                name="version_number_unique_in_year",
                violation_error_message=NUMBER_IS_TAKEN,
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="version_number_counts_from_1"
            ),
            models.UniqueConstraint(
                fields=["budget_year", "entry"],
                condition=models.Q(entry__isnull=False),
                name="one_version_of_a_year_per_entry",
            ),
            models.CheckConstraint(
                condition=_date_is_sane("planned_adoption_date"),
                name="planned_adoption_date_is_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(adopted_on__isnull=True) | _date_is_sane("adopted_on"),
                name="adoption_date_is_sane",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CONSULTATION) | models.Q(answers_by__isnull=False),
                name="consultation_has_a_last_day_for_answers",
            ),
            models.UniqueConstraint(
                fields=["budget_year"],
                condition=models.Q(state=State.ADOPTED),
                name="one_adopted_version_per_year",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="version_state_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state__in=FROZEN_STATES)
                    & models.Q(adopted_on__isnull=False, snapshot__isnull=False)
                    & ~models.Q(decision_reference="")
                    & ~models.Q(checksum="")
                )
                | (
                    ~models.Q(state__in=FROZEN_STATES)
                    & models.Q(adopted_on__isnull=True, snapshot__isnull=True)
                    & models.Q(decision_reference="", checksum="")
                ),
                name="frozen_versions_carry_their_decision",
            ),
        ]

    def __str__(self) -> str:
        return _("Budget %(year)s, version %(number)s") % {
            "year": self.budget_year.year,
            "number": self.number,
        }

    def save(self, *args: Any, **options: Any) -> None:
        """Save the version; ``VersionIsFrozen`` when it was adopted before."""
        refuse_frozen(_stored([self]))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete the version with its lines; ``VersionIsFrozen`` when it was adopted."""
        refuse_frozen(_stored([self]))
        return super().delete(*args, **options)

    def clean(self) -> None:
        same = BudgetVersion.objects.filter(budget_year=self.budget_year_id, number=self.number)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"number": NUMBER_IS_TAKEN})

    @property
    def year(self) -> int:
        return self.budget_year.year

    @property
    def is_frozen(self) -> bool:
        """Whether the version was adopted, so that nothing in it changes any more."""
        return self.state in FROZEN_STATES

    @property
    def amends(self) -> bool:
        """Whether it was made from an earlier version of the same year."""
        based_on = self.based_on
        return based_on is not None and based_on.budget_year_id == self.budget_year_id

    @property
    def deciding_date(self) -> datetime.date:
        """The day that decides which population is used: of adoption, until then the planned."""
        return self.adopted_on or self.planned_adoption_date

    @property
    def population_date(self) -> datetime.date:
        """The 31 December whose population the version is shared by (rule 1)."""
        return population_date(self.deciding_date)
