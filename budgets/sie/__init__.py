"""A budget as accounting systems read it: SIE type 4 with a budget for each account and month.

Values in, bytes out: plain Python like the core, without Django. ``text`` says what of a text the
file can carry, ``periods`` how a year is spread over its months, and ``file`` writes it.

Source: SIE-Gruppen, "SIE filformat", edition 4B (2008-09-30).
"""

from budgets.sie.file import AccountBudget, Budget, Kind, Organisation, is_account, to_sie
from budgets.sie.periods import MONTHS, by_month

__all__ = [
    "MONTHS",
    "AccountBudget",
    "Budget",
    "Kind",
    "Organisation",
    "by_month",
    "is_account",
    "to_sie",
]
