"""What a payer is, whether municipality or not: who is invoiced, and at what rate of VAT."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

VAT_PERCENTS = [25, 12, 6, 0]
"""The rates of the Swedish VAT act (mervärdesskattelagen 2023:200, chapter 9), and none."""


class VatField(models.PositiveSmallIntegerField):
    """The rate of VAT, in per cent, at which a payer is invoiced."""

    def __init__(self, **options: object) -> None:
        options.setdefault("verbose_name", _("VAT, per cent"))
        options.setdefault("default", VAT_PERCENTS[0])
        options.setdefault("validators", [validate_vat])
        super().__init__(**options)  # type: ignore[arg-type]


def validate_vat(percent: int) -> None:
    """Refuse what is no Swedish rate of VAT."""
    if percent not in VAT_PERCENTS:
        raise ValidationError(_("VAT is 25, 12, 6 or 0 per cent."))


def vat_is_known(field: str = "vat_percent") -> models.Q:
    """The condition that a rate of VAT is one of the Swedish ones."""
    return models.Q(**{f"{field}__in": VAT_PERCENTS})
