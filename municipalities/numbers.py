"""The numbers that an invoice lives by, checked as those who give them out say. Plain Python.

Sources: Skatteverket, SKV 709 (organisation numbers: Luhn's check digit over nine digits);
Bankgirot (bankgiro numbers: seven or eight digits, the last Luhn's); GS1 (location numbers:
thirteen digits); the code list of electronic addresses of Peppol.
"""

import re

from stdnum import ean, luhn
from stdnum.se import orgnr

ORGANISATION_NUMBER, LOCATION_NUMBER = "0007", "0088"
"""Schemes of electronic addresses: the Swedish organisation number, and GS1's GLN."""


def is_organisation_number(number: str) -> bool:
    """Say whether ten digits, without a hyphen, are an organisation number.

    >>> is_organisation_number("2120002528"), is_organisation_number("2120002529")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{10}", number) and orgnr.is_valid(number))


def is_bankgiro(number: str) -> bool:
    """Say whether this is a bankgiro number, written without its hyphen.

    >>> is_bankgiro("1234566"), is_bankgiro("1234567")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{7,8}", number) and luhn.is_valid(number))


def is_electronic_address(scheme: str, address: str) -> bool:
    """Say whether this can be an address in one of our schemes.

    >>> is_electronic_address("0007", "2120002528"), is_electronic_address("0007", "2120002529")
    (True, False)
    >>> is_electronic_address("0088", "7300009013043"), is_electronic_address("0088", "7300009")
    (True, False)
    """
    if scheme == ORGANISATION_NUMBER:
        return is_organisation_number(address)
    if scheme == LOCATION_NUMBER:
        return bool(re.fullmatch(r"[0-9]{13}", address) and ean.is_valid(address))
    return False


def fits(reference: str, form: str) -> bool:
    """Say whether a buyer's reference looks as the payer says that its references do.

    In a form 9 is a digit and A a letter; any other sign stands for itself, and no form lets all
    through.

    >>> fits("ZZ1042", "ZZ9999"), fits("1042", "ZZ9999"), fits("whatever", "")
    (True, False, True)
    """
    kinds = {"9": "[0-9]", "A": "[A-Za-zÅÄÖåäö]"}
    pattern = "".join(kinds.get(sign, re.escape(sign)) for sign in form)
    return not form or re.fullmatch(pattern, reference) is not None
