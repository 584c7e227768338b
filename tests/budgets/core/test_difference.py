"""Two budgets line by line: each line of both is found once, as what became of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.difference import DifferenceKind, DifferenceRow, Line, differences
from tests.money import amounts

RENT = Line(1, "Rent", Decimal(100))
TRAVEL = Line(1, "Travel", Decimal(5))

lines = st.builds(Line, st.integers(1, 2), st.sampled_from(["Rent", "rent", "Travel"]), amounts())
budgets = st.lists(lines, max_size=8)


def told(rows: list[DifferenceRow]) -> list[tuple[object, ...]]:
    return [(row.kind, row.amount_before, row.amount_after, row.difference) for row in rows]


def test_a_line_that_is_alike_in_both_is_the_same() -> None:
    again = Line(1, "Rent", Decimal(100))
    rows = differences([RENT], [again])
    assert rows == [DifferenceRow(1, "Rent", RENT, again)]
    assert told(rows) == [(DifferenceKind.SAME, 100, 100, 0)]


def test_a_line_that_is_gone_was_removed_and_a_new_one_added() -> None:
    staff, car = Line(2, "Staff", Decimal(40)), Line(1, "Car", Decimal("7.50"))
    rows = differences([RENT, TRAVEL], [staff, RENT, car])
    assert rows == [
        DifferenceRow(1, "Rent", RENT, RENT),
        DifferenceRow(1, "Travel", TRAVEL, None),
        DifferenceRow(2, "Staff", None, staff),
        DifferenceRow(1, "Car", None, car),
    ]
    assert told(rows) == [
        (DifferenceKind.SAME, 100, 100, 0),
        (DifferenceKind.REMOVED, 5, None, -5),
        (DifferenceKind.ADDED, None, 40, 40),
        (DifferenceKind.ADDED, None, Decimal("7.50"), Decimal("7.50")),
    ]


@pytest.mark.parametrize(
    "now",
    [
        Line(1, "Rent", Decimal("100.01")),
        Line(1, "Rent", Decimal(100), charged="Grundavtalet"),
        Line(1, "Rent", Decimal(100), account="5010"),
        Line(1, "Rent", Decimal(100), note="Index 2 %"),
        Line(1, "rent", Decimal(100)),
    ],
)
def test_a_line_of_which_anything_is_said_otherwise_is_changed(now: Line) -> None:
    rows = differences([RENT], [now])
    assert rows == [DifferenceRow(1, "Rent", RENT, now)]
    assert rows[0].kind is DifferenceKind.CHANGED


@pytest.mark.parametrize("text", ["Hyra  av lokal", " hyra av LOKAL ", "Hyra\u00a0av\tlokal"])
def test_case_and_spaces_make_no_other_line(text: str) -> None:
    before, after = Line(1, "Hyra av lokal", Decimal(1)), Line(1, text, Decimal(2))
    assert differences([before], [after]) == [DifferenceRow(1, "Hyra av lokal", before, after)]


@pytest.mark.parametrize("other", [Line(2, "Rent", Decimal(100)), Line(1, "Re nt", Decimal(100))])
def test_another_heading_or_another_word_is_another_line(other: Line) -> None:
    assert differences([RENT], [other]) == [
        DifferenceRow(1, "Rent", RENT, None),
        DifferenceRow(other.heading_id, other.text, None, other),
    ]


def test_lines_of_one_text_are_matched_in_their_order() -> None:
    first, second, third = (Line(1, "Rent", Decimal(n)) for n in (1, 2, 3))
    one, two = (Line(1, "Rent", Decimal(n)) for n in (10, 20))
    assert differences([first, second, third], [one, two]) == [
        DifferenceRow(1, "Rent", first, one),
        DifferenceRow(1, "Rent", second, two),
        DifferenceRow(1, "Rent", third, None),
    ]
    assert differences([one, two], [first, second, third]) == [
        DifferenceRow(1, "Rent", one, first),
        DifferenceRow(1, "Rent", two, second),
        DifferenceRow(1, "Rent", None, third),
    ]


def test_a_line_that_stands_twice_is_there_twice() -> None:
    assert differences([RENT], [RENT, RENT, TRAVEL, RENT]) == [
        DifferenceRow(1, "Rent", RENT, RENT),
        DifferenceRow(1, "Rent", None, RENT),
        DifferenceRow(1, "Travel", None, TRAVEL),
        DifferenceRow(1, "Rent", None, RENT),
    ]


@given(budgets, budgets)
def test_every_line_of_both_is_there_once_and_the_differences_add_up(
    before: list[Line], after: list[Line]
) -> None:
    rows = differences(before, after)
    assert [row.before for row in rows if row.before] == before
    assert sorted(map(repr, after)) == sorted(repr(row.after) for row in rows if row.after)
    grown = sum(line.amount for line in after) - sum(line.amount for line in before)
    assert sum(row.difference for row in rows) == grown


@given(budgets)
def test_a_budget_does_not_differ_from_itself(budget: list[Line]) -> None:
    assert {row.kind for row in differences(budget, budget)} <= {DifferenceKind.SAME}
