"""Reading what was adopted, to see whether it still is what was decided."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.db import models

from accounts.models import Change, Deed
from budgets.core.verification import Differs, Kept, What, differences
from budgets.models.allocation import Allocation, Share
from budgets.models.heading import Heading
from budgets.models.instalment import Instalment
from budgets.models.invoiced import Invoicing
from budgets.models.line_item import Charge, LineItem
from budgets.models.seal import checksum_of
from budgets.models.version import BudgetVersion
from municipalities.models import Municipality, OtherParty, Payer, PopulationFigure


@dataclass(frozen=True)
class InVersion:
    """What differs within one frozen version."""

    version: BudgetVersion
    differs: Differs


class Tale(Enum):
    """How the trace can tell otherwise than the versions."""

    ADOPTION_NOT_TOLD = "adoption_not_told"
    """A version is frozen, but the trace knows of no adoption."""
    ADOPTED_IS_GONE = "adopted_is_gone"
    """The trace knows of an adoption, but there is no such frozen version."""
    OTHER_CHECKSUM = "other_checksum"
    """The checksum is not the one that the trace was told at the adoption."""


@dataclass(frozen=True)
class Untold:
    """Where versions and trace differ, with the version's name."""

    tale: Tale
    name: str


def frozen_versions() -> list[int]:
    """The keys of the versions that were adopted, in the order of their years."""
    versions = BudgetVersion.objects.frozen().order_by("budget_year__year", "number")
    return list(versions.values_list("pk", flat=True))


def differences_of(version_id: int) -> Iterator[InVersion]:
    """What differs in a frozen version; nothing when all is as decided.

    Lines are read one at a time. The number of queries is that of the agreements.
    """
    version = BudgetVersion.objects.select_related("budget_year", "snapshot").get(pk=version_id)
    found = []
    computed = checksum_of(version)
    if computed != version.checksum:
        found.append(Differs(What.CHECKSUM, (), version.checksum, computed))
    charged, result = _sums(version)
    found += differences(_allocations(version), charged, _figures(version))
    if result and not version.imbalance_reason:
        found.append(Differs(What.RESULT, (), result, Decimal(0)))
    year = version.snapshot.year if version.snapshot else None
    if year != version.population_date.year:
        found.append(Differs(What.POPULATION_YEAR, (), year, version.population_date.year))
    found += _of_instalments(version)
    for differs in found:
        yield InVersion(version, differs)


def untold() -> Iterator[Untold]:
    """Where the versions are not those that the trace tells of."""
    told = {
        change.subject_id: change
        for change in Change.objects.filter(
            subject=BudgetVersion._meta.label_lower, deed=Deed.ADOPTED, field="checksum"
        )
    }
    for version in BudgetVersion.objects.frozen().select_related("budget_year").iterator(500):
        change = told.pop(version.pk, None)
        if change is None:
            yield Untold(Tale.ADOPTION_NOT_TOLD, str(version))
        elif change.after != version.checksum:
            yield Untold(Tale.OTHER_CHECKSUM, str(version))
    for change in told.values():
        yield Untold(Tale.ADOPTED_IS_GONE, change.label)


def _of_instalments(version: BudgetVersion) -> Iterator[Differs]:
    """Where instalments miss what a payer pays, or marks of invoices miss their instalment.

    A version adopted before there were instalments has none.
    """
    kept: dict[Payer, dict[int, Decimal]] = defaultdict(dict)
    payers = models.Prefetch("municipality"), models.Prefetch("other_party")
    for row in Instalment.objects.filter(version=version).prefetch_related(*payers):
        kept[row.payer][row.number] = row.amount
    paid = _paid(version)
    for payer in dict.fromkeys([*kept, *paid]) if kept else ():
        planned, pays = sum(kept[payer].values(), Decimal(0)), paid[payer]
        if planned != pays:
            yield Differs(What.INSTALMENTS, (str(payer),), planned, pays)
    for mark in Invoicing.objects.standing().filter(version=version).prefetch_related(*payers):
        asked = kept[mark.payer].get(mark.number)
        if kept and asked != mark.amount:
            yield Differs(What.INVOICED, (str(mark.payer), str(mark.number)), mark.amount, asked)


def _paid(version: BudgetVersion) -> dict[Payer, Decimal]:
    """What each payer pays by the shares and lines that are stored, in kronor."""
    paid: dict[Payer, Decimal] = defaultdict(Decimal)
    for share in Share.objects.filter(allocation__version=version).select_related("municipality"):
        paid[share.municipality] += share.amount
    lines = LineItem.objects.filter(
        version=version, charge__in=[Charge.MUNICIPALITY, Charge.OTHER_PARTY]
    ).select_related("municipality", "other_party", "agreement")
    for line in lines.order_by("pk").iterator(500):
        if isinstance(line.charged_to, Municipality | OtherParty):
            paid[line.charged_to] += line.amount
    return paid


def _sums(version: BudgetVersion) -> tuple[dict[str, Decimal], Decimal]:
    """What the lines charge by agreement, and the result, in kronor."""
    charged: dict[str, Decimal] = defaultdict(Decimal)
    result = Decimal(0)
    lines = LineItem.objects.filter(version=version).values_list(
        "amount", "heading__kind", "charge", "agreement__name"
    )
    for amount, kind, charge, agreement in lines.order_by("pk").iterator(500):
        result += amount if kind == Heading.Kind.INCOME else -amount
        if charge == Charge.AGREEMENT:
            charged[str(agreement)] += amount
    return charged, result


def _allocations(version: BudgetVersion) -> Iterator[Kept]:
    for allocation in Allocation.objects.filter(version=version).select_related("agreement"):
        shares = allocation.shares.values_list("municipality__code", "population", "amount")
        yield Kept(
            allocation.agreement.name,
            allocation.total,
            allocation.equal_percent,
            allocation.allocates_in_ore,
            {code: (population, amount) for code, population, amount in shares},
        )


def _figures(version: BudgetVersion) -> dict[str, int]:
    figures = PopulationFigure.objects.filter(snapshot=version.snapshot_id)
    return dict(figures.values_list("municipality__code", "population"))
