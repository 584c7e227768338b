"""What the answers say. Their descriptions are the interface's own, and stand in its OpenAPI."""

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import Field

from budgets.core.printing import Figure, PrintedFigures
from budgets.wording.printing import notes

Amount = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+\.[0-9]{2}$",
        description="Kronor with two decimals, as text: a number of JSON may lose the öre.",
        examples=["5616000.00"],
    ),
]
Printed = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+(\.[0-9]+)?$",
        description="What the table prints, in the unit of the table, as text.",
        examples=["5616"],
    ),
]
Year = Annotated[
    int, Field(ge=1000, le=9999, description="The calendar year of a budget.", examples=[2021])
]
Number = Annotated[
    int,
    Field(ge=1, le=32767, description="The number of a version within its year.", examples=[1]),
]
Code = Annotated[str, Field(description="The four digits of a municipality.", examples=["2309"])]


class Money(Schema):
    amount: Amount
    printed: Printed


def money(figure: Figure) -> Money:
    """An amount as it is, and as a table prints it."""
    return Money(amount=amount(figure.amount), printed=str(figure.in_unit))


def amount(kronor: Decimal) -> str:
    """An amount as the interface writes it.

    >>> amount(Decimal("5616000")), amount(Decimal("-0.00"))
    ('5616000.00', '0.00')
    """
    return f"{kronor + 0:.2f}"


class Told(Schema):
    detail: str = Field(description="What is wrong, as a sentence in the language asked for.")


class Fault(Schema):
    where: str = Field(description="The part of the address.", examples=["query.limit"])
    what: str = Field(description="What is wrong with it, in English.")


class Refused(Told):
    faults: list[Fault]


class PageOf(Schema):
    total: int = Field(ge=0, description="How many there are on all pages together.", examples=[4])
    limit: int = Field(ge=1, description="How many this page may hold.", examples=[50])
    offset: int = Field(ge=0, description="How many stand before it.", examples=[0])


# -- Years and versions


class StateOut(StrEnum):
    draft = "draft"
    consultation = "consultation"
    adopted = "adopted"
    superseded = "superseded"


class VersionName(Schema):
    year: Year
    number: Number


class YearOut(Schema):
    year: Year
    current: VersionName = Field(description="The version that speaks for the year.")
    state: StateOut = Field(description="The state of that version.")
    versions: int = Field(ge=1, description="How many versions of the year you may see.")


class Years(PageOf):
    items: list[YearOut]


class PopulationName(Schema):
    year: int = Field(description="The figures are of 31 December of this year.", examples=[2019])
    revision: int = Field(ge=1, description="1, and one more for each correction.", examples=[1])


class VersionOut(VersionName):
    state: StateOut
    planned_adoption_date: datetime.date
    adopted_on: datetime.date | None = Field(description="Null until it is adopted.")
    decision_reference: str = Field(description="Paragraph or diary number; empty until adopted.")
    answers_by: datetime.date | None = Field(description="The last day for answers.")
    based_on: VersionName | None = Field(description="The version it was made from.")
    population_date: datetime.date = Field(
        description="The 31 December whose population it is shared by."
    )
    population: PopulationName | None = Field(
        description="The population it was adopted by; null until it is."
    )
    source: str = Field(description="Where the figures come from, if they were not made here.")
    checksum: str = Field(description="SHA-256 over all that was decided; empty until adopted.")


class Versions(PageOf):
    items: list[VersionOut]


# -- The table


class UnitName(StrEnum):
    kr = "kr"
    tkr = "tkr"
    mkr = "mkr"


class Rounding(StrEnum):
    printed = "printed"
    adjusted = "adjusted"


class Kind(StrEnum):
    income = "income"
    cost = "cost"


class TotalName(StrEnum):
    income = "income"
    cost = "cost"
    result = "result"


class Column(VersionName):
    state: StateOut


class CellOut(Schema):
    amount: Amount | None = Field(description="True kronor; null where there is nothing.")
    printed: Printed | None
    footnote: int | None = Field(description="The number of the footnote at the printed figure.")


