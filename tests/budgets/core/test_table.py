from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.control import Deviation, DeviationKind, compare_with_printed
from budgets.core.money import Unit
from budgets.core.printing import Printing
from budgets.core.table import (
    Cell,
    Column,
    Footnote,
    FootnoteKind,
    Kind,
    Row,
    Table,
    Total,
    TotalRow,
    build_table,
)
from tests.money import amounts

Records = list[dict[str, str]]
YEARS = ("2019", "2020", "2021")
TOTAL_SECTIONS = {
    "income_total": Total.INCOME,
    "cost_total": Total.COST,
    "result": Total.RESULT,
}


def tkr(text: str) -> Decimal:
    return Decimal(text) * 1_000


@pytest.fixture(scope="module")
def rows(published_rows: Records) -> list[Row]:
    return [
        Row(number, record["heading"], Kind(record["section"]))
        for number, record in enumerate(published_rows)
        if record["section"] in ("income", "cost")
    ]


@pytest.fixture(scope="module")
def columns(published_rows: Records) -> list[Column]:
    return [
        Column(
            key=year,
            label=f"Budget {year}",
            amounts={
                number: tkr(record[year])
                for number, record in enumerate(published_rows)
                if record["section"] in ("income", "cost")
            },
            printed={
                TOTAL_SECTIONS[record["section"]]: tkr(record[year])
                for record in published_rows
                if record["section"] in TOTAL_SECTIONS
            },
        )
        for year in YEARS
    ]


@pytest.fixture(scope="module")
def published(rows: list[Row], columns: list[Column]) -> Table:
    return build_table(rows, columns)


def shown(cells: Sequence[Cell]) -> list[int | None]:
    return [cell.shown for cell in cells]


def marks(cells: Sequence[Cell]) -> list[int | None]:
    return [cell.footnote for cell in cells]


def one_column(
    income: Sequence[int | str],
    cost: Sequence[int | str],
    printed: dict[Total, Decimal] | None = None,
    *,
    unit: Unit = Unit.TKR,
    adjusted: bool = False,
) -> Table:
    """Build a table of one year from kronor."""
    amounts = [Decimal(amount) for amount in (*income, *cost)]
    rows = [
        Row(number, f"Row {number}", Kind.INCOME if number < len(income) else Kind.COST)
        for number in range(len(amounts))
    ]
    column = Column("year", "Year", dict(enumerate(amounts)), printed or {})
    return build_table(rows, [column], Printing(unit, adjusted))


def test_the_published_table_shows_every_figure_as_published(
    published: Table, published_rows: Records
) -> None:
    figures = [[int(record[year]) for year in YEARS] for record in published_rows]
    built = [
        *(shown(row.cells) for row in published.income.rows),
        shown(published.income.total.cells),
        *(shown(row.cells) for row in published.cost.rows),
        shown(published.cost.total.cells),
        shown(published.result.cells),
    ]
    assert built == figures
    assert [row.label for row in published.income.rows + published.cost.rows] == [
        record["heading"] for record in published_rows if record["section"] in ("income", "cost")
    ]


def test_the_published_table_has_exactly_its_two_known_deviations(published: Table) -> None:
    rounding, error = published.footnotes
    assert (rounding.number, rounding.column_key, rounding.total, rounding.kind) == (
        1,
        "2021",
        Total.INCOME,
        FootnoteKind.CONTROL_ROUNDING,
    )
    assert rounding.deviation is not None
    assert rounding.deviation.difference == 1_000
    assert (rounding.printed, rounding.true) == (tkr("7503"), tkr("7502"))
    assert (error.number, error.column_key, error.total, error.kind) == (
        2,
        "2019",
        Total.COST,
        FootnoteKind.CONTROL_ERROR,
    )
    assert error.deviation is not None
    assert error.deviation.difference == -8_000
    assert (error.printed, error.true) == (tkr("7201"), tkr("7209"))


def test_a_published_result_carries_the_mark_of_the_total_that_causes_it(
    published: Table,
) -> None:
    assert marks(published.income.total.cells) == [None, None, 1]
    assert marks(published.cost.total.cells) == [2, None, None]
    assert marks(published.result.cells) == [2, None, 1]


