"""The headings of a version: what it calls them, and in which order."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.frozen import InVersion, InVersionQuerySet
from budgets.models.heading import Heading
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion

_AT_ONCE = 500
"""How many lines are in memory when they are read one by one."""


class HeadingInVersionQuerySet(InVersionQuerySet["HeadingInVersion"]):
    pass


class HeadingInVersion(InVersion):
    """What a heading is called in one version, and where it stands there.

    So a heading can have another name from one year to the next and still be compared as the same.
    """

    version = models.ForeignKey(
        BudgetVersion, models.CASCADE, related_name="headings", verbose_name=_("budget version")
    )
    heading = models.ForeignKey(
        Heading, models.PROTECT, related_name="in_versions", verbose_name=_("heading")
    )
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))

    objects = HeadingInVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("heading in a version")
        verbose_name_plural = _("headings in versions")
        ordering = ["-heading__kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "heading"], name="heading_stands_once_in_a_version"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="heading_in_version_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def headings_of(version: BudgetVersion) -> list[Heading]:
    """The headings that the version has or has lines under, as it calls and orders them.

    One query. A heading that the version says nothing of keeps its name, and stands last.
    """
    said = HeadingInVersion.objects.filter(version=version, heading=models.OuterRef("pk"))
    lines = LineItem.objects.filter(version=version, heading=models.OuterRef("pk"))
    headings = (
        Heading.objects.annotate(
            said_name=models.Subquery(said.values("name")),
            said_position=models.Subquery(said.values("position")),
            said_lines=models.Exists(lines),
        )
        .filter(models.Q(said_name__isnull=False) | models.Q(said_lines=True))
        .order_by("-kind", models.F("said_position").asc(nulls_last=True), "position", "pk")
    )
    found: list[Heading] = []
    for heading in headings:
        heading.called, heading.has_lines = heading.said_name or "", heading.said_lines
        found.append(heading)
    return found


def lines_of(version: BudgetVersion) -> Iterator[LineItem]:
    """The lines in the order of the version's headings, each with its heading, one by one.

    Two queries, and never more than a few hundred lines in memory.
    """
    headings = {heading.pk: heading for heading in headings_of(version)}
    said = HeadingInVersion.objects.filter(version=version, heading=models.OuterRef("heading"))
    lines = (
        LineItem.objects.filter(version=version)
        .annotate(said_position=models.Subquery(said.values("position")))
        .order_by(
            "-heading__kind",
            models.F("said_position").asc(nulls_last=True),
            "heading__position",
            "heading",
            "position",
            "pk",
        )
        .select_related("agreement", "municipality", "other_party")
    )
    for line in lines.iterator(chunk_size=_AT_ONCE):
        line.heading = headings[line.heading_id]
        yield line


def named(lines: Iterable[LineItem], headings: Sequence[Heading]) -> list[LineItem]:
    """The lines in the order of these headings, each with its heading among them."""
    places = {heading.pk: place for place, heading in enumerate(headings)}
    ordered = sorted(lines, key=lambda line: places[line.heading_id])
    for line in ordered:
        line.heading = headings[places[line.heading_id]]
    return ordered


def names_in(versions: Iterable[BudgetVersion]) -> dict[int, dict[int, HeadingInVersion]]:
    """What each of the versions says of its headings, by the keys of version and heading."""
    said: dict[int, dict[int, HeadingInVersion]] = {version.pk: {} for version in versions}
    for one in HeadingInVersion.objects.filter(version__in=said):
        said[one.version_id][one.heading_id] = one
    return said
