"""Parts of a whole stay exact, and what is ten times off or of the other sign is found."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.key_figures import Unusual, part_of, per_inhabitant, unusual
from tests.money import amounts


def test_a_part_is_a_fraction_of_the_whole() -> None:
    assert part_of(Decimal("0.10"), Decimal("-0.30")) == Fraction(-1, 3)
    assert part_of(Decimal(0), Decimal(5)) == 0


def test_of_nothing_there_is_no_part() -> None:
    assert part_of(Decimal(5), Decimal("0.00")) is None
    assert part_of(Decimal(0), Decimal(0)) is None


@given(amounts(), amounts().filter(bool))
def test_the_part_times_the_whole_is_what_it_was_made_of(part: Decimal, whole: Decimal) -> None:
    share = part_of(part, whole)
    assert share is not None
    assert share * Fraction(whole) == Fraction(part)


@given(amounts(), st.integers(1, 10**7))
def test_what_all_inhabitants_bear_is_the_sum(kronor: Decimal, inhabitants: int) -> None:
    each = per_inhabitant(kronor, inhabitants)
    assert each is not None
    assert each * inhabitants == Fraction(kronor)


def test_nobody_bears_nothing() -> None:
    assert per_inhabitant(Decimal(5), 0) is None


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        ("100.00", "10.00", Unusual.GREW_TENFOLD),
        ("99.99", "10.00", None),
        ("-100.00", "-10.00", Unusual.GREW_TENFOLD),
        ("-99.99", "-10.00", None),
        ("10.00", "100.00", Unusual.FELL_TENFOLD),
        ("10.01", "100.00", None),
        ("-10.00", "-100.00", Unusual.FELL_TENFOLD),
        ("-10.01", "-100.00", None),
        ("0.50", "100.00", Unusual.FELL_TENFOLD),
        ("100.00", "0.50", Unusual.GREW_TENFOLD),
        ("0.50", "0.40", None),
        ("-0.01", "0.01", Unusual.SIGN_FLIPPED),
        ("0.01", "-0.01", Unusual.SIGN_FLIPPED),
        ("-100.00", "1.00", Unusual.SIGN_FLIPPED),
        ("1.00", "-100.00", Unusual.SIGN_FLIPPED),
        ("5.00", "5.00", None),
        ("0.00", "-5.00", None),
        ("-5.00", "0.00", None),
        ("0.00", "0.00", None),
    ],
)
def test_ten_times_or_the_other_sign_is_unusual(
    now: str, before: str, found: Unusual | None
) -> None:
    assert unusual(Decimal(now), Decimal(before)) is found


@given(amounts(), amounts())
def test_what_is_unusual_is_so_with_all_signs_changed(now: Decimal, before: Decimal) -> None:
    assert unusual(-now, -before) is unusual(now, before)


@given(amounts(), amounts())
def test_what_grew_tenfold_fell_tenfold_the_other_way(now: Decimal, before: Decimal) -> None:
    grew = unusual(now, before) is Unusual.GREW_TENFOLD
    assert grew == (unusual(before, now) is Unusual.FELL_TENFOLD)
