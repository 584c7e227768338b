"""How many live in the members, for everyone who sees a budget."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from budgets.views.population.members import MEMBERS_ON_A_PAGE, YEARS_BESIDE
from municipalities.models import (
    Agreement,
    Municipality,
    Participation,
    PopulationFigure,
)
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS
from tests.factories import registers
from tests.queries import queries_for
from tests.reading import Page, read

ADDRESS = "/population/"


@pytest.fixture
def page(krokom: Client) -> Page:
    return read(krokom.get(ADDRESS))


def test_whoever_sees_a_budget_sees_the_population(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(ADDRESS) == NOT_TO_OUTSIDERS


def test_the_heading_is_the_answer(page: Page) -> None:
    assert page.headings[0] == "132 839 invånare bor i de 8 kommunerna"


def test_the_table_has_the_members_and_the_years(page: Page) -> None:
    populations, shares = page.tables[0], page.tables[1]
    assert populations[0] == ["Kommun", *map(str, range(2017, 2025))]
    assert ["Krokom", "14 925", "14 858", "14 966"] in [row[:4] for row in populations]
    assert populations[-1][3] == "130 810"
    assert ["Krokom", "11,50", "11,40", "11,44"] in [row[:4] for row in shares]
    assert shares[-1] == ["Summa", *["100,00"] * 8]


def test_the_share_is_that_of_the_allocation(page: Page, office: Client) -> None:
    allocation = read(office.get("/budgets/2021/allocation/"))
    shares = {row[0]: row[3] for row in page.tables[1][1:-1]}
    assert shares == {row[0]: row[3] for row in allocation.tables[0][1:-1]}


def test_earlier_years_are_a_step_away(krokom: Client, page: Page) -> None:
    earlier = read(krokom.get(ADDRESS + page.links["Tidigare år"]))
    assert earlier.tables[0][0][1:] == ["2015", "2016"]
    later = read(krokom.get(ADDRESS + earlier.links["Senare år"]))
    assert later.tables[0] == page.tables[0]


@pytest.mark.parametrize("typed", ["to=abc", "to=9999", "to=0000", "to=²²²²", "page=9", "page=x"])
def test_what_cannot_be_asked_for_is_answered(krokom: Client, typed: str) -> None:
    for agreement in ("", "&agreement=x", "&agreement=999999999999999999999999"):
        assert krokom.get(f"{ADDRESS}?{typed}{agreement}").status_code == 200


def test_every_member_has_a_chart_beside_its_figures(krokom: Client) -> None:
    answer = krokom.get(ADDRESS).text
    assert answer.count('<svg class="panel"') == 8
    assert "Krokom</strong>" in answer
    assert not re.search(r'points="[^"]*[^0-9., "]', answer)


def test_the_sources_lead_to_the_snapshots_only_for_the_office(
    krokom: Client, office: Client
) -> None:
    assert "/population/2019/1/" in office.get(ADDRESS).text
    assert "/population/2019/1/" not in krokom.get(ADDRESS).text
    assert "SCB, befolkningsstatistik" in read(krokom.get(ADDRESS)).text


def test_the_newest_revision_is_shown(krokom: Client) -> None:
    snapshot = registers.snapshot(2024, revision=2)
    newest = PopulationFigure.objects.filter(snapshot__year=2024, snapshot__revision=1)
    PopulationFigure.objects.bulk_create(
        PopulationFigure(snapshot=snapshot, municipality_id=pk, population=1000)
        for pk in newest.values_list("municipality", flat=True)
    )
    shown = read(krokom.get(ADDRESS))
    assert shown.row_of(shown.tables[0], "Krokom")[-1] == "1 000"


def test_a_member_that_joins_has_no_share_of_the_years_before(krokom: Client) -> None:
    agreement = Agreement.objects.get()
    late = Municipality.objects.get(code="2281")
    agreement.participations.create(municipality=late, from_year=2024)
    shown = read(krokom.get(ADDRESS))
    assert shown.row_of(shown.tables[1], "Sundsvall")[:5] == ["–"] * 5
    assert shown.row_of(shown.tables[1], "Sundsvall")[5] != "–"
    assert shown.tables[1][-1][1:] == ["100,00"] * 8


def test_a_member_without_a_figure_leaves_the_shares_of_that_year_open(krokom: Client) -> None:
    PopulationFigure.objects.filter(snapshot__year=2024, municipality__code="2309").delete()
    shown = read(krokom.get(ADDRESS))
    assert {row[8] for row in shown.tables[1][1:]} == {"–"}
    assert shown.tables[0][-1][8] == "–"
    assert shown.headings[0].startswith("132 572")


def test_without_an_agreement_the_page_says_so(krokom: Client) -> None:
    page = read(krokom.get(f"{ADDRESS}?agreement=1"))
    assert page.headings[0]
    Participation.objects.all().delete()
    shown = read(krokom.get(ADDRESS))
    assert shown.headings[0] == "Folkmängd"


def test_there_is_a_door_to_it(krokom: Client) -> None:
    assert read(krokom.get("/")).links["Folkmängd"] == ADDRESS


def test_more_members_and_years_are_paged_and_cost_no_more_queries(krokom: Client) -> None:
    few = queries_for(krokom, ADDRESS)
    agreement = Agreement.objects.get()
    others = Municipality.objects.exclude(participations__agreement=agreement)
    Participation.objects.bulk_create(
        Participation(agreement=agreement, municipality=m, from_year=2019) for m in others
    )
    for year in range(1990, 2015):
        registers.snapshot(year)
    assert queries_for(krokom, ADDRESS) == few
    shown = read(krokom.get(f"{ADDRESS}?page=2"))
    assert len(shown.tables[0]) == MEMBERS_ON_A_PAGE + 2
    assert len(shown.tables[0][0]) == YEARS_BESIDE + 1
    assert shown.tables[0][-1][0] == "Summa av alla deltagare"
