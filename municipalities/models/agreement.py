"""What municipalities share the cost of, by which key, and who takes part when."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.fields import LAST_YEAR, SWEDISH, YEAR_VALIDATORS, year_is_sane
from municipalities.models.municipality import Municipality


class Agreement(models.Model):
    """A set of municipalities that share a cost, and the allocation key by which they do.

    ``equal_percent`` is the part of the cost that all share alike; the rest follows population.
    0 is by population alone.
    """

    name = models.CharField(_("name"), max_length=120, unique=True, db_collation=SWEDISH)
    equal_percent = models.PositiveSmallIntegerField(
        _("per cent shared equally"),
        default=0,
        validators=[MaxValueValidator(100, _("The equal part is between 0 and 100 per cent."))],
        help_text=_("The rest is shared by population. 0: by population alone."),
    )
    allocates_in_ore = models.BooleanField(
        _("shares to the öre"),
        default=False,
        help_text=_("Otherwise whole kronor, unless the sum itself holds öre."),
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(equal_percent__gte=0, equal_percent__lte=100),
                name="equal_percent_is_between_0_and_100",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def in_year(self, year: int) -> "ParticipationQuerySet":
        """Those in force that year."""
        return self.filter(
            models.Q(to_year__isnull=True) | models.Q(to_year__gte=year), from_year__lte=year
        )

    def sharing_by_population_of(self, year: Any) -> "ParticipationQuerySet":
        """Those in force in a budget year that the population of that year can be used for.

        A budget adopted in the year after it is for that year or the next (rule 1). ``year`` is a
        number, or an expression of one.
        """
        return self.filter(
            models.Q(to_year__isnull=True) | models.Q(to_year__gt=year), from_year__lte=year + 2
        )

    def outside(self, from_year: int | None, to_year: int | None) -> "ParticipationQuerySet":
        """Those that go on before or after these years; None is no limit."""
        found = models.Q(pk__in=[])
        if from_year is not None:
            found |= models.Q(from_year__lt=from_year)
        if to_year is not None:
            found |= models.Q(to_year__isnull=True) | models.Q(to_year__gt=to_year)
        return self.filter(found)

    def overlapping(self, other: "Participation") -> "ParticipationQuerySet":
        """Other rows of the same municipality and agreement that share a year with it."""
        same = self.filter(
            agreement_id=other.agreement_id, municipality_id=other.municipality_id
        ).exclude(pk=other.pk)
        if other.to_year is not None:
            same = same.filter(from_year__lte=other.to_year)
        return same.filter(models.Q(to_year__isnull=True) | models.Q(to_year__gte=other.from_year))


class Participation(models.Model):
    """A municipality in an agreement, from a year to a year (inclusive) or open.

    Two rows of one municipality in one agreement never share a year; the database holds that too
    (migration ``participations_do_not_overlap``).
    """

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="participations", verbose_name=_("agreement")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="participations",
        verbose_name=_("municipality"),
    )
    from_year = models.PositiveSmallIntegerField(_("from year"), validators=YEAR_VALIDATORS)
    to_year = models.PositiveSmallIntegerField(
        _("to year"),
        null=True,
        blank=True,
        validators=YEAR_VALIDATORS,
        help_text=_("The last year, or empty while it goes on."),
    )

    objects = ParticipationQuerySet.as_manager()

    saved_together_with: Sequence[int] = ()
    """Keys of rows that are saved in the same step; whoever saves them compares them."""

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["municipality__code", "from_year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_year__isnull=True)
                | models.Q(to_year__gte=models.F("from_year")),
                name="participation_ends_after_it_begins",
                violation_error_message=_("The last year cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=year_is_sane("from_year"), name="participation_from_year_is_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(to_year__isnull=True) | year_is_sane("to_year"),
                name="participation_to_year_is_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.from_year}–{self.to_year or ''}"

    def is_in_force(self, year: int) -> bool:
        """Whether the municipality takes part that year."""
        return self.from_year <= year <= (self.to_year or year)

    def overlaps(self, other: "Participation") -> bool:
        """Whether two rows are of one municipality and share a year."""
        return (
            self.municipality_id == other.municipality_id
            and self.from_year <= (other.to_year or LAST_YEAR)
            and other.from_year <= (self.to_year or LAST_YEAR)
        )

    def clean(self) -> None:
        if None in (self.from_year, self.agreement_id, self.municipality_id):
            return
        if self.to_year is not None and self.to_year < self.from_year:
            raise ValidationError({"to_year": _("The last year cannot be before the first.")})
        self._clean_code()
        clash = (
            Participation.objects.overlapping(self)
            .exclude(pk__in=self.saved_together_with)
            .select_related("municipality")
            .first()
        )
        if clash:
            raise ValidationError(
                {
                    "from_year": _(
                        "%(municipality)s already takes part %(from)s–%(to)s. "
                        "End that participation first, or choose other years."
                    )
                    % {
                        "municipality": clash.municipality,
                        "from": clash.from_year,
                        "to": clash.to_year or "",
                    }
                }
            )

    def _clean_code(self) -> None:
        """Refuse years in which the code of the municipality is not in use."""
        first, last = self.municipality.from_year, self.municipality.to_year
        if first is not None and self.from_year < first:
            raise ValidationError(
                {
                    "from_year": _("The code of %(municipality)s is in use from %(year)s on.")
                    % {"municipality": self.municipality, "year": first}
                }
            )
        if last is not None and (self.to_year or LAST_YEAR) > last:
            raise ValidationError(
                {
                    "to_year": _(
                        "The code of %(municipality)s ended with %(year)s. "
                        "Let its successor take part from the year after."
                    )
                    % {"municipality": self.municipality, "year": last}
                }
            )
