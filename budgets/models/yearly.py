"""What a payer pays from year to year, and why it is not the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.change_analysis import ChangeExplained, analyse
from budgets.core.explanation import AllocationExplained
from budgets.models.payment import Payment, payments_of
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion
from municipalities.models import Municipality, Payer

YEARS_SHOWN = 5


@dataclass(frozen=True)
class YearPaid:
    """What a payer pays of the version that speaks for a year, in kronor; None without one."""

    year: int
    version: BudgetVersion | None
    total: Decimal | None
    inhabitants: int | None = None


@dataclass(frozen=True)
class Changed:
    """A payer's difference between two versions, with all that it was computed from."""

    payer: Payer
    before: BudgetVersion
    now: BudgetVersion
    explained: ChangeExplained
    sharings_before: tuple[Sharing, ...]
    sharings_now: tuple[Sharing, ...]
    payment_before: Payment
    payment_now: Payment


def years_paid(payer: Payer, versions: Iterable[BudgetVersion], until: int) -> list[YearPaid]:
    """What the payer pays of each of the last years' versions; gaps where a year has none."""
    of_year = {version.year: version for version in versions}
    found = []
    for year in range(until - YEARS_SHOWN + 1, until + 1):
        version = of_year.get(year)
        payment = payments_of(version, [payer])[payer] if version else None
        found.append(
            YearPaid(
                year,
                version,
                payment.total if payment else None,
                payment.inhabitants if payment else None,
            )
        )
    while found and found[0].version is None:
        del found[0]
    return found


def changed_since(payer: Payer, *, before: BudgetVersion, now: BudgetVersion) -> Changed:
    """Split the difference of what the payer pays of two versions."""
    return changes_since([payer], before=before, now=now)[payer]


def changes_since(
    payers: Sequence[Payer], *, before: BudgetVersion, now: BudgetVersion
) -> dict[Payer, Changed]:
    """The same for several payers; the number of queries does not grow with them."""
    old, new = tuple(sharings_of(before)), tuple(sharings_of(now))
    was, pays = payments_of(before, payers), payments_of(now, payers)
    allocations = _allocations(old), _allocations(new)
    changes = {}
    for payer in payers:
        explained = analyse(
            payer.code if isinstance(payer, Municipality) else "",
            *allocations,
            direct_before=was[payer].charged_alone,
            direct_after=pays[payer].charged_alone,
        )
        changes[payer] = Changed(payer, before, now, explained, old, new, was[payer], pays[payer])
    return changes


def _allocations(sharings: Iterable[Sharing]) -> dict[str, AllocationExplained]:
    return {str(s.agreement.pk): s.explained for s in sharings if s.explained}
