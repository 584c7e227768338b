"""Commenting on a proposal and acknowledging it; the answers stay, and belong to one proposal."""

import datetime
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Change, Deed, Role, User
from budgets.actions import adoption, answers, consultation
from budgets.actions.answers import ProposalChanged
from budgets.actions.errors import WrongState
from budgets.models import Acknowledgement, BudgetVersion, Comment, Consultation
from budgets.models.answered import answers_of, last_consultation_of, missing_answers
from budgets.models.append_only import RowIsAppendOnly
from budgets.models.consultation import LONGEST_COMMENT
from municipalities.models import Municipality, OtherParty
from tests.conftest import person


@pytest.fixture
def version(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def sent(version: BudgetVersion, editor: User) -> Consultation:
    return send(version, editor)


@pytest.fixture
def krokom(the_example: None) -> Municipality:
    return Municipality.objects.get(code="2309")


def send(version: BudgetVersion, by: User) -> Consultation:
    consultation.send(version, answers_by=timezone.localdate(), by=by)
    found = last_consultation_of(version)
    assert found is not None
    return found


def comment(
    sent: Consultation, payer: Municipality | OtherParty, by: User, text: str = "Bra", **more: UUID
) -> Comment:
    entry = more.get("entry") or uuid4()
    return answers.comment(sent, payer=payer, text=text, by=by, entry=entry)


def adopt(version: BudgetVersion) -> None:
    adoption.adopt(
        version,
        on=datetime.date(2021, 9, 23),
        reference="§ 45",
        by=None,
        imbalance_reason="Källans avrundning",
    )


def test_a_comment_is_kept_and_told(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    made = comment(sent, krokom, contact_of_krokom, "  Varför ökar\r\npersonalen?\n")
    assert (made.text, made.payer, made.is_from_office) == (
        "Varför ökar\npersonalen?",
        krokom,
        False,
    )
    told = Change.objects.filter(deed=Deed.COMMENTED, field="text").get()
    assert (told.by, told.after, told.whole_id) == (contact_of_krokom, made.text, sent.version_id)


def test_the_same_form_twice_adds_one_comment(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    entry = uuid4()
    first = comment(sent, krokom, contact_of_krokom, entry=entry)
    assert comment(sent, krokom, contact_of_krokom, entry=entry) == first
    assert Comment.objects.count() == 1
    assert Change.objects.filter(deed=Deed.COMMENTED, field="text").count() == 1


def test_a_form_is_nobody_elses(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User, editor: User
) -> None:
    entry = uuid4()
    comment(sent, krokom, contact_of_krokom, entry=entry)
    with pytest.raises(ValidationError):
        comment(sent, krokom, editor, entry=entry)


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_COMMENT + 1)])
def test_an_empty_or_endless_comment_is_refused(
    text: str, sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    with pytest.raises(ValidationError):
        comment(sent, krokom, contact_of_krokom, text)
    assert not Comment.objects.exists()


def test_the_longest_comment_is_kept(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    assert len(comment(sent, krokom, contact_of_krokom, "å" * LONGEST_COMMENT).text) == 4000


def test_a_payer_acknowledges_once(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    made = answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    colleague = person(Role.CONTACT, "colleague@test.example")
    assert answers.acknowledge(sent, payer=krokom, by=colleague) == made
    assert [row.by for row in Acknowledgement.objects.all()] == [contact_of_krokom]
    assert Change.objects.filter(deed=Deed.ACKNOWLEDGED).count() == 1


def test_another_party_answers_too(sent: Consultation) -> None:
    party = OtherParty.objects.all()[0]
    user = person(Role.CONTACT, "party@test.example")
    answers.acknowledge(sent, payer=party, by=user)
    assert comment(sent, party, user).payer == party
    assert Acknowledgement.objects.get().payer == party


def test_nothing_is_answered_when_it_is_over(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    kept = comment(sent, krokom, contact_of_krokom)
    adopt(sent.version)
    with pytest.raises(WrongState):
        comment(sent, krokom, contact_of_krokom)
    with pytest.raises(WrongState):
        answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    assert list(Comment.objects.all()) == [kept]


def test_sent_out_anew_it_asks_anew_and_keeps_what_was_said(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User, editor: User
) -> None:
    comment(sent, krokom, contact_of_krokom)
    answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    version = sent.version
    assert krokom not in missing_answers(BudgetVersion.objects.get(pk=version.pk))
    consultation.take_back(version, by=editor)
    with pytest.raises(WrongState):
        answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    again = send(version, editor)
    assert (sent.round, again.round) == (1, 2)
    with pytest.raises(ProposalChanged):
        answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    with pytest.raises(ProposalChanged):
        comment(sent, krokom, contact_of_krokom)
    assert krokom in missing_answers(BudgetVersion.objects.get(pk=version.pk))
    answers.acknowledge(again, payer=krokom, by=contact_of_krokom)
    assert Comment.objects.of_version(version).count() == 1
    assert Acknowledgement.objects.of_version(version).count() == 2


def test_a_comment_or_an_acknowledgement_is_an_answer_and_a_reply_is_none(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User, editor: User
) -> None:
    ostersund, are = (Municipality.objects.get(code=code) for code in ("2380", "2321"))
    comment(sent, krokom, contact_of_krokom)
    answers.acknowledge(sent, payer=ostersund, by=contact_of_krokom)
    comment(sent, are, editor)
    version = BudgetVersion.objects.select_related("budget_year").get(pk=sent.version_id)
    found = {one.payer: one for one in answers_of(version, sent)}
    assert [found[payer].has_answered for payer in (krokom, ostersund, are)] == [True, True, False]
    assert [found[payer].waits_for_office for payer in (krokom, are)] == [True, False]
    assert {krokom, ostersund} & set(missing_answers(version)) == set()
    assert are in missing_answers(version)


def test_nobody_is_missing_from_a_draft(version: BudgetVersion) -> None:
    assert missing_answers(version) == []
    assert last_consultation_of(version) is None


# -- Held by the database, and told before


def rows(sent: Consultation, krokom: Municipality, user: User) -> list[Comment | Acknowledgement]:
    return [
        comment(sent, krokom, user),
        answers.acknowledge(sent, payer=krokom, by=user),
    ]


def test_nothing_that_was_answered_is_changed(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    for row in [*rows(sent, krokom, contact_of_krokom), sent]:
        model, pk = type(row), row.pk
        for act in (row.save, row.delete, model.objects.filter(pk=pk).delete):
            with pytest.raises(RowIsAppendOnly):
                act()
        with pytest.raises(RowIsAppendOnly):
            model.objects.filter(pk=pk).update(at=timezone.now())
        with pytest.raises(RowIsAppendOnly):
            model.objects.bulk_update([row], ["at"])
        table = model._meta.db_table
        for sql in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with (
                pytest.raises(IntegrityError, match="answers_are_append_only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_the_database_takes_no_answer_out_of_time(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User, editor: User
) -> None:
    def closed() -> None:
        for answer in (
            Comment(consultation=sent, municipality=krokom, author=contact_of_krokom, text="x"),
            Acknowledgement(consultation=sent, municipality=krokom, by=contact_of_krokom),
        ):
            with (
                pytest.raises(IntegrityError, match="answers_while_in_consultation"),
                transaction.atomic(),
            ):
                answer.save()

    consultation.take_back(sent.version, by=editor)
    closed()
    send(sent.version, editor)
    closed()  # to the proposal as it was before
    adopt(sent.version)
    closed()


def test_the_database_takes_no_second_acknowledgement_and_no_empty_comment(
    sent: Consultation, krokom: Municipality, contact_of_krokom: User
) -> None:
    answers.acknowledge(sent, payer=krokom, by=contact_of_krokom)
    second = Acknowledgement(consultation=sent, municipality=krokom, by=contact_of_krokom)
    nobodys = Acknowledgement(consultation=sent, by=contact_of_krokom)
    empty = Comment(consultation=sent, municipality=krokom, author=contact_of_krokom, text="")
    long = "x" * (LONGEST_COMMENT + 1)
    endless = Comment(consultation=sent, municipality=krokom, author=contact_of_krokom, text=long)
    for row in (second, nobodys, empty, endless):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
