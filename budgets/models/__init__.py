"""What it costs and who pays."""

from budgets.models.allocation import Allocation, Share
from budgets.models.consultation import Acknowledgement, Comment, Consultation, Reminder
from budgets.models.control_total import ControlTotal
from budgets.models.document import BudgetDocument, ComparedVersion, KeptFigure, Section
from budgets.models.export import Export, ExportKind, ExportState, FailureReason
from budgets.models.heading import Heading
from budgets.models.heading_in_version import HeadingInVersion
from budgets.models.instalment import Instalment, PlannedInstalment
from budgets.models.invoice import Invoice, InvoiceSeries
from budgets.models.invoiced import Invoicing, Withdrawal
from budgets.models.line_item import Charge, LineItem
from budgets.models.notice import DeclinedNotice, Notice
from budgets.models.version import BudgetVersion, State
from budgets.models.year import BudgetYear

__all__ = [
    "Acknowledgement",
    "Allocation",
    "BudgetDocument",
    "BudgetVersion",
    "BudgetYear",
    "Charge",
    "Comment",
    "ComparedVersion",
    "Consultation",
    "ControlTotal",
    "DeclinedNotice",
    "Export",
    "ExportKind",
    "ExportState",
    "FailureReason",
    "Heading",
    "HeadingInVersion",
    "Instalment",
    "Invoice",
    "InvoiceSeries",
    "Invoicing",
    "KeptFigure",
    "LineItem",
    "Notice",
    "PlannedInstalment",
    "Reminder",
    "Section",
    "Share",
    "State",
    "Withdrawal",
]
