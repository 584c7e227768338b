import datetime
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgets.core.explanation import AllocationExplained, Member, explain
from budgets.core.money import to_ore
from budgets.excel.allocation import allocation_workbook
from budgets.models import BudgetVersion, Share
from budgets.models.sharing import Sharing, sharings_of
from municipalities.models import Agreement, Municipality, PopulationSnapshot
from tests.recalculation import recalculated

MADE_ON = datetime.date(2026, 1, 2)
JAMTLAND = [
    Member("2303", "Ragunda", 5284),
    Member("2305", "Bräcke", 6298),
    Member("2309", "Krokom", 14966),
    Member("2313", "Strömsund", 11605),
    Member("2321", "Åre", 11727),
    Member("2326", "Berg", 7061),
    Member("2361", "Härjedalen", 10090),
    Member("2380", "Östersund", 63779),
]
FIRST = 7
"""The row of the first member in a sheet without a subtitle."""


def sharing_of(
    total: str,
    members: Sequence[Member] = JAMTLAND,
    *,
    equal_percent: int = 0,
    allocate_in_ore: bool = False,
) -> Sharing:
    return Sharing(
        agreement=Agreement(
            name="Grundavtalet", equal_percent=equal_percent, allocates_in_ore=allocate_in_ore
        ),
        total=Decimal(total),
        snapshot=PopulationSnapshot(year=2019, source="SCB, befolkningsstatistik"),
        explained=explain(
            Decimal(total), members, equal_percent=equal_percent, allocate_in_ore=allocate_in_ore
        ),
        members=len(members),
    )


def exported(sharing: Sharing, **options: Any) -> bytes:
    return allocation_workbook(sharing, title="Fördelning 2021", made_on=MADE_ON, **options)


def sheet_of(workbook: Workbook) -> Worksheet:
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return sheet


def opened(file: bytes, *, with_results: bool = False) -> Worksheet:
    return sheet_of(load_workbook(BytesIO(file), data_only=with_results))


def changed(file: bytes, **cells: float) -> Workbook:
    """The file with other values in some cells, as a person would type them."""
    workbook = load_workbook(BytesIO(file))
    for name, value in cells.items():
        sheet_of(workbook)[name] = value
    return workbook


def number(value: object) -> Decimal:
    assert isinstance(value, int | float), f"{value!r} is no number"
    return Decimal(str(value))


def assert_holds(sheet: Worksheet, explained: AllocationExplained, first: int = FIRST) -> None:
    """Compare every column of every member, what stands above them, and the sums."""
    unit_in_ore = to_ore(explained.unit)
    inputs = first - 3
    assert number(sheet.cell(inputs, 3).value) == explained.total
    assert number(sheet.cell(inputs, 6).value) == explained.unit
    assert number(sheet.cell(inputs, 10).value) == explained.units_left
    for row, share in enumerate(explained.members, start=first):
        code, name, population, weight, part, exact, *steps, amount = (
            sheet.cell(row, column).value for column in range(1, 12)
        )
        assert (code, name, population) == (
            share.member.code,
            share.member.name,
            share.member.population,
        )
        assert weight == share.weight
        assert abs(100 * number(part) - share.percent) <= Decimal("0.0000006")
        assert abs(number(exact) - Decimal(float(share.exact))) < Decimal("0.00001")
        assert steps == [
            to_ore(share.floor) // unit_in_ore,
            share.remainder,
            share.rank,
            int(share.unit_given),
        ]
        assert number(amount) == share.amount
    sums = first + len(explained.members)
    assert sheet.cell(sums, 3).value == explained.population_sum
    assert sheet.cell(sums, 4).value == explained.weight_sum
    assert round(number(sheet.cell(sums, 11).value), 2) == explained.total
    assert number(sheet.cell(sums + 1, 11).value) == explained.total
    assert sheet.cell(sums + 2, 11).value == 0


def with_population(code: str, population: int) -> list[Member]:
    return [
        Member(m.code, m.name, population if m.code == code else m.population) for m in JAMTLAND
    ]


