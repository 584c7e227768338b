"""Files that take a while to make: asked for, made by a worker, and kept a day to be fetched."""

import datetime
import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Change, User
from budgets.models.version import BudgetVersion

SILENT_AT_MOST = datetime.timedelta(minutes=3)
"""After so long without a step whoever was making it is taken to be gone."""
BEGUN_AFTER = datetime.timedelta(seconds=30)
"""A worker at work begins before."""
KEPT = datetime.timedelta(days=1)
"""So long a file can be fetched."""


class ExportKind(models.TextChoices):
    """What can be asked for; ``budgets.exports`` says how each is made."""

    STATEMENTS = "statements", _("all statements in one archive")
    COMPLETE = "complete", _("all of a version as one workbook")


class ExportState(models.TextChoices):
    """How far an export has come."""

    ASKED = "asked", _("asked for")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class FailureReason(models.TextChoices):
    """Why nothing came of an export; ``budgets.wording.exports`` makes sentences of it."""

    NO_PRINTER = "no_printer", _("the programs for PDF are missing")
    LOST = "lost", _("whoever made it is gone")
    FAULT = "fault", _("a fault in the program")


UNDER_WAY = [ExportState.ASKED, ExportState.RUNNING]
LIVE = [*UNDER_WAY, ExportState.DONE]


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """What the person has asked for and is kept, of versions that the person may see today."""
        kept = self.filter(asked_at__gte=timezone.now() - KEPT)
        return kept.filter(askers=user, version__in=BudgetVersion.objects.visible_to(user))

    def without_content(self) -> "ExportQuerySet":
        """All but the file itself, which a page has no use for."""
        return self.defer("content")

    def lost(self) -> "ExportQuerySet":
        """Those whose maker has been silent for so long that it must be gone."""
        silent_since = timezone.now() - SILENT_AT_MOST
        return self.filter(state=ExportState.RUNNING, beat_at__lt=silent_since)

    def old(self) -> "ExportQuerySet":
        """Those that are kept no longer."""
        return self.filter(asked_at__lt=timezone.now() - KEPT)


class Export(models.Model):
    """One file that a worker makes of a version, for whoever asked for the same.

    Its ``digest`` says what it is made of, so that what is asked for twice is made once.
    ``parameters`` is what the kind is told beside the version. A failed or cancelled one stays as
    it is; asked for again it is another row.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ExportKind.choices)
    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="exports", verbose_name=_("budget version")
    )
    parameters = models.JSONField(_("parameters"), default=dict)
    digest = models.CharField(_("digest"), max_length=64)
    askers = models.ManyToManyField(User, related_name="exports", verbose_name=_("asked by"))
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState.choices, default=ExportState.ASKED
    )
    reason = models.CharField(
        _("reason"), max_length=20, choices=FailureReason.choices, blank=True, default=""
    )
    steps_done = models.PositiveIntegerField(_("steps done"), default=0)
    steps = models.PositiveIntegerField(
        _("steps"), default=0, help_text=_("Of how many; 0 until the first is done.")
    )
    name = models.CharField(_("name of the file"), max_length=200, blank=True)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    content = models.BinaryField(_("file"), null=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    beat_at = models.DateTimeField(
        _("last step"), null=True, help_text=_("When its maker was last heard of.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(state__in=LIVE),
                name="the_same_is_made_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ExportState.DONE, content__isnull=False)
                | (~models.Q(state=ExportState.DONE) & models.Q(content__isnull=True)),
                name="an_export_that_is_done_has_its_file",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ExportState.FAILED) & ~models.Q(reason="")
                | (~models.Q(state=ExportState.FAILED) & models.Q(reason="")),
                name="an_export_that_failed_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(steps_done__lte=models.F("steps")),
                name="no_more_steps_are_done_than_there_are",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ExportState.values), name="export_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.version}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_lost(self) -> bool:
        """Whether its maker has been silent for so long that it must be gone."""
        if self.state != ExportState.RUNNING or self.beat_at is None:
            return False
        return timezone.now() - self.beat_at > SILENT_AT_MOST

    @property
    def waits_long(self) -> bool:
        """Whether nobody has begun, though a worker at work would have."""
        waited = timezone.now() - self.asked_at
        return self.state == ExportState.ASKED and waited > BEGUN_AFTER


def standing_of_all() -> int:
    """The number of the last change to anything but people.

    Whatever a file can be made of tells the trace when it changes (rule 11), so two files made
    between the same two changes are the same.
    """
    changes = Change.objects.exclude(subject__startswith="accounts.").order_by("-number")
    last: Any = changes.values_list("number", flat=True).first()
    return int(last or 0)
