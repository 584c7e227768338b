"""Whom money is asked of: a municipality or another party."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models import Municipality, OtherParty, Payer

PARTY = "part-"
"""How the name of another party begins in an address."""


class OfPayer(models.Model):
    """A row that belongs to one payer: to a municipality or to another party, never to both."""

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("municipality"),
    )
    other_party = models.ForeignKey(
        OtherParty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("other party"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True, other_party__isnull=False)
                | models.Q(municipality__isnull=False, other_party__isnull=True),
                name="%(class)s_is_of_one_payer",
            ),
        ]

    @property
    def payer(self) -> Payer:
        """Who pays."""
        payer = self.municipality or self.other_party
        assert payer is not None  # the constraint above
        return payer


def payer_fields(payer: Payer) -> dict[str, Any]:
    """The columns that name a payer, to make or to find its rows by."""
    if isinstance(payer, Municipality):
        return {"municipality": payer, "other_party": None}
    return {"municipality": None, "other_party": payer}


def payers_named(keys: Collection[str]) -> list[Payer]:
    """Those that are called so in an address: municipalities first, each kind by name."""
    parties = [key.removeprefix(PARTY) for key in keys if key.startswith(PARTY)]
    return [
        *Municipality.objects.filter(code__in=[key for key in keys if not key.startswith(PARTY)]),
        *OtherParty.objects.filter(pk__in=parties),
    ]


def payers_of(user: User) -> list[Payer]:
    """Those the person is a contact of today: municipalities first, each kind by name."""
    return [
        *Municipality.objects.represented_by(user),
        *OtherParty.objects.represented_by(user),
    ]
