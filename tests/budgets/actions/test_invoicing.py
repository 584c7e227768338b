"""Instalments are planned, marked as invoiced, and recomputed by an amendment (rule 10)."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Change, User
from budgets.actions import adoption, instalments, invoicing, lines, versions
from budgets.actions.errors import WrongState
from budgets.actions.invoicing import AlreadyInvoiced, Mark, NothingToInvoice, NumberIsTaken
from budgets.core.instalments import Due, Standing, own_plan, plan
from budgets.models import BudgetVersion, Instalment, Invoicing, LineItem, PlannedInstalment
from budgets.models.append_only import RowIsAppendOnly
from budgets.models.errors import VersionIsFrozen
from budgets.models.seal import checksum_of
from budgets.models.statement import Statement, statement_of, statements_of
from municipalities.models import Municipality, Payer
from tests import money
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db
DAY = datetime.date(2021, 1, 4)


def of(version: BudgetVersion, payer: Payer) -> Statement:
    return statement_of(BudgetVersion.objects.get(pk=version.pk), payer)


def amounts(version: BudgetVersion, payer: Payer) -> list[Decimal]:
    return [bill.amount for bill in of(version, payer).bills]


def marked(version: BudgetVersion, payer: Payer, number: int = 1, invoice: str = "") -> Invoicing:
    mark = Mark(payer, number, invoice or f"F{payer.pk}-{number}", DAY)
    (made,) = invoicing.mark(version, marks=[mark], by=None)
    return made


@pytest.fixture
def version(db: None) -> BudgetVersion:
    """Adopted: 1 000 kr shared by two, 250 and 750."""
    return budgets.adopted()


@pytest.fixture
def small(version: BudgetVersion) -> Municipality:
    return Municipality.objects.get(code="2101")


@pytest.fixture
def large(version: BudgetVersion) -> Municipality:
    return Municipality.objects.get(code="2102")


def amended(version: BudgetVersion, kronor: int) -> BudgetVersion:
    draft = versions.copy(version, to_year=version.year, planned_adoption_date=budgets.DECIDED)
    LineItem.objects.filter(version=draft).update(amount=kronor)
    return adoption.adopt(draft, on=budgets.DECIDED, reference="§ 2", by=None)


# -- The plan


def test_a_draft_is_paid_on_the_days_chosen(editor: User) -> None:
    draft = budgets.draft()
    dues = own_plan([datetime.date(2021, 3, 1), datetime.date(2021, 9, 1)], [1, 3])
    instalments.plan(draft, dues=dues, by=editor)
    rows = PlannedInstalment.objects.filter(version=draft)
    assert [(row.number, str(row.due), row.weight) for row in rows] == [
        (1, "2021-03-01", 1),
        (2, "2021-09-01", 3),
    ]
    change = Change.objects.all()[0]
    assert (change.field, change.before, change.after, change.by) == (
        "budgets.plannedinstalment",
        "2021-01-31, 2021-04-30, 2021-07-31, 2021-10-31",
        "2021-03-01, 2021-09-01 × 3",
        editor,
    )


def test_the_same_plan_again_is_no_change() -> None:
    draft = budgets.draft()
    instalments.plan(draft, dues=plan(2021, 4), by=None)
    assert not Change.objects.filter(field="budgets.plannedinstalment").exists()


@pytest.mark.parametrize(
    "dues",
    [
        [],
        [Due(n, DAY + datetime.timedelta(days=n)) for n in range(1, 62)],
        [Due(1, DAY, 1001)],
        [Due(1, datetime.date(2150, 1, 1))],
    ],
)
def test_what_cannot_be_a_plan_is_refused(dues: list[Due]) -> None:
    with pytest.raises(ValidationError):
        instalments.plan(budgets.draft(), dues=dues, by=None)
    assert not PlannedInstalment.objects.exists()


def test_a_copy_keeps_own_days_and_moves_them_to_its_year() -> None:
    draft = budgets.draft(2021)
    instalments.plan(draft, dues=own_plan([datetime.date(2021, 3, 1)]), by=None)
    for year in (2021, 2022):
        copy = versions.copy(draft, to_year=year, planned_adoption_date=budgets.DECIDED)
        assert [row.due.isoformat() for row in copy.plan.all()] == [f"{year}-03-01"]


def test_an_adopted_version_is_planned_no_more(version: BudgetVersion) -> None:
    with pytest.raises(VersionIsFrozen):
        instalments.plan(version, dues=plan(2021, 1), by=None)


# -- The adoption


def test_adoption_freezes_what_each_pays_when(version: BudgetVersion, small: Municipality) -> None:
    rows = Instalment.objects.filter(version=version)
    assert rows.count() == 8
    assert sum(row.amount for row in rows) == 1000
    assert [row.amount for row in rows.filter(municipality=small)] == [63, 63, 62, 62]
    assert amounts(version, small) == [63, 63, 62, 62]


def test_the_checksum_covers_them(version: BudgetVersion) -> None:
    from budgets.models.seal import content_of

    kinds = [kind for kind, _values in content_of(version)]
    assert kinds.count("instalment") == 8
    assert checksum_of(version) == version.checksum


# -- Marks


def test_an_instalment_is_marked_as_invoiced(
    version: BudgetVersion, small: Municipality, editor: User
) -> None:
    mark = Mark(small, 1, " 1001 ", DAY)
    (made,) = invoicing.mark(version, marks=[mark], by=editor)
    made.refresh_from_db()
    assert (made.payer, made.number, made.amount, made.vat_percent) == (small, 1, Decimal(63), 25)
    assert (made.invoice_number, made.invoiced_on, made.by) == ("1001", DAY, editor)
    bill = of(version, small).bills[0]
    assert bill.invoicing == made
    assert bill.instalment.standing is Standing.INVOICED
    told = Change.objects.about(made)
    assert {change.field: change.after for change in told}["invoice_number"] == "1001"


def test_marked_twice_alike_is_marked_once(version: BudgetVersion, small: Municipality) -> None:
    mark = Mark(small, 1, "1001", DAY)
    invoicing.mark(version, marks=[mark], by=None)
    assert invoicing.mark(version, marks=[mark], by=None) == []
    assert Invoicing.objects.count() == 1


def test_with_another_invoice_it_is_refused_and_told(
    version: BudgetVersion, small: Municipality, large: Municipality
) -> None:
    first = marked(version, small)
    with pytest.raises(AlreadyInvoiced) as refusal:
        invoicing.mark(version, marks=[Mark(large, 1, "7", DAY), Mark(small, 1, "8", DAY)], by=None)
    assert refusal.value.earlier == first
    assert Invoicing.objects.count() == 1  # all of them or none


def test_an_invoice_number_belongs_to_one_payer(
    version: BudgetVersion, small: Municipality, large: Municipality
) -> None:
    first = marked(version, small, 1, "1001")
    marked(version, small, 2, "1001")  # one invoice for two instalments
    with pytest.raises(NumberIsTaken) as refusal:
        marked(version, large, 1, "1001")
    assert refusal.value.other.payer == first.payer


def test_an_instalment_that_is_not_there_is_refused(
    version: BudgetVersion, small: Municipality
) -> None:
    for payer, number in ((small, 5), (registers.other_party(), 1)):
        with pytest.raises(NothingToInvoice):
            marked(version, payer, number)


@pytest.mark.parametrize(
    ("number", "day"), [("", DAY), ("x" * 41, DAY), ("1", datetime.date(1066, 1, 1))]
)
def test_an_invoice_has_a_number_and_a_day(
    version: BudgetVersion, small: Municipality, number: str, day: datetime.date
) -> None:
    with pytest.raises(ValidationError):
        invoicing.mark(version, marks=[Mark(small, 1, number, day)], by=None)


def test_only_what_is_adopted_is_invoiced(version: BudgetVersion, small: Municipality) -> None:
    draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
    with pytest.raises(WrongState):
        marked(draft, small)
    amended(version, 2000)
    with pytest.raises(WrongState):
        marked(version, small)


def test_a_mark_is_withdrawn_with_a_reason_and_made_anew(
    version: BudgetVersion, small: Municipality, editor: User
) -> None:
    first = marked(version, small)
    with pytest.raises(ValidationError):
        invoicing.withdraw(first, reason=" ", by=editor)
    withdrawal = invoicing.withdraw(first, reason="Fel nummer", by=editor)
    assert invoicing.withdraw(first, reason="En gång till", by=editor) == withdrawal
    assert of(version, small).invoiced == 0
    again = marked(version, small, 1, "1002")
    assert (first.take, again.take) == (1, 2)
    assert of(version, small).bills[0].invoicing == again


def test_nobody_changes_or_removes_a_mark(version: BudgetVersion, small: Municipality) -> None:
    row = marked(version, small)
    for door in (
        row.save,
        row.delete,
        lambda: Invoicing.objects.update(amount=1),
        Invoicing.objects.all().delete,
        lambda: Invoicing.objects.bulk_update([row], ["amount"]),
    ):
        with pytest.raises(RowIsAppendOnly):
            door()
    rows = Invoicing._base_manager.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(amount=1)


def test_the_database_lets_an_instalment_be_invoiced_once(
    version: BudgetVersion, small: Municipality
) -> None:
    row = marked(version, small)
    row.pk, row.take, row._state.adding = None, 2, True
    with (
        pytest.raises(IntegrityError, match="an_instalment_is_invoiced_once"),
        transaction.atomic(),
    ):
        row.save()
    draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
    row.number, row.version = 2, draft
    with (
        pytest.raises(IntegrityError, match="only_what_is_adopted_is_invoiced"),
        transaction.atomic(),
    ):
        row.save()


# -- Amendments


def test_an_amendment_changes_only_what_is_not_invoiced(
    version: BudgetVersion, small: Municipality, large: Municipality
) -> None:
    marked(version, small)
    second = amended(version, 2000)
    assert amounts(second, small) == [63, 146, 146, 145]
    assert amounts(second, large) == [375] * 4
    assert of(second, small).bills[0].invoicing is not None
    assert amounts(version, small) == [63, 63, 62, 62]  # what was decided stays


def test_a_draft_amendment_shows_what_it_would_mean(
    version: BudgetVersion, small: Municipality
) -> None:
    marked(version, small)
    draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
    LineItem.objects.filter(version=draft).update(amount=100)
    assert amounts(draft, small) == [63, 0, 0, 0, -38]


def test_a_credit_is_marked_like_any_other(version: BudgetVersion, small: Municipality) -> None:
    marked(version, small)
    second = amended(version, 100)
    assert amounts(second, small) == [63, 0, 0, 0, -38]
    credit = marked(second, small, 5)
    assert (credit.amount, credit.due) == (Decimal(-38), None)
    assert of(second, small).spread.rest == 0
    with pytest.raises(NothingToInvoice):
        marked(second, small, 2)
    third = amended(second, 1000)
    assert amounts(third, small) == [63, 75, 75, 75, -38]


def test_one_who_pays_no_more_gets_back_what_was_invoiced(
    version: BudgetVersion, small: Municipality
) -> None:
    party = registers.other_party()
    draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
    lines.add(version=draft, heading=budgets.income(), amount=Decimal(40), charged_to=party)
    lines.add(version=draft, heading=budgets.cost(), amount=Decimal(40))
    second = adoption.adopt(draft, on=budgets.DECIDED, reference="§ 2", by=None)
    marked(second, party)
    draft = versions.copy(second, to_year=2021, planned_adoption_date=budgets.DECIDED)
    LineItem.objects.filter(version=draft, amount=40).delete()
    third = adoption.adopt(draft, on=budgets.DECIDED, reference="§ 3", by=None)
    found = statements_of(BudgetVersion.objects.get(pk=third.pk))
    (statement,) = [s for s in found.statements if s.payer == party]
    assert statement.total == 0
    assert [bill.amount for bill in statement.bills] == [10, -10]
    assert found.ties.difference == 0
    call_command("verify")


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_ore_is_lost_whatever_is_amended_and_invoiced(db: None, data: st.DataObject) -> None:
    """Members, populations, amendments and invoices as they come; undone after each try."""
    with transaction.atomic():
        populations = data.draw(st.lists(st.integers(1, 100_000), min_size=1, max_size=4))
        members = [registers.municipality(f"{1001 + n}") for n in range(len(populations))]
        registers.snapshot(2019, dict(zip(members, populations, strict=True)))
        draft = budgets.shared(registers.agreement(*members), 1000)
        for round_ in range(data.draw(st.integers(1, 3))):
            amount = data.draw(money.amounts(-(10**6), 10**6))
            LineItem.objects.filter(version=draft).update(amount=amount)
            version = adoption.adopt(draft, on=budgets.DECIDED, reference=f"§ {round_}", by=None)
            found = statements_of(BudgetVersion.objects.get(pk=version.pk))
            assert found.ties.difference == 0
            assert found.total == amount
            for statement in found.statements:
                assert sum(bill.amount for bill in statement.bills) == statement.total
                for bill in statement.bills:
                    is_chosen = bill.amount and bill.invoicing is None and data.draw(st.booleans())
                    if is_chosen:
                        marked(version, statement.payer, bill.instalment.number)
            draft = versions.copy(version, to_year=2021, planned_adoption_date=budgets.DECIDED)
        call_command("verify")
        transaction.set_rollback(True)
