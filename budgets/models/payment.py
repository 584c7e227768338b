"""What each payer pays of a version: its shares and what is charged to it alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from budgets.core.explanation import ShareExplained
from budgets.models.line_item import Charge, LineItem
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion
from municipalities.models import Municipality, OtherParty, Payer


@dataclass(frozen=True)
class Payment:
    """The sum a payer pays of a version, before VAT, in kronor, and its parts.

    Work on order is in nobody's sum: it is invoiced as it is done (rule 4).
    """

    version: BudgetVersion
    payer: Payer
    shares: tuple[tuple[Sharing, ShareExplained], ...] = ()
    direct: tuple[LineItem, ...] = ()

    @property
    def shared(self) -> Decimal:
        """The shares of all agreements, in kronor."""
        return sum((share.amount for _, share in self.shares), Decimal("0.00"))

    @property
    def charged_alone(self) -> Decimal:
        """What is charged to the payer alone, in kronor."""
        return sum((line.amount for line in self.direct), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        """All of it, in kronor."""
        return self.shared + self.charged_alone

    @property
    def inhabitants(self) -> int | None:
        """The payer's population that the shares were computed by; None without a share."""
        return self.shares[0][1].member.population if self.shares else None


def payments_of(version: BudgetVersion, payers: Sequence[Payer]) -> dict[Payer, Payment]:
    """What each of the payers pays of the version; agreements it takes no part in are left out.

    The version is shared once, however many are asked for.
    """
    lines = _direct(version).filter(
        models.Q(municipality__in=[p for p in payers if isinstance(p, Municipality)])
        | models.Q(other_party__in=[p for p in payers if isinstance(p, OtherParty)])
    )
    return _payments(version, payers, sharings_of(version), lines)


def all_payments_of(
    version: BudgetVersion, sharings: Sequence[Sharing] | None = None
) -> dict[Payer, Payment]:
    """What everybody pays who pays anything: municipalities by name, then other parties by name.

    ``sharings`` spares computing them again where the caller has them.
    """
    shared = sharings_of(version) if sharings is None else sharings
    lines = list(_direct(version))
    codes = {
        share.member.code
        for sharing in shared
        for share in (sharing.explained.members if sharing.explained else ())
    }
    charged = {line.charged_to for line in lines}
    municipalities = Municipality.objects.filter(
        models.Q(code__in=codes)
        | models.Q(pk__in=[p.pk for p in charged if isinstance(p, Municipality)])
    )
    parties = OtherParty.objects.filter(pk__in=[p.pk for p in charged if isinstance(p, OtherParty)])
    return _payments(version, [*municipalities, *parties], shared, lines)


def _direct(version: BudgetVersion) -> models.QuerySet[LineItem]:
    lines: models.QuerySet[LineItem] = LineItem.objects.filter(
        version=version, charge__in=[Charge.MUNICIPALITY, Charge.OTHER_PARTY]
    ).select_related("heading", "agreement", "municipality", "other_party")
    return lines


def _payments(
    version: BudgetVersion,
    payers: Iterable[Payer],
    sharings: Iterable[Sharing],
    lines: Iterable[LineItem],
) -> dict[Payer, Payment]:
    shares = defaultdict(list)
    for sharing in sharings:
        for share in sharing.explained.members if sharing.explained else ():
            shares[share.member.code].append((sharing, share))
    direct = defaultdict(list)
    for line in lines:
        direct[line.charged_to].append(line)
    return {
        payer: Payment(
            version,
            payer,
            tuple(shares[payer.code]) if isinstance(payer, Municipality) else (),
            tuple(direct[payer]),
        )
        for payer in payers
    }