def test_true_sums_stand_beside_the_published_totals(published: Table) -> None:
    assert shown(published.income.total.row_sums) == [7_201, 7_327, 7_502]
    assert shown(published.cost.total.row_sums) == [7_209, 7_327, 7_503]
    assert shown(published.result.row_sums) == [-8, 0, -1]
    assert [cell.amount for cell in published.income.total.cells] == [
        7_201_000,
        7_327_000,
        7_502_000,
    ]


def test_sections_ask_for_their_row_of_sums_only_if_a_shown_column_deviates(
    rows: list[Row], columns: list[Column], published: Table
) -> None:
    assert published.has_deviations
    assert all(section.has_deviations for section in published.sections)
    only_2020 = build_table(rows, columns[1:2])
    assert not only_2020.has_deviations
    assert only_2020.footnotes == ()
    without_2019 = build_table(rows, columns[1:])
    assert without_2019.income.has_deviations
    assert not without_2019.cost.has_deviations
    assert without_2019.result.has_deviations


def test_control_totals_agreeing_with_the_rows_are_kept_with_the_cell(published: Table) -> None:
    deviation = published.income.total.cells[1].deviation
    assert deviation is not None
    assert deviation.kind is DeviationKind.NONE


def test_printed_totals_are_converted_to_the_unit_shown(
    rows: list[Row], columns: list[Column]
) -> None:
    table = build_table(rows, columns, Printing(Unit.KRONOR))
    assert shown(table.income.total.cells) == [7_201_000, 7_327_000, 7_503_000]
    assert [note.kind for note in table.footnotes] == [
        FootnoteKind.CONTROL_ROUNDING,
        FootnoteKind.CONTROL_ERROR,
    ]


def test_columns_with_and_without_control_totals_stand_side_by_side(
    rows: list[Row], columns: list[Column]
) -> None:
    own = Column("2022", "Budget 2022", columns[2].amounts)
    table = build_table(rows, [columns[2], own])
    assert shown(table.income.total.cells) == [7_503, 7_502]
    assert shown(table.result.cells) == [0, -1]
    assert marks(table.result.cells) == [1, None]


def test_nothing_is_not_the_same_as_zero() -> None:
    rows = [Row(1, "A", Kind.INCOME), Row(2, "B", Kind.INCOME)]
    table = build_table(rows, [Column("y", "Y", {2: Decimal(0)})])
    assert [row.cells[0] for row in table.income.rows] == [Cell(None, None), Cell(Decimal(0), 0)]
    assert table.income.total.cells[0].shown == 0


def test_rows_that_miss_the_printed_total_get_a_footnote() -> None:
    table = one_column([1_400, 1_400], [2_800])
    (note,) = table.footnotes
    assert (note.kind, note.total, note.units_missing) == (
        FootnoteKind.PRINT_ROUNDING,
        Total.INCOME,
        1,
    )
    assert note.deviation is None
    assert (note.printed, note.true) == (Decimal(3_000), Decimal(2_800))
    assert marks(table.income.total.cells) == [1]
    assert not table.has_deviations


def test_a_result_that_misses_the_printed_totals_gets_a_footnote() -> None:
    table = one_column([1_500], [1_400])
    (note,) = table.footnotes
    assert (note.kind, note.total, note.units_missing) == (
        FootnoteKind.PRINT_ROUNDING,
        Total.RESULT,
        -1,
    )
    assert marks(table.result.cells) == [1]


def test_footnotes_are_numbered_as_a_reader_meets_their_marks() -> None:
    rows = [
        Row(1, "A", Kind.INCOME),
        Row(2, "B", Kind.INCOME),
        Row(3, "C", Kind.COST),
        Row(4, "D", Kind.COST),
    ]
    uneven_cost = {1: Decimal(1_000), 3: Decimal(400), 4: Decimal(400)}
    uneven_income = {1: Decimal(400), 2: Decimal(400), 3: Decimal(1_000)}
    table = build_table(rows, [Column("a", "A", uneven_cost), Column("b", "B", uneven_income)])
    assert [(note.number, note.column_key, note.total) for note in table.footnotes] == [
        (1, "b", Total.INCOME),
        (2, "a", Total.COST),
    ]