def of_the_whole_country() -> list[Member]:
    return [
        Member(f"{position:04}", f"Municipality {position}", 2_000 + position * 7_919 % 198_013)
        for position in range(1, 291)
    ]


def close_below_a_whole_number() -> tuple[str, list[Member]]:
    """A total that leaves the first member a remainder of all but one, at the largest sizes.

    The quotient then lies below a whole number by little more than 10⁻¹⁵ of its size, and ``INT``
    takes it for that number: the floor is 1 too large and the remainder −1.
    """
    members = [Member(f"{1000 + i}", f"Large {i}", 9_000_007 + 2 * i) for i in range(100)]
    weight, weight_sum = members[0].population, sum(member.population for member in members)
    total = -pow(weight, -1, weight_sum) % weight_sum
    assert total * weight % weight_sum == weight_sum - 1
    return f"{total}.00", members


def test_recalculated_the_allocations_of_the_example_equal_the_database(
    the_example: None, tmp_path: Path
) -> None:
    versions = {
        str(version.year): version for version in BudgetVersion.objects.of_years([2019, 2020, 2021])
    }
    sharings = {year: sharings_of(version)[0] for year, version in versions.items()}

    sheets = recalculated({year: exported(sharing) for year, sharing in sharings.items()}, tmp_path)

    assert len(sheets) == 3
    for year, workbook in sheets.items():
        sheet, explained = sheet_of(workbook), sharings[year].explained
        assert explained is not None
        assert_holds(sheet, explained)
        kept = Share.objects.filter(allocation__version=versions[year])
        assert {
            sheet.cell(row, 1).value: number(sheet.cell(row, 11).value)
            for row in range(FIRST, FIRST + 8)
        } == dict(kept.values_list("municipality__code", "amount"))


def test_recalculated_the_sheet_equals_the_core_whatever_is_shared(tmp_path: Path) -> None:
    ties = [Member("0001", "A", 100), Member("0002", "B", 100), Member("0003", "C", 300)]
    zeros = [Member("0001", "A", 0), Member("0002", "B", 7)]
    total_close_below, members_close_below = close_below_a_whole_number()
    cases = {
        "negative": sharing_of("-5616000"),
        "ore_in_the_total": sharing_of("5616000.55"),
        "ore_by_agreement": sharing_of("5616000", allocate_in_ore=True),
        "negative_in_ore": sharing_of("-100.01"),
        "equal_30": sharing_of("5616000", equal_percent=30),
        "equal_100": sharing_of("5616001", equal_percent=100),
        "ties": sharing_of("7", ties),
        "ties_of_weight_and_remainder": sharing_of("1", ties[:2]),
        "nothing": sharing_of("0"),
        "nobody_lives_there": sharing_of("10", zeros),
        "whole_country": sharing_of("5616000", of_the_whole_country()),
        "close_below": sharing_of(total_close_below, members_close_below),
    }

    sheets = recalculated({name: exported(case) for name, case in cases.items()}, tmp_path)

    for name, workbook in sheets.items():
        explained = cases[name].explained
        assert explained is not None
        assert_holds(sheet_of(workbook), explained)
        assert opened(exported(cases[name]))["K7"].data_type == "f", name


def test_what_people_change_is_shared_as_the_core_would(tmp_path: Path) -> None:
    file = exported(sharing_of("5616000"))
    population = {"C9": 15_500}
    workbooks = {
        "population": changed(file, **population),
        "total": changed(file, C4=-777),
        "total_with_ore": changed(file, C4=1000.35),
        "equal_part": changed(file, D4=30),
        "too_large": changed(file, C4=999_999_999_999, D4=50),
    }

    sheets = {name: sheet_of(book) for name, book in recalculated(workbooks, tmp_path).items()}

    members = with_population("2309", 15_500)
    assert_holds(sheets["population"], explain(Decimal(5_616_000), members))
    assert_holds(sheets["total"], explain(Decimal(-777), JAMTLAND))
    assert_holds(sheets["total_with_ore"], explain(Decimal("1000.35"), JAMTLAND))
    assert_holds(sheets["equal_part"], explain(Decimal(5_616_000), JAMTLAND, equal_percent=30))
    assert isinstance(sheets["too_large"]["K17"].value, str)
    before = opened(file, with_results=True)
    assert sheets["population"]["K9"].value > before["K9"].value
    assert sheets["population"]["K15"].value == before["K15"].value == 5_616_000


