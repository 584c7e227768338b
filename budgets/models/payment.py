"""What one municipality pays of a version: its shares and what is charged to it alone."""

from collections import defaultdict
from collections.abc import Sequence
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


def payments_of(
    version: BudgetVersion, municipalities: Sequence[Municipality]
) -> dict[Municipality, Payment]:
    """What each municipality pays of the version; agreements it takes no part in are left out.

    The version is shared once, however many are asked for.
    """
    shares = defaultdict(list)
    for sharing in sharings_of(version):
        for share in sharing.explained.members if sharing.explained else ():
            shares[share.member.code].append((sharing, share))
    direct = defaultdict(list)
    for line in LineItem.objects.filter(
        version=version, charge=Charge.MUNICIPALITY, municipality__in=municipalities
    ).select_related("heading"):
        direct[line.municipality_id].append(line)
    return {
        municipality: Payment(
            version, municipality, tuple(shares[municipality.code]), tuple(direct[municipality.pk])
        )
        for municipality in municipalities
    }
