"""Contacts are told by mail of what happens to a version, as far as each wants to know."""

import datetime
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Change, Deed, OutgoingMail, Role, User
from budgets.actions import answers, notices
from budgets.models import BudgetVersion, Consultation, DeclinedNotice, Notice, Reminder
from municipalities.models import Contact, Municipality, OtherParty
from tests.budgets.actions.test_answers import send
from tests.conftest import person, signed_in
from tests.forms import Form, Typed, form_on, submit
from tests.mail import link_in
from tests.reading import plain, read

DECIDE, ALL = "/budgets/2022/1/decide/", "/budgets/2022/1/consultation/"
CHOOSE = "/accounts/notices/"
Commit = Callable[..., Any]
TOLD_TO_ALL = [notice for notice in Notice if notice != Notice.REPLY]


@pytest.fixture
def version(the_example: None) -> BudgetVersion:
    Contact.objects.all().delete()
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def krokom(version: BudgetVersion, contact_of_krokom: User) -> User:
    return contact_of_krokom


@pytest.fixture
def office(approver: User) -> Client:
    return signed_in(approver)


def contact(email: str, code: str = "2309", **fields: Any) -> User:
    user = person(Role.CONTACT, email)
    Contact.objects.create(user=user, municipality=Municipality.objects.get(code=code), **fields)
    return user


def written_to() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def remind(version: BudgetVersion, by: User) -> set[Any]:
    return notices.remind(version, link_to=lambda path: f"https://test.example{path}", by=by)


def send_out(office: Client) -> None:
    typed = {"answers_by": timezone.localdate().isoformat()}
    assert submit(office, DECIDE, typed, press="Skicka ut").status_code == 302


def adopt(office: Client, where: str = DECIDE, **typed: str) -> Any:
    decision = {
        "adopted_on": "2021-09-23",
        "decision_reference": "§ 45",
        "imbalance_reason": "Källans avrundning",
    }
    return submit(office, where, decision | typed, press="Fastställ")


