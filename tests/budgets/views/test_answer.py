"""A contact reads the proposal, comments on it and acknowledges it; the office answers."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from budgets.actions import answers, consultation
from budgets.models import Acknowledgement, BudgetVersion, Comment, Consultation
from budgets.models.answered import last_consultation_of
from municipalities.models import Contact, Municipality, OtherParty
from tests.budgets.actions.test_answers import adopt
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.conftest import person, signed_in
from tests.forms import Form, form_on, submit
from tests.queries import queries_for
from tests.reading import read

ALL = "/budgets/2022/1/consultation/"
KROKOM, OSTERSUND = f"{ALL}2309/", f"{ALL}2380/"
SEND, TAKE_NOTE = "Skicka", "Vi har tagit del av förslaget"


@pytest.fixture
def sent(the_example: None, editor: User) -> Consultation:
    return send(editor)


def send(by: User) -> Consultation:
    version = BudgetVersion.objects.get(budget_year__year=2022)
    consultation.send(version, answers_by=timezone.localdate(), by=by)
    found = last_consultation_of(version)
    assert found is not None
    return found


def comment(client: Client, text: str = "Bra förslag.") -> Any:
    return submit(client, KROKOM, {"text": text}, press=SEND)


def take_note(client: Client) -> Any:
    return submit(client, KROKOM, press=TAKE_NOTE)


def written(client: Client, text: str = "Bra förslag.") -> Form:
    """A comment that is not sent yet, on a page that is left open."""
    return form_on(client.get(KROKOM), press=SEND).fill({"text": text})


def test_ones_own_proposal_opens(
    sent: Consultation, statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses(KROKOM) == NOT_TO_OUTSIDERS
    assert statuses(OSTERSUND) == OFFICE_ALONE


def test_the_sum_stands_first_and_then_why_it_is_another(
    sent: Consultation, krokom: Client
) -> None:
    page = read(krokom.get(KROKOM))
    assert page.headings[0].startswith("Krokom föreslås betala ")
    assert page.headings[0].endswith(" kr för 2022")
    assert "2021, då det var 642 528 kr." in page.text
    assert f"Svar väntas till och med {timezone.localdate():%Y-%m-%d}." in page.text
    assert page.links["Öppna fakturaunderlaget"] == "/budgets/2022/1/statement/2309/"


def test_the_way_there(sent: Consultation, krokom: Client) -> None:
    assert read(krokom.get("/")).links["Läs och besvara förslaget"] == KROKOM
    assert krokom.get(ALL).headers["Location"] == KROKOM
    assert read(krokom.get("/budgets/2022/")).links["Vad ni har svarat"] == ALL
    statement = read(krokom.get("/budgets/2022/1/statement/2309/"))
    assert statement.links["Besvara förslaget"] == KROKOM


def test_a_contact_of_two_chooses(sent: Consultation, contact_of_krokom: User) -> None:
    Contact.objects.create(
        user=contact_of_krokom, municipality=Municipality.objects.get(code="2380")
    )
    links = read(signed_in(contact_of_krokom).get(ALL)).links
    assert {KROKOM, OSTERSUND} <= set(links.values())


def test_a_comment_is_shown_as_it_was_written(sent: Consultation, krokom: Client) -> None:
    text = "Rad 1\r\n<b>Rad 2</b> {{ user }} 😀"
    assert comment(krokom, text).headers["Location"] == KROKOM
    html = krokom.get(KROKOM).content.decode()
    assert '<p class="said">Rad 1\n&lt;b&gt;Rad 2&lt;/b&gt; {{ user }} 😀</p>' in html
    assert "Er synpunkt är skickad till kontoret." in html


def test_the_form_sent_twice_adds_one(sent: Consultation, krokom: Client) -> None:
    form = written(krokom)
    for _again in range(2):
        assert form.send(krokom, SEND).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\0b"])
def test_what_is_refused_stays_in_the_form(text: str, sent: Consultation, krokom: Client) -> None:
    # A browser lets 4000 characters through and none that is no text; a program sends any.
    response = krokom.post(KROKOM, written(krokom, "").data(SEND) | {"text": text})
    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode()
    assert text.strip().replace("\0", "") in response.content.decode().replace("\0", "")
    assert not Comment.objects.exists()


def test_4000_characters_with_line_breaks_are_taken(sent: Consultation, krokom: Client) -> None:
    assert comment(krokom, "a\n" * 1999 + "ab").status_code == 302
    assert len(Comment.objects.get().text) == 4000


def test_acknowledging_is_told_and_not_asked_again(
    sent: Consultation, krokom: Client, contact_of_krokom: User
) -> None:
    assert "Vi har tagit del av förslaget" in krokom.get(KROKOM).content.decode()
    shown = krokom.get(KROKOM)
    for _again in range(2):
        assert submit(krokom, shown, press=TAKE_NOTE).status_code == 302
    page = read(krokom.get(KROKOM))
    assert "Vi har tagit del av förslaget" not in page.text
    assert f"{contact_of_krokom} har tagit del av förslaget" in page.text
    assert Acknowledgement.objects.get().by == contact_of_krokom


def test_one_cannot_answer_for_another(sent: Consultation, krokom: Client) -> None:
    values = {"do": "acknowledge", "consultation": sent.pk}
    assert krokom.post(OSTERSUND, values).status_code == 404
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("which", ["0", "", "x", "9" * 30])
def test_an_answer_to_no_proposal_does_nothing(
    which: str, sent: Consultation, krokom: Client
) -> None:
    shown = krokom.get(KROKOM)
    for press in (TAKE_NOTE, SEND):
        form = form_on(shown, press=press)
        forged = form.data(press) | {"text": "Bra förslag.", "consultation": which}
        assert krokom.post(KROKOM, forged).status_code in (403, 404, 422)
    assert not Acknowledgement.objects.exists()
    assert not Comment.objects.exists()


def test_the_office_answers_and_does_not_acknowledge(
    sent: Consultation, krokom: Client, office: Client
) -> None:
    comment(krokom, "Varför?")
    assert comment(office, "Därför.").status_code == 302
    forged = written(office, "").data(SEND) | {"do": "acknowledge"}
    assert office.post(KROKOM, forged).status_code == 422
    page = read(krokom.get(KROKOM))
    assert "kontoret" in page.text
    assert page.text.index("Varför?") < page.text.index("Därför.")
    assert [c.is_from_office for c in Comment.objects.all()] == [False, True]
    assert not Acknowledgement.objects.exists()


def test_an_administrator_reads_and_writes_nothing(sent: Consultation, administrator: User) -> None:
    client = signed_in(administrator)
    assert "Skicka" not in read(client.get(KROKOM)).text
    values = {"do": "comment", "consultation": sent.pk, "entry": uuid4(), "text": "Bra förslag."}
    assert client.post(KROKOM, values).status_code == 403


def test_what_was_said_stays_readable_after_adoption(sent: Consultation, krokom: Client) -> None:
    comment(krokom)
    adopt(sent.version)
    page = read(krokom.get(KROKOM))
    assert page.headings[0] == "Vad Krokom har sagt om budget 2022"
    assert "Bra förslag." in page.text
    assert "Skicka" not in page.text


def test_a_comment_that_comes_too_late_is_handed_back(sent: Consultation, krokom: Client) -> None:
    late = written(krokom, "Jag hann inte")
    adopt(sent.version)
    response = late.send(krokom, SEND)
    assert response.status_code == 409
    page = read(response)
    assert "Samrådet är över" in page.text
    assert "Jag hann inte" in page.text


def test_a_comment_on_what_was_taken_back_is_handed_back(
    sent: Consultation, krokom: Client, editor: User, outsider: User
) -> None:
    late = written(krokom, "Jag hann inte")
    consultation.take_back(sent.version, by=editor)
    response = late.send(krokom, SEND)
    assert response.status_code == 409
    assert "Jag hann inte" in read(response).text
    assert krokom.get(KROKOM).status_code == 404
    # Somebody else's proposal, and somebody who has none.
    assert krokom.post(OSTERSUND, {"text": "x"}).status_code == 404
    assert signed_in(outsider).post(KROKOM, late.data(SEND)).status_code == 404


def test_an_answer_to_a_proposal_that_was_changed_is_asked_for_again(
    sent: Consultation, krokom: Client, editor: User
) -> None:
    shown = krokom.get(KROKOM)
    consultation.take_back(sent.version, by=editor)
    again = send(editor)
    for press, typed in ((TAKE_NOTE, {}), (SEND, {"text": "Om det gamla"})):
        response = submit(krokom, shown, typed, press=press)
        assert response.status_code == 409
        html = response.content.decode()
        assert "Förslaget har ändrats" in html
        assert f'name="consultation" value="{again.pk}"' in html
    assert "Om det gamla" in html
    assert not Comment.objects.exists()
    assert not Acknowledgement.objects.exists()


def test_who_took_note_too_late_is_asked_for_no_comment_and_can_write_one(
    sent: Consultation, krokom: Client, editor: User
) -> None:
    shown = krokom.get(KROKOM)
    consultation.take_back(sent.version, by=editor)
    send(editor)
    told = submit(krokom, shown, press=TAKE_NOTE)
    assert "Skriv din synpunkt först." not in read(told).text
    assert submit(krokom, told, {"text": "Nå?"}, press=SEND).status_code == 302
    assert Comment.objects.get().text == "Nå?"


def test_what_was_said_of_an_earlier_proposal_stands_under_its_own_heading(
    sent: Consultation, krokom: Client, editor: User
) -> None:
    comment(krokom)
    take_note(krokom)
    consultation.take_back(sent.version, by=editor)
    send(editor)
    page = read(krokom.get(KROKOM))
    assert any(heading.startswith("Om ett tidigare förslag") for heading in page.headings)
    assert "Vi har tagit del av förslaget" in page.text


def test_a_party_answers_its_own(sent: Consultation) -> None:
    party = OtherParty.objects.filter(lineitem__version=sent.version).first()
    assert party is not None
    user = person(Role.CONTACT, "party@test.example")
    Contact.objects.create(user=user, other_party=party)
    address = f"{ALL}{party.payer_key}/"
    assert signed_in(user).get(address).status_code == 200
    submit(signed_in(user), address, press=TAKE_NOTE)
    assert Acknowledgement.objects.get().payer == party


def test_a_version_that_was_never_sent_out_says_so(office: Client) -> None:
    assert "utan samråd här" in read(office.get("/budgets/2021/1/consultation/2309/")).text


def test_the_queries_do_not_grow_with_what_was_said(
    sent: Consultation, krokom: Client, contact_of_krokom: User, editor: User
) -> None:
    payer = Municipality.objects.get(code="2309")

    def say(by: User) -> None:
        answers.comment(sent, payer=payer, text="Nå?", entry=uuid4(), by=by)

    say(contact_of_krokom)
    before = queries_for(krokom, KROKOM)
    for by in [contact_of_krokom, editor] * 3:
        say(by)
    assert queries_for(krokom, KROKOM) == before
