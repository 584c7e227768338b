"""The office sees who has answered."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import answers, consultation
from budgets.models import Consultation
from municipalities.models import Municipality
from tests.budgets.actions.test_answers import adopt
from tests.budgets.views.test_answer import ALL, KROKOM, send
from tests.queries import queries_for
from tests.reading import read


@pytest.fixture
def sent(the_example: None, editor: User) -> Consultation:
    return send(editor)


def say(sent: Consultation, code: str, by: User, text: str = "Varför?") -> None:
    payer = Municipality.objects.get(code=code)
    answers.comment(sent, payer=payer, text=text, entry=uuid4(), by=by)


def test_the_office_alone_sees_all(
    sent: Consultation, statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses(ALL) == {
        "anonymous": 302,
        "editor": 200,
        "approver": 200,
        "administrator": 200,
        "contact": 302,
        "outsider": 404,
    }


def test_who_has_answered_and_who_has_not(
    sent: Consultation, office: Client, contact_of_krokom: User, editor: User
) -> None:
    payers = len(read(office.get(ALL)).tables[0]) - 1
    assert read(office.get(ALL)).headings[0] == f"0 av {payers} har svarat om budget 2022"
    say(sent, "2309", contact_of_krokom)
    say(sent, "2309", contact_of_krokom, "Hallå?")
    ostersund = Municipality.objects.get(code="2380")
    answers.acknowledge(sent, payer=ostersund, by=contact_of_krokom)
    page = read(office.get(ALL))
    assert page.headings[0] == f"2 av {payers} har svarat om budget 2022"
    assert page.row("Krokom")[1:] == ["2 synpunkter", "Hallå? Svara Krokom"]
    assert page.row("Östersund")[1].startswith("har tagit del")
    assert page.row("Åre")[1:] == ["inget svar", "–"]
    assert page.links["Svara Krokom"] == f"{KROKOM}#comment"
    say(sent, "2309", editor, "Därför.")
    assert page.links["Krokom"] == KROKOM
    assert "Svara Krokom" not in read(office.get(ALL)).links


def test_a_draft_says_what_will_stand_here(the_example: None, office: Client) -> None:
    page = read(office.get(ALL))
    assert page.headings[0] == "Budget 2022 har inte varit på samråd"


def test_taken_back_it_keeps_what_was_said(
    sent: Consultation, office: Client, contact_of_krokom: User, editor: User
) -> None:
    say(sent, "2309", contact_of_krokom)
    consultation.take_back(sent.version, by=editor)
    page = read(office.get(ALL))
    assert page.headings[0] == "Budget 2022 är tillbakadragen från samråd"
    assert page.row("Krokom")[1] == "1 synpunkt"
    send(editor)
    page = read(office.get(ALL))
    assert page.row("Krokom")[1] == "inget svar"
    assert "Det var utskick 2" in page.text


def test_an_adopted_version_shows_who_had_answered(
    sent: Consultation, office: Client, contact_of_krokom: User
) -> None:
    say(sent, "2309", contact_of_krokom)
    adopt(sent.version)
    page = read(office.get(ALL))
    assert page.row("Krokom")[1] == "1 synpunkt"
    assert "Svara Krokom" not in page.links


def test_the_queries_do_not_grow_with_the_answers(
    sent: Consultation, office: Client, contact_of_krokom: User
) -> None:
    say(sent, "2309", contact_of_krokom)
    answers.acknowledge(sent, payer=Municipality.objects.get(code="2309"), by=contact_of_krokom)
    before = queries_for(office, ALL)
    for code in ("2380", "2321", "2303"):
        say(sent, code, contact_of_krokom)
        answers.acknowledge(sent, payer=Municipality.objects.get(code=code), by=contact_of_krokom)
    assert queries_for(office, ALL) == before
