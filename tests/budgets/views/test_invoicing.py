"""The office chooses the days of payment, and marks what was invoiced."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budgets.models import BudgetVersion, Invoicing, Withdrawal
from budgets.models.instalment import plan_of
from tests.conftest import signed_in
from tests.forms import Form, form_on, submit
from tests.reading import read

MARK, PLAN = "/budgets/2021/1/invoicing/", "/budgets/2022/1/plan/"


SAY_SO, CHOOSE, WITHDRAW = "Markera som fakturerat", "Välj dessa dagar", "Återta"


def shown(client: Client, instalment: str = "1", **typed: str) -> Form:
    """The form of an instalment, with an invoice to Krokom typed into it."""
    page = submit(client, MARK, {"instalment": instalment}, press="Visa")
    invoices = {"invoiced_on": "2021-01-04"} | (typed or {"invoice-2309": "1001"})
    return form_on(page, press=SAY_SO).fill(invoices)


def mark(client: Client, instalment: str = "1", **typed: str) -> Any:
    return shown(client, instalment, **typed).send(client, SAY_SO, follow=True)


def test_only_the_office_marks(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(MARK) == {
        "anonymous": 302,
        "editor": 200,
        "approver": 200,
        "administrator": 403,
        "contact": 404,
        "outsider": 404,
    }
    assert statuses("/budgets/2022/1/invoicing/")["editor"] == 403


def test_an_invoice_is_marked(office: Client, editor: User) -> None:
    response = mark(office)
    assert "1 delbetalning är markerad som fakturerad." in read(response).text
    (made,) = Invoicing.objects.all()
    assert (str(made.payer), made.number, made.invoice_number, made.by) == (
        "Krokom",
        1,
        "1001",
        editor,
    )
    page = read(office.get(MARK))
    assert page.tables[0][4][-1] == "1001, 2021-01-04"


def test_several_at_once_and_other_parties_too(office: Client) -> None:
    numbers = {"invoice-2309": "1001", "invoice-2380": "1002", "invoice-2303": ""}
    mark(office, **numbers, **{f"invoice-{_party_key()}": "1003"})
    assert Invoicing.objects.count() == 3


def _party_key() -> str:
    from municipalities.models import OtherParty

    return OtherParty.objects.all()[0].payer_key


def test_the_next_instalment_is_offered(office: Client) -> None:
    every = {f"invoice-{key}": key for key in _all_keys()}
    mark(office, **every)
    page = read(office.get(MARK))
    assert page.headings[0] == "Markera delbetalning 2 av 2021 som fakturerad"
    done = read(office.get(f"{MARK}?instalment=1"))
    assert "Alla har fakturerats för den här delbetalningen." in done.text


def _all_keys() -> list[str]:
    from budgets.models.statement import statements_of

    version = BudgetVersion.objects.get(budget_year__year=2021)
    return [statement.payer.payer_key for statement in statements_of(version).statements]


@pytest.mark.parametrize("number", ["0", "5", "x", "٣", "9" * 40])
def test_an_instalment_that_is_none_leads_to_the_first(office: Client, number: str) -> None:
    page = read(office.get(MARK, {"instalment": number}))
    assert page.headings[0] == "Markera delbetalning 1 av 2021 som fakturerad"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"invoice-2309": ""}, "Skriv numret på minst en faktura."),
        ({"invoiced_on": "4/1 2021"}, "Skriv dagen som år-månad-dag"),
        ({"invoiced_on": "1066-01-01"}, "mellan 1989 och 2099"),
        ({"invoice-2309": "x" * 41}, "40"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    office: Client, changes: dict[str, str], sentence: str
) -> None:
    # A browser without calendars sends any day; only a program sends longer numbers.
    response = office.post(MARK, shown(office).data(SAY_SO) | changes)
    assert response.status_code == 422
    assert sentence in read(response).text
    assert not Invoicing.objects.exists()


def test_a_number_of_somebody_else_is_told_at_its_field(office: Client) -> None:
    mark(office)
    response = mark(office, "2", **{"invoice-2309": "1001", "invoice-2380": "1001"})
    assert response.status_code == 422
    assert "Faktura 1001 är till Krokom." in read(response).text
    assert Invoicing.objects.count() == 1


def test_a_mark_is_withdrawn_with_a_reason(office: Client) -> None:
    mark(office)
    (made,) = Invoicing.objects.all()
    address = f"{MARK}{made.pk}/withdraw/"
    assert office.get(address).status_code == 200
    assert submit(office, address, {"reason": " "}, press=WITHDRAW).status_code == 422
    response = submit(office, address, {"reason": "Fel nummer"}, press=WITHDRAW, follow=True)
    assert "kan faktureras" in read(response).text
    assert Withdrawal.objects.get().reason == "Fel nummer"
    assert office.get(address).status_code == 404


def test_days_of_payment_are_chosen_in_a_draft(office: Client) -> None:
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    assert submit(office, PLAN, {"count": "12"}, press=CHOOSE).status_code == 302
    assert len(plan_of(draft)) == 12
    submit(office, PLAN, {"count": "own", "days": "2022-09-01\n2022-03-01 × 3\n"}, press=CHOOSE)
    assert [(str(due.day), due.weight) for due in plan_of(draft)] == [
        ("2022-03-01", 3),
        ("2022-09-01", 1),
    ]
    page = read(office.get(PLAN))
    assert page.headings[0] == "Budget 2022 betalas med 2 delbetalningar"


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("", "Skriv 1 till 60 dagar"),
        ("i vår", "”i vår” är ingen dag"),
        ("2022-02-30", "”2022-02-30” är ingen dag"),
        ("1066-01-01", "är ingen dag"),
        ("2022-02-01 × 0", "är ingen dag"),
        ("2022-02-01\n2022-02-01", "Skriv varje dag en gång."),
    ],
)
def test_days_that_are_none_are_told(office: Client, days: str, sentence: str) -> None:
    response = submit(office, PLAN, {"count": "own", "days": days}, press=CHOOSE)
    assert response.status_code == 422
    assert sentence in read(response).text


def test_the_days_of_an_adopted_budget_stay(office: Client, krokom: Client) -> None:
    assert office.get("/budgets/2021/1/plan/").status_code == 403
    assert krokom.get("/budgets/2021/1/plan/").status_code == 404


def test_the_administrator_does_not_choose_them(the_example: None, administrator: User) -> None:
    assert signed_in(administrator).get(PLAN).status_code == 403
