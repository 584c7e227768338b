"""What an invoice says, as values: amounts are kronor, before VAT where they say net.

>>> from datetime import date
>>> address = Address(street="Storgatan 1", postcode="83500", city="Krokom")
>>> seller = Seller(
...     name="Östersunds kommun", organisation_number="2120002528", address=address,
...     bankgiro="1234566", vat_number="SE212000252801",
... )
>>> buyer = Buyer(
...     name="Krokoms kommun", organisation_number="2120002478", address=address, reference="K1",
... )
>>> invoice = Invoice(
...     number=7, issued_on=date(2021, 1, 4), due_on=date(2021, 1, 31), seller=seller,
...     buyer=buyer, lines=(Line("Grundavtalet 2021", Decimal("160632.00")),), vat_rate=25,
... )
>>> invoice.vat, invoice.gross, invoice.ocr
(Decimal('40158.00'), Decimal('200790.00'), '75')
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.instalments import vat_on
from budgets.core.ocr import reference
from budgets.einvoice.text import carried
from municipalities.numbers import ORGANISATION_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a party is, in Sweden; the postcode is five digits."""

    street: str = ""
    extra: str = ""
    """A second line, such as a box of the invoice service."""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One who sells or buys. Without an electronic address the organisation number serves."""

    name: str
    organisation_number: str
    address: Address
    scheme: str = ORGANISATION_NUMBER
    electronic_address: str = ""

    @property
    def endpoint(self) -> str:
        """Where the network delivers: the electronic address within its scheme."""
        if self.electronic_address or self.scheme != ORGANISATION_NUMBER:
            return self.electronic_address
        return self.organisation_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller(Party):
    """Who sends the invoice and is paid."""

    bankgiro: str
    """Seven or eight digits."""
    vat_number: str
    """``SE``, the organisation number and ``01``."""
    approved_for_f_tax: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    length_digit: bool = False
    """Whether the agreement with the bank wants a length digit in OCR references."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer(Party):
    """Who pays."""

    reference: str
    """What the payer's system finds the receiver by; the payer tells it."""
    reference_form: str = ""
    """How the payer says that its references look: 9 is a digit, A a letter, others as they are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is charged."""

    text: str
    net: Decimal

    def __post_init__(self) -> None:
        if not carried(self.text):
            raise ValueError("A line says what it charges.")


@dataclass(frozen=True, slots=True)
class Preceding:
    """An invoice that this one credits."""

    number: int
    issued_on: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice; a credit note when its sum is below zero."""

    number: int
    issued_on: datetime.date
    due_on: datetime.date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    vat_rate: int
    """In per cent, the same for all lines; 0 is the host municipality's internal posting."""
    period: tuple[datetime.date, datetime.date] | None = None
    note: str = ""
    credits: Preceding | None = None

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        """On the sum, not line by line, so that it is rounded once."""
        return vat_on(self.net, self.vat_rate)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat

    @property
    def is_credit_note(self) -> bool:
        return self.net < 0

    @property
    def ocr(self) -> str:
        """What the payer gives when paying."""
        return reference(self.number, length_digit=self.seller.length_digit)
