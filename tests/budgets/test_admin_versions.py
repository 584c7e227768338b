"""Keeping budgets in the admin: open ones as one likes, adopted ones not at all."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import adoption
from budgets.actions.locks import lock_open
from budgets.models import (
    Allocation,
    BudgetVersion,
    BudgetYear,
    ControlTotal,
    Heading,
    LineItem,
    Share,
    State,
)
from budgets.models.seal import checksum_of
from tests.admin_pages import address, as_shown, errors_on, in_language, refusal, rows_added
from tests.conftest import signed_in
from tests.factories import budgets, registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def draft(db: None) -> BudgetVersion:
    return budgets.shared(registers.agreement())


def line_typed(of: BudgetVersion, /, **typed: Any) -> dict[str, Any]:
    good = {
        "version": of.pk,
        "heading": budgets.cost().pk,
        "amount": "5 tkr",
        "position": "0",
        "charge": "",
    }
    return good | typed


# -- Open versions


def test_a_line_is_added_with_an_amount_as_people_type_it(
    client: Client, draft: BudgetVersion
) -> None:
    response = client.post(address("add", LineItem), line_typed(draft, amount="−5,5 tkr"))
    assert response.status_code == 302
    assert LineItem.objects.get(amount=Decimal(-5500)).version == draft


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "1000000000000000"}, "amount"),
        ({"amount": "abc"}, "amount"),
        ({"amount": "1,234 kr"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "1\0"}, "amount"),
        ({"amount": "x" * 100_000}, "amount"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "\0"}, "text"),
        ({"note": "\0"}, "note"),
        ({"account": "\0"}, "account"),
        ({"position": "-1"}, "position"),
        ({"position": "9" * 30}, "position"),
        ({"charge": "on_order"}, "charge"),
        ({"charge": "gift"}, "charge"),
        ({"heading": "9" * 30}, "heading"),
        ({"heading": ""}, "heading"),
        ({"municipality": "abc"}, "municipality"),
        ({"version": ""}, "version"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept_as_typed(
    typed: dict[str, str], field: str, language: str, client: Client, draft: BudgetVersion
) -> None:
    before = LineItem.objects.count()
    in_language(language, client)
    response = client.post(address("add", LineItem), line_typed(draft, **typed))
    told = errors_on(response)
    assert list(told) == [field]
    assert response.context["adminform"].form[field].value() == typed[field]
    assert LineItem.objects.count() == before


def test_an_income_without_charge_and_a_charge_of_two_are_told(
    client: Client, draft: BudgetVersion
) -> None:
    income = {"heading": budgets.income().pk}
    response = client.post(address("add", LineItem), line_typed(draft, **income))
    assert list(errors_on(response)) == ["charge"]
    two = {
        "charge": "municipality",
        "municipality": registers.municipality().pk,
        "other_party": registers.other_party().pk,
    }
    response = client.post(address("add", LineItem), line_typed(draft, **income, **two))
    assert list(errors_on(response)) == ["other_party"]
    nobody = {"charge": "agreement"}
    response = client.post(address("add", LineItem), line_typed(draft, **income, **nobody))
    assert list(errors_on(response)) == ["agreement"]


def test_lines_and_control_totals_are_edited_within_their_version(
    client: Client, draft: BudgetVersion
) -> None:
    page = address("change", draft)
    shown = as_shown(client.get(page))
    assert shown["lines-0-amount"] == "1\u00a0000"
    sent = shown | {"lines-0-amount": "2 tkr", "lines-1-DELETE": "on"}
    sent = rows_added(
        "control_totals",
        sent,
        {"total": "cost", "amount": "5 tkr", "printed_in": 1000, "source": "S"},
    )
    assert client.post(page, sent).status_code == 302
    assert [line.amount for line in draft.lines.all()] == [2000]
    assert draft.control_totals.get().amount == 5000


def test_what_cannot_be_is_told_in_the_row_and_nothing_is_saved(
    client: Client, draft: BudgetVersion
) -> None:
    page = address("change", draft)
    sent = as_shown(client.get(page)) | {"source": "New", "lines-1-amount": "abc"}
    assert list(errors_on(client.post(page, sent))) == ["lines-1-amount"]
    draft.refresh_from_db()
    assert draft.source == ""


def test_a_version_with_very_many_lines_leaves_them_to_their_own_list(
    client: Client, draft: BudgetVersion
) -> None:
    LineItem.objects.bulk_create(
        LineItem(version=draft, heading=budgets.cost(), amount=1) for _ in range(300)
    )
    response = client.get(address("change", draft))
    prefixes = [inline.formset.prefix for inline in response.context["inline_admin_formsets"]]
    assert prefixes == ["control_totals"]
    assert f"version__id__exact={draft.pk}" in response.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "1"}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "abc"}, "number"),
        ({"number": "9" * 30}, "number"),
        ({"planned_adoption_date": "0001-01-01"}, "planned_adoption_date"),
        ({"planned_adoption_date": "9999-12-31"}, "planned_adoption_date"),
        ({"planned_adoption_date": "24/9/2020"}, "planned_adoption_date"),
        ({"budget_year": "abc"}, "budget_year"),
        ({"source": "x" * 100_000}, "source"),
    ],
)
def test_a_version_that_cannot_be_is_told(
    typed: dict[str, str], field: str, client: Client, draft: BudgetVersion
) -> None:
    good = {
        "budget_year": str(draft.budget_year.pk),
        "number": "2",
        "planned_adoption_date": "2020-09-24",
    }
    rows = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("lines", "control_totals")
        for name in ("TOTAL", "INITIAL")
    }
    response = client.post(address("add", BudgetVersion), good | rows | typed)
    assert list(errors_on(response)) == [field]
    assert BudgetVersion.objects.count() == 1
    assert client.post(address("add", BudgetVersion), good | rows).status_code == 302


@pytest.mark.parametrize("year", ["20211", "1066", "abc", "", "9" * 30, "2021"])
def test_a_year_that_cannot_be_is_told(year: str, client: Client, draft: BudgetVersion) -> None:
    response = client.post(address("add", BudgetYear), {"year": year})
    assert list(errors_on(response)) == ["year"]


def test_a_draft_is_deleted_with_what_is_in_it(client: Client, draft: BudgetVersion) -> None:
    assert client.post(address("delete", draft), {"post": "yes"}).status_code == 302
    assert not LineItem.objects.exists()


# -- Adopted versions


@pytest.fixture(params=[State.ADOPTED, State.SUPERSEDED])
def adopted(request: pytest.FixtureRequest, db: None) -> Iterator[BudgetVersion]:
    version = budgets.adopted()
    if request.param == State.SUPERSEDED:
        BudgetVersion.objects.filter(pk=version.pk).update(state=State.SUPERSEDED)
    before = list(BudgetVersion.objects.values())
    yield version
    assert list(BudgetVersion.objects.filter(pk=version.pk).values()) == before
    now = BudgetVersion.objects.get(pk=version.pk)
    assert checksum_of(now) == now.checksum


def test_an_adopted_version_is_shown_without_anything_to_type_in(
    client: Client, adopted: BudgetVersion
) -> None:
    for obj in (adopted, adopted.lines.all()[0]):
        text = client.get(address("change", obj)).text
        assert 'name="_save"' not in text
        assert 'name="amount"' not in text
        assert 'name="lines-0-amount"' not in text
        assert "1\u00a0000" in text


def test_posting_to_an_adopted_version_is_refused_with_a_sentence(
    client: Client, adopted: BudgetVersion
) -> None:
    draft = budgets.shared(registers.agreement(name="Another"))
    sent = as_shown(client.get(address("change", draft)))
    line = adopted.lines.all()[0]
    sent |= {"lines-0-id": str(line.pk), "lines-0-amount": "7", "source": "Changed"}
    assert refusal(client, client.post(address("change", adopted), sent))


def test_posting_to_a_line_of_an_adopted_version_is_refused(
    client: Client, adopted: BudgetVersion
) -> None:
    for line in adopted.lines.all():
        sent = line_typed(adopted, amount="7")
        assert refusal(client, client.post(address("change", line), sent))
        assert refusal(client, client.post(address("delete", line), {"post": "yes"}))


def test_adding_to_an_adopted_version_is_refused_at_the_field(
    client: Client, adopted: BudgetVersion
) -> None:
    response = client.post(address("add", LineItem), line_typed(adopted))
    assert list(errors_on(response)) == ["version"]
    control = {
        "version": adopted.pk,
        "total": "cost",
        "amount": "5",
        "printed_in": "1000",
        "source": "S",
    }
    response = client.post(address("add", ControlTotal), control)
    assert list(errors_on(response)) == ["version"]


def test_a_line_cannot_be_moved_into_an_adopted_version(
    client: Client, adopted: BudgetVersion
) -> None:
    draft = budgets.shared(registers.agreement(name="Another"), year=2022)
    line = draft.lines.all()[0]
    page = address("change", line)
    client.post(page, as_shown(client.get(page)) | {"version": adopted.pk})
    line.refresh_from_db()
    assert line.version == draft


def test_nothing_adopted_is_deleted_one_by_one_or_from_a_list(
    client: Client, adopted: BudgetVersion
) -> None:
    allocation = Allocation.objects.get()
    objects = [
        adopted,
        adopted.budget_year,
        allocation,
        Share.objects.all()[0],
        adopted.lines.all()[0],
        budgets.cost(),
        *Heading.objects.all(),
    ]
    for obj in objects:
        response = client.post(address("delete", obj), {"post": "yes"})
        assert response.status_code in (200, 302, 403)
        chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [obj.pk]}
        client.post(address("changelist", type(obj)), chosen)
        assert type(obj)._default_manager.filter(pk=obj.pk).exists()


def test_a_draft_is_not_deleted_together_with_an_adopted_one(
    client: Client, adopted: BudgetVersion
) -> None:
    draft = budgets.draft(2022)
    chosen = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [draft.pk, adopted.pk],
    }
    response = client.post(address("changelist", BudgetVersion), chosen)
    assert response.context["protected"]
    assert BudgetVersion.objects.filter(pk=draft.pk).exists()


def test_a_heading_in_use_is_renamed_and_keeps_its_kind(
    client: Client, adopted: BudgetVersion
) -> None:
    heading = budgets.cost()
    page = address("change", heading)
    sent = as_shown(client.get(page)) | {"name": "Nytt namn", "kind": "income"}
    assert client.post(page, sent).status_code == 302
    heading.refresh_from_db()
    assert (heading.name, heading.kind) == ("Nytt namn", "cost")


def test_nobody_makes_or_changes_a_share(client: Client, adopted: BudgetVersion) -> None:
    for model in (Allocation, Share):
        assert client.post(address("add", model), {}).status_code == 403
        obj = model.objects.all()[0]
        assert client.post(address("change", obj), {"amount": "1"}).status_code == 403
        assert client.post(address("delete", obj), {"post": "yes"}).status_code == 403


# -- Adopted while somebody was typing


LOCK = "budgets.admin.frozen.lock_open"


@pytest.fixture
def adopted_at_the_last_moment(
    monkeypatch: pytest.MonkeyPatch, draft: BudgetVersion
) -> BudgetVersion:
    """Between the page's own look at the version and its lock, somebody adopts it."""
    registers.snapshot(2019)
    draft.lines.filter(charge="agreement").update(charge="on_order", agreement=None)

    def adopt_first(version: BudgetVersion) -> BudgetVersion:
        monkeypatch.setattr(LOCK, lock_open)
        adoption.adopt(draft, on=budgets.DECIDED, reference="§ 1", by=None)
        return lock_open(version)

    monkeypatch.setattr(LOCK, adopt_first)
    return draft


