"""The checksum over what an adopted version decided."""

import hashlib
import json
from typing import Any

from budgets.models.allocation import Allocation, Share
from budgets.models.control_total import ControlTotal
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion


def content_of(version: BudgetVersion) -> dict[str, Any]:
    """All that adoption freezes, as plain values in a fixed order; amounts as text in kronor.

    Headings, agreements and payers go in by their keys, so that a new name for one of them is no
    change of what was decided.
    """
    return {
        "year": version.year,
        "number": version.number,
        "adopted_on": version.adopted_on.isoformat() if version.adopted_on else None,
        "decision_reference": version.decision_reference,
        "imbalance_reason": version.imbalance_reason,
        "population": [version.snapshot.year, version.snapshot.revision]
        if version.snapshot
        else None,
        "lines": [
            [
                line.heading_id,
                line.position,
                line.text,
                line.account,
                f"{line.amount:.2f}",
                line.charge,
                line.agreement_id,
                line.municipality_id,
                line.other_party_id,
                line.note,
            ]
            for line in LineItem.objects.filter(version=version).order_by("pk")
        ],
        "allocations": [
            [a.agreement_id, f"{a.total:.2f}", a.equal_percent, a.allocates_in_ore]
            for a in Allocation.objects.filter(version=version).order_by("agreement_id")
        ],
        "shares": [
            [s.allocation.agreement_id, s.municipality.code, s.population, f"{s.amount:.2f}"]
            for s in Share.objects.filter(allocation__version=version)
            .select_related("allocation", "municipality")
            .order_by("allocation__agreement_id", "municipality__code")
        ],
        "control_totals": [
            [c.total, f"{c.amount:.2f}", c.printed_in, c.source]
            for c in ControlTotal.objects.filter(version=version).order_by("total")
        ],
    }


def checksum_of(version: BudgetVersion) -> str:
    """SHA-256 of the content as JSON with sorted keys, in hexadecimal."""
    text = json.dumps(content_of(version), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
