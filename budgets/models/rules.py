"""Who may do what with a version: what the person's role allows, in the state the version has.

What a role allows is said by ``User``; who may see a version, by its queryset.
"""

from accounts.models import User
from budgets.models.payer import payers_of
from budgets.models.version import BudgetVersion, State
from municipalities.models import Payer


def may_edit(user: User, version: BudgetVersion) -> bool:
    """Say whether the person changes lines: the office, and only drafts."""
    return user.prepares_budgets and version.state == State.DRAFT


def may_start(user: User) -> bool:
    """Say whether the person starts versions: the office."""
    return user.prepares_budgets


def may_consult(user: User, version: BudgetVersion) -> bool:
    """Say whether the person sends the version to consultation, or takes it back."""
    return may_start(user) and version.state in (State.DRAFT, State.CONSULTATION)


def may_answer(user: User, version: BudgetVersion) -> bool:
    """Say whether the person comments on a proposal and acknowledges it, for the own payers."""
    return not user.is_office and version.state == State.CONSULTATION


def may_reply(user: User, version: BudgetVersion) -> bool:
    """Say whether the person answers the payers' comments, and reminds: the office."""
    return may_start(user) and version.state == State.CONSULTATION


def may_adopt(user: User, version: BudgetVersion) -> bool:
    """Say whether the person adopts the version: an approver, and nothing adopted already."""
    return user.adopts_budgets and not version.is_frozen


def may_invoice(user: User) -> bool:
    """Say whether the person issues invoices and keeps what payers tell: the office."""
    return user.prepares_budgets


def may_tell(user: User, payer: Payer) -> bool:
    """Say whether the person keeps how the payer wants its invoices: the office, its contacts."""
    return may_invoice(user) or payer in payers_of(user)


def may_plan(user: User, version: BudgetVersion) -> bool:
    """Say whether the person chooses the days of payment: the office, and only of drafts."""
    return may_edit(user, version)


def may_mark(user: User, version: BudgetVersion) -> bool:
    """Say whether the person marks instalments as invoiced: the office, of what is adopted."""
    return may_start(user) and version.state == State.ADOPTED


def may_book(user: User) -> bool:
    """Say whether the person tells on which accounts headings are booked: the office."""
    return user.prepares_budgets


def may_hand_over(user: User) -> bool:
    """Say whether the person takes the file for the accounting system: all who work here."""
    return user.is_office
