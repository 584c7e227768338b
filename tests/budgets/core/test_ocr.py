import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from budgets.core.ocr import LONGEST, is_reference, reference

numbers = st.integers(1, 10**12)


@given(numbers, st.booleans())
def test_every_reference_passes_the_bank(number: int, length_digit: bool) -> None:
    made = reference(number, length_digit=length_digit)
    assert is_reference(made, length_digit=length_digit)
    assert luhn.is_valid(made)
    assert made.startswith(str(number))


@given(numbers, st.integers(0, 12), st.integers(1, 9), st.booleans())
def test_a_digit_typed_wrong_is_found(
    number: int, place: int, wrong_by: int, length_digit: bool
) -> None:
    made = reference(number, length_digit=length_digit)
    place %= len(made)
    digit = str((int(made[place]) + wrong_by) % 10)
    typed = made[:place] + digit + made[place + 1 :]
    assert not is_reference(typed, length_digit=length_digit)


@given(numbers)
def test_a_digit_left_out_is_found_by_the_length(number: int) -> None:
    made = reference(number, length_digit=True)
    for place in range(len(made) - 2):
        assert not is_reference(made[:place] + made[place + 1 :], length_digit=True)


@given(numbers, numbers)
def test_two_numbers_never_share_a_reference(one: int, other: int) -> None:
    assert (reference(one) == reference(other)) == (one == other)


@pytest.mark.parametrize(
    ("number", "length_digit", "expected"),
    [
        (1, False, "18"),
        (1, True, "133"),
        (12345678, True, "1234567806"),  # ten digits: the length digit is 0
    ],
)
def test_references_worked_by_hand(number: int, length_digit: bool, expected: str) -> None:
    assert reference(number, length_digit=length_digit) == expected


@pytest.mark.parametrize(("digits", "length_digit"), [(24, False), (23, True)])
def test_a_reference_has_up_to_25_digits(digits: int, length_digit: bool) -> None:
    made = reference(10**digits - 1, length_digit=length_digit)
    assert len(made) == LONGEST
    assert is_reference(made, length_digit=length_digit)
    with pytest.raises(ValueError, match=f"^A reference has at most 25 digits: {10**digits}$"):
        reference(10**digits, length_digit=length_digit)


@pytest.mark.parametrize("number", [0, -1])
def test_numbers_without_a_reference(number: int) -> None:
    with pytest.raises(ValueError, match=f"^Invoices are numbered from 1, not {number}$"):
        reference(number)


@pytest.mark.parametrize("text", ["", "0", "1a8", "١٨", "18\n", "0" * (LONGEST + 1)])
def test_what_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_the_length_is_asked_for_only_where_it_was_agreed() -> None:
    assert is_reference("18")
    assert not is_reference("18", length_digit=True)


def test_a_length_digit_and_a_check_digit_are_no_reference_without_a_number() -> None:
    assert is_reference("26")
    assert not is_reference("26", length_digit=True)
