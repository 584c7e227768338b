"""The whole job of an administrator: fetch, look, save, correct; what was adopted stays."""

import datetime
from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from accounts.models import User
from budgets.actions import adoption
from budgets.models import BudgetVersion
from municipalities.actions import agreements, populations
from municipalities.models import Municipality, PopulationSnapshot
from tests.browser.conftest import Visit
from tests.factories import budgets
from tests.scb import JAMTLAND, StandIn, stand_in, truth

pytestmark = pytest.mark.browser


@pytest.fixture
def scb() -> Iterator[StandIn]:
    """Statistics Sweden's database on this machine."""
    with stand_in() as server, override_settings(SCB=server.api()):
        yield server


@pytest.fixture
def draft(register_of_municipalities: None) -> BudgetVersion:
    """Budget 2021 as a draft, while the population it will be shared by is not there yet."""
    agreement = agreements.create(
        name="Grundavtalet",
        members=Municipality.objects.filter(code__in=JAMTLAND),
        from_year=2019,
    )
    of_2018 = {code: truth()[2018][code] for code in JAMTLAND}
    populations.record_snapshot(year=2018, figures=of_2018, source="SCB")
    return budgets.shared(agreement, 5_616_000)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def share_of_krokom(page: Page) -> str:
    page.goto("/budgets/2021/allocation/")
    return (
        page.get_by_role("row", name="Krokom").inner_text().split("\t")[-1].replace("\u00a0", " ")
    )


def correct(page: Page, figure: str) -> None:
    """From the page of a population to the preview of a correction of Krokom's figure."""
    page.get_by_role("link", name="Rätta den").click()
    heading(page, "Rätta folkmängden 31 december 2019")
    page.get_by_label("Krokom").fill(figure)
    page.get_by_role("button", name="Visa vad det gör").click()
    heading(page, "Folkmängden 2019-12-31, innan den sparas")


def save(page: Page, reason: str = "") -> None:
    if reason:
        page.get_by_label("Skäl för revisionen").fill(reason)
    page.wait_for_load_state()
    if (remarks := page.get_by_label("Jag har sett på anmärkningarna")).count():
        remarks.check()
    page.get_by_role("button", name="Spara").click()


def test_fetch_look_save_and_correct_while_what_is_adopted_stays(
    visit: Visit, draft: BudgetVersion, scb: StandIn, administrator: User
) -> None:
    page = visit(administrator)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Folkmängd").click()
    page.get_by_role("link", name="Hämta från SCB").click()
    expect(page.get_by_label("31 december år")).to_have_value("2019")
    page.get_by_role("button", name="Hämta").click()

    heading(page, "Folkmängden 2019-12-31, innan den sparas")
    figures = page.get_by_role("region", name="Invånare i de deltagande kommunerna")
    expect(figures.get_by_role("row", name="Krokom")).to_contain_text("14 966")
    effect = page.get_by_role("region", name="Budget 2021, version 1")
    expect(effect.get_by_role("row", name="Krokom")).to_contain_text("642 528")
    assert not PopulationSnapshot.objects.filter(year=2019).exists()
    save(page)
    heading(page, "Folkmängden 2019-12-31")

    correct(page, "15 066")
    expect(effect.get_by_role("row", name="Krokom")).to_contain_text("642 528")
    expect(effect.get_by_role("row", name="Krokom")).to_contain_text("+3 799")
    save(page, "SCB har rättat Krokom")
    heading(page, "Folkmängden 2019-12-31, revision 2")
    assert share_of_krokom(page) == "646 327"

    adoption.adopt(draft, on=datetime.date(2020, 9, 24), reference="§ 45", by=None)
    page.goto("/population/2019/2/")
    correct(page, "14 966")
    expect(page.get_by_role("heading", name="Hade rättelsen varit känd")).to_be_visible()
    expect(effect.get_by_role("row", name="Krokom")).to_contain_text("−3 799")
    save(page, "SCB har tagit tillbaka rättelsen")
    heading(page, "Folkmängden 2019-12-31, revision 3")
    expect(page.get_by_role("heading", name="Hade rättelsen varit känd")).to_be_visible()
    assert share_of_krokom(page) == "646 327"


def test_a_source_that_fails_says_so_and_nothing_is_kept(
    visit: Visit, draft: BudgetVersion, scb: StandIn, administrator: User
) -> None:
    scb.misbehave("always 503")
    scb.misbehave("always 503", version="v1")
    page = visit(administrator)
    page.goto("/population/fetch/")
    page.get_by_role("button", name="Hämta").click()
    expect(page.get_by_text("är stängd just nu. Försök igen senare.")).to_be_visible()
    expect(page.get_by_label("31 december år")).to_have_value("2019")
    assert not PopulationSnapshot.objects.filter(year=2019).exists()
