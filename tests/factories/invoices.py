"""Invoices as values, each part good unless a test says otherwise."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from budgets.einvoice import Address, Buyer, Invoice, Line, Seller
from budgets.models import BudgetVersion
from budgets.models.invoice_contents import Charge
from municipalities import models

ADDRESS = Address(street="Rådhusgatan 1", postcode="83182", city="Östersund")
SELLER = Seller(
    name="Östersunds kommun",
    organisation_number="2120002528",
    address=ADDRESS,
    bankgiro="1234566",  # a made-up number with its right check digit
    vat_number="SE212000252801",
    approved_for_f_tax=True,
    contact_name="Upphandlingskontoret",
    contact_phone="063-14 30 00",
    contact_email="upphandling@example.se",
)
BUYER = Buyer(
    name="Krokoms kommun",
    organisation_number="2120002478",
    address=replace(ADDRESS, extra="Box 1", postcode="83580", city="Krokom"),
    reference="ZZ1042",
)
HOST = replace(BUYER, name=SELLER.name, organisation_number=SELLER.organisation_number)


def invoice(*amounts: str, **fields: Any) -> Invoice:
    lines = tuple(Line(f"Rad {place}", Decimal(text)) for place, text in enumerate(amounts, 1))
    standard: dict[str, Any] = {
        "number": 1,
        "issued_on": datetime.date(2021, 1, 4),
        "due_on": datetime.date(2021, 1, 31),
        "seller": SELLER,
        "buyer": BUYER,
        "lines": lines or (Line("Grundavtalet 2021, delbetalning 1 av 4", Decimal("160632.00")),),
        "vat_rate": 25,
        "period": (datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)),
        "note": "Budget 2021, version 1",
    }
    return Invoice(**standard | fields)


def internal(*amounts: str, **fields: Any) -> Invoice:
    """The host municipality charges itself, without VAT."""
    return invoice(*amounts, **{"vat_rate": 0, "buyer": HOST} | fields)


# -- In the database


def our_seller(**fields: Any) -> models.Seller:
    """The seller, good unless a test says otherwise."""
    standard = {
        "name": SELLER.name,
        "organisation_number": SELLER.organisation_number,
        "bankgiro": SELLER.bankgiro,
        "street": ADDRESS.street,
        "postcode": ADDRESS.postcode,
        "city": ADDRESS.city,
    }
    return models.Seller.objects.create(pk=1, **standard | fields)


def told(payer: models.Payer, **fields: Any) -> models.BuyerDetails:
    """What a payer has told, all of it."""
    owner = "municipality" if isinstance(payer, models.Municipality) else "other_party"
    standard = {
        owner: payer,
        "reference": "ZZ1042",
        "street": "Storgatan 1",
        "postcode": "83580",
        "city": "Krokom",
    }
    return models.BuyerDetails.objects.create(**standard | fields)


def charge(
    version: BudgetVersion,
    payer: models.Payer,
    kronor: str = "160632.00",
    instalment: int = 1,
    **fields: Any,
) -> Charge:
    return Charge(
        **{
            "version": version,
            "payer": payer,
            "instalment": instalment,
            "of": 4,
            "due_on": datetime.date(version.year, 1, 31),
            "net": Decimal(kronor),
            "vat_rate": 25,
        }
        | fields
    )
