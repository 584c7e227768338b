"""The admin of budgets, and of the registers where it matters what budgets rely on them."""

from budgets.admin import allocations, headings, lines, snapshots, versions

__all__ = ["allocations", "headings", "lines", "snapshots", "versions"]
