"""Two versions side by side, with what differs marked."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from budgets.actions import adoption, lines, versions
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.comparing import differences_between
from municipalities.models import Agreement
from tests.conftest import signed_in
from tests.recalculation import recalculated

COMPARE = "/budgets/compare/"


def version(year: int) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=year)


@pytest.fixture
def client(the_example: None, editor: User) -> Client:
    return signed_in(editor)


def test_the_newest_draft_is_set_against_what_it_was_made_from(client: Client) -> None:
    page = client.get(COMPARE).content.decode()
    assert "Budget 2022, version 1, mot Budget 2021, version 1" in page


def test_an_added_a_removed_and_a_changed_line_are_marked(client: Client) -> None:
    draft, staff = version(2022), Heading.objects.get(name="Personalkostnader")
    lines.add(version=draft, heading=staff, amount=Decimal(5000), text="Vikarier")
    removed = LineItem.objects.get(version=draft, text="Krokoms Bostäder")
    lines.remove(version=draft, line_id=removed.pk, revision=removed.revision)
    rows = [
        (row.text, row.kind.value, row.difference)
        for heading in differences_between(version(2021), draft)
        for row in heading.rows
        if row.kind.value != "same"
    ]
    assert rows == [
        ("Krokoms Bostäder", "removed", Decimal("-179333.00")),
        ("Vikarier", "added", Decimal("5000.00")),
    ]
    page = client.get(COMPARE).content.decode()
    assert "became-removed" in page
    assert "became-added" in page


def test_another_way_of_charging_is_told_in_the_readers_words(client: Client) -> None:
    draft = version(2022)
    on_order = LineItem.objects.get(version=draft, heading__name="Intäkter uppdragsupphandlingar")
    on_order.charge_code = f"agreement:{Agreement.objects.get().pk}"
    on_order.save()
    page = client.get(COMPARE).content.decode()
    assert "debiteras: på beställning → Grundavtalet" in page
    assert "on_order" not in page


def test_a_contact_is_not_led_to_the_draft_a_version_was_made_from(
    contact_of_krokom: User,
) -> None:
    autumn = datetime.date(2021, 9, 23)
    second = versions.copy(version(2022), to_year=2022, planned_adoption_date=autumn)
    adoption.adopt(second, on=autumn, reference="§ 1", by=None, imbalance_reason="Prov")
    page = signed_in(contact_of_krokom).get(COMPARE).content.decode()
    assert "Budget 2022, version 2, mot Budget 2021, version 1" in page
    assert 'role="alert"' not in page


def test_a_contact_cannot_choose_a_draft(contact_of_krokom: User) -> None:
    draft, adopted = version(2022), version(2021)
    response = signed_in(contact_of_krokom).get(COMPARE, {"before": adopted.pk, "after": draft.pk})
    assert response.status_code == 200
    assert "Det finns ingen sådan version som du får se." in response.content.decode()


@pytest.mark.parametrize("typed", ["abc", "999999", ""])
def test_what_is_no_version_is_told_at_the_field(client: Client, typed: str) -> None:
    choice: dict[str, str | int] = {"before": typed, "after": version(2021).pk}
    response = client.get(COMPARE, choice)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_comparing_costs_four_queries(
    the_example: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before, after = version(2020), version(2021)
    with django_assert_num_queries(4):
        differences_between(before, after)


def test_the_workbook_holds_what_the_page_shows(client: Client, tmp_path: Path) -> None:
    draft, staff = version(2022), Heading.objects.get(name="Personalkostnader")
    lines.add(version=draft, heading=staff, amount=Decimal(5000), text="=Vikarier")
    removed = LineItem.objects.get(version=draft, text="Krokoms Bostäder")
    lines.remove(version=draft, line_id=removed.pk, revision=removed.revision)
    file = client.get("/budgets/compare.xlsx").content
    sheet = recalculated({"compared": file}, tmp_path)["compared"].worksheets[0]
    told = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    expected: dict[str, tuple[Decimal | None, ...]] = {}
    for group in differences_between(version(2021), draft):
        expected[str(group.heading)] = (group.before, group.after, group.difference)
        if group.is_split:
            for one in group.rows:
                name = one.text or "–"
                expected[name] = (one.amount_before, one.amount_after, one.difference)
    for name, figures in expected.items():
        assert [None if x is None else Decimal(str(x)) for x in told[name][:3]] == list(figures)
    assert told["=Vikarier"][3] == "tillagd"
    assert told["Krokoms Bostäder"][3] == "borttagen"


def test_nobody_downloads_a_comparison_with_what_is_hidden(contact_of_krokom: User) -> None:
    draft, adopted = version(2022), version(2021)
    krokom = signed_in(contact_of_krokom)
    choice = {"before": adopted.pk, "after": draft.pk}
    assert krokom.get("/budgets/compare.xlsx", choice).status_code == 404
    assert krokom.get("/budgets/compare.xlsx").status_code == 200
