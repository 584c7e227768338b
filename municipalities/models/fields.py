"""Fields that several registers share."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.se import orgnr

SWEDISH = "sv-SE-x-icu"
"""The collation that sorts å, ä and ö last; by the same name on both databases."""

FIRST_YEAR, LAST_YEAR = 1950, 2099
"""The years the application believes in; a year outside them is a slip of the finger."""

YEAR_VALIDATORS = [
    MinValueValidator(FIRST_YEAR, _("The year must be between 1950 and 2099.")),
    MaxValueValidator(LAST_YEAR, _("The year must be between 1950 and 2099.")),
]


def validate_organisation_number(number: str) -> None:
    """Refuse what is no Swedish organisation number of ten digits with its right check digit.

    Source: Skatteverket, SKV 709 (the last digit is Luhn's over the nine before it).
    """
    if not re.fullmatch(r"[0-9]{10}", number):
        raise ValidationError(
            _("An organisation number has ten digits, such as 2120002528."), code="format"
        )
    if not orgnr.is_valid(number):
        raise ValidationError(
            _("%(number)s is no organisation number: the last digit should be another."),
            code="check_digit",
            params={"number": number},
        )


class OrganisationNumberField(models.CharField):
    """Ten digits, kept without the hyphen that people write before the last four."""

    def __init__(self, **options: object) -> None:
        options["max_length"] = 10
        options.setdefault("verbose_name", _("organisation number"))
        super().__init__(**options)  # type: ignore[arg-type]
        self.validators = [validate_organisation_number]

    def formfield(self, **options: Any) -> Any:
        # What people write, such as 212000-2528, is longer than what is kept.
        return super().formfield(**{"max_length": 20} | options)

    def to_python(self, value: object) -> str | None:
        if value in (None, ""):
            return None if self.null else ""
        return re.sub(r"[\s-]", "", str(value))


def digits_only(field: str, length: int) -> models.Q:
    """The condition that a column holds exactly so many digits, as both databases check it."""
    return models.Q(**{f"{field}__regex": rf"^[0-9]{{{length}}}\Z"})


def year_is_sane(field: str) -> models.Q:
    """The condition that a year is one the application believes in."""
    return models.Q(**{f"{field}__gte": FIRST_YEAR, f"{field}__lte": LAST_YEAR})
