"""The file itself: who, which year, which accounts, and what is budgeted on each in each month.

A record is a label and its fields with spaces between; a text stands within quotes; an amount has
a decimal point and two decimals; income is negative and cost positive, since the file says debit
and credit. Records come in the order of the source: who made it, whose it is, accounts, amounts.

>>> budget = Budget(
...     organisation=Organisation("Östersunds kommun", "2120002528"),
...     year=2021,
...     title="Budget 2021",
...     made_on=datetime.date(2020, 9, 25),
...     accounts=(AccountBudget(3010, "Intäkter", Kind.INCOME, Decimal("-1200.00")),),
... )
>>> lines = to_sie(budget).decode("cp437").splitlines()
>>> for line in [*lines[:12], lines[-1]]:
...     print(line)
#FLAGGA 0
#PROGRAM "Fördela" "1"
#FORMAT PC8
#GEN 20200925
#SIETYP 4
#PROSA "Budget 2021"
#ORGNR 212000-2528
#FNAMN "Östersunds kommun"
#RAR 0 20210101 20211231
#KONTO 3010 "Intäkter"
#KTYP 3010 I
#PBUDGET 0 202101 3010 {} -100.00
#PBUDGET 0 202112 3010 {} -100.00
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from budgets.sie.periods import by_month
from budgets.sie.text import ENCODING, quoted

PROGRAM, PROGRAM_VERSION = "Fördela", "1"
THIS_YEAR = 0
"""The number that the file gives to the year it is about; the year before would be -1."""


class Kind(Enum):
    """What an account is, by the letter that the file has for it."""

    INCOME = "I"
    COST = "K"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose budget it is: the name, and the organisation number as ten digits."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class AccountBudget:
    """What is budgeted on one account for the year, in kronor; income is below zero."""

    number: int
    name: str
    kind: Kind | None
    """None where the account has both income and cost; then the file does not say."""
    kronor: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """A year's budget, by account."""

    organisation: Organisation
    year: int
    title: str
    """Which version it is, for whoever reads the file; programs pass it over."""
    made_on: datetime.date
    accounts: tuple[AccountBudget, ...]


def is_account(text: str) -> bool:
    """Say whether this is the number of an account: three to six digits, the first not 0.

    The charts of accounts of Swedish municipalities (Kommun-Bas) have three, and each adds some.

    >>> is_account("301"), is_account("30125"), is_account("0301"), is_account("5010 lön")
    (True, True, False, False)
    """
    return re.fullmatch(r"[1-9][0-9]{2,5}", text) is not None


def to_sie(budget: Budget) -> bytes:
    """The file, in code page 437; ``ValueError`` where two budgets name one account."""
    numbers = [account.number for account in budget.accounts]
    if len(set(numbers)) < len(numbers):
        raise ValueError("An account stands twice.")
    return "".join(f"{line}\r\n" for line in _lines(budget)).encode(ENCODING)


def _lines(budget: Budget) -> Iterator[str]:
    whose = budget.organisation
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted(PROGRAM)} {quoted(PROGRAM_VERSION)}"
    yield "#FORMAT PC8"
    yield f"#GEN {budget.made_on:%Y%m%d}"
    yield "#SIETYP 4"
    yield f"#PROSA {quoted(budget.title)}"
    yield f"#ORGNR {whose.number[:6]}-{whose.number[6:]}"
    yield f"#FNAMN {quoted(whose.name)}"
    yield f"#RAR {THIS_YEAR} {budget.year:04}0101 {budget.year:04}1231"
    accounts = sorted(budget.accounts, key=lambda account: str(account.number))
    for account in accounts:
        yield f"#KONTO {account.number} {quoted(account.name)}"
        if account.kind:
            yield f"#KTYP {account.number} {account.kind.value}"
    for account in accounts:
        for month, kronor in enumerate(by_month(account.kronor), start=1):
            period = f"{budget.year:04}{month:02}"
            yield f"#PBUDGET {THIS_YEAR} {period} {account.number} {{}} {kronor:.2f}"
