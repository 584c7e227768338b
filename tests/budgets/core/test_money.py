from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.money import (
    MAX_AMOUNT,
    AmbiguousPoint,
    AmountError,
    AmountTooLarge,
    EmptyAmount,
    NotAnAmount,
    TooManyDecimals,
    Unit,
    format_amount,
    format_number,
    from_ore,
    parse_amount,
    to_ore,
)
from tests.money import amounts_in_ore

LARGEST_IN_ORE = 99_999_999_999_999
ore = amounts_in_ore(-LARGEST_IN_ORE, LARGEST_IN_ORE)


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("5616000", "5616000.00"),
        ("5 616 000", "5616000.00"),
        ("5\u00a0616\u00a0000", "5616000.00"),
        ("5\u202f616\u202f000", "5616000.00"),
        ("5\u2009616\u2009000", "5616000.00"),
        ("5 616\u00a0000", "5616000.00"),
        ("  5616 tkr\n", "5616000.00"),
        ("5616tkr", "5616000.00"),
        ("5 616 TKR", "5616000.00"),
        ("5\u00a0616\u00a0tkr", "5616000.00"),
        ("5,6 mkr", "5600000.00"),
        ("5,6161 mkr", "5616100.00"),
        ("1,23456789 Mkr", "1234567.89"),
        ("1,234 tkr", "1234.00"),
        ("12,50 kr", "12.50"),
        ("12,5 Kronor", "12.50"),
        ("12.50", "12.50"),
        ("12.5", "12.50"),
        ("1 234.50", "1234.50"),
        ("5.6 mkr", "5600000.00"),
        ("-12,50", "-12.50"),
        ("\u221212,50", "-12.50"),
        ("\u201112,50", "-12.50"),
        ("\u2212 5 616 tkr", "-5616000.00"),
        ("1,00000 kr", "1.00"),
        ("007", "7.00"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, kronor: str) -> None:
    assert str(parse_amount(text)) == kronor


@pytest.mark.parametrize("text", ["-0", "\u22120,00", "-0 mkr"])
def test_zero_carries_no_sign(text: str) -> None:
    assert str(parse_amount(text)) == "0.00"


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\t\n"])
def test_nothing_typed_is_named_as_that(text: str) -> None:
    with pytest.raises(EmptyAmount):
        parse_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 23",
        "1 2345",
        "1234 567",
        "12 34 567",
        "1  234",
        " 1 234  tkr",
        "1 234 ,50",
        "12,",
        ",50",
        "12,5,0",
        "1.234,50",
        "1,234.50",
        "1.234.567",
        "1,5 0",
        "--1",
        "+1",
        "1-",
        "-",
        "kr",
        "tkr 5",
        "5 tkr kr",
        "5 sek",
        "5 t\u212ar",  # the Kelvin sign, a k to careless case folding
        "1e5",
        "nan",
        "inf",
        "-Infinity",
        "0x10",
        "1_000",
        "٣",
        "１２",
        "²",
        "=1+",
        "=A1",
        "=SUM(1)",
        "=1/0",
        "=1.234*2",
        "=(1",
        "5616\n5496",
        "=2**9",
        "1\n000",
        "12\u00ad000",
        "9" * 51,
        "0" * 100_000,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text)


@pytest.mark.parametrize("text", ["1.234", "12.345", "0.500 tkr", "1.234 mkr", "-1 234.567"])
def test_a_point_before_three_digits_is_refused_as_ambiguous(text: str) -> None:
    with pytest.raises(NotAnAmount, match="two ways"):
        parse_amount(text)


@pytest.mark.parametrize("text", ["1,234 kr", "1,234", "0,001", "1.2345", "0,000001 tkr"])
def test_an_amount_finer_than_an_ore_is_refused(text: str) -> None:
    with pytest.raises(TooManyDecimals):
        parse_amount(text)


def test_the_largest_amount_is_accepted_and_one_ore_more_is_not() -> None:
    assert parse_amount("999 999 999 999,99") == MAX_AMOUNT
    assert parse_amount("-999 999 999 999,99") == -MAX_AMOUNT
    for text in ["1 000 000 000 000", "-1000000000000", "1000000 mkr", "9" * 50]:
        with pytest.raises(AmountTooLarge):
            parse_amount(text)


