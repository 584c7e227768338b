"""The budget document: its sections, how its tables are printed, and what is kept at adoption."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.core.money import Unit
from budgets.core.printing import Printing
from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.version import BudgetVersion

LONGEST_TEXT = 20_000
"""Characters of one section: some seven pages."""
MOST_SECTIONS = 50


class SectionQuerySet(InVersionQuerySet["Section"]):
    pass


class Section(InVersion):
    """A part of a version's document: a heading, a text, and for most kinds what is shown under it.

    The text is Markdown, and holds live figures by their names (``core.live_figures``).
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        TABLE = "table", _("budget table")
        ALLOCATION = "allocation", _("allocation")
        CHART = "chart", _("chart")
        NOTES = "notes", _("footnotes")

    class Chart(models.TextChoices):
        YEARS = "years", _("income and cost over the years")
        FLOWS = "flows", _("where the money comes from and goes")
        SHARES = "shares", _("the shares of the municipalities")
        CHANGES = "changes", _("the change for each municipality")

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="sections", verbose_name=_("budget version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    chart = models.CharField(_("chart"), max_length=20, choices=Chart.choices, blank=True)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    revision = models.PositiveIntegerField(
        _("revision"), default=1, editable=False, help_text=_("Counts the changes of the row.")
    )
    entry = models.UUIDField(
        _("entry"),
        null=True,
        unique=True,
        editable=False,
        help_text=_("The form it was added by: sent twice it adds one section."),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["text", "table", "allocation", "chart", "notes"]),
                name="section_kind_is_known",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="chart") & ~models.Q(chart=""))
                | (~models.Q(kind="chart") & models.Q(chart="")),
                name="section_names_its_chart",
                violation_error_message=_("Choose which chart the section shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading or str(self.get_chart_display() or self.get_kind_display())

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row; a change counts its revision up, so that a stale one is known (rule 12)."""
        if not self._state.adding:
            self.revision += 1
            if (fields := options.get("update_fields")) is not None:
                options["update_fields"] = {*fields, "revision"}
        super().save(*args, **options)


class BudgetDocumentQuerySet(InVersionQuerySet["BudgetDocument"]):
    pass


class BudgetDocument(InVersion):
    """What a version's document is called, and how its tables are printed (rule 6).

    A version without one prints tkr, each figure rounded by itself.
    """

    class PrintedIn(models.IntegerChoices):
        KRONOR = Unit.KRONOR.value, _("kronor")
        TKR = Unit.TKR.value, _("tkr (1 000 kr)")
        MKR = Unit.MKR.value, _("mkr (1 000 000 kr)")

    version = models.OneToOneField(
        BudgetVersion, models.CASCADE, related_name="document", verbose_name=_("budget version")
    )
    title = models.CharField(
        _("title"),
        max_length=120,
        blank=True,
        help_text=_(
            "May hold live figures, such as the budget year. Empty is Budget and the year."
        ),
    )
    printed_in = models.PositiveIntegerField(
        _("amounts in"), choices=PrintedIn.choices, default=PrintedIn.TKR
    )
    adjusted = models.BooleanField(_("rows adjusted to add up"), default=False)

    objects = BudgetDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget document")
        verbose_name_plural = _("budget documents")
        ordering = ["version"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(printed_in__in=[unit.value for unit in Unit]),
                name="document_is_printed_in_a_known_unit",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def printing(self) -> Printing:
        return Printing(Unit(self.printed_in), self.adjusted)

    @property
    def as_read(self) -> str:
        """All that it says, by which a form that was made of something else is known (rule 12)."""
        return f"{self.printed_in} {self.adjusted:d} {self.title}"


class ComparedVersionQuerySet(InVersionQuerySet["ComparedVersion"]):
    pass


class ComparedVersion(InVersion):
    """A version of an earlier year that a document shows beside its own, kept at adoption.

    So an amendment of the earlier year changes no document that was adopted before it.
    """

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="compared", verbose_name=_("budget version")
    )
    shown = models.ForeignKey(
        BudgetVersion, models.PROTECT, related_name="+", verbose_name=_("shown beside it")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    objects = ComparedVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("compared version")
        verbose_name_plural = _("compared versions")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "shown"], name="version_is_compared_once_in_a_document"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shown)


class KeptFigureQuerySet(InVersionQuerySet["KeptFigure"]):
    pass


class KeptFigure(InVersion):
    """A live figure as it was at adoption; empty where there was nothing to say.

    It follows from what is frozen, but for names, and for which headings are the cost of staff.
    """

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="figures", verbose_name=_("budget version")
    )
    figure = models.CharField(_("figure"), max_length=80)
    value = models.CharField(_("value"), max_length=200, blank=True)

    objects = KeptFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept figure")
        verbose_name_plural = _("kept figures")
        ordering = ["version", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "figure"], name="figure_is_kept_once_in_a_version"
            ),
        ]

    def __str__(self) -> str:
        return self.figure
