"""The OCR reference of an invoice: what its payer gives, and the bank sorts payments by.

The number of the invoice, then a length digit where the agreement with the bank asks for one,
then a check digit. The length digit is the last digit of the whole reference's length. The check
digit is Luhn's (modulus 10) over all that stands before it. A reference has 2 to 25 digits.

Source: Bankgirot, "OCR-referenskontroll" and the technical manual of "Bankgiro Inbetalningar".

>>> reference(12345)
'123455'
>>> reference(12345, length_digit=True)
'1234574'
>>> is_reference("1234574", length_digit=True), is_reference("1234575", length_digit=True)
(True, False)
"""

import re

from stdnum import luhn

LONGEST = 25
"""The most digits a reference may have, check digit and length digit included."""


def reference(number: int, *, length_digit: bool = False) -> str:
    """Make the reference of an invoice's number.

    Raises ``ValueError`` for a number below 1, and for one whose reference would be too long.
    """
    if number < 1:
        raise ValueError(f"Invoices are numbered from 1, not {number}")
    digits = str(number)
    length = len(digits) + (2 if length_digit else 1)
    if length > LONGEST:
        raise ValueError(f"A reference has at most {LONGEST} digits: {number}")
    if length_digit:
        digits += str(length % 10)
    return digits + str(luhn.calc_check_digit(digits))


def is_reference(text: str, *, length_digit: bool = False) -> bool:
    """Say whether a text is a reference that the bank would let through."""
    if not re.fullmatch(rf"[0-9]{{{3 if length_digit else 2},{LONGEST}}}", text):
        return False
    if length_digit and int(text[-2]) != len(text) % 10:
        return False
    return bool(luhn.is_valid(text))