def test_a_new_line_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    before = LineItem.objects.count()
    sent = line_typed(adopted_at_the_last_moment)
    assert refusal(client, client.post(address("add", LineItem), sent))
    assert LineItem.objects.count() == before


def test_a_changed_line_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    line = adopted_at_the_last_moment.lines.all()[0]
    page = address("change", line)
    sent = as_shown(client.get(page)) | {"amount": "7"}
    assert refusal(client, client.post(page, sent))
    line.refresh_from_db()
    assert line.amount == 1000


def test_a_changed_version_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    page = address("change", adopted_at_the_last_moment)
    sent = as_shown(client.get(page)) | {"lines-0-amount": "7", "source": "Changed"}
    assert refusal(client, client.post(page, sent))
    assert set(LineItem.objects.values_list("amount", flat=True)) == {1000}


def test_deleting_comes_too_late(client: Client, adopted_at_the_last_moment: BudgetVersion) -> None:
    line = adopted_at_the_last_moment.lines.all()[0]
    assert refusal(client, client.post(address("delete", line), {"post": "yes"}))
    assert LineItem.objects.filter(pk=line.pk).exists()


def test_deleting_from_the_list_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    lines = LineItem.objects.all()
    chosen = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [line.pk for line in lines],
    }
    assert refusal(client, client.post(address("changelist", LineItem), chosen))
    assert lines.all().count() == 2