def test_an_error_keeps_what_was_typed_and_says_so_in_one_short_line() -> None:
    typed = "fem\n" * 1_000
    with pytest.raises(AmountError) as raised:
        parse_amount(typed)
    assert raised.value.text == typed
    message = str(raised.value)
    assert "fem fem" in message
    assert "\n" not in message
    assert len(message) < 200


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("x" * 50, "x" * 50),
        ("x" * 51, "x" * 49 + "…"),
        ("fem  kronor\n", "fem kronor"),
    ],
)
def test_a_long_text_is_quoted_by_its_first_fifty_characters(typed: str, quoted: str) -> None:
    with pytest.raises(NotAnAmount) as raised:
        parse_amount(typed)
    assert str(raised.value) == (
        f'"{quoted}" is not an amount. Write for example 5 616 000, 5616 tkr or 12,50.'
    )


@pytest.mark.parametrize(
    ("typed", "error", "sentence"),
    [
        (" ", EmptyAmount, "Write an amount."),
        (
            "1.234 ",
            AmbiguousPoint,
            '"1.234" can be read in two ways. Write 1 234 for thousands, 1,234 for decimals.',
        ),
        (
            "0,001",
            TooManyDecimals,
            '"0,001" is finer than one öre. Write at most two decimals of a krona.',
        ),
        (
            "1000000 mkr",
            AmountTooLarge,
            '"1000000 mkr" is too large. The largest amount is 999 999 999 999,99 kr.',
        ),
    ],
)
def test_each_refusal_says_why_and_keeps_what_was_typed(
    typed: str, error: type[AmountError], sentence: str
) -> None:
    with pytest.raises(AmountError) as raised:
        parse_amount(typed)
    assert type(raised.value) is error
    assert (raised.value.text, str(raised.value)) == (typed, sentence)


def test_braces_in_a_typed_text_do_no_harm_to_the_message() -> None:
    with pytest.raises(NotAnAmount, match=r'"\{text\} \{0\}" is not an amount'):
        parse_amount("{text} {0}")


@given(st.text(max_size=60) | st.text(alphabet="0123 ,.-\u2212\u00a0krtm", max_size=12))
def test_any_text_is_an_amount_or_an_amount_error(text: str) -> None:
    try:
        amount = parse_amount(text)
    except AmountError:
        return
    assert amount.as_tuple().exponent == -2
    assert abs(amount) <= MAX_AMOUNT


@given(ore)
def test_a_written_amount_is_read_as_the_same_amount(amount_in_ore: int) -> None:
    amount = from_ore(amount_in_ore)
    assert parse_amount(format_amount(amount)) == amount
    assert parse_amount(format_number(amount, 2) + " kr") == amount
    assert parse_amount(format_amount(amount, Unit.TKR, 5) + "\u00a0tkr") == amount
    assert parse_amount(format_amount(amount, Unit.MKR, 8) + " mkr") == amount


@given(st.integers(-(10**40), 10**40))
def test_ore_and_kronor_are_turned_into_each_other_exactly(amount_in_ore: int) -> None:
    assert to_ore(from_ore(amount_in_ore)) == amount_in_ore


@pytest.mark.parametrize("amount", ["0.001", "-12.505", "NaN", "Infinity"])
def test_what_is_no_whole_ore_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"not an amount|finer than one öre"):
        to_ore(Decimal(amount))


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (Decimal("5616000.00"), 0, "5\u00a0616\u00a0000"),
        (Decimal("999.5"), 0, "1\u00a0000"),
        (Decimal("-12.5"), 0, "\u221213"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("-1234.5"), 2, "\u22121\u00a0234,50"),
        (Decimal("0.05"), 1, "0,1"),
        (7, 2, "7,00"),
        (0, 0, "0"),
    ],
)
def test_numbers_are_written_as_in_swedish_text(
    value: Decimal | int, decimals: int, written: str
) -> None:
    assert format_number(value, decimals) == written


def test_a_negative_number_of_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^A number has no fewer than 0 decimals$"):
        format_number(1, -1)


def test_ore_show_only_in_kronor_unless_decimals_are_asked_for() -> None:
    amount = Decimal("1234567.50")
    assert format_amount(amount) == "1\u00a0234\u00a0567,50"
    assert format_amount(amount, decimals=0) == "1\u00a0234\u00a0568"
    assert format_amount(amount, Unit.TKR) == "1\u00a0235"
    assert format_amount(amount, Unit.MKR) == "1"
    assert format_amount(amount, Unit.MKR, 2) == "1,23"
    assert format_amount(Decimal("1234567.00")) == "1\u00a0234\u00a0567"


def test_units_have_their_swedish_labels() -> None:
    assert [unit.label for unit in Unit] == ["kr", "tkr", "mkr"]