def test_sending_out_tells_the_sum_the_day_and_where(
    krokom: User,
    office: Client,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_out(office)
    (sent,) = mailoutbox
    assert (sent.subject, sent.to) == ("Förslaget till budget 2022 är på samråd", [krokom.email])
    assert "- Krokom: 644 606 kr" in plain(str(sent.body))
    assert timezone.localdate().isoformat() in str(sent.body)
    assert link_in(sent) == ALL
    answered = signed_in(krokom).get(ALL, follow=True)
    assert read(answered).headings[0].startswith("Krokom föreslås betala 644 606 kr")


def test_adopting_and_amending_are_told(krokom: User, office: Client) -> None:
    assert adopt(office).status_code == 302
    assert OutgoingMail.objects.get().subject == "Budget 2022 är fastställd"
    assert "§ 45" in OutgoingMail.objects.get().body
    submit(office, DECIDE, {"planned_adoption_date": "2022-03-10"}, press="Börja en ändring")
    adopt(office, "/budgets/2022/2/decide/", adopted_on="2022-03-10")
    assert [mail.subject for mail in OutgoingMail.objects.all()][1:] == ["Budget 2022 är ändrad"]


def test_a_refused_step_tells_nobody(krokom: User, office: Client) -> None:
    assert adopt(office, imbalance_reason="").status_code == 422
    assert written_to() == []


def test_a_step_that_is_undone_tells_nobody(
    krokom: User, version: BudgetVersion, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notices.tell(version, notice=Notice.CONSULTATION, link_to=str)
        assert written_to() == [krokom.email]
        transaction.set_rollback(True)
    assert written_to() == []


def test_only_contacts_of_payers_in_force_are_told(
    krokom: User, version: BudgetVersion, editor: User
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    contact("former@test.example", from_date="2020-01-01", to_date=yesterday)
    contact("ended@test.example", ended_at=timezone.now())
    contact("elsewhere@test.example", code="0180")
    gone = contact("gone@test.example")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    reached = notices.tell(version, notice=Notice.CONSULTATION, link_to=str)
    assert written_to() == [krokom.email]
    assert [payer.name for payer in reached] == ["Krokom"]


def test_a_contact_of_several_gets_one_mail_about_all_once(
    krokom: User, version: BudgetVersion
) -> None:
    party = OtherParty.objects.filter(lineitem__version=version)[0]
    Contact.objects.create(user=krokom, other_party=party)
    Contact.objects.create(user=krokom, municipality=Municipality.objects.get(code="2309"))
    notices.tell(version, notice=Notice.CONSULTATION, link_to=str)
    body = OutgoingMail.objects.get().body
    assert (body.count("- Krokom: "), body.count(f"- {party}: ")) == (1, 1)


def test_each_gets_it_in_the_own_language(krokom: User, version: BudgetVersion) -> None:
    User.objects.filter(pk=krokom.pk).update(language="en")
    for notice in TOLD_TO_ALL:
        notices.tell(version, notice=notice, link_to=str)
    subjects = [mail.subject for mail in OutgoingMail.objects.all()]
    assert "The proposal for budget 2022 is out for consultation" in subjects
    assert "Budget 2022 is adopted" in subjects


def test_what_a_person_does_not_want_is_not_sent(krokom: User, version: BudgetVersion) -> None:
    client = signed_in(krokom)
    typed: dict[str, Typed] = {"wanted": ["consultation", "reminder"], "language": "en"}
    answer = submit(client, CHOOSE, typed, press="Spara")
    assert answer.headers["Location"] == "/accounts/"
    for notice in TOLD_TO_ALL:
        notices.tell(version, notice=notice, link_to=str)
    assert OutgoingMail.objects.count() == 2
    changed = Change.objects.filter(by=krokom).values_list("field", "before", "after")
    assert set(changed) == {
        ("declined_notices", "", "adopted, amended, reply"),
        ("language", "sv", "en"),
    }
    submit(client, CHOOSE, {"wanted": Notice.values}, press="Spara")
    assert not DeclinedNotice.objects.exists()


def test_an_unknown_choice_is_refused(krokom: User) -> None:
    client = signed_in(krokom)
    forged = form_on(client.get(CHOOSE), press="Spara").data() | {"wanted": ["everything"]}
    assert client.post(CHOOSE, forged).status_code == 422
    assert not DeclinedNotice.objects.exists()


# -- Reminders

REMIND = "Påminn dem som inte har svarat"


@pytest.fixture
def sent(version: BudgetVersion, editor: User) -> Consultation:
    return send(version, editor)


def test_those_who_have_not_answered_are_reminded_once_a_day(
    krokom: User, sent: Consultation, editor: User
) -> None:
    answered = contact("ostersund@test.example", code="2380")
    payer = Municipality.objects.get(code="2380")
    answers.acknowledge(sent, payer=payer, by=answered)
    assert [payer.name for payer in remind(sent.version, editor)] == ["Krokom"]
    assert remind(sent.version, editor) == set()
    assert written_to() == [krokom.email]
    told = Change.objects.get(deed=Deed.REMINDED)
    assert (told.label, told.by, told.whole_id) == ("Krokom", editor, sent.version_id)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with mock.patch("django.utils.timezone.localdate", return_value=tomorrow):
        assert len(remind(sent.version, editor)) == 1
    assert Reminder.objects.count() == 2


def test_whom_no_mail_reaches_is_not_counted_as_reminded(
    krokom: User, sent: Consultation, editor: User
) -> None:
    DeclinedNotice.objects.create(user=krokom, notice=Notice.REMINDER)
    assert remind(sent.version, editor) == set()
    assert not Reminder.objects.exists()


def test_nobody_is_reminded_of_a_draft(krokom: User, version: BudgetVersion, editor: User) -> None:
    assert remind(version, editor) == set()


def test_the_office_presses_the_button_and_sees_who_was_reminded(
    krokom: User, sent: Consultation, office: Client
) -> None:
    shown = office.get(ALL)
    page = read(submit(office, shown, press=REMIND, follow=True))
    assert "En påminnelse är på väg till Krokom." in page.text
    assert f"påmind {timezone.localdate():%Y-%m-%d}" in page.row("Krokom")[1]
    assert "Ingen påmindes" in read(submit(office, shown, press=REMIND, follow=True)).text
    assert written_to() == [krokom.email]


def test_nobody_else_reminds(krokom: User, sent: Consultation, administrator: User) -> None:
    assert signed_in(administrator).post(ALL).status_code == 403
    assert signed_in(krokom).post(ALL).status_code == 302
    assert written_to() == []


# -- The office answers a comment

KROKOMS = "/budgets/2022/1/consultation/2309/"


def written(client: Client, text: str) -> Form:
    return form_on(client.get(KROKOMS), press="Skicka").fill({"text": text})


def write(client: Client, text: str) -> None:
    assert written(client, text).send(client, "Skicka").status_code == 302


def test_an_answer_is_told_to_those_who_wrote(
    krokom: User,
    version: BudgetVersion,
    office: Client,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    contact("silent@test.example")
    contact("ostersund@test.example", code="2380")
    send(version, krokom)
    write(signed_in(krokom), "Varför?")
    assert written_to() == []
    answer = written(office, "Löneavtalet.")
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            assert answer.send(office, "Skicka").status_code == 302
    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("Kontoret har svarat dig om budget 2022", [krokom.email])
    assert "Löneavtalet." in str(mail.body)
    assert "vad Krokom föreslås betala" in str(mail.body)
    assert link_in(mail) == KROKOMS


def test_no_answer_is_told_to_who_declines_it_or_is_no_contact_any_more(
    krokom: User, version: BudgetVersion, office: Client
) -> None:
    declines, gone = contact("declines@test.example"), contact("gone@test.example")
    DeclinedNotice.objects.create(user=declines, notice=Notice.REPLY)
    send(version, krokom)
    for user in (declines, gone):
        write(signed_in(user), "Hej")
    Contact.objects.filter(user=gone).update(ended_at=timezone.now())
    write(office, "Hej själv")
    assert written_to() == []


def test_an_answer_to_a_payer_that_has_written_nothing_tells_nobody(
    krokom: User, version: BudgetVersion, office: Client
) -> None:
    send(version, krokom)
    write(office, "Ser ni förslaget?")
    assert written_to() == []
