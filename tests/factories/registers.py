"""Municipalities, agreements and populations for tests, each in one line."""

from stdnum import luhn

from municipalities.models import (
    Agreement,
    Municipality,
    OtherParty,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)


def municipality(code: str = "2380", name: str = "") -> Municipality:
    nine_digits = f"21200{code}"
    return Municipality.objects.create(
        code=code,
        name=name or f"Kommun {code}",
        organisation_number=nine_digits + luhn.calc_check_digit(nine_digits),
    )


def agreement(*members: Municipality, name: str = "Avtal", from_year: int = 2019) -> Agreement:
    signed = Agreement.objects.create(name=name)
    for member in members:
        Participation.objects.create(agreement=signed, municipality=member, from_year=from_year)
    return signed


def participation(agreement: Agreement, member: Municipality, from_year: int) -> Participation:
    return Participation.objects.create(
        agreement=agreement, municipality=member, from_year=from_year
    )


def other_party(name: str = "Förbundet") -> OtherParty:
    return OtherParty.objects.create(name=name)


def snapshot(
    year: int, figures: dict[Municipality, int] | None = None, revision: int = 1
) -> PopulationSnapshot:
    taken = PopulationSnapshot.objects.create(year=year, revision=revision, source="SCB")
    for member, population in (figures or {}).items():
        PopulationFigure.objects.create(snapshot=taken, municipality=member, population=population)
    return taken
