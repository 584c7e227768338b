"""Names sort alike on both databases: å, ä and ö last, in that order."""

from municipalities.models import Municipality

IN_ORDER = [
    "Alingsås",
    "Arboga",
    "Arvika",
    "Berg",
    "berga",
    "Bergas",
    "Boden",
    "Uppsala",
    "Vansbro",
    "Vara",
    "Vetlanda",
    "Wetlanda",
    "Zinkgruvan",
    "Åmål",
    "Åre",
    "Årjäng",
    "Åsele",
    "Älmhult",
    "Älvdalen",
    "Ängelholm",
    "Öckerö",
    "Örebro",
    "Östersund",
    "Östhammar",
]


def check_digit(nine: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return str(-sum(digit // 10 + digit % 10 for digit in doubled) % 10)


def test_names_sort_as_a_swede_sorts_them(db: None) -> None:
    for place, name in enumerate(reversed(IN_ORDER)):
        nine = f"21200{place:04}"
        Municipality.objects.create(
            code=f"{9000 + place}", name=name, organisation_number=nine + check_digit(nine)
        )
    assert list(Municipality.objects.values_list("name", flat=True)) == IN_ORDER


def test_the_register_sorts_from_ale_to_overtornea(register_of_municipalities: None) -> None:
    names = list(Municipality.objects.values_list("name", flat=True))
    assert (names[0], names[-1]) == ("Ale", "Övertorneå")
    first_letters = "".join(dict.fromkeys(name[0] for name in names))
    assert first_letters.endswith("VYÅÄÖ")
