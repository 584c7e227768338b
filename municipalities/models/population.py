"""How many live in each municipality at the end of a year."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.agreement import Participation
from municipalities.models.fields import YEAR_VALIDATORS, year_is_sane
from municipalities.models.municipality import Municipality

MOST_PEOPLE = 10_000_000
"""No Swedish municipality has as many inhabitants; more is a slip of the finger."""


class PopulationSnapshotQuerySet(models.QuerySet["PopulationSnapshot"]):
    def newest_of(self, year: int) -> "PopulationSnapshot | None":
        """The highest revision for 31 December of that year."""
        return self.filter(year=year).order_by("-revision").first()

    def next_revision_of(self, year: int) -> int:
        """The number the next snapshot for that year gets, counted from 1."""
        newest = self.newest_of(year)
        return newest.revision + 1 if newest else 1

    def newest(self) -> "PopulationSnapshotQuerySet":
        """The highest revision of each year."""
        newer = PopulationSnapshot.objects.filter(
            year=models.OuterRef("year"), revision__gt=models.OuterRef("revision")
        )
        return self.filter(~models.Exists(newer))

    def with_completeness(self) -> "PopulationSnapshotQuerySet":
        """With ``figure_count``, ``has_participants`` and ``lacks_a_participant``.

        The participants are those of the budget years the snapshot can be used for.
        """
        participants = Participation.objects.sharing_by_population_of(models.OuterRef("year"))
        figure = PopulationFigure.objects.filter(
            snapshot=models.OuterRef(models.OuterRef("pk")),
            municipality=models.OuterRef("municipality"),
        )
        return self.annotate(
            figure_count=models.Count("figures"),
            has_participants=models.Exists(participants),
            lacks_a_participant=models.Exists(participants.exclude(models.Exists(figure))),
        )


class PopulationSnapshot(models.Model):
    """The population on 31 December of one year, from one source, in one revision.

    A correction is a new revision beside the old one: what was adopted keeps its own. ``digest``
    is the SHA-256 of the file or answer the figures were read from; empty where a person typed.
    """

    year = models.PositiveSmallIntegerField(
        _("31 December of the year"), validators=YEAR_VALIDATORS
    )
    revision = models.PositiveSmallIntegerField(
        _("revision"), default=1, validators=[MinValueValidator(1)]
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Such as: SCB, population statistics.")
    )
    edition = models.DateField(
        _("edition"),
        null=True,
        blank=True,
        help_text=_("The day the source was published or updated, by its own account."),
    )
    preliminary = models.BooleanField(
        _("preliminary"), default=False, help_text=_("The source calls the figures preliminary.")
    )
    digest = models.CharField(
        _("digest of the source"), max_length=64, blank=True, default="", editable=False
    )
    note = models.TextField(_("note"), blank=True)
    reason = models.CharField(
        _("reason for the revision"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("What was wrong before, and who says so."),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    objects = PopulationSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("population snapshot")
        verbose_name_plural = _("population snapshots")
        ordering = ["-year", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "revision"],
                name="population_revision_unique_in_year",
                violation_error_message=_(
                    "This revision of that year is there already. Take the next number."
                ),
            ),
            models.CheckConstraint(condition=year_is_sane("year"), name="population_year_is_sane"),
            models.CheckConstraint(
                condition=models.Q(revision__gte=1), name="population_revision_counts_from_1"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="population_source_is_told"
            ),
        ]

    def __str__(self) -> str:
        if self.revision == 1:
            return f"{self.date:%Y-%m-%d}"
        return _("%(date)s, revision %(number)s") % {
            "date": f"{self.date:%Y-%m-%d}",
            "number": self.revision,
        }

    @property
    def date(self) -> datetime.date:
        """The day the figures are of."""
        return datetime.date(self.year, 12, 31)


class PopulationFigure(models.Model):
    """How many lived in one municipality on the day of its snapshot."""

    snapshot = models.ForeignKey(
        PopulationSnapshot,
        models.CASCADE,
        related_name="figures",
        verbose_name=_("population snapshot"),
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="figures", verbose_name=_("municipality")
    )
    population = models.PositiveIntegerField(
        _("population"),
        validators=[
            MinValueValidator(1, _("The population must be at least 1.")),
            MaxValueValidator(MOST_PEOPLE, _("The population must be at most 10 million.")),
        ],
    )

    class Meta:
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        ordering = ["municipality__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "municipality"],
                name="one_figure_per_municipality_and_snapshot",
                violation_error_message=_("This municipality has a figure already."),
            ),
            models.CheckConstraint(
                condition=models.Q(population__gte=1, population__lte=MOST_PEOPLE),
                name="population_is_between_1_and_10_million",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.population}"
