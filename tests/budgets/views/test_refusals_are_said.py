"""Every form says all that is wrong with what was sent, also with what its page sends along unseen.

The forms of each page are sent with every field emptied, and with nonsense in every field.
"""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budgets.actions import consultation
from budgets.actions.invoicing import Mark, mark
from budgets.models import BudgetVersion, Section
from municipalities.models import Municipality
from tests.conftest import signed_in
from tests.forms import Form, forms_on, unsaid

PAGES = [
    "/budgets/new/",
    "/budgets/new/?basis=",
    "/budgets/accounts/",
    "/budgets/payers/2309/",
    "/budgets/2021/1/decide/",
    "/budgets/2021/1/invoicing/",
    "/budgets/2021/invoices/issue/2021-01-31/",
    "/budgets/2022/1/decide/",
    "/budgets/2022/1/document/edit/",
    "/budgets/2022/1/edit/",
    "/budgets/2022/1/headings/",
    "/budgets/2022/1/import/",
    "/budgets/2022/1/plan/",
    "/accounts/notices/",
    "/contacts/invite/",
]
BY_THE_ADMINISTRATOR = ["/population/typed/?year=2025", "/population/file/", "/population/fetch/"]


def broken(form: Form, wrong: str) -> Iterator[dict[str, str]]:
    """What the buttons of a form would send, with the same in every field."""
    fields = {name: wrong for name in form.names() if name != "csrfmiddlewaretoken"}
    for button in form.element.iter("button"):
        pressed = {button.get("name"): button.get("value")} if button.get("name") else {}
        if ":" not in button.get("value", ""):  # one for each row is left out
            yield fields | pressed


def refusals(client: Client, address: str) -> int:
    """How often a page refused, each time with all its reasons."""
    shown = client.get(address)
    assert shown.status_code == 200
    refused = 0
    for form in forms_on(shown):
        for wrong in ("", "å"):
            for sent in broken(form, wrong):
                place = urljoin(form.where, form.element.get("action") or "").partition("#")[0]
                send = client.post if form.element.get("method") == "post" else client.get
                answer = send(place, sent)
                assert unsaid(answer) == [], f"{place} with {wrong!r}"
                refused += answer.status_code == 422
    return refused


@pytest.mark.parametrize("address", PAGES)
def test_the_office_is_told_of_all_that_is_refused(
    the_example: None, approver: User, address: str
) -> None:
    assert refusals(signed_in(approver), address)


@pytest.mark.parametrize("address", BY_THE_ADMINISTRATOR)
def test_the_administrator_is_told_too(
    the_example: None, administrator: User, address: str
) -> None:
    assert refusals(signed_in(administrator), address)


def test_who_writes_a_section_is_told(office: Client) -> None:
    section = Section.objects.filter(version__budget_year__year=2022)[0]
    assert refusals(office, f"/budgets/2022/1/document/edit/{section.pk}/")


def test_who_withdraws_a_mark_is_told(office: Client) -> None:
    version = BudgetVersion.objects.get(budget_year__year=2021)
    krokom = Municipality.objects.get(code="2309")
    [made] = mark(version, marks=[Mark(krokom, 1, "1001", timezone.localdate())], by=None)
    assert refusals(office, f"/budgets/2021/1/invoicing/{made.pk}/withdraw/")


def test_who_answers_a_proposal_is_told(krokom: Client, office: Client) -> None:
    version = BudgetVersion.objects.get(budget_year__year=2022)
    consultation.send(version, answers_by=timezone.localdate(), by=None)
    for client in (krokom, office):
        assert refusals(client, "/budgets/2022/1/consultation/2309/")
