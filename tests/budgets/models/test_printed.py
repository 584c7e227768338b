"""Statements and shares as they print: every row and every column, in every unit and rounding."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.adding_up import Along
from budgets.core.explanation import Member, explain
from budgets.core.money import Unit
from budgets.core.printing import Figure, PrintedFigures, Printing
from budgets.models import BudgetVersion
from budgets.models.printed import (
    PrintedStatement,
    PrintedStatements,
    printed_allocation,
    printed_statement,
    printed_statements,
)
from budgets.models.statement import statements_of
from tests.budgets.views.conftest import example_of_this_file, the_example
from tests.money import amounts

__all__ = ["example_of_this_file", "the_example"]

kronor = amounts(-(10**8), 10**8)
rounding_units = st.sampled_from([Unit.TKR, Unit.MKR])
ALL = [Printing(unit, adjusted) for unit in Unit for adjusted in (False, True)]


def missing(total: Figure, *parts: Figure) -> int:
    return total.steps - sum(part.steps for part in parts)


def misses_of_statement(table: PrintedStatement) -> list[tuple[Figure, Along, int]]:
    """What every sum on the page misses: row by row, then column by column."""
    parts = [row.amount for row in table.shares] + [row.amount for row in table.lines]
    rows = [row.amounts for row in table.bills]
    found = [
        (row.with_vat, Along.ROW, missing(row.with_vat, row.before, row.vat))
        for row in [*rows, table.total]
    ]
    of_parts = table.of_parts
    found.append((of_parts.before, Along.COLUMN, missing(of_parts.before, *parts)))
    if rows:
        columns = zip(*(row.figures for row in rows), strict=True)
        found += [
            (total, Along.COLUMN, missing(total, *column))
            for total, column in zip(table.total.figures, columns, strict=True)
        ]
    return found


def misses_of_all(table: PrintedStatements) -> list[tuple[Figure, Along, int]]:
    found = []
    for row in [*table.rows, table.sums]:
        found.append((row.total, Along.ROW, missing(row.total, row.shared, row.charged_alone)))
        found.append((row.with_vat, Along.ROW, missing(row.with_vat, row.total, row.vat)))
    columns = zip(*(row.figures for row in table.rows), strict=True)
    found += [
        (total, Along.COLUMN, missing(total, *column))
        for total, column in zip(table.sums.figures, columns, strict=True)
    ]
    ties, sums = table.ties, table.sums
    alone = (ties.to_municipalities, ties.to_other_parties)
    found.append((ties.stated, Along.COLUMN, missing(ties.stated, sums.shared, *alone)))
    rest = missing(ties.income, ties.stated, ties.on_order, ties.unshared)
    found.append((ties.income, Along.COLUMN, rest))
    return found


def check(printed: PrintedFigures, found: list[tuple[Figure, Along, int]]) -> None:
    """No miss without its note, and no note without a miss; adjusted, no miss at all."""
    notes = {(note.number, note.along, note.units_missing) for note in printed.misses}
    for total, along, units in found:
        if printed.is_adjusted:
            assert units == 0
        elif units:
            assert any((mark, along, units) in notes for mark in total.marks)
    assert {(along, units) for _total, along, units in found if units} == {
        (note.along, note.units_missing) for note in printed.misses
    }
    for figure in printed.figures:
        assert abs(figure.kronor - figure.amount) < printed.scale.step
        if not printed.is_adjusted:
            assert figure.is_rounded


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022])
def test_the_example_adds_up_or_says_so_in_every_unit(the_example: None, year: int) -> None:
    every = statements_of(BudgetVersion.objects.get(budget_year__year=year))
    for printing in ALL:
        table = printed_statements(every, printing)
        check(table.printed, misses_of_all(table))
        for each in every.statements:
            one = printed_statement(each, printing)
            check(one.printed, misses_of_statement(one))


@given(
    st.lists(st.tuples(kronor, kronor, kronor, kronor), min_size=1, max_size=6),
    kronor,
    kronor,
    rounding_units,
    st.booleans(),
)
def test_all_payers_add_up_or_say_so_whatever_they_pay(
    paid: list[tuple[Decimal, ...]],
    on_order: Decimal,
    unshared: Decimal,
    unit: Unit,
    adjusted: bool,
) -> None:
    statements = [
        SimpleNamespace(
            payment=SimpleNamespace(shared=shared, charged_alone=alone),
            total=shared + alone,
            vat=vat,
            with_vat=shared + alone + vat,
            invoiced=invoiced,
        )
        for shared, alone, vat, invoiced in paid
    ]
    shared, alone, vat, invoiced = (sum(each) for each in zip(*paid, strict=True))
    every: Any = SimpleNamespace(
        statements=statements,
        charged_alone=alone,
        total=shared + alone,
        vat=vat,
        with_vat=shared + alone + vat,
        invoiced=invoiced,
        ties=SimpleNamespace(
            shared=shared,
            to_municipalities=paid[0][1],
            to_other_parties=alone - paid[0][1],
            on_order=on_order,
            unshared=unshared,
            income=shared + alone + on_order + unshared,
        ),
    )
    table = printed_statements(every, Printing(unit, adjusted))
    check(table.printed, misses_of_all(table))


@given(
    st.lists(kronor, min_size=1, max_size=4),
    st.lists(kronor, max_size=3),
    st.lists(st.tuples(kronor, kronor), max_size=5),
    rounding_units,
    st.booleans(),
)
def test_a_statement_adds_up_or_says_so_whatever_it_holds(
    shares: list[Decimal],
    lines: list[Decimal],
    bills: list[tuple[Decimal, Decimal]],
    unit: Unit,
    adjusted: bool,
) -> None:
    total = sum([*shares, *lines], Decimal())
    if bills:  # the last instalment is what is left
        bills = [*bills, (total - sum(amount for amount, _vat in bills), Decimal("0.30"))]
    vat = sum((vat for _amount, vat in bills), Decimal())
    statement: Any = SimpleNamespace(
        payment=SimpleNamespace(
            shares=[
                (SimpleNamespace(total=amount), SimpleNamespace(amount=amount)) for amount in shares
            ],
            direct=[SimpleNamespace(amount=amount) for amount in lines],
        ),
        bills=[
            SimpleNamespace(amount=amount, vat=vat, with_vat=amount + vat) for amount, vat in bills
        ],
        total=total,
        vat=vat,
        with_vat=total + vat,
    )
    table = printed_statement(statement, Printing(unit, adjusted))
    check(table.printed, misses_of_statement(table))


@given(
    st.lists(st.integers(1, 10**5), min_size=1, max_size=8), kronor, rounding_units, st.booleans()
)
def test_shares_add_up_or_say_so_also_beside_other_shares(
    people: list[int], total: Decimal, unit: Unit, adjusted: bool
) -> None:
    members = [Member(f"{code:04}", "", one) for code, one in enumerate(people)]
    grown = [Member(f"{code:04}", "", one + code) for code, one in enumerate(people)]
    now, then = explain(total, members), explain(total, grown)
    table = printed_allocation(now, Printing(unit, adjusted), then)
    alone = printed_allocation(now, Printing(unit, adjusted))
    assert alone.printed.is_adjusted is adjusted
    if adjusted:
        assert [f.steps for f in alone.shares.values()] == [f.steps for f in table.shares.values()]
    assert table.other_total is not None
    assert table.change_total is not None
    found = [
        (table.total, Along.COLUMN, missing(table.total, *table.shares.values())),
        (table.other_total, Along.COLUMN, missing(table.other_total, *table.others.values())),
        (table.change_total, Along.COLUMN, missing(table.change_total, *table.changes.values())),
    ]
    found += [
        (
            table.others[code],
            Along.ROW,
            missing(table.others[code], table.shares[code], table.changes[code]),
        )
        for code in table.shares
    ]
    check(table.printed, found)