def test_a_result_that_two_totals_cause_gets_a_footnote_of_its_own() -> None:
    printed = {Total.INCOME: tkr("11"), Total.COST: tkr("18"), Total.RESULT: tkr("-7")}
    table = one_column([10_000], [10_000], printed)
    assert [note.kind for note in table.footnotes] == [
        FootnoteKind.CONTROL_ERROR,
        FootnoteKind.CONTROL_ERROR,
        FootnoteKind.CONSEQUENCE,
    ]
    assert marks(table.result.cells) == [3]


def test_a_result_that_does_not_follow_from_the_totals_is_an_error_of_its_own() -> None:
    printed = {Total.INCOME: tkr("13"), Total.COST: tkr("10"), Total.RESULT: tkr("20")}
    table = one_column([10_000], [10_000], printed)
    assert [(note.total, note.kind) for note in table.footnotes] == [
        (Total.INCOME, FootnoteKind.CONTROL_ERROR),
        (Total.RESULT, FootnoteKind.CONTROL_ERROR),
    ]


def test_a_result_nobody_printed_carries_the_mark_of_the_total_it_seems_to_contradict() -> None:
    table = one_column([10_000], [10_000], {Total.INCOME: tkr("13")})
    assert shown(table.income.total.cells) == [13]
    assert shown(table.result.cells) == [0]
    assert marks(table.result.cells) == marks(table.income.total.cells) == [1]


def test_only_rows_with_an_amount_widen_the_limit_of_rounding() -> None:
    rows = [Row(number, "", Kind.INCOME) for number in range(4)]
    column = Column("y", "Y", {0: Decimal(10_000)}, {Total.INCOME: Decimal(11_000)})
    (note, *_) = build_table(rows, [column]).footnotes
    assert note.kind is FootnoteKind.CONTROL_ERROR


def test_rounding_in_every_row_may_explain_a_result_of_its_own() -> None:
    table = one_column([10_000, 10_000], [20_000], {Total.RESULT: Decimal(1_500)})
    (note,) = table.footnotes
    assert (note.total, note.kind) == (Total.RESULT, FootnoteKind.CONTROL_ROUNDING)
    assert note.deviation is not None
    assert note.deviation.limit == 1_500


def test_a_control_total_that_agrees_leaves_only_the_rounding_of_the_print_to_tell() -> None:
    table = one_column([1_400, 1_400], [3_000], {Total.INCOME: Decimal(2_800)})
    (note,) = table.footnotes
    assert note.kind is FootnoteKind.PRINT_ROUNDING
    assert note.deviation is None


def test_adjusting_does_not_mend_a_result_that_a_control_total_contradicts() -> None:
    table = one_column([10_000], [10_000], {Total.INCOME: tkr("13")}, adjusted=True)
    assert shown(table.result.cells) == [0]
    assert marks(table.result.cells) == [1]


def test_adjusted_rows_add_up_and_need_no_footnote() -> None:
    table = one_column([1_400, 1_400, 1_400], [2_100, 2_100], adjusted=True)
    assert [row.cells[0].shown for row in table.income.rows] == [2, 1, 1]
    assert shown(table.income.total.cells) == [4]
    assert table.footnotes == ()
    assert table.adjusted


def footnote(
    number: int,
    kind: FootnoteKind,
    total: Total,
    printed: int,
    true: int,
    deviation: Deviation | None = None,
    units_missing: int = 0,
) -> Footnote:
    """Make a footnote of the only column of ``one_column``."""
    return Footnote(
        number=number,
        column_key="year",
        column_label="Year",
        total=total,
        kind=kind,
        printed=Decimal(printed),
        true=Decimal(true),
        deviation=deviation,
        units_missing=units_missing,
    )


def test_a_true_sum_that_its_rows_miss_has_a_footnote_of_its_own() -> None:
    """1 + 1 is 3 of the true sum, where the source printed 5."""
    table = one_column([1_400, 1_400], [5_000], {Total.INCOME: tkr("5")})
    deviation = compare_with_printed(tkr("5"), Decimal(2_800), 2, Unit.TKR)
    assert table.income.total == TotalRow(
        total=Total.INCOME,
        cells=(Cell(Decimal(2_800), 5, 1, deviation),),
        row_sums=(Cell(Decimal(2_800), 3, 2),),
    )
    assert table.footnotes == (
        footnote(1, FootnoteKind.CONTROL_ERROR, Total.INCOME, 5_000, 2_800, deviation, 3),
        footnote(2, FootnoteKind.SUM_ROUNDING, Total.INCOME, 3_000, 2_800, units_missing=1),
    )


