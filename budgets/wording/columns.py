"""What the columns are called that CSV and the workbook both have, and what stands in them."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.models import LineItem
from budgets.models.line_item import Charge


def of_lines() -> list[str]:
    """The columns of the lines."""
    return [
        _("Heading"),
        _("Line"),
        _("Account"),
        _("Charged"),
        _("To"),
        _("Kronor"),
        _("Note"),
    ]


def line_writer() -> Callable[[LineItem], list[str | Decimal | None]]:
    """What writes a line column by column, in the language of now; asked for once for all lines.

    How a cost is charged is nothing to tell.
    """
    charges = {charge.value: str(charge.label) for charge in Charge}

    def write(line: LineItem) -> list[str | Decimal | None]:
        charged = line.charged_to
        return [
            str(line.heading),
            line.text or None,
            line.account or None,
            charges[line.charge] if line.heading.is_income else None,
            str(charged) if charged else None,
            line.amount,
            line.note or None,
        ]

    return write


def of_instalments() -> list[str]:
    """The columns of the instalments."""
    return [
        _("Payer"),
        _("Number"),
        _("Due date"),
        _("Before VAT"),
        _("VAT, %"),
        _("VAT"),
        _("To pay"),
        _("State"),
        _("Invoice"),
        _("Invoice date"),
    ]
