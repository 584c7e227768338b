"""Taking a version from draft over consultation to adoption, and amending it."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from budgets.actions import answers, consultation, lines
from budgets.actions.errors import WrongState
from budgets.models import BudgetVersion, Consultation, Heading, LineItem, State
from municipalities.models import Agreement, Municipality
from tests.conftest import person, signed_in
from tests.forms import form_on, submit
from tests.reading import read

DECIDE = "/budgets/2022/1/decide/"
SEND_OUT, TAKE_BACK, ADOPT, AMEND = "Skicka ut", "Ta tillbaka", "Fastställ", "Börja en ändring"
ADOPTION = {
    "adopted_on": "2021-09-23",
    "decision_reference": "§ 45",
    "imbalance_reason": "Källans avrundning",
}


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


def state_of(draft: BudgetVersion) -> str:
    return BudgetVersion.objects.get(pk=draft.pk).state


def send_until(client: Client, last_day: str) -> Any:
    return submit(client, DECIDE, {"answers_by": last_day}, press=SEND_OUT)


def send(client: Client, days: int = 30) -> None:
    day = timezone.localdate() + datetime.timedelta(days=days)
    assert send_until(client, day.isoformat()).status_code == 302


def adopt(client: Client, where: str = DECIDE, **typed: str) -> Any:
    return submit(client, where, ADOPTION | typed, press=ADOPT)


def test_an_editor_sends_out_and_a_contact_sees_it(
    draft: BudgetVersion, editor: User, contact_of_krokom: User
) -> None:
    contact = signed_in(contact_of_krokom)
    assert contact.get("/budgets/2022/").status_code == 404
    send(signed_in(editor))
    assert state_of(draft) == State.CONSULTATION
    last_day = timezone.localdate() + datetime.timedelta(days=30)
    for address in ("/", "/budgets/2022/"):
        page = contact.get(address)
        assert page.status_code == 200
        assert "Svar väntas till och med" in page.content.decode()
        assert last_day.isoformat() in page.content.decode()


def test_a_last_day_that_has_passed_is_refused_at_the_field(
    draft: BudgetVersion, editor: User
) -> None:
    response = send_until(signed_in(editor), "2021-08-31")
    assert "Den sista svarsdagen har redan passerat." in response.content.decode()
    assert state_of(draft) == State.DRAFT


def test_a_last_day_beyond_all_reason_is_refused_at_the_field(
    draft: BudgetVersion, editor: User
) -> None:
    response = send_until(signed_in(editor), "9999-12-31")
    assert response.status_code == 422
    assert "Datumet måste vara mellan 1989 och 2099." in response.content.decode()
    assert state_of(draft) == State.DRAFT


def test_lines_in_consultation_stay_as_they_were_sent(draft: BudgetVersion, editor: User) -> None:
    client = signed_in(editor)
    send(client)
    line = LineItem.objects.filter(version=draft)[0]
    assert client.get("/budgets/2022/1/edit/").status_code == 403
    with pytest.raises(WrongState):
        lines.remove(version=draft, line_id=line.pk, revision=line.revision)


def test_taken_back_it_is_a_draft_that_the_contact_does_not_see(
    draft: BudgetVersion, editor: User, contact_of_krokom: User
) -> None:
    client = signed_in(editor)
    send(client)
    submit(client, DECIDE, press=TAKE_BACK)
    assert state_of(draft) == State.DRAFT
    assert signed_in(contact_of_krokom).get("/budgets/2022/").status_code == 404


def test_the_approver_adopts_with_a_reason_for_the_imbalance(
    draft: BudgetVersion, approver: User
) -> None:
    client = signed_in(approver)
    refused = adopt(client, imbalance_reason="")
    assert refused.status_code == 422
    assert "Budgeten är inte i balans" in refused.content.decode()
    assert state_of(draft) == State.DRAFT
    adopt(client)
    draft.refresh_from_db()
    assert (draft.state, draft.adopted_by, draft.decision_reference) == (
        State.ADOPTED,
        approver,
        "§ 45",
    )


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_nobody_but_an_approver_adopts(
    who: str, draft: BudgetVersion, request: pytest.FixtureRequest
) -> None:
    response = signed_in(request.getfixturevalue(who)).post(DECIDE, ADOPTION | {"step": "adopt"})
    assert response.status_code == 403
    assert state_of(draft) == State.DRAFT


def test_a_contact_finds_nothing_here(draft: BudgetVersion, contact_of_krokom: User) -> None:
    client = signed_in(contact_of_krokom)
    assert client.get(DECIDE).status_code == 404
    assert client.get("/budgets/2021/1/decide/").status_code == 404
    assert client.get("/budgets/2021/1/edit/").status_code == 404


def test_an_amendment_replaces_the_adopted_version_when_it_is_adopted(
    draft: BudgetVersion, approver: User
) -> None:
    client = signed_in(approver)
    adopt(client)
    submit(client, DECIDE, {"planned_adoption_date": "2022-03-10"}, press=AMEND)
    amendment = BudgetVersion.objects.get(budget_year__year=2022, number=2)
    assert (amendment.state, amendment.based_on) == (State.DRAFT, draft)
    adopt(client, "/budgets/2022/2/decide/", adopted_on="2022-03-10")
    amendment.refresh_from_db()
    assert (amendment.state, state_of(draft)) == (State.ADOPTED, State.SUPERSEDED)
    assert amendment.snapshot is not None
    assert amendment.snapshot.year == 2021


def test_a_step_that_somebody_else_took_first_is_told(draft: BudgetVersion, editor: User) -> None:
    client = signed_in(editor)
    send(client)
    shown = client.get(DECIDE)
    consultation.take_back(draft, by=editor)
    with pytest.raises(WrongState):
        consultation.take_back(draft, by=editor)
    response = submit(client, shown, press=TAKE_BACK, follow=True)
    assert "Någon annan har fört versionen vidare" in response.content.decode()


# -- What stands in the way, with the way to mend it


def links_of(client: Client, address: str = DECIDE) -> dict[str, str]:
    return read(client.get(address)).links


def test_a_draft_out_of_balance_leads_to_its_lines(draft: BudgetVersion, editor: User) -> None:
    client = signed_in(editor)
    assert links_of(client)["Ändra raderna"] == "/budgets/2022/1/edit/"
    assert links_of(client, "/budgets/2022/1/")["Ändra raderna"] == "/budgets/2022/1/edit/"


def test_sent_out_it_leads_to_taking_it_back(draft: BudgetVersion, editor: User) -> None:
    client = signed_in(editor)
    send(client)
    label = "Ta tillbaka den för att ändra raderna"
    assert links_of(client)[label] == f"{DECIDE}#take-back"
    assert 'id="take-back"' in client.get(DECIDE).content.decode()


def test_a_missing_population_leads_an_administrator_there_and_names_one_to_others(
    draft: BudgetVersion, editor: User, administrator: User
) -> None:
    BudgetVersion.objects.filter(pk=draft.pk).update(planned_adoption_date="2031-09-24")
    stranger = person(Role.ADMINISTRATOR, "gone@test.example")
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    page = read(signed_in(editor).get(DECIDE))
    assert "Folkmängden 2030-12-31 saknas." in page.text
    assert f"Det kan: {administrator}" in page.text or f" och {administrator}." in page.text
    assert str(stranger) not in page.text
    links = links_of(signed_in(administrator), "/budgets/2022/1/")
    assert links["Ta in folkmängden"] == "/population/fetch/"


def test_a_contact_is_shown_no_way_to_mend(
    draft: BudgetVersion, editor: User, administrator: User, contact_of_krokom: User
) -> None:
    BudgetVersion.objects.filter(pk=draft.pk).update(planned_adoption_date="2031-09-24")
    send(signed_in(editor))
    page = read(signed_in(contact_of_krokom).get("/budgets/2022/1/"))
    assert "Folkmängden 2030-12-31 saknas." in page.text
    assert "Ta in folkmängden" not in page.links
    assert str(administrator) not in page.text


def test_an_agreement_without_members_leads_to_it(
    draft: BudgetVersion, editor: User, administrator: User
) -> None:
    empty = Agreement.objects.create(name="Tomt")
    heading = Heading.objects.filter(kind="income")[0]
    lines.add(version=draft, heading=heading, amount=Decimal(1), charged_to=empty)
    links = links_of(signed_in(administrator), "/budgets/2022/1/")
    assert links["Öppna avtalet"] == f"/admin/municipalities/agreement/{empty.pk}/change/"
    assert "Öppna avtalet" not in links_of(signed_in(editor))


def test_missing_answers_warn_and_do_not_block(draft: BudgetVersion, approver: User) -> None:
    client = signed_in(approver)
    assert "har inte svarat" not in read(client.get(DECIDE)).text
    send(client)
    page = read(client.get(DECIDE))
    assert "Krokom" in page.text
    assert "har inte svarat. Den kan fastställas utan deras svar." in page.text
    assert page.links["Se vilka som har svarat"] == "/budgets/2022/1/consultation/"
    adopt(client)
    assert state_of(draft) == State.ADOPTED


def test_taking_back_says_what_it_undoes(
    draft: BudgetVersion, editor: User, contact_of_krokom: User
) -> None:
    client = signed_in(editor)
    send(client)
    assert "Ingen har svarat än." in read(client.get(DECIDE)).text
    sent = Consultation.objects.get()
    krokom = Municipality.objects.get(code="2309")
    answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    for _twice in range(2):
        answers.comment(sent, payer=krokom, text="Nej.", entry=uuid4(), by=contact_of_krokom)
    text = read(client.get(DECIDE)).text
    assert "2 synpunkter och 1 bekräftelse." in text


def test_an_amendment_sent_twice_starts_one_draft(the_example: None, editor: User) -> None:
    client = signed_in(editor)
    form = form_on(client.get("/budgets/2021/1/decide/"), press=AMEND)
    form.fill({"planned_adoption_date": "2021-05-06"})
    first = form.send(client, AMEND)
    second = form.send(client, AMEND, follow=True)
    assert first.headers["Location"] == second.redirect_chain[0][0] == "/budgets/2021/2/"
    assert "Utkastet gjordes redan." in read(second).text
    assert BudgetVersion.objects.filter(budget_year__year=2021).count() == 2
