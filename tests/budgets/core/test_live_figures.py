"""Names in braces are found, filled and renamed, and nothing else in the text is touched."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.live_figures import (
    LiveFigure,
    Measure,
    Value,
    figure_named,
    filled,
    growth,
    kept,
    names_in,
    read,
    renamed,
    unknown_names,
)
from tests.money import amounts

TEXT = "{result} {of}\n{total income}, {result}, {}, {{staff cost}}, {a\nb}"

NAMES = {LiveFigure.BUDGET_YEAR, LiveFigure.LARGEST_PAYER, LiveFigure.POPULATION_DATE}
"""The figures that are texts; all others are numbers."""


def test_names_come_in_their_order_and_each_once() -> None:
    assert names_in(TEXT) == ["result", "of", "total income", "staff cost"]
    assert names_in("Nothing here.") == []


def test_a_name_is_at_most_eighty_characters() -> None:
    assert names_in("{" + "x" * 80 + "}") == ["x" * 80]
    assert names_in("{" + "x" * 81 + "}") == []


def test_the_names_that_no_figure_has_are_told() -> None:
    assert unknown_names(TEXT) == ["of"]


def test_a_figure_is_found_by_its_name_alone() -> None:
    assert {figure_named(figure.value) for figure in LiveFigure} == set(LiveFigure)
    assert [figure_named(name) for name in ("Result", "RESULT", "result ", "")] == [None] * 4


def test_a_text_is_filled_and_a_name_that_no_figure_has_stays_in_its_braces() -> None:
    assert filled(TEXT, lambda figure: f"<{figure.name}>") == (
        "<RESULT> {of}\n<TOTAL_INCOME>, <RESULT>, {}, {<STAFF_COST>}, {a\nb}"
    )


def test_what_is_written_for_a_figure_is_not_read_again() -> None:
    assert filled("{result}", lambda figure: r"{members} \1") == r"{members} \1"


def test_every_name_is_renamed_whether_a_figure_has_it_or_not() -> None:
    assert renamed(TEXT, str.upper) == (
        "{RESULT} {OF}\n{TOTAL INCOME}, {RESULT}, {}, {{STAFF COST}}, {a\nb}"
    )


@given(st.text(alphabet="{}ab\n", max_size=40))
def test_names_left_as_they_are_leave_the_text_as_it_is(text: str) -> None:
    assert renamed(text, str) == text
    assert filled(text, lambda figure: figure.value) == text


@pytest.mark.parametrize("before", [None, Decimal(0), Decimal("0.00")])
def test_from_nothing_there_is_no_growth(before: Decimal | None) -> None:
    assert growth(Decimal(5), before) is None


@given(amounts(), amounts().filter(bool))
def test_what_was_and_its_growth_are_what_is(now: Decimal, before: Decimal) -> None:
    part = growth(now, before)
    assert part is not None
    assert Fraction(before) * (1 + part) == Fraction(now)


def test_a_loss_that_became_smaller_fell() -> None:
    assert growth(Decimal(-50), Decimal(-200)) == Fraction(-3, 4)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (Fraction(0), "0"), (Fraction(-1, 3), "-1/3"), ("2021", "2021")]
)
def test_a_value_is_kept_as_a_text(value: Value, text: str) -> None:
    assert kept(value) == text


@given(st.sampled_from(sorted(NAMES, key=str)), st.text(min_size=1))
def test_a_text_that_was_kept_is_read_as_it_was(figure: LiveFigure, value: str) -> None:
    assert read(figure, kept(value)) == value


@given(st.sampled_from(sorted(set(LiveFigure) - NAMES, key=str)), st.fractions())
def test_a_number_that_was_kept_is_read_exactly(figure: LiveFigure, value: Fraction) -> None:
    assert read(figure, kept(value)) == value


def test_of_a_figure_that_was_nothing_nothing_is_read() -> None:
    assert [read(figure, kept(None)) for figure in LiveFigure] == [None] * len(LiveFigure)


def test_the_figures_that_are_texts_are_names() -> None:
    assert {figure for figure in LiveFigure if figure.measure is Measure.NAME} == NAMES
