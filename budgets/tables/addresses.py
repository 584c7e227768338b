"""Where a row of a table leads."""

from django.urls import reverse

from municipalities.models import Municipality, Payer


def buyer_address(payer: Payer) -> str:
    """The page of what a payer has told."""
    if isinstance(payer, Municipality):
        return reverse("budgets:buyer", args=[payer.code])
    return reverse("budgets:buyer-party", args=[payer.pk])