@pytest.mark.parametrize(
    "sharing",
    [
        sharing_of("5616000"),
        sharing_of("-5616000.55", equal_percent=30),
        sharing_of("999999999999.99", of_the_whole_country(), equal_percent=30),
    ],
    ids=["as usual", "negative, in öre, part equal", "too large"],
)
def test_the_results_in_the_file_equal_the_core(sharing: Sharing) -> None:
    assert sharing.explained is not None
    assert_holds(opened(exported(sharing), with_results=True), sharing.explained)


def test_numbers_too_large_for_a_spreadsheet_are_values_and_the_sheet_says_so() -> None:
    sharing = sharing_of("999999999999.99", of_the_whole_country(), equal_percent=30)
    sheet = opened(exported(sharing))

    assert all(cell.data_type == "n" for row in sheet["C7:K296"] for cell in row)
    assert sheet["K297"].value == "=SUM(K7:K296)"
    assert not sheet.data_validations.dataValidation
    with translation.override("en"):
        assert "too large for a spreadsheet" in " ".join(texts_of(sharing))


def texts_of(sharing: Sharing) -> list[str]:
    return [str(row[0].value) for row in opened(exported(sharing)).iter_rows()]


def test_the_sheet_tells_its_population_its_rule_and_what_may_be_changed() -> None:
    with translation.override("en"):
        texts = " ".join(texts_of(sharing_of("-5616000", equal_percent=30)))

    assert "Population on 2019-12-31. Source: SCB, befolkningsstatistik." in texts
    assert "30 per cent is shared equally" in texts
    assert "largest remainders" in texts
    assert "with the sign turned" in texts
    assert "shaded cells can be changed" in texts


def test_only_population_total_and_equal_part_take_other_numbers() -> None:
    sheet = opened(exported(sharing_of("5616000")))

    validations = {
        str(v.sqref): (v.type, v.formula1, v.formula2)
        for v in sheet.data_validations.dataValidation
    }
    assert validations == {
        "C7:C14": ("whole", "1", "10000000"),
        "C4": ("decimal", "-999999999999.99", "999999999999.99"),
        "D4": ("whole", "0", "100"),
    }
    shaded = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.patternType}
    assert shaded == {"C4", "D4", *(f"C{row}" for row in range(7, 15))}


def test_codes_are_text_and_names_stay_text() -> None:
    members = [Member("0114", "=Upplands Väsby", 10), Member("0115", "@Vallentuna", 20)]
    sheet = opened(exported(sharing_of("100", members)))

    assert [(cell.value, cell.data_type) for cell in sheet["A"][6:8]] == [
        ("0114", "s"),
        ("0115", "s"),
    ]
    assert [(cell.value, cell.data_type) for cell in sheet["B"][6:8]] == [
        ("=Upplands Väsby", "s"),
        ("@Vallentuna", "s"),
    ]


def test_print_and_panes_are_set_up() -> None:
    sheet = opened(exported(sharing_of("5616000"), subtitle="Grundavtalet"))

    assert sheet.title == "Fördelning 2021"
    assert sheet.freeze_panes == "C8"
    assert sheet.print_title_rows == "$7:$7"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["A8"].value == "2303"


def test_what_cannot_be_shared_cannot_be_exported() -> None:
    missing = Sharing(
        agreement=Agreement(name="Grundavtalet"),
        total=Decimal(100),
        snapshot=None,
        explained=None,
        missing=(Municipality(code="2303", name="Ragunda"),),
        members=1,
    )

    with pytest.raises(ValueError, match="Grundavtalet cannot be shared"):
        exported(missing)
