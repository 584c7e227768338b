"""What a preview shows, carried by the page and signed: nothing in it is believed otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing

from accounts.models import User
from budgets.actions.imports import PrintedTotal
from budgets.core.merging import Intent
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion

MOST_CHARACTERS = 1_500_000
"""How much a page carries; what is posted may be 2.5 MB."""
HOURS = 12

_SALT = "budgets.views.plans"


@dataclass(frozen=True)
class Plan:
    """What is to be done to a draft that had a fingerprint when it was looked at."""

    fingerprint: str
    nonce: str
    """Each preview has its own, so that one that is confirmed twice is done once."""
    intents: Sequence[Intent]
    printed: Sequence[PrintedTotal] = ()

    def of(self, fingerprint: str) -> "Plan":
        """The same for a draft that others have changed meanwhile."""
        return replace(self, fingerprint=fingerprint)


class TooLarge(Exception):
    """There is more than a page should carry."""


class NotOurs(Exception):
    """What came back was not signed by us, for this person and version, within the day."""


def sign(content: Any, kind: str, user: User | AnonymousUser, version: BudgetVersion) -> str:
    """Sign anything that JSON holds, for one person and version; raises ``TooLarge``."""
    text = signing.dumps([user.pk, version.pk, content], salt=f"{_SALT}.{kind}", compress=True)
    if len(text) > MOST_CHARACTERS:
        raise TooLarge
    return text


def unsign(text: str, kind: str, user: User | AnonymousUser, version: BudgetVersion) -> Any:
    """Read what was signed; raises ``NotOurs``."""
    try:
        found = signing.loads(text, salt=f"{_SALT}.{kind}", max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise NotOurs from error
    person, of_version, content = found
    if person != user.pk or of_version != version.pk:
        raise NotOurs
    return content


def signed(plan: Plan, user: User | AnonymousUser, version: BudgetVersion) -> str:
    """Write a plan for the page to carry; raises ``TooLarge``."""
    intents = [
        [i.row, i.heading, i.line, _written(i.read), _written(i.typed), i.note]
        for i in plan.intents
    ]
    printed = [[p.total.value, str(p.amount), p.printed_in.value, p.source] for p in plan.printed]
    return sign([plan.fingerprint, plan.nonce, intents, printed], "plan", user, version)


def unsigned(text: str, user: User | AnonymousUser, version: BudgetVersion) -> Plan:
    """Read a plan back; raises ``NotOurs``."""
    fingerprint, nonce, intents, printed = unsign(text, "plan", user, version)
    return Plan(
        fingerprint,
        nonce,
        [
            Intent(row, heading, line, _read(read) or {}, _read(typed), note)
            for row, heading, line, read, typed, note in intents
        ],
        [
            PrintedTotal(Total(total), Decimal(amount), Unit(unit), source)
            for total, amount, unit, source in printed
        ],
    )


def _written(cells: Mapping[str, Any] | None) -> dict[str, str] | None:
    return None if cells is None else {name: str(value) for name, value in cells.items()}


def _read(cells: dict[str, Any] | None) -> dict[str, Any] | None:
    if cells is None or "amount" not in cells:
        return cells
    return cells | {"amount": Decimal(cells["amount"])}
