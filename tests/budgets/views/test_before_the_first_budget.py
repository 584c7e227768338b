"""The pages of an office that has entered nothing yet: they say where to begin."""

import pytest
from django.test import Client

from accounts.models import User
from budgets.models import ControlTotal
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.reading import read

PAGES = ["/", "/budgets/", "/budgets/table/"]


@pytest.mark.parametrize("address", PAGES)
def test_an_editor_is_told_who_begins(editor: User, address: str) -> None:
    page = read(signed_in(editor).get(address))
    assert "Det finns ingen budget ännu. En administratör lägger till det första året." in page.text
    assert page.tables == []


@pytest.mark.parametrize("address", PAGES)
def test_an_administrator_is_led_to_the_first_step(administrator: User, address: str) -> None:
    page = read(signed_in(administrator).get(address))
    assert "/admin/municipalities/agreement/add/" in page.links.values()


@pytest.mark.parametrize("address", PAGES)
def test_a_contact_is_told_when_there_will_be_one(outsider: User, address: str) -> None:
    page = read(signed_in(outsider).get(address))
    assert "när kontoret skickar ut den på samråd" in page.text


@pytest.mark.parametrize(
    "address",
    ["/budgets/2021/", "/budgets/2021/allocation/", "/budgets/2021/1/allocation/1/2309/"],
)
def test_nothing_else_is_found(editor: User, address: str) -> None:
    assert signed_in(editor).get(address).status_code == 404


@pytest.mark.parametrize("query", ["", "?years=2021"])
def test_there_is_no_workbook_of_nothing(editor: User, query: str) -> None:
    client: Client = signed_in(editor)
    assert client.get(f"/budgets/table.xlsx{query}").status_code == 404


def test_printed_totals_that_agree_are_told_and_so_is_that_there_are_none(editor: User) -> None:
    client = signed_in(editor)
    address = "/budgets/deviations/"
    assert read(client.get(address)).headings[0] == "Inga tryckta summor att jämföra med"
    one, two = registers.municipality("0001", "Ett"), registers.municipality("0002", "Två")
    version = budgets.shared(registers.agreement(one, two, name="Avtal", from_year=2020))
    ControlTotal.objects.create(version=version, total="income", amount=1000, source="Här")
    page = read(client.get(address))
    assert page.headings[0] == "Varje tryckt summa är summan av sina rader"
