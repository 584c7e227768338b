"""Every step of one municipality's share, for itself and the office to read."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from municipalities.models import Agreement
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.queries import queries_for
from tests.reading import Page, read

KROKOM, OSTERSUND = "2309", "2380"


def share_address(code: str = KROKOM, *, year: int = 2021) -> str:
    return f"/budgets/{year}/1/allocation/{Agreement.objects.get().pk}/{code}/"


@pytest.fixture
def krokoms(office: Client) -> Page:
    return read(office.get(share_address()))


def test_ones_own_opens(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(share_address(KROKOM)) == NOT_TO_OUTSIDERS


def test_that_of_another_municipality_is_not_there(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(share_address(OSTERSUND)) == OFFICE_ALONE


def test_that_of_a_draft_is_not_there_for_others_than_the_office(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(share_address(KROKOM, year=2022)) == OFFICE_ALONE


def test_the_heading_is_the_answer(krokoms: Page) -> None:
    assert krokoms.headings[0] == "Krokom betalar 642 528 kr för 2021"
    assert (
        "11,44 % av 5 616 000 kr (Grundavtalet), efter 14 966 invånare av 130 810 den 2019-12-31."
        in krokoms.text
    )


@pytest.mark.parametrize(
    "step",
    [
        "Krokom hade 14 966 invånare 2019-12-31. De 8 som deltar hade tillsammans 130 810.",
        "Den dagen är årsskiftet innan budgeten fastställdes, 2020-09-24.",
        "5 616 000 × 14 966 ÷ 130 810 = 642 527,7578",
        "Kvoten kortas av till 642 527. Resten är 0,7578 av enheten 1 kr.",
        "De avkortade kvoterna blir 5 615 995 av 5 616 000. 5 enheter blir över",
        "Resten för Krokom är nummer 4 av 8: kommunen får en enhet till.",
        "642 527 + 1 = 642 528 kr",
    ],
)
def test_each_step_is_told(krokoms: Page, step: str) -> None:
    assert step in krokoms.text


def test_the_queue_stands_by_remainder_and_adds_up(krokoms: Page) -> None:
    (queue,) = krokoms.tables
    assert [row[1] for row in queue[1:-1]] == [str(rank) for rank in range(1, 9)]
    remainders = [float(row[4].replace(",", ".")) for row in queue[1:-1]]
    assert remainders == sorted(remainders, reverse=True)
    assert queue[4] == ["Krokom", "4", "14 966", "642 527", "0,7578", "1", "642 528"]
    assert queue[-1] == ["Summa", "", "130 810", "5 615 995", "", "5", "5 616 000"]


def test_one_that_gets_no_unit_more_is_told_so(office: Client) -> None:
    text = read(office.get(share_address("2303"))).text
    assert "Resten för Ragunda är nummer 8 av 8: kommunen får ingen enhet till." in text
    assert "226 855 = 226 855 kr" in text


def test_the_steps_are_told_in_english(in_english: Client) -> None:
    page = read(in_english.get(share_address()))
    assert page.headings[0] == "Krokom pays 642 528 kr for 2021"
    assert "The remainder of Krokom is number 4 of 8: it gets one unit more." in page.text


@pytest.mark.parametrize("code", ["0000", "2301", "238", "krokom", "2309 ", "%00", "x" * 500])
def test_a_municipality_that_takes_no_part_is_not_found(office: Client, code: str) -> None:
    assert office.get(share_address(code)).status_code == 404


def test_another_agreement_is_not_found(office: Client) -> None:
    for agreement in ("0", "999999", "99999999999999999999"):
        address = re.sub(r"/\d+/2309/", f"/{agreement}/2309/", share_address())
        assert office.get(address).status_code == 404


def test_the_number_of_queries_is_that_of_any_other(office: Client, krokom: Client) -> None:
    assert queries_for(office, share_address("2303")) == queries_for(office, share_address("2380"))


def test_the_certificate_says_what_it_rests_on(krokoms: Page) -> None:
    for words in (
        "Budget 2021, version 1, fastställd 2020-09-24: Exempel: paragrafen anges inte i källan.",
        "2019-12-31. Källa för folkmängden: SCB, befolkningsstatistik.",
        "Bara efter folkmängd.",
        "Största rest (Hamiltons metod) i enheter om 1 kr",
        "Den större vikten går först, sedan den lägre kommunkoden.",
        "SHA-256 över allt som beslutades.",
        "Fakturaunderlag för Krokom 2021",
    ):
        assert words in krokoms.text


def test_a_pocket_calculator_gets_the_same(krokoms: Page) -> None:
    """Total × population ÷ all, cut, and a unit more for those first in the queue."""
    (queue,) = krokoms.tables
    left = int(queue[-1][5])
    for row in queue[1:-1]:
        rank, population = int(row[1]), int(row[2].replace(" ", ""))
        cut = 5_616_000 * population // 130_810
        assert int(row[3].replace(" ", "")) == cut
        assert int(row[6].replace(" ", "")) == cut + (rank <= left)
