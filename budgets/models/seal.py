"""The checksum over what an adopted version decided."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from budgets.models.allocation import Allocation, Share
from budgets.models.control_total import ControlTotal
from budgets.models.document import BudgetDocument, ComparedVersion, KeptFigure, Section
from budgets.models.heading_in_version import HeadingInVersion
from budgets.models.instalment import Instalment, PlannedInstalment
from budgets.models.line_item import LineItem
from budgets.models.version import BudgetVersion

_AT_A_TIME = 500


def content_of(version: BudgetVersion) -> Iterator[tuple[str, list[Any]]]:
    """All that adoption freezes, as plain values in a fixed order; amounts as text in kronor.

    One row at a time, so that the memory does not grow with the lines. Agreements and payers go in
    by their keys, so that a new name for one of them is no change of what was decided; headings by
    their keys and by what the version calls them.
    """
    yield "version", _decision(version)
    for one in _each(HeadingInVersion.objects.filter(version=version).order_by("heading_id")):
        yield "heading", [one.heading_id, one.name, one.position]
    for line in _each(LineItem.objects.filter(version=version).order_by("pk")):
        yield (
            "line",
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
            ],
        )
    allocations = Allocation.objects.filter(version=version)
    for a in _each(allocations.order_by("agreement_id")):
        yield "allocation", [a.agreement_id, f"{a.total:.2f}", a.equal_percent, a.allocates_in_ore]
    shares = Share.objects.filter(allocation__version=version)
    for s in _each(
        shares.select_related("allocation", "municipality").order_by(
            "allocation__agreement_id", "municipality__code"
        )
    ):
        yield (
            "share",
            [s.allocation.agreement_id, s.municipality.code, s.population, f"{s.amount:.2f}"],
        )
    for c in _each(ControlTotal.objects.filter(version=version).order_by("total")):
        yield "control total", [c.total, f"{c.amount:.2f}", c.printed_in, c.source]
    # Versions adopted before there were instalments have none, and the checksum they had.
    for p in _each(PlannedInstalment.objects.filter(version=version).order_by("number")):
        yield "planned instalment", [p.number, p.due.isoformat(), p.weight]
    for i in _each(
        Instalment.objects.filter(version=version).order_by(
            # Said, since the two databases put what is empty at either end.
            F("municipality_id").asc(nulls_last=True),
            F("other_party_id").asc(nulls_last=True),
            "number",
        )
    ):
        due = i.due.isoformat() if i.due else None
        yield (
            "instalment",
            [i.municipality_id, i.other_party_id, i.number, due, f"{i.amount:.2f}"],
        )
    yield from _document(version)


def checksum_of(version: BudgetVersion) -> str:
    """SHA-256 of the content, each row as JSON on a line of its own, in hexadecimal."""
    digest = hashlib.sha256()
    for row in content_of(version):
        digest.update(json.dumps(row).encode() + b"\n")
    return digest.hexdigest()


def _decision(version: BudgetVersion) -> list[Any]:
    snapshot = version.snapshot
    return [
        version.year,
        version.number,
        version.planned_adoption_date.isoformat(),
        version.source,
        version.based_on_id,
        version.adopted_on.isoformat() if version.adopted_on else None,
        version.decision_reference,
        version.imbalance_reason,
        version.adopted_by_id,
        [snapshot.year, snapshot.revision] if snapshot else None,
    ]


def _document(version: BudgetVersion) -> Iterator[tuple[str, list[Any]]]:
    """The document; a version without one has the checksum it had before there were documents."""
    for d in _each(BudgetDocument.objects.filter(version=version)):
        yield "document", [d.title, d.printed_in, d.adjusted]
    for s in _each(Section.objects.filter(version=version).order_by("position", "pk")):
        yield "section", [s.position, s.kind, s.chart, s.heading, s.text]
    for c in _each(ComparedVersion.objects.filter(version=version).order_by("position")):
        yield "compared version", [c.shown_id]
    for f in _each(KeptFigure.objects.filter(version=version).order_by("pk")):
        yield "figure", [f.figure, f.value]


def _each(rows: Any) -> Iterator[Any]:
    yield from rows.iterator(chunk_size=_AT_A_TIME)
