"""Keeping budgets in the admin: open ones as one likes, adopted ones not at all."""

from collections.abc import Iterator
from decimal import Decimal

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
from tests.admin_pages import (
    address,
    chosen_in_list,
    deleted_all_the_same,
    errors_on,
    in_language,
    refusal,
)
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.forms import Form, Typed, form_on, forms_on, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def draft(db: None) -> BudgetVersion:
    return budgets.shared(registers.agreement())


SURE = "Ja, jag är säker"


def line_typed(of: BudgetVersion, /, **typed: Typed) -> dict[str, Typed]:
    good: dict[str, Typed] = {
        "version": str(of.pk),
        "heading": str(budgets.cost().pk),
        "amount": "5 tkr",
    }
    return good | typed


def new_line(client: Client, of: BudgetVersion, /, **typed: Typed) -> Form:
    """The form of a new line, filled in."""
    return form_on(client.get(address("add", LineItem))).fill(line_typed(of, **typed))


# -- Open versions


def test_a_line_is_added_with_an_amount_as_people_type_it(
    client: Client, draft: BudgetVersion
) -> None:
    response = new_line(client, draft, amount="−5,5 tkr").send(client, press="Spara")
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
        ({"amount": "x" * 100_000}, "amount"),
        ({"position": "-1"}, "position"),
        ({"position": "9" * 30}, "position"),
        ({"charge": "on_order"}, "charge"),
        ({"heading": ""}, "heading"),
        ({"version": ""}, "version"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept_as_typed(
    typed: dict[str, Typed], field: str, language: str, client: Client, draft: BudgetVersion
) -> None:
    before = LineItem.objects.count()
    in_language(language, client)
    response = new_line(client, draft, **typed).send(client)
    assert list(errors_on(response)) == [field]
    assert response.context["adminform"].form[field].value() == typed[field]
    assert LineItem.objects.count() == before


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("forged", "field"),
    [
        ({"amount": "1\0"}, "amount"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "\0"}, "text"),
        ({"note": "\0"}, "note"),
        ({"account": "\0"}, "account"),
        ({"charge": "gift"}, "charge"),
        ({"heading": "9" * 30}, "heading"),
        ({"municipality": "abc"}, "municipality"),
    ],
)
def test_what_the_page_does_not_let_through_is_told_at_its_field(
    forged: dict[str, str], field: str, language: str, client: Client, draft: BudgetVersion
) -> None:
    before = LineItem.objects.count()
    in_language(language, client)
    form = new_line(client, draft)
    response = client.post(form.where, form.data() | forged)
    assert list(errors_on(response)) == [field]
    assert response.context["adminform"].form[field].value() == forged[field]
    assert LineItem.objects.count() == before


def test_an_income_without_charge_and_a_charge_of_two_are_told(
    client: Client, draft: BudgetVersion
) -> None:
    heading = str(budgets.income().pk)
    response = new_line(client, draft, heading=heading).send(client)
    assert list(errors_on(response)) == ["charge"]
    party, municipality = str(registers.other_party().pk), registers.municipality()
    two = new_line(
        client, draft, heading=heading, charge="municipality", other_party=party
    ).look_up(client, "municipality", municipality.code)
    assert list(errors_on(two.send(client))) == ["other_party"]
    nobody = new_line(client, draft, heading=heading, charge="agreement")
    assert list(errors_on(nobody.send(client))) == ["agreement"]


def test_lines_and_control_totals_are_edited_within_their_version(
    client: Client, draft: BudgetVersion
) -> None:
    page = address("change", draft)
    form = form_on(client.get(page))
    assert form.data()["lines-0-amount"] == "1\u00a0000"
    form.fill({"lines-0-amount": "2 tkr", "lines-1-DELETE": True})
    total = {"total": "cost", "amount": "5 tkr", "printed_in": "1000", "source": "S"}
    assert form.add_row("control_totals", total).send(client, press="Spara").status_code == 302
    assert [line.amount for line in draft.lines.all()] == [2000]
    assert draft.control_totals.get().amount == 5000


def test_what_cannot_be_is_told_in_the_row_and_nothing_is_saved(
    client: Client, draft: BudgetVersion
) -> None:
    typed = {"source": "New", "lines-1-amount": "abc"}
    response = submit(client, address("change", draft), typed, press="Spara")
    assert list(errors_on(response)) == ["lines-1-amount"]
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


def good_version(draft: BudgetVersion) -> dict[str, str]:
    return {
        "budget_year": str(draft.budget_year.pk),
        "number": "2",
        "planned_adoption_date": "2020-09-24",
    }


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "1"}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "9" * 30}, "number"),
        ({"planned_adoption_date": "0001-01-01"}, "planned_adoption_date"),
        ({"planned_adoption_date": "9999-12-31"}, "planned_adoption_date"),
        ({"planned_adoption_date": "24/9/2020"}, "planned_adoption_date"),
    ],
)
def test_a_version_that_cannot_be_is_told(
    typed: dict[str, str], field: str, client: Client, draft: BudgetVersion
) -> None:
    good = good_version(draft)
    response = submit(client, address("add", BudgetVersion), good | typed, press="Spara")
    assert list(errors_on(response)) == [field]
    assert BudgetVersion.objects.count() == 1
    mended = {field: good[field]}
    assert submit(client, response, mended, press="Spara").status_code == 302


@pytest.mark.parametrize(
    ("forged", "field"),
    [
        ({"number": "abc"}, "number"),
        ({"budget_year": "abc"}, "budget_year"),
        ({"source": "x" * 100_000}, "source"),
    ],
)
def test_a_version_that_the_page_does_not_let_through_is_told(
    forged: dict[str, str], field: str, client: Client, draft: BudgetVersion
) -> None:
    form = form_on(client.get(address("add", BudgetVersion))).fill(good_version(draft))
    response = client.post(form.where, form.data() | forged)
    assert list(errors_on(response)) == [field]
    assert BudgetVersion.objects.count() == 1
    assert form.send(client, press="Spara").status_code == 302