def test_a_footnote_about_the_source_does_not_tell_of_the_rounding_of_the_true_sum() -> None:
    """Though 3 misses 1 + 1 by as much, printed by the source or rounded."""
    table = one_column([1_400, 1_400], [5_000], {Total.INCOME: tkr("3")})
    deviation = compare_with_printed(tkr("3"), Decimal(2_800), 2, Unit.TKR)
    assert marks(table.income.total.cells) == [1]
    assert marks(table.income.total.row_sums) == [2]
    assert table.footnotes == (
        footnote(1, FootnoteKind.CONTROL_ROUNDING, Total.INCOME, 3_000, 2_800, deviation, 1),
        footnote(2, FootnoteKind.SUM_ROUNDING, Total.INCOME, 3_000, 2_800, units_missing=1),
    )


def test_a_true_sum_missed_as_the_total_above_it_carries_its_mark() -> None:
    rows = [Row(1, "A", Kind.INCOME), Row(2, "B", Kind.INCOME)]
    uneven = {1: Decimal(1_400), 2: Decimal(1_400)}
    even = {1: Decimal(1_000), 2: Decimal(1_000)}
    table = build_table(
        rows,
        [
            Column("a", "A", uneven),
            Column("b", "B", uneven),
            Column("c", "C", even, {Total.INCOME: tkr("9")}),
            Column("d", "D", even),
        ],
    )
    assert marks(table.income.total.cells) == [1, 2, 3, None]
    assert marks(table.income.total.row_sums) == [1, 2, None, None]
    assert shown(table.income.total.row_sums) == [3, 3, 2, 2]
    assert len(table.footnotes) == 3


def test_a_true_result_that_the_true_sums_miss_has_a_footnote_of_its_own() -> None:
    """2 − 1 is 0 of the true result, where the source printed 20."""
    table = one_column([1_500], [1_400], {Total.RESULT: tkr("20")})
    deviation = compare_with_printed(tkr("20"), Decimal(100), 2, Unit.TKR)
    assert table.result == TotalRow(
        total=Total.RESULT,
        cells=(Cell(Decimal(100), 20, 1, deviation),),
        row_sums=(Cell(Decimal(100), 0, 2),),
    )
    assert table.footnotes == (
        footnote(1, FootnoteKind.CONTROL_ERROR, Total.RESULT, 20_000, 100, deviation, 19),
        footnote(2, FootnoteKind.SUM_ROUNDING, Total.RESULT, 0, 100, units_missing=-1),
    )


def test_a_true_result_may_be_missed_where_the_shown_one_is_not() -> None:
    """1 − 1 is 0 of what was printed, 2 − 1 is 0 of the true sums."""
    rows = [Row(1, "A", Kind.INCOME), Row(2, "B", Kind.COST)]
    table = build_table(
        rows,
        [
            Column("a", "A", {1: Decimal(1_500), 2: Decimal(1_400)}, {Total.INCOME: tkr("1")}),
            Column("b", "B", {1: tkr("5"), 2: tkr("5")}, {Total.RESULT: tkr("9")}),
        ],
    )
    assert [(note.number, note.column_key, note.total, note.kind) for note in table.footnotes] == [
        (1, "a", Total.INCOME, FootnoteKind.CONTROL_ROUNDING),
        (2, "b", Total.RESULT, FootnoteKind.CONTROL_ERROR),
        (3, "a", Total.RESULT, FootnoteKind.SUM_ROUNDING),
    ]
    assert (shown(table.result.cells), marks(table.result.cells)) == ([0, 9], [None, 2])
    assert (shown(table.result.row_sums), marks(table.result.row_sums)) == ([0, 0], [3, None])


