"""What an adopted version has left to invoice, instalment by instalment (rule 10)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budgets.models.statement import Bill, Statement, statements_of
from budgets.models.version import BudgetVersion
from municipalities.models import Payer

AT_ONCE = "now"
"""What an address calls the day of an instalment outside the plan."""


@dataclass(frozen=True)
class ToInvoice:
    """One instalment of one payer, of the ``of`` that the payer has that year."""

    payer: Payer
    bill: Bill
    of: int

    @property
    def number(self) -> int:
        return self.bill.instalment.number

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.payer._meta.model_name}-{self.payer.pk}-{self.number}"

    @property
    def is_left(self) -> bool:
        """Whether it was not invoiced yet."""
        return self.bill.invoicing is None


@dataclass(frozen=True)
class DueDay:
    """The instalments of one planned day; ``day`` is None for those that are due at once."""

    day: datetime.date | None
    instalments: tuple[ToInvoice, ...]

    @property
    def name(self) -> str:
        """What an address calls the day."""
        return self.day.isoformat() if self.day else AT_ONCE

    @property
    def left(self) -> tuple[ToInvoice, ...]:
        """Those that were not invoiced yet."""
        return tuple(one for one in self.instalments if one.is_left)

    @property
    def net_left(self) -> Decimal:
        return sum((one.bill.amount for one in self.left), Decimal("0.00"))

    @property
    def gross_left(self) -> Decimal:
        return sum((one.bill.with_vat for one in self.left), Decimal("0.00"))


def due_days_of(version: BudgetVersion) -> list[DueDay]:
    """The version's due days with all that is paid on each, the earliest first.

    Instalments of 0 are left out. The number of queries does not grow with the payers.
    """
    by_day: dict[datetime.date | None, list[ToInvoice]] = {}
    for one in _instalments(statements_of(version).statements):
        by_day.setdefault(one.bill.instalment.day, []).append(one)
    days = sorted(by_day, key=lambda day: day or datetime.date.max)
    return [DueDay(day, tuple(by_day[day])) for day in days]


def _instalments(statements: Iterable[Statement]) -> Iterable[ToInvoice]:
    for statement in statements:
        for bill in statement.bills:
            if bill.amount:
                yield ToInvoice(statement.payer, bill, len(statement.bills))