@pytest.mark.parametrize("year", ["20211", "1066", "", "9" * 30, "2021"])
def test_a_year_that_cannot_be_is_told(year: str, client: Client, draft: BudgetVersion) -> None:
    response = submit(client, address("add", BudgetYear), {"year": year}, press="Spara")
    assert list(errors_on(response)) == ["year"]


def test_a_year_that_is_no_number_is_told(client: Client) -> None:
    response = client.post(address("add", BudgetYear), {"year": "abc"})  # by no browser
    assert list(errors_on(response)) == ["year"]


def test_a_draft_is_deleted_with_what_is_in_it(client: Client, draft: BudgetVersion) -> None:
    assert submit(client, address("delete", draft), press=SURE).status_code == 302
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
    form = form_on(client.get(address("change", draft)))
    form.fill({"lines-0-amount": "7", "source": "Changed"})
    sent = form.data() | {"lines-0-id": str(adopted.lines.all()[0].pk)}
    assert refusal(client, client.post(address("change", adopted), sent))


def test_posting_to_a_line_of_an_adopted_version_is_refused(
    client: Client, adopted: BudgetVersion
) -> None:
    for line in adopted.lines.all():  # whose pages offer nothing to send
        sent = line_typed(adopted, amount="7")
        assert refusal(client, client.post(address("change", line), sent))
        assert refusal(client, client.post(address("delete", line), {"post": "yes"}))


def test_adding_to_an_adopted_version_is_refused_at_the_field(
    client: Client, adopted: BudgetVersion
) -> None:
    # Neither page offers it among the versions.
    version = {"version": str(adopted.pk)}
    line: dict[str, Typed] = {"heading": str(budgets.cost().pk), "amount": "5 tkr"}
    form = form_on(client.get(address("add", LineItem))).fill(line)
    response = client.post(form.where, form.data() | version)
    assert list(errors_on(response)) == ["version"]
    control = {"total": "cost", "amount": "5", "printed_in": "1000", "source": "S"}
    form = form_on(client.get(address("add", ControlTotal))).fill(control)
    response = client.post(form.where, form.data() | version)
    assert list(errors_on(response)) == ["version"]


def test_a_line_cannot_be_moved_into_an_adopted_version(
    client: Client, adopted: BudgetVersion
) -> None:
    draft = budgets.shared(registers.agreement(name="Another"), year=2022)
    line = draft.lines.all()[0]
    page = address("change", line)
    sent = form_on(client.get(page)).data() | {"version": str(adopted.pk)}  # a forged field
    client.post(page, sent)
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
        # No page asks whether one is sure, and so all this is sent by hand.
        shown = client.get(address("delete", obj), follow=True)
        assert not any(SURE in form.buttons() for form in forms_on(shown))
        response = client.post(address("delete", obj), {"post": "yes"})
        assert response.status_code in (200, 302, 403)
        deleted_all_the_same(client, obj)
        assert type(obj)._default_manager.filter(pk=obj.pk).exists()


def test_a_draft_is_not_deleted_together_with_an_adopted_one(
    client: Client, adopted: BudgetVersion
) -> None:
    draft = budgets.draft(2022)
    asked = chosen_in_list(client, "delete_selected", draft, adopted)
    assert not forms_on(asked)
    for response in (asked, deleted_all_the_same(client, draft, adopted)):
        assert response.context["protected"]
    assert BudgetVersion.objects.filter(pk=draft.pk).exists()


def test_a_heading_in_use_is_renamed_and_keeps_its_kind(
    client: Client, adopted: BudgetVersion
) -> None:
    heading = budgets.cost()
    page = address("change", heading)
    form = form_on(client.get(page)).fill({"name": "Nytt namn"})
    assert "kind" not in form.names()
    assert client.post(page, form.data() | {"kind": "income"}).status_code == 302
    heading.refresh_from_db()
    assert (heading.name, heading.kind) == ("Nytt namn", "cost")


def test_nobody_makes_or_changes_a_share(client: Client, adopted: BudgetVersion) -> None:
    for model in (Allocation, Share):  # no page of which offers anything to send
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
    assert refusal(client, new_line(client, adopted_at_the_last_moment).send(client))
    assert LineItem.objects.count() == before


def test_a_changed_line_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    line = adopted_at_the_last_moment.lines.all()[0]
    assert refusal(client, submit(client, address("change", line), {"amount": "7"}))
    line.refresh_from_db()
    assert line.amount == 1000


def test_a_changed_version_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    page = address("change", adopted_at_the_last_moment)
    typed = {"lines-0-amount": "7", "source": "Changed"}
    assert refusal(client, submit(client, page, typed))
    assert set(LineItem.objects.values_list("amount", flat=True)) == {1000}


def test_deleting_comes_too_late(client: Client, adopted_at_the_last_moment: BudgetVersion) -> None:
    line = adopted_at_the_last_moment.lines.all()[0]
    assert refusal(client, submit(client, address("delete", line), press=SURE))
    assert LineItem.objects.filter(pk=line.pk).exists()


def test_deleting_from_the_list_comes_too_late(
    client: Client, adopted_at_the_last_moment: BudgetVersion
) -> None:
    lines = LineItem.objects.all()
    asked = chosen_in_list(client, "delete_selected", *lines)
    assert refusal(client, submit(client, asked, press=SURE))
    assert lines.all().count() == 2
