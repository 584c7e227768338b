"""Invoices as the payers' systems read them: Peppol BIS Billing 3, written in UBL 2.1.

Values in, bytes out: plain Python like the core, without Django. ``invoice`` says what an invoice
is, ``faults`` what stands in the way of sending it, and ``ubl`` writes it.
"""

from budgets.einvoice.faults import Fault, Problem, Whose, faults_of, of_buyer, of_seller
from budgets.einvoice.invoice import Address, Buyer, Invoice, Line, Seller
from budgets.einvoice.ubl import NotReady, to_xml
from budgets.einvoice.vat import CATEGORIES, RATES, Category

__all__ = [
    "CATEGORIES",
    "RATES",
    "Address",
    "Buyer",
    "Category",
    "Fault",
    "Invoice",
    "Line",
    "NotReady",
    "Problem",
    "Seller",
    "Whose",
    "faults_of",
    "of_buyer",
    "of_seller",
    "to_xml",
]
