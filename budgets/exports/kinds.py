"""Every kind of export: who may ask for it, and how it is made."""

from accounts.models import User
from budgets.exports import complete, statements
from budgets.exports.order import Kind
from budgets.forms.printing import PRINTING_FIELDS
from budgets.models import BudgetVersion, ExportKind


def _office(user: User, version: BudgetVersion) -> bool:
    return user.is_office


def _whoever_sees_it(user: User, version: BudgetVersion) -> bool:
    return True


KINDS: dict[str, Kind] = {
    ExportKind.STATEMENTS: Kind(_office, statements.archive, PRINTING_FIELDS),
    ExportKind.COMPLETE: Kind(_whoever_sees_it, complete.workbook, PRINTING_FIELDS),
}
