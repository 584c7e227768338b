"""All of a version as one workbook."""

from budgets.core.printing import IN_TKR
from budgets.excel.complete import complete_workbook
from budgets.exports.order import Made, Making, Order, Step
from budgets.exports.statements import XLSX
from budgets.models.complete import complete_of, versions_compared


def workbook(order: Order) -> Making:
    """What the person may see of the version; it is read, and then written in one go."""
    yield Step(0, 2)
    versions = versions_compared(order.version, order.versions)
    complete = complete_of(order.version, versions, order.payers, order.printing(IN_TKR))
    yield Step(1, 2)
    content = complete_workbook(complete, made_on=order.made_on)
    return Made(f"{order.version}.xlsx", XLSX, content)
