"""A table that came back: what was read, what was typed and what stands now, cell by cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.merging import CellChange, Cells, Intent, Kind, Outcome, compare, touched

READ = {"text": "Pay", "amount": 100}


def row(typed: Cells | None, *, line: int | None = 3, read: Cells = READ) -> Intent:
    return Intent(row=7, heading=1, line=line, read=read, typed=typed)


@pytest.mark.parametrize(
    ("intent", "is_touched"),
    [
        (row(READ), False),
        (row({"amount": 100, "text": "Pay"}), False),
        (row({"text": "Pay", "amount": 110}), True),
        (row(None), True),
        (row(None, read={}), True),
        (row({"text": "Rent", "amount": 5}, line=None, read={}), True),
        (row({}, line=None, read={}), True),
    ],
)
def test_a_row_is_touched_when_it_is_new_or_taken_out_or_typed_over(
    intent: Intent, is_touched: bool
) -> None:
    assert touched(intent) is is_touched


def test_a_cell_that_only_the_typist_changed_becomes_what_was_typed() -> None:
    intent = row({"text": "Pay", "amount": 110})
    assert compare([intent], {3: READ}) == [
        Outcome(Kind.CHANGED, intent, [CellChange("amount", 100, 110, 100, clashes=False)])
    ]


def test_a_cell_that_both_changed_to_different_things_clashes() -> None:
    intent = row({"text": "Wages", "amount": 110})
    (outcome,) = compare([intent], {3: {"text": "Pay", "amount": 120}})
    assert outcome == Outcome(
        Kind.CHANGED,
        intent,
        [
            CellChange("text", "Pay", "Wages", "Pay", clashes=False),
            CellChange("amount", 100, 110, 120, clashes=True),
        ],
    )
    assert outcome.clashes


def test_a_row_in_which_no_cell_clashes_does_not() -> None:
    (outcome,) = compare([row({"text": "Wages", "amount": 110})], {3: READ})
    assert not outcome.clashes


def test_a_cell_that_only_others_changed_stays_as_it_is_now() -> None:
    assert compare([row(READ)], {3: {"text": "Salaries", "amount": 120}}) == []
    intent = row({"text": "Pay", "amount": 110})
    assert compare([intent], {3: {"text": "Salaries", "amount": 100}}) == [
        Outcome(Kind.CHANGED, intent, [CellChange("amount", 100, 110, 100, clashes=False)])
    ]


def test_a_cell_that_both_changed_to_the_same_needs_no_choice() -> None:
    assert compare([row({"text": "Pay", "amount": 110})], {3: {**READ, "amount": 110}}) == []


def test_a_new_row_has_every_cell_that_was_typed_and_nothing_before() -> None:
    intent = row({"text": "Rent", "amount": 5}, line=None, read={})
    (outcome,) = compare([intent], {3: READ})
    assert outcome == Outcome(
        Kind.NEW,
        intent,
        [CellChange("text", None, "Rent", None), CellChange("amount", None, 5, None)],
    )
    assert not outcome.clashes


def test_a_new_row_with_nothing_typed_has_no_cells() -> None:
    intent = row(None, line=None, read={})
    assert compare([intent], {}) == [Outcome(Kind.NEW, intent, [])]


def test_a_row_taken_out_loses_every_cell() -> None:
    intent = row(None)
    (outcome,) = compare([intent], {3: READ})
    assert outcome == Outcome(
        Kind.REMOVED,
        intent,
        [
            CellChange("text", "Pay", None, "Pay", clashes=False),
            CellChange("amount", 100, None, 100, clashes=False),
        ],
    )
    assert not outcome.clashes


def test_a_row_taken_out_clashes_in_the_cells_that_others_changed() -> None:
    intent = row(None)
    (outcome,) = compare([intent], {3: {"text": "Pay", "amount": 120}})
    assert outcome == Outcome(
        Kind.REMOVED,
        intent,
        [
            CellChange("text", "Pay", None, "Pay", clashes=False),
            CellChange("amount", 100, None, 120, clashes=True),
        ],
    )
    assert outcome.clashes


def test_a_row_that_both_took_out_is_nobodys_any_more() -> None:
    assert compare([row(None)], {4: READ}) == []


def test_a_row_typed_over_that_somebody_else_took_out_is_to_be_chosen() -> None:
    intent = row({"text": "Pay", "amount": 110})
    (outcome,) = compare([intent], {4: READ})
    assert outcome == Outcome(Kind.GONE, intent, [CellChange("amount", 100, 110, None)])
    assert outcome.clashes


def test_rows_come_in_the_order_of_the_workbook_without_those_left_as_they_are() -> None:
    gone, left, new, removed = (
        row({"text": "Pay", "amount": 1}, line=9),
        row(READ, line=3),
        row({"text": "Rent"}, line=None, read={}),
        row(None, line=4),
    )
    found = compare([gone, left, new, removed], {3: {**READ, "amount": 7}, 4: READ})
    assert [(outcome.kind, outcome.intent) for outcome in found] == [
        (Kind.GONE, gone),
        (Kind.NEW, new),
        (Kind.REMOVED, removed),
    ]


cells = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})


@given(cells, cells, cells)
def test_every_cell_becomes_what_the_one_who_changed_it_made_of_it(
    read: dict[str, int], typed: dict[str, int], now: dict[str, int]
) -> None:
    changes = {
        cell.field: cell
        for outcome in compare([row(typed, read=read)], {3: now})
        for cell in outcome.cells
    }
    for name in read:
        by_typist = typed[name] not in (read[name], now[name])
        assert (name in changes) == by_typist
        if by_typist:
            clashes = now[name] != read[name]
            assert changes[name] == CellChange(name, read[name], typed[name], now[name], clashes)
