"""Populations that were read and are not recorded yet: kept while a person looks at them."""

import datetime
import uuid
from dataclasses import asdict
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.population import PopulationSnapshot
from municipalities.sources.extract import Extract


class Origin(models.TextChoices):
    """How figures came here."""

    FETCHED = "fetched", _("fetched from SCB")
    FILE = "file", _("taken from a file")
    TYPED = "typed", _("typed by hand")


class ProposalQuerySet(models.QuerySet["PopulationProposal"]):
    def of(self, user: User) -> "ProposalQuerySet":
        return self.filter(made_by=user)


class PopulationProposal(models.Model):
    """What a source gave, kept here between the preview and the saving.

    A page carries its key alone, so that nothing it sends back is believed. ``snapshot`` is what
    became of it; None until somebody saves it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("added"), auto_now_add=True)
    made_by = models.ForeignKey(
        User, models.CASCADE, related_name="+", editable=False, verbose_name=_("by")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    content = models.JSONField(_("content"), editable=False)
    note = models.TextField(_("note"), blank=True)
    snapshot = models.ForeignKey(
        PopulationSnapshot,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("population snapshot"),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed population")
        verbose_name_plural = _("proposed populations")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(origin__in=Origin.values), name="proposal_origin_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extract.day} ({self.get_origin_display()})"

    @property
    def extract(self) -> Extract:
        """The figures as they were read."""
        content: dict[str, Any] = dict(self.content)
        return Extract(**content | {"day": datetime.date.fromisoformat(content["day"])})

    @extract.setter
    def extract(self, extract: Extract) -> None:
        self.content = asdict(extract) | {"day": extract.day.isoformat()}
