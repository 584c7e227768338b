"""Every kind of export: who may ask for it, and how it is made."""

from accounts.models import User
from budgets.exports import statements
from budgets.exports.order import Kind
from budgets.models import BudgetVersion, ExportKind


def _office(user: User, version: BudgetVersion) -> bool:
    return user.is_office


KINDS: dict[str, Kind] = {
    ExportKind.STATEMENTS: Kind(may_ask=_office, make=statements.archive),
}
