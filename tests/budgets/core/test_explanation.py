from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.allocation import AllocationError
from budgets.core.explanation import AllocationExplained, Member, ShareExplained, explain
from tests.money import amounts

Records = list[dict[str, str]]
BASE_AGREEMENT = {
    "2019": Decimal("5362000.00"),
    "2020": Decimal("5496000.00"),
    "2021": Decimal("5616000.00"),
}
kronor = amounts(-(10**10), 10**10)
member_lists = st.lists(st.integers(1, 10**6), min_size=1, max_size=20).map(
    lambda populations: [
        Member(f"{2300 + place}", f"Place {place}", population)
        for place, population in enumerate(populations)
    ]
)


def members_of(records: Records) -> list[Member]:
    return [Member(record["code"], record["name"], int(record["population"])) for record in records]


@pytest.mark.parametrize("year", ["2019", "2020", "2021"])
def test_each_municipality_is_told_the_figures_of_the_reference(
    year: str, reference: Callable[[str], Records]
) -> None:
    records = reference(year)
    explained = explain(BASE_AGREEMENT[year], reversed(members_of(records)))
    for record in records:
        share = explained.share_of(record["code"])
        assert str(share.percent) == record["share_pct_6dp"]
        assert share.amount == int(record["amount_kr_largest_remainder"])
        assert abs(share.exact - Fraction(record["amount_kr_exact_2dp"])) <= Fraction(1, 200)
    assert [share.member.code for share in explained.members] == [r["code"] for r in records]


def test_a_total_of_2021_is_explained_step_by_step(reference: Callable[[str], Records]) -> None:
    explained = explain(BASE_AGREEMENT["2021"], members_of(reference("2021")))
    assert explained.population_sum == explained.weight_sum == 130_810
    assert explained.unit == 1
    assert explained.floor_sum == Decimal("5615995.00")
    assert explained.units_left == 5
    given = [share.member.name for share in explained.members if share.unit_given]
    assert given == ["Bräcke", "Krokom", "Strömsund", "Härjedalen", "Östersund"]
    bracke = explained.share_of("2305")
    assert (bracke.rank, bracke.floor, bracke.amount) == (2, Decimal(270_388), Decimal(270_389))
    assert Fraction(869, 1_000) < bracke.remainder_part < Fraction(870, 1_000)


def test_all_that_is_told_of_a_total_half_shared_equally() -> None:
    ragunda, ostersund = Member("2303", "Ragunda", 6), Member("2380", "Östersund", 14)
    explained = explain(Decimal("11.00"), [ostersund, ragunda], equal_percent=50)
    assert explained == AllocationExplained(
        total=Decimal(11),
        unit=Decimal(1),
        equal_percent=50,
        members=(
            ShareExplained(
                member=ragunda,
                weight=1_600,
                weight_sum=4_000,
                percent=Decimal(40),
                exact=Fraction(22, 5),
                floor=Decimal(4),
                remainder=1_600,
                rank=2,
                unit_given=False,
                amount=Decimal(4),
            ),
            ShareExplained(
                member=ostersund,
                weight=2_400,
                weight_sum=4_000,
                percent=Decimal(60),
                exact=Fraction(33, 5),
                floor=Decimal(6),
                remainder=2_400,
                rank=1,
                unit_given=True,
                amount=Decimal(7),
            ),
        ),
        weight_sum=4_000,
        population_sum=20,
        floor_sum=Decimal(10),
        units_left=1,
    )
    assert explained.population_percent == 50
    assert explained.amount_sum == 11


@given(kronor, member_lists, st.integers(0, 100), st.booleans())
def test_every_step_of_an_explanation_fits_the_others(
    total: Decimal, members: list[Member], equal_percent: int, in_ore: bool
) -> None:
    explained = explain(total, members, equal_percent=equal_percent, allocate_in_ore=in_ore)
    step = explained.unit if total >= 0 else -explained.unit
    assert sum(share.amount for share in explained.members) == total
    assert explained.floor_sum + explained.units_left * step == total
    for share in explained.members:
        assert share.amount == share.floor + (step if share.unit_given else 0)
        assert share.exact == Fraction(share.floor) + share.remainder_part * Fraction(step)
        assert share.unit_given == (share.rank <= explained.units_left)
        assert abs(Fraction(share.percent) - Fraction(100 * share.weight, share.weight_sum)) <= (
            Fraction(1, 2 * 10**6)
        )


def test_printed_percentages_may_miss_100_and_the_explanation_knows() -> None:
    explained = explain(Decimal(3), [Member(str(code), "", 1) for code in range(3)])
    assert [str(share.percent) for share in explained.members] == ["33.333333"] * 3
    assert explained.percent_printed_sum == Decimal("99.999999")
    assert explained.percent_sum == 100


def test_a_total_with_ore_is_shared_in_ore() -> None:
    members = [Member("1", "A", 1), Member("2", "B", 1)]
    explained = explain(Decimal("10.01"), members)
    assert explained.unit == Decimal("0.01")
    assert [share.amount for share in explained.members] == [Decimal("5.01"), Decimal("5.00")]
    assert explain(Decimal("10.00"), members).unit == 1
    assert explain(Decimal("10.00"), members, allocate_in_ore=True).unit == Decimal("0.01")


def test_an_equal_part_lifts_the_smallest_share() -> None:
    members = [Member("1", "A", 1_000), Member("2", "B", 3_000)]
    explained = explain(Decimal(100), members, equal_percent=50, allocate_in_ore=True)
    assert [share.amount for share in explained.members] == [Decimal("37.50"), Decimal("62.50")]
    assert explained.population_sum == 4_000


def test_a_tie_goes_to_the_lower_code_however_members_are_listed() -> None:
    members = [Member("2380", "B", 7), Member("2303", "A", 7)]
    for listed in (members, members[::-1]):
        assert explain(Decimal(1), listed).share_of("2303").amount == 1


def test_two_members_with_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^2303 is listed twice$"):
        explain(Decimal(1), [Member("2303", "A", 1), Member("2303", "B", 2)])


def test_nobody_to_share_with_is_refused() -> None:
    with pytest.raises(AllocationError):
        explain(Decimal(1), [])


def test_a_code_that_takes_no_part_has_no_share() -> None:
    with pytest.raises(KeyError, match=r"^'2305'$"):
        explain(Decimal(1), [Member("2303", "A", 1)]).share_of("2305")
