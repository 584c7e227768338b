"""What one municipality pays of a version: its shares and what is charged to it alone."""

from dataclasses import dataclass
from decimal import Decimal

from budgets.core.explanation import ShareExplained
from budgets.models.line_item import Charge, LineItem
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion
from municipalities.models import Municipality


@dataclass(frozen=True)
class Payment:
    """The sum a municipality pays of a version, before VAT, in kronor, and its parts.

    Work on order is in nobody's sum: it is invoiced as it is done (rule 4).
    """

    version: BudgetVersion
    municipality: Municipality
    shares: tuple[tuple[Sharing, ShareExplained], ...]
    direct: tuple[LineItem, ...]

    @property
    def total(self) -> Decimal:
        shared = sum((share.amount for _, share in self.shares), Decimal(0))
        return sum((line.amount for line in self.direct), shared)


def payment_of(version: BudgetVersion, municipality: Municipality) -> Payment:
    """What the municipality pays of the version; agreements it takes no part in are left out."""
    shares = tuple(
        (sharing, share)
        for sharing in sharings_of(version)
        if sharing.explained
        for share in sharing.explained.members
        if share.member.code == municipality.code
    )
    direct = LineItem.objects.filter(
        version=version, charge=Charge.MUNICIPALITY, municipality=municipality
    ).select_related("heading")
    return Payment(version, municipality, shares, tuple(direct))
