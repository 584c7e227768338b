"""The budget of a version by account, for the accounting system.

A line is booked on its own account, or else on that of its heading. Accounts are no part of what
was decided: they may be told, and changed, also after the adoption.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budgets import sie
from budgets.models.heading import Heading
from budgets.models.heading_in_version import headings_of, named
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion
from municipalities.models import Seller


@dataclass(frozen=True)
class ByAccount:
    """What is budgeted on each account, and what could not be put on any."""

    accounts: tuple[sie.AccountBudget, ...]
    without: tuple[Heading, ...]
    """Headings that have no account, and lines that would need it."""
    unusable: tuple[LineItem, ...]
    """Lines whose own account is no number of an account."""

    @property
    def is_whole(self) -> bool:
        """Whether every line is on an account."""
        return not self.without and not self.unusable


def by_account(version: BudgetVersion) -> ByAccount:
    """Add up the lines of a version by account, in kronor, income below zero; two queries.

    An account is called what the first line on it is, in the order of the budget: by its text where
    the account is its own, by its heading where it is the heading's.
    """
    headings = headings_of(version)
    lines = named(LineItem.objects.filter(version=version).order_by("position", "pk"), headings)
    without: dict[int, Heading] = {}
    unusable: list[LineItem] = []
    on: dict[int, list[LineItem]] = {}
    for line in lines:
        if line.account and not sie.is_account(line.account):
            unusable.append(line)
        elif not line.account and line.heading.account is None:
            without[line.heading_id] = line.heading
        else:
            on.setdefault(int(line.account or line.heading.account or 0), []).append(line)
    accounts = tuple(_account(number, on[number]) for number in sorted(on))
    return ByAccount(accounts, tuple(without.values()), tuple(unusable))


def sie_of(version: BudgetVersion, found: ByAccount, seller: Seller, on: datetime.date) -> bytes:
    """The file for the accounting system; ``ValueError`` where a line is on no account."""
    if not found.is_whole:
        raise ValueError("A line is on no account.")
    return sie.to_sie(
        sie.Budget(
            organisation=sie.Organisation(seller.name, seller.organisation_number),
            year=version.year,
            title=_title(version),
            made_on=on,
            accounts=found.accounts,
        )
    )


def _account(number: int, lines: Iterable[LineItem]) -> sie.AccountBudget:
    listed = list(lines)
    kinds = {line.heading.is_income for line in listed}
    first = listed[0]
    return sie.AccountBudget(
        number=number,
        name=(first.account and first.text) or str(first.heading),
        kind=_KINDS[kinds.pop()] if len(kinds) == 1 else None,
        kronor=sum((_booked(line) for line in listed), Decimal("0.00")),
    )


_KINDS = {True: sie.Kind.INCOME, False: sie.Kind.COST}


def _booked(line: LineItem) -> Decimal:
    return -line.amount if line.heading.is_income else line.amount


def _title(version: BudgetVersion) -> str:
    """Which version it is, in Swedish like all that leaves for the accounting system."""
    title = f"Budget {version.year}, version {version.number}"
    if version.is_frozen:
        return f"{title}, fastställd {version.adopted_on}, {version.decision_reference}"
    return f"{title}, ej fastställd"
