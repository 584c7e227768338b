"""The admin of budgets, and of the registers where it matters what budgets rely on them."""

from budgets.admin import allocations, headings, invoices, lines, snapshots, versions

__all__ = ["allocations", "headings", "invoices", "lines", "snapshots", "versions"]
