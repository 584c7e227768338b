"""The budget for the accounting system, and on which accounts headings are booked."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Change, User
from budgets.actions import headings as actions
from budgets.actions import lines
from budgets.actions.headings import BookedMeanwhile
from budgets.models import BudgetVersion, Heading, LineItem
from budgets.models.accounting import by_account, sie_of
from municipalities.models import Seller
from tests.budgets.views.conftest import OFFICE_ALONE
from tests.conftest import signed_in
from tests.forms import Form, form_on, submit
from tests.queries import queries_for
from tests.reading import read as read_page
from tests.sie import read

FILE, ACCOUNTS = "/budgets/2021/1/budget.se", "/budgets/accounts/"
SAVE = "Spara kontona"


@pytest.fixture
def booked(the_example: None) -> dict[str, int]:
    """An account of the test's own for each heading, by the heading's name."""
    numbers = {}
    for place, heading in enumerate(Heading.objects.all()):
        heading.account = (3000 if heading.is_income else 5000) + 10 * place
        heading.save()
        numbers[heading.name] = heading.account
    return numbers


@pytest.fixture
def version(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2021)


def expected(version: BudgetVersion) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in LineItem.objects.filter(version=version).select_related("heading"):
        number = line.account or str(line.heading.account)
        sign = -1 if line.heading.kind == "income" else 1
        sums[number] = sums.get(number, Decimal(0)) + sign * line.amount
    return sums


def test_the_file_has_every_line_of_the_version(
    office: Client, booked: dict[str, int], version: BudgetVersion
) -> None:
    answer = office.get(FILE)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="budget-2021-1.se"'
    found = read(answer.content)
    assert found.sums == expected(version)
    staff = str(booked["Personalkostnader"])
    assert found.accounts[staff] == "Personalkostnader"
    assert found.kinds[staff] == "K"
    assert found.budget[staff]["202101"] > 0
    base = str(booked["Intäkter grundavtal deltagande kommuner"])
    assert found.kinds[base] == "I"
    assert set(found.budget[base].values()) == {Decimal("-468000.00")}
    assert found.said("#FNAMN") == [Seller.objects.ours().name]
    assert found.said("#PROSA")[0].startswith("Budget 2021, version 1, fastställd 2020-09-24")


def test_a_line_goes_to_its_own_account_first(booked: dict[str, int], the_example: None) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    staff = Heading.objects.get(name="Personalkostnader")
    lines.add(version=draft, heading=staff, amount=Decimal("10.05"), text="Löner", account="5011")
    found = by_account(draft)
    read_back = read(sie_of(draft, found, Seller.objects.ours(), datetime.date(2021, 9, 1)))
    assert read_back.sums == expected(draft)
    assert read_back.sums["5011"] == Decimal("10.05")
    assert read_back.accounts["5011"] == "Löner"
    assert "ej fastställd" in read_back.said("#PROSA")[0]


def test_an_account_of_income_and_cost_says_neither(booked: dict[str, int]) -> None:
    Heading.objects.update(account=3010)
    version = BudgetVersion.objects.get(budget_year__year=2021)
    (account,) = by_account(version).accounts
    assert account.kind is None
    assert account.kronor == sum(expected(version).values())


def test_what_lacks_an_account_is_told_and_nothing_is_made(
    office: Client, booked: dict[str, int]
) -> None:
    Heading.objects.filter(name="Personalkostnader").update(account=None)
    answer = office.get(FILE)
    page = read_page(answer)
    assert answer.status_code == 409
    assert "1 rubrik saknar konto" in page.headings
    assert "Personalkostnader" in page.text
    assert "Övriga omkostnader" not in page.text
    assert ACCOUNTS in page.links.values()


def test_an_account_that_is_no_number_is_told(office: Client, booked: dict[str, int]) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    staff = Heading.objects.get(name="Personalkostnader")
    lines.add(version=draft, heading=staff, amount=Decimal(1), text="Löner", account="5011 lön")
    answer = office.get("/budgets/2022/1/budget.se")
    assert answer.status_code == 409
    assert "Löner under Personalkostnader: ”5011 lön”" in read_page(answer).text
    found = by_account(draft)
    with pytest.raises(ValueError, match="no account"):
        sie_of(draft, found, Seller.objects.ours(), datetime.date(2021, 9, 1))


def test_without_a_seller_the_page_says_so(office: Client, booked: dict[str, int]) -> None:
    Seller.objects.all().delete()
    answer = office.get(FILE)
    assert answer.status_code == 409
    assert "En administratör skriver dem." in read_page(answer).text


def test_a_budget_without_lines_has_no_file(office: Client, the_example: None) -> None:
    LineItem.objects.filter(version__budget_year__year=2022).delete()
    answer = office.get("/budgets/2022/1/budget.se")
    assert answer.status_code == 409
    assert "Budgeten har inga rader än." in read_page(answer).text


def test_the_file_is_for_those_who_work_here(
    booked: dict[str, int], statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses(FILE) == OFFICE_ALONE
    assert statuses("/budgets/2022/1/budget.se") == OFFICE_ALONE


def test_the_version_leads_to_it_and_a_contact_finds_no_link(
    office: Client, krokom: Client
) -> None:
    assert FILE in read_page(office.get("/budgets/2021/1/")).links.values()
    assert FILE not in read_page(krokom.get("/budgets/2021/1/")).links.values()


def test_the_file_asks_as_much_for_many_lines(office: Client, booked: dict[str, int]) -> None:
    few = queries_for(office, "/budgets/2022/1/budget.se")
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    staff = Heading.objects.get(name="Personalkostnader")
    for number in range(20):
        lines.add(version=draft, heading=staff, amount=Decimal(1), account=str(6000 + number))
    assert queries_for(office, "/budgets/2022/1/budget.se") == few


# -- On which accounts headings are booked


def shown(client: Client, heading: Heading, account: str) -> Form:
    return form_on(client.get(ACCOUNTS), press=SAVE).fill(
        {f"heading-{heading.pk}-account": account}
    )


def book(client: Client, heading: Heading, account: str, **options: Any) -> Any:
    return shown(client, heading, account).send(client, SAVE, **options)


@pytest.fixture
def staff(the_example: None) -> Heading:
    return Heading.objects.get(name="Personalkostnader")


def test_an_editor_says_where_a_heading_is_booked(
    office: Client, editor: User, staff: Heading
) -> None:
    answer = book(office, staff, " 5010 ", follow=True)
    assert "Kontona är sparade." in read_page(answer).text
    staff.refresh_from_db()
    assert staff.account == 5010
    change = Change.objects.get(field="account")
    assert (change.by, change.label, change.before, change.after) == (
        editor,
        "Personalkostnader",
        "",
        "5010",
    )
    book(office, staff, "")
    staff.refresh_from_db()
    assert staff.account is None


@pytest.mark.parametrize("wrong", ["12", "0301", "5010 lön", "9999999", "-5010"])
def test_what_is_no_account_is_refused_and_kept_as_typed(
    office: Client, staff: Heading, wrong: str
) -> None:
    answer = book(office, staff, wrong)
    assert answer.status_code == 422
    assert read_page(answer).errors == ["Ett konto har tre till sex siffror, till exempel 3010."]
    assert wrong in answer.content.decode()
    assert Change.objects.filter(field="account").count() == 0


def test_two_who_write_the_same_account_lose_nothing(office: Client, staff: Heading) -> None:
    before = shown(office, staff, "5020")
    book(office, staff, "5010")
    refused = before.send(office, SAVE)
    assert refused.status_code == 422
    assert "Någon annan har skrivit ”5010”" in read_page(refused).text
    with pytest.raises(BookedMeanwhile):
        actions.book(heading=staff, on=5020, read=None, by=None)
    submit(office, refused, press=SAVE)
    staff.refresh_from_db()
    assert staff.account == 5020


def test_others_than_the_office_do_not_say(
    the_example: None, administrator: User, contact_of_krokom: User, staff: Heading
) -> None:
    # They have no page to send this from.
    sent = {f"heading-{staff.pk}-account": "5010", f"heading-{staff.pk}-read_account": ""}
    for user, status in ((administrator, 403), (contact_of_krokom, 404)):
        assert signed_in(user).get(ACCOUNTS).status_code == status
        assert signed_in(user).post(ACCOUNTS, sent).status_code == status
    staff.refresh_from_db()
    assert staff.account is None


def test_the_accounts_ask_as_much_for_many_headings(office: Client, the_example: None) -> None:
    few = queries_for(office, ACCOUNTS)
    for number in range(20):
        Heading.objects.create(kind="cost", name=f"Rubrik {number}")
    assert queries_for(office, ACCOUNTS) == few
