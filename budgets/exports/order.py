"""What a kind of export is told, and what it tells on the way."""

import datetime
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from budgets.core.printing import Printing
from budgets.forms.printing import PrintingForm
from budgets.models import BudgetVersion, State
from budgets.models.payer import payers_named
from budgets.models.version import BudgetVersionQuerySet
from municipalities.models import Payer

OFFICE = "office"
"""What ``sees`` says of those who see everything."""


@dataclass(frozen=True)
class Order:
    """What somebody has asked for."""

    version: BudgetVersion
    made_on: datetime.date
    """The day that the file says it was made."""
    sees: str
    """``OFFICE``, or the keys of the payers whose own the person may read, with commas between."""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def payers(self) -> list[Payer] | None:
        """The payers whose own the person may read; None is all."""
        return None if self.sees == OFFICE else payers_named(self.sees.split(","))

    @property
    def versions(self) -> BudgetVersionQuerySet:
        """The versions that the person may see."""
        every = BudgetVersion.objects.all()
        return every if self.sees == OFFICE else every.exclude(state=State.DRAFT)

    def printing(self, default: Printing) -> Printing:
        """How figures are printed, for a kind that takes ``PRINTING_FIELDS`` for options."""
        return PrintingForm.of(QueryDict(urlencode(self.options)), default=default).printing


@dataclass(frozen=True)
class Step:
    """So many pieces are done, of so many."""

    done: int
    of: int


@dataclass(frozen=True)
class Made:
    """The file."""

    name: str
    content_type: str
    content: bytes


Making = Generator[Step, None, Made]
"""The work on a file: it yields its steps and returns what was made."""


@dataclass(frozen=True)
class Kind:
    """Who may ask for a kind of file, and how it is made."""

    may_ask: Callable[[User, BudgetVersion], bool]
    make: Callable[[Order], Making]
    options: tuple[str, ...] = ()
    """What the address says that the file depends on, such as its unit."""
