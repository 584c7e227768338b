"""A large version for the complete workbook: made up, nothing of it in a database."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from budgets.core.explanation import Member, explain
from budgets.core.instalments import plan, spread
from budgets.core.table import Kind, Row, build_table
from budgets.models import BudgetVersion, BudgetYear, Heading, LineItem
from budgets.models.complete import Complete, Figure
from budgets.models.line_item import Charge
from budgets.models.payment import Payment
from budgets.models.sharing import Sharing
from budgets.models.statement import Bill, Statement, Ties
from municipalities.models import Agreement, Municipality, PopulationSnapshot

YEAR, INSTALMENTS = 2021, 12
TOTAL = Decimal("56160000.00")
_NOTHING = Decimal("0.00")


def large(lines: int, payers: int) -> Complete:
    """A version of so many lines, shared by so many payers who pay month by month."""
    agreement = Agreement(pk=1, name="Grundavtalet")
    version = BudgetVersion(pk=1, budget_year=BudgetYear(year=YEAR), number=1)
    version.planned_adoption_date = datetime.date(YEAR - 1, 9, 24)
    members = [
        Member(f"{number:04}", f"Kommun {number}", 2_000 + number * 7_919 % 198_013)
        for number in range(1, payers + 1)
    ]
    snapshot = PopulationSnapshot(year=YEAR - 2, source="SCB", revision=1)
    sharing = Sharing(agreement, TOTAL, snapshot, explain(TOTAL, members), members=payers)
    ties = Ties(TOTAL, _NOTHING, _NOTHING, _NOTHING, _NOTHING, TOTAL)
    headings = [
        Heading(pk=1, name="Intäkter", kind=Heading.Kind.INCOME),
        Heading(pk=2, name="Kostnader", kind=Heading.Kind.COST),
    ]
    rows = [Row(heading.pk, heading.name, Kind(heading.kind)) for heading in headings]
    return Complete(
        version=version,
        versions=[version],
        table=build_table(rows, []),
        sharings=[sharing],
        statements=_statements(version, sharing),
        ties=ties,
        snapshot=snapshot,
        lines=partial(_lines, lines, headings, agreement),
        figures=lambda: iter([Figure(m.code, m.name, m.population) for m in members]),
    )


def _statements(version: BudgetVersion, sharing: Sharing) -> list[Statement]:
    assert sharing.explained
    stated = []
    for key, share in enumerate(sharing.explained.members, start=1):
        payer = Municipality(pk=key, code=share.member.code, name=share.member.name)
        found = spread(share.amount, plan(YEAR, INSTALMENTS), [])
        bills = tuple(Bill(instalment, 25, None) for instalment in found.instalments)
        payment = Payment(version, payer, ((sharing, share),))
        stated.append(Statement(payment, found, bills))
    return stated


def _lines(count: int, headings: list[Heading], agreement: Agreement) -> Iterator[LineItem]:
    """Half of the lines are income, which adds up to the total; they are made one by one."""
    income = count // 2
    for number in range(count):
        is_income = number < income
        first = TOTAL - (income - 1) if number == 0 else Decimal(1)
        yield LineItem(
            heading=headings[0 if is_income else 1],
            text=f"Rad {number}",
            account=f"{3000 + number % 5000}",
            amount=first if is_income else Decimal(number),
            charge=Charge.AGREEMENT if is_income else Charge.NOT,
            agreement=agreement if is_income else None,
            note=f"Anteckning till rad {number}",
        )
