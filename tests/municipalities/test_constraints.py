"""What the registers refuse: with a sentence at the field, and in the database behind it."""

import datetime

import pytest
from django.db import connection
from django.utils import translation

from accounts.models import Role, User
from municipalities.models import (
    Agreement,
    Contact,
    Municipality,
    OtherParty,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)
from tests.factories import registers
from tests.refusals import refused_by, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "code", ["23", "23801", "238a", "23 0", "２３８０", "2380\n", "", "\0" * 4]
)
def test_a_municipality_code_has_four_digits(code: str) -> None:
    municipality = Municipality(code=code, name="X", organisation_number="2120002528")
    assert "code" in sentences(municipality)
    if "\0" not in code and len(code) <= 4:
        with refused_by("municipality_code_is_four_digits"):
            Municipality.objects.bulk_create([municipality])


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("212000252", "An organisation number has ten digits, such as 2120002528."),
        ("21200025281", "An organisation number has ten digits, such as 2120002528."),
        ("212000252a", "An organisation number has ten digits, such as 2120002528."),
        (
            "2120002529",
            "2120002529 is no organisation number: the last digit should be another.",
        ),
    ],
)
def test_a_wrong_organisation_number_is_told_why(number: str, sentence: str) -> None:
    told = sentences(Municipality(code="2380", name="Östersund", organisation_number=number))
    assert sentence in told["organisation_number"]
    told = sentences(OtherParty(name="Förbundet", organisation_number=number))
    assert sentence in told["organisation_number"]


def test_the_database_refuses_an_organisation_number_that_is_not_ten_digits() -> None:
    with refused_by("municipality_organisation_number_is_ten_digits"):
        Municipality.objects.bulk_create(
            [Municipality(code="2380", name="X", organisation_number="212000")]
        )
    registers.other_party()
    with refused_by("other_party_organisation_number_is_ten_digits"):
        OtherParty.objects.update(organisation_number="x")


def test_an_organisation_number_is_kept_without_its_hyphen() -> None:
    party = OtherParty(name="Förbundet", organisation_number=" 212000-2528 ")
    assert sentences(party) == {}
    assert party.organisation_number == "2120002528"


def test_a_municipality_has_a_name_and_a_code_of_its_own() -> None:
    registers.municipality("2380")
    with refused_by("municipality_name_is_not_empty"):
        Municipality.objects.update(name="")
    with refused_by("municipalities_municipality_code"):
        Municipality.objects.bulk_create(
            [Municipality(code="2380", name="X", organisation_number="2120002528")]
        )


@pytest.mark.parametrize("percent", [-1, 101])
def test_the_equal_part_is_between_0_and_100_per_cent(percent: int) -> None:
    assert "equal_percent" in sentences(Agreement(name="Avtal", equal_percent=percent))
    registers.agreement()
    with refused_by("equal_percent"):
        Agreement.objects.update(equal_percent=percent)


@pytest.mark.parametrize("year", [20211, 1066])
def test_a_year_is_one_we_believe_in(year: int) -> None:
    row = Participation(
        agreement=registers.agreement(), municipality=registers.municipality(), from_year=year
    )
    assert sentences(row) == {"from_year": ["The year must be between 1950 and 2099."]}
    with refused_by("participation_from_year_is_sane"):
        Participation.objects.bulk_create([row])
    snapshot = PopulationSnapshot(year=year, source="SCB")
    assert sentences(snapshot) == {"year": ["The year must be between 1950 and 2099."]}
    with refused_by("population_year_is_sane"):
        PopulationSnapshot.objects.bulk_create([snapshot])


def test_a_last_year_is_one_we_believe_in() -> None:
    registers.agreement(registers.municipality())
    with refused_by("participation_to_year_is_sane"):
        Participation.objects.update(to_year=20211)


def test_a_participation_ends_after_it_begins() -> None:
    row = Participation(
        agreement=registers.agreement(),
        municipality=registers.municipality(),
        from_year=2021,
        to_year=2020,
    )
    assert sentences(row) == {"to_year": ["The last year cannot be before the first."]}
    # PostgreSQL meets the impossible range in the exclusion constraint first.
    Participation.objects.create(
        agreement=row.agreement, municipality=row.municipality, from_year=2021
    )
    if connection.vendor == "sqlite":
        with refused_by("participation_ends_after_it_begins"):
            Participation.objects.update(to_year=2020)


@pytest.mark.parametrize("population", [0, -5, 10_000_001])
def test_a_population_is_between_1_and_10_million(population: int) -> None:
    municipality = registers.municipality()
    snapshot = registers.snapshot(2020, {municipality: 1})
    figure = PopulationFigure(snapshot=snapshot, municipality=municipality, population=population)
    assert "population" in sentences(figure)
    with refused_by("population"):
        PopulationFigure.objects.update(population=population)


def test_a_municipality_has_one_figure_in_a_snapshot() -> None:
    municipality = registers.municipality()
    snapshot = registers.snapshot(2020, {municipality: 1})
    again = PopulationFigure(snapshot=snapshot, municipality=municipality, population=2)
    assert "This municipality has a figure already." in sentences(again)["__all__"]
    with refused_by("one_figure_per_municipality_and_snapshot"):
        PopulationFigure.objects.bulk_create([again])


def test_a_revision_of_a_year_is_there_once_and_counts_from_1() -> None:
    registers.snapshot(2020)
    again = PopulationSnapshot(year=2020, source="SCB")
    assert sentences(again)["__all__"] == [
        "This revision of that year is there already. Take the next number."
    ]
    with refused_by("population_revision_unique_in_year"):
        PopulationSnapshot.objects.bulk_create([again])
    with refused_by("population_revision_counts_from_1"):
        PopulationSnapshot.objects.update(revision=0)
    with refused_by("population_source_is_told"):
        PopulationSnapshot.objects.update(source="")


def test_a_contact_is_of_one_payer() -> None:
    user = User.objects.create(email="a@example.se", role=Role.CONTACT)
    of_none = Contact(user=user)
    of_two = Contact(
        user=user, municipality=registers.municipality(), other_party=registers.other_party()
    )
    sentence = ["Choose one municipality or one other party."]
    assert sentences(of_none) == {"municipality": sentence}
    assert sentences(of_two) == {"other_party": sentence}
    for contact in (of_none, of_two):
        with refused_by("contact_is_of_one_payer"):
            Contact.objects.bulk_create([contact])


def test_a_contact_ends_after_it_begins() -> None:
    contact = Contact(
        user=User.objects.create(email="a@example.se", role=Role.CONTACT),
        municipality=registers.municipality(),
        from_date=datetime.date(2021, 2, 1),
        to_date=datetime.date(2021, 1, 31),
    )
    assert sentences(contact) == {"to_date": ["The last day cannot be before the first."]}
    with refused_by("contact_ends_after_it_begins"):
        Contact.objects.bulk_create([contact])


@pytest.mark.parametrize("model", [Agreement, Municipality, OtherParty])
def test_names_sort_with_swedish_letters_last(model: type) -> None:
    names = ["Zinkgruvan", "Åre", "Älvdalen", "Östersund", "Arboga"]
    for number, name in enumerate(reversed(names)):
        if model is Municipality:
            registers.municipality(f"100{number}", name)
        else:
            model.objects.create(name=name)  # type: ignore[attr-defined]
    found = model.objects.order_by("name").values_list("name", flat=True)  # type: ignore[attr-defined]
    assert list(found) == ["Arboga", "Zinkgruvan", "Åre", "Älvdalen", "Östersund"]
