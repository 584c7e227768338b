"""The example: Upphandlingskontoret in Östersund and its published budgets of 2019–2021."""

import csv
import datetime
import secrets
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from accounts.actions import users
from accounts.models import Role, User
from budgets.actions import adoption, example_document, lines, versions
from budgets.core.allocation import allocate
from budgets.core.money import Unit
from budgets.core.table import Kind, Total
from budgets.models import BudgetVersion, Heading
from municipalities.actions import agreements, payers, populations, register
from municipalities.models import (
    Agreement,
    Contact,
    Municipality,
    OtherParty,
    PopulationSnapshot,
    Seller,
)

DATA = Path(__file__).resolve().parent.parent / "example"
SOURCE = "Upphandlingskontoret, Budget 2021 (tabellen, tkr)"
AGREEMENT = "Grundavtalet"
HOST = "2380"
MEMBERS = ["2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"]
OTHER_PARTIES = [
    "Jämtlands Gymnasieförbund",
    "Krokoms Bostäder",
    "Norra Jämtlands Räddningstjänst",
]
ADOPTED_ON = {
    2019: datetime.date(2018, 9, 27),
    2020: datetime.date(2019, 9, 26),
    2021: datetime.date(2020, 9, 24),
}
PLANNED_2022 = datetime.date(2021, 9, 23)
REFERENCE = "Exempel: paragrafen anges inte i källan"
IMBALANCE_REASON = (
    "Källan redovisar resultatet 0. Raderna i den tryckta tabellen ger ett annat resultat; "
    "avvikelsen står kvar som den är."
)
ASSUMED_SPLIT = (
    "Exemplets antagande: källan anger bara summan för de tre övriga avtalsparterna. "
    "Här är den delad lika."
)
PEOPLE = [
    ("redaktor@example.se", Role.EDITOR, None),
    ("beslut@example.se", Role.APPROVER, None),
    ("krokom@example.se", Role.CONTACT, "2309"),
    ("ostersund@example.se", Role.CONTACT, "2380"),
    ("admin@example.se", Role.ADMINISTRATOR, None),
]
"""One of each kind, and a second contact, so that one can see what the other may not."""

_HEADINGS = {
    "Intäkter grundavtal deltagande kommuner": "base agreement",
    "Intäkter övriga avtalsparter": "other parties",
    "Intäkter kvalitetssäkring Östersund": "Östersund",
    "Intäkter uppdragsupphandlingar": "on order",
    "Personalkostnader": "cost",
    "Övriga omkostnader": "cost",
}
"""How the rows of the published table are charged; the text of the source says so."""

_STAFF = "Personalkostnader"


@transaction.atomic
def load() -> dict[str, str]:
    """Load what is missing of the example, and answer the passwords of the users it added.

    Loading again adds nothing and changes nothing.
    """
    register.load()
    _record_populations()
    _sign_agreement()
    if not Municipality.objects.filter(is_host=True).exists():
        payers.name_host(Municipality.objects.get(code=HOST))
    _name_the_seller()
    for name in OTHER_PARTIES:
        OtherParty.objects.get_or_create(name=name)
    _publish_budgets()
    return dict(_add_people())


def is_empty() -> bool:
    """Whether there is no budget and nobody to sign in yet."""
    return not BudgetVersion.objects.exists() and not User.objects.exists()


def _record_populations() -> None:
    figures: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _rows("population.csv"):
        figures[int(row["date"][:4])][row["code"]] = int(row["population"])
    known = set(PopulationSnapshot.objects.values_list("year", flat=True))
    for year in sorted(set(figures) - known):
        populations.record_snapshot(
            year=year, figures=figures[year], source="SCB, befolkningsstatistik"
        )


def _sign_agreement() -> None:
    if not Agreement.objects.filter(name=AGREEMENT).exists():
        agreements.create(
            name=AGREEMENT,
            members=Municipality.objects.filter(code__in=MEMBERS),
            from_year=min(ADOPTED_ON),
        )


def _name_the_seller() -> None:
    """The host municipality sells. Neither its bankgiro number nor its address is in the source."""
    if not Seller.objects.exists():
        host = Municipality.objects.get(code=HOST)
        Seller.objects.create(
            pk=1, name="Östersunds kommun", organisation_number=host.organisation_number
        )


def _publish_budgets() -> None:
    published = list(_rows("published.csv"))
    newest = None
    for year, day in ADOPTED_ON.items():
        if BudgetVersion.objects.filter(budget_year__year=year).exists():
            continue
        version = versions.start(year=year, planned_adoption_date=day, source=SOURCE)
        for row in published:
            _write_row(version, row["section"], row["heading"], Decimal(row[str(year)]) * Unit.TKR)
        example_document.write(version, is_first=year == min(ADOPTED_ON))
        newest = adoption.adopt(
            version,
            on=day,
            reference=REFERENCE,
            by=None,
            imbalance_reason=IMBALANCE_REASON if adoption.result_of(version) else "",
        )
    if newest and not BudgetVersion.objects.filter(budget_year__year=newest.year + 1).exists():
        versions.copy(newest, to_year=newest.year + 1, planned_adoption_date=PLANNED_2022)


def _write_row(version: BudgetVersion, section: str, name: str, kronor: Decimal) -> None:
    if section in ("income_total", "cost_total", "result"):
        lines.keep_control_total(
            version=version,
            total=Total(section.removesuffix("_total")),
            amount=kronor,
            printed_in=Unit.TKR,
            source=SOURCE,
        )
        return
    heading, _ = Heading.objects.get_or_create(
        kind=Kind(section).value,
        name=name,
        defaults={
            "position": list(_HEADINGS).index(name) + 1,
            "is_staff_cost": name == _STAFF,
        },
    )
    match _HEADINGS[name]:
        case "base agreement":
            agreement = Agreement.objects.get(name=AGREEMENT)
            lines.add(version=version, heading=heading, amount=kronor, charged_to=agreement)
        case "Östersund" as municipality:
            payer = Municipality.objects.get(name=municipality)
            lines.add(version=version, heading=heading, amount=kronor, charged_to=payer)
        case "other parties":
            _split_over_other_parties(version, heading, kronor)
        case "on order":
            lines.add(version=version, heading=heading, amount=kronor, on_order=True)
        case "cost":
            lines.add(version=version, heading=heading, amount=kronor)


def _split_over_other_parties(version: BudgetVersion, heading: Heading, kronor: Decimal) -> None:
    parties = OtherParty.objects.filter(name__in=OTHER_PARTIES)
    parts = allocate(int(kronor), [1] * len(parties))
    for party, part in zip(parties, parts, strict=True):
        lines.add(
            version=version,
            heading=heading,
            amount=Decimal(part),
            text=party.name,
            charged_to=party,
            note=ASSUMED_SPLIT,
        )


def _add_people() -> Iterator[tuple[str, str]]:
    for email, role, code in PEOPLE:
        if User.objects.filter(email=email).exists():
            continue
        password = secrets.token_urlsafe(12)
        user = users.add(email=email, role=role, password=password)
        if code:
            Contact.objects.create(user=user, municipality=Municipality.objects.get(code=code))
        yield email, password


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines_of_file:
        yield from csv.DictReader(lines_of_file)