def test_adjusted_true_sums_add_up_beside_whatever_the_source_printed() -> None:
    printed = {Total.INCOME: tkr("20"), Total.COST: tkr("9"), Total.RESULT: tkr("3")}
    table = one_column([1_400, 1_400], [1_400], printed, adjusted=True)
    sums = (table.income.total.row_sums, table.cost.total.row_sums, table.result.row_sums)
    assert [shown(cells) for cells in sums] == [[3], [1], [2]]
    assert [marks(cells) for cells in sums] == [[None], [None], [None]]


def test_a_result_printed_as_it_is_stays_though_adjusted_totals_make_another() -> None:
    table = one_column([1_500], [1_400], {Total.RESULT: Decimal(100)}, adjusted=True)
    assert shown(table.result.cells) == [0]
    assert table.footnotes == (
        footnote(1, FootnoteKind.PRINT_ROUNDING, Total.RESULT, 100, 100, units_missing=-1),
    )


kronor = st.lists(amounts(-(10**7), 10**7), max_size=8)


@given(kronor, kronor, st.sampled_from(Unit))
def test_a_total_without_a_footnote_is_what_the_shown_figures_make(
    income: list[Decimal], cost: list[Decimal], unit: Unit
) -> None:
    table = one_column([str(a) for a in income], [str(a) for a in cost], unit=unit)
    for section in table.sections:
        made = sum(row.cells[0].shown or 0 for row in section.rows)
        total = section.total.cells[0]
        assert (total.footnote is None) == (made == total.shown)
    cells = [table.income.total.cells[0], table.cost.total.cells[0], table.result.cells[0]]
    income_shown, cost_shown, result_shown = (cell.shown or 0 for cell in cells)
    assert (cells[2].footnote is None) == (income_shown - cost_shown == result_shown)
    assert cells[2].amount == sum(income) - sum(cost)


@given(kronor, kronor, st.sampled_from(Unit))
def test_every_adjusted_column_adds_up(
    income: list[Decimal], cost: list[Decimal], unit: Unit
) -> None:
    table = one_column([str(a) for a in income], [str(a) for a in cost], unit=unit, adjusted=True)
    for section in table.sections:
        assert section.total.cells[0].shown == sum(row.cells[0].shown or 0 for row in section.rows)
    assert table.footnotes == ()


tables_of_years = st.builds(
    lambda *years: build_table(
        [Row(1, "A", Kind.INCOME), Row(2, "B", Kind.INCOME), Row(3, "C", Kind.COST)],
        [Column(str(place), "", *year) for place, year in enumerate(years)],
    ),
    *[
        st.tuples(
            st.dictionaries(st.sampled_from([1, 2, 3]), amounts(-4_000, 4_000)),
            st.dictionaries(st.sampled_from(Total), amounts(-4_000, 4_000)),
        )
    ]
    * 2,
)


@given(tables_of_years)
def test_a_true_sum_without_a_footnote_is_what_the_shown_figures_make(table: Table) -> None:
    for place in range(2):
        rows = {
            section.kind: [row.cells[place] for row in section.rows] for section in table.sections
        }
        made = {kind: sum(cell.shown or 0 for cell in cells) for kind, cells in rows.items()}
        income, cost = (section.total.row_sums[place].shown or 0 for section in table.sections)
        for row, by_figures in (
            (table.income.total, made[Kind.INCOME]),
            (table.cost.total, made[Kind.COST]),
            (table.result, income - cost),
        ):
            cell = row.row_sums[place]
            missing = (cell.shown or 0) - by_figures
            told = [
                note.units_missing
                for note in table.footnotes
                if note.number == cell.footnote
                and (note.column_key, note.total) == (str(place), row.total)
                and note.kind in (FootnoteKind.PRINT_ROUNDING, FootnoteKind.SUM_ROUNDING)
            ]
            assert told == ([missing] if missing and row.has_deviations else [])


def test_a_heading_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="Heading 1 is listed 2 times"):
        build_table([Row(1, "A", Kind.INCOME), Row(1, "B", Kind.COST)], [])


def test_an_amount_that_no_row_would_show_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown headings"):
        build_table([Row(1, "A", Kind.INCOME)], [Column("y", "Y", {2: Decimal(1)})])


def test_a_table_without_rows_or_columns_is_empty() -> None:
    empty = build_table([], [])
    assert empty.income.rows == ()
    assert empty.result.cells == ()
    assert shown(build_table([], [Column("y", "Y", {})]).result.cells) == [0]
