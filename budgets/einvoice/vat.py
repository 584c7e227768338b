"""Value added tax on an invoice: its rates and their categories.

Mervärdesskattelagen (2023:200) has the rates 25, 12 and 6 per cent. Rate 0 here means one thing:
the host municipality charges itself. Nobody supplies anything to anybody then, so there is no tax
at all, which EN 16931 calls category O, "not subject to VAT" (ADR 0014).

>>> category_of(25).code, category_of(0).code
('S', 'O')
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A VAT category of EN 16931: its code in UNCL 5305, and why no tax is charged."""

    code: str
    reason_code: str = ""
    """Of the code list VATEX."""
    reason: str = ""


STANDARD = Category("S")
OUTSIDE = Category(
    "O",
    reason_code="VATEX-EU-O",
    reason="Intern debitering inom samma juridiska person, utanför mervärdesskatten",
)

CATEGORIES = {25: STANDARD, 12: STANDARD, 6: STANDARD, 0: OUTSIDE}
RATES = tuple(CATEGORIES)
"""The rates in per cent that an invoice of ours can have."""


def category_of(rate: int) -> Category:
    """Find the category of a rate; ``KeyError`` for a rate that does not exist."""
    return CATEGORIES[rate]
