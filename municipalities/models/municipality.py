"""The register of municipalities."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.fields import (
    SWEDISH,
    YEAR_VALIDATORS,
    OrganisationNumberField,
    digits_only,
    year_is_sane,
)
from municipalities.models.payer import VatField, vat_is_known


def validate_code(code: str) -> None:
    """Refuse what is no municipality code: four digits, the first two those of the county."""
    if not re.fullmatch(r"[0-9]{4}", code):
        raise ValidationError(
            _("A municipality code has four digits, such as 2380."), code="format"
        )


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def represented_by(self, user: User) -> "MunicipalityQuerySet":
        """Those that the person is a contact of today."""
        from municipalities.models.contact import Contact

        return self.filter(contacts__in=Contact.objects.of(user).in_force()).distinct()

    def valid_in(self, year: int) -> "MunicipalityQuerySet":
        """Those whose code is in use that year."""
        return self.filter(
            models.Q(from_year__isnull=True) | models.Q(from_year__lte=year),
            models.Q(to_year__isnull=True) | models.Q(to_year__gte=year),
        )


class Municipality(models.Model):
    """A municipality, known by the four-digit code of Statistics Sweden; names may change.

    The office is part of one municipality, the host. What the host pays is posted within it, so no
    VAT is put on it.

    A code that begins or ends says the year; most say neither. Nobody takes part in an agreement
    in a year in which its code is not in use; the database holds that too (migration
    ``codes_and_successors_hold``).
    """

    code = models.CharField(_("code"), max_length=4, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=60, db_collation=SWEDISH)
    organisation_number = OrganisationNumberField(unique=True)
    vat_percent = VatField()
    is_host = models.BooleanField(
        _("host of the office"),
        default=False,
        help_text=_("What it pays is posted internally, without VAT."),
    )
    from_year = models.PositiveSmallIntegerField(
        _("code in use from"),
        null=True,
        blank=True,
        validators=YEAR_VALIDATORS,
        help_text=_("The first year of the code; empty when it has always been there."),
    )
    to_year = models.PositiveSmallIntegerField(
        _("code in use to"),
        null=True,
        blank=True,
        validators=YEAR_VALIDATORS,
        help_text=_("The last year of the code, before a merger or a split; empty otherwise."),
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=digits_only("code", 4), name="municipality_code_is_four_digits"
            ),
            models.CheckConstraint(
                condition=digits_only("organisation_number", 10),
                name="municipality_organisation_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="municipality_name_is_not_empty"
            ),
            models.CheckConstraint(
                condition=vat_is_known(),
                name="municipality_vat_is_known",
                violation_error_message=_("VAT is 25, 12, 6 or 0 per cent."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_host=False) | models.Q(vat_percent=0),
                name="the_host_pays_no_vat",
                violation_error_message=_("The host pays no VAT: choose 0 per cent."),
            ),
            models.UniqueConstraint(
                fields=["is_host"],
                condition=models.Q(is_host=True),
                name="one_municipality_is_the_host",
                violation_error_message=_("Another municipality is the host already."),
            ),
            models.CheckConstraint(
                condition=models.Q(from_year__isnull=True)
                | models.Q(to_year__isnull=True)
                | models.Q(to_year__gte=models.F("from_year")),
                name="municipality_code_ends_after_it_begins",
                violation_error_message=_("The last year cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(from_year__isnull=True) | year_is_sane("from_year"),
                name="municipality_from_year_is_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(to_year__isnull=True) | year_is_sane("to_year"),
                name="municipality_to_year_is_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def payer_key(self) -> str:
        """What names the payer in an address: its code."""
        return self.code

    def is_valid_in(self, year: int) -> bool:
        """Whether the code is in use that year."""
        return (self.from_year or year) <= year <= (self.to_year or year)

    def clean(self) -> None:
        if self.pk is None:
            return
        outside = self.participations.outside(self.from_year, self.to_year)
        if row := outside.select_related("agreement").first():
            raise ValidationError(
                {
                    "to_year": _(
                        "%(municipality)s takes part in %(agreement)s %(from)s–%(to)s. "
                        "End that participation first."
                    )
                    % {
                        "municipality": self,
                        "agreement": row.agreement,
                        "from": row.from_year,
                        "to": row.to_year or "",
                    }
                }
            )
        self._clean_successions()

    def _clean_successions(self) -> None:
        rows = Succession.objects.filter(models.Q(former=self) | models.Q(successor=self))
        for row in rows.select_related("former", "successor"):
            former = self if row.former_id == self.pk else row.former
            successor = self if row.successor_id == self.pk else row.successor
            if not follows(former, successor):
                raise ValidationError({"to_year": _does_not_follow(former, successor)})


class Succession(models.Model):
    """A municipality that took over from one whose code ended, wholly or in part.

    Of a merger several codes have the same successor; of a split one code has several.
    """

    former = models.ForeignKey(
        Municipality,
        models.CASCADE,
        related_name="successions",
        verbose_name=_("former municipality"),
    )
    successor = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="predecessions",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("successor")
        verbose_name_plural = _("successors")
        ordering = ["former__code", "successor__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["former", "successor"],
                name="successor_is_named_once",
                violation_error_message=_("This successor is named already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.successor}"

    def clean(self) -> None:
        if self.former_id is None or self.successor_id is None:
            return
        if not follows(self.former, self.successor):
            raise ValidationError({"successor": _does_not_follow(self.former, self.successor)})


def follows(former: Municipality, successor: Municipality) -> bool:
    """Whether the code of one is in use the year after that of the other ended."""
    return former.to_year is not None and successor.is_valid_in(former.to_year + 1)


def _does_not_follow(former: Municipality, successor: Municipality) -> str:
    if former.to_year is None:
        return _("The code of %(former)s is still in use. Say first which year was its last.") % {
            "former": former
        }
    return _("%(successor)s follows %(former)s, so its code must be in use in %(year)s.") % {
        "successor": successor,
        "former": former,
        "year": former.to_year + 1,
    }