class RowOut(Schema):
    heading: int = Field(description="The heading, the same across years whatever its name.")
    name: str = Field(description="As the last of the versions calls it.")
    kind: Kind
    cells: list[CellOut] = Field(description="One for each column.")


class TotalOut(Schema):
    total: TotalName = Field(description="The result is income less costs.")
    cells: list[CellOut] = Field(
        description="One for each column. Where a source printed another total than its rows "
        "make, `printed` is the source's and `amount` the true one."
    )


class FootnoteOut(Schema):
    number: int
    sentence: str = Field(description="In the language asked for.")


def footnotes(printed: PrintedFigures) -> list[FootnoteOut]:
    """What is said under a table of sums that its printed figures miss."""
    return [FootnoteOut(number=number, sentence=told) for number, told in notes(printed)]


class TableOut(Schema):
    unit: UnitName
    rounding: Rounding
    columns: list[Column]
    rows: list[RowOut] = Field(description="Income before costs.")
    totals: list[TotalOut]
    footnotes: list[FootnoteOut]


# -- Shares


class ShareOut(Schema):
    code: Code
    name: str
    population: int = Field(ge=0, examples=[14966])
    percent: str = Field(
        pattern=r"^[0-9]+\.[0-9]{6}$",
        description="The part of the weights in per cent, rounded to six decimals, as text.",
        examples=["11.441021"],
    )
    share: Money


class MunicipalityOut(Schema):
    code: Code
    name: str


class SharingOut(Schema):
    agreement: str
    total: Money
    equal_percent: int | None = Field(
        description="The part that is shared equally, in per cent; the rest by population. Null "
        "where it cannot be shared."
    )
    population: PopulationName | None
    members: list[ShareOut] = Field(
        description="All participants by code; their amounts add up to the total. Empty where it "
        "cannot be shared."
    )
    missing: list[MunicipalityOut] = Field(
        description="Participants without a population, for whose sake it cannot be shared."
    )
    footnotes: list[FootnoteOut]


class SharesOut(Schema):
    version: VersionName
    state: StateOut
    unit: UnitName
    rounding: Rounding
    agreements: list[SharingOut]


# -- Statements


class PayerKind(StrEnum):
    municipality = "municipality"
    other_party = "other_party"


class PayerOut(Schema):
    key: str = Field(description="What names the payer in an address.", examples=["2309"])
    name: str
    kind: PayerKind


class PaidShare(Schema):
    agreement: str
    shared_in_all: Money = Field(description="What all participants share.")
    share: Money


class ChargedAlone(Schema):
    text: str
    charged: Money


class Invoiced(Schema):
    number: str = Field(description="The number of the invoice.")
    on: datetime.date


class InstalmentOut(Schema):
    number: int = Field(ge=1)
    due: datetime.date | None = Field(description="Null: due at once, outside the plan.")
    before_vat: Money
    vat_percent: int
    vat: Money
    with_vat: Money
    invoiced: Invoiced | None = Field(description="Null until it is invoiced.")


class StatementOut(Schema):
    version: VersionName
    state: StateOut
    payer: PayerOut
    unit: UnitName
    rounding: Rounding
    total: Money = Field(description="What the payer pays for the year, before VAT.")
    vat: Money
    with_vat: Money
    shares: list[PaidShare]
    charged_alone: list[ChargedAlone]
    instalments: list[InstalmentOut] = Field(description="Together they are the total.")
    footnotes: list[FootnoteOut]


class Statements(PageOf):
    items: list[StatementOut]


# -- Populations


class PopulationOut(PopulationName):
    date: datetime.date
    source: str
    edition: datetime.date | None = Field(description="The day the source was published.")
    preliminary: bool = Field(description="Whether the source calls the figures preliminary.")
    digest: str = Field(description="SHA-256 of the file or answer they were read from, or empty.")
    reason: str = Field(description="Why it was corrected; empty for the first revision.")
    municipalities: int = Field(ge=0, description="How many municipalities have a figure in all.")


class Populations(PageOf):
    items: list[PopulationOut]


class FigureOut(MunicipalityOut):
    population: int = Field(ge=0, examples=[14966])


class PopulationWithFigures(PopulationOut):
    figures: list[FigureOut] = Field(description="By code.")
