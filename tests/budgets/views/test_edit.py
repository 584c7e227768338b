"""Editing the lines of a draft, by the form and a row at a time."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Change, User
from budgets.actions import lines
from budgets.models import BudgetVersion, LineItem
from municipalities.models import Agreement
from tests.conftest import signed_in
from tests.forms import submit
from tests.grid import SAVE, Grid

EDIT = "/budgets/2022/1/edit/"


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def staff(draft: BudgetVersion) -> LineItem:
    return LineItem.objects.get(version=draft, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def shown(client: Client) -> Grid:
    """The page as the script has it."""
    return Grid(client.get(EDIT))


def answer_to(response: Any, line: LineItem) -> tuple[int, Any]:
    """What became of a row that the script saved, beside the sums."""
    answer = response.json()
    return response.status_code, answer["rows"].get(f"line-{line.pk}", {}) | {
        "figures": answer.get("figures")
    }


def save(client: Client, line: LineItem, grid: Grid | None = None, **typed: str) -> tuple[int, Any]:
    """Type into a row and leave it, on this page or on one that is shown now."""
    grid = grid or shown(client)
    return answer_to(grid.type(line, **typed).save(client, line), line)


def test_a_row_that_is_left_is_saved_and_the_sums_follow(client: Client, staff: LineItem) -> None:
    status, answer = save(client, staff, amount="6 469 tkr")
    staff.refresh_from_db()
    assert (status, staff.amount, staff.revision) == (200, Decimal("6469000.00"), 2)
    assert answer["figures"]["cost"] == "7\u00a0691\u00a0000"
    assert answer["figures"][f"heading-{staff.heading_id}-difference"] == "+188\u00a0000"
    assert answer["figures"][f"heading-{staff.heading_id}-percent"] == "+3,0"
    assert answer["values"]["amount"]["value"] == "6\u00a0469\u00a0000"


def test_an_amount_that_is_none_is_told_at_the_cell_and_changes_nothing(
    client: Client, staff: LineItem
) -> None:
    status, answer = save(client, staff, amount="sex miljoner")
    assert status == 422
    assert "sex miljoner" in answer["errors"]["amount"]
    staff.refresh_from_db()
    assert (staff.amount, staff.revision) == (Decimal("6281000.00"), 1)


def test_a_cell_that_somebody_else_changed_is_refused_with_both_values_and_who(
    client: Client, draft: BudgetVersion, staff: LineItem, approver: User
) -> None:
    grid = shown(client)
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"amount": Decimal(6300000)},
        read={"amount": staff.amount},
        revision=staff.revision,
        by=approver,
    )
    status, answer = save(client, staff, grid, amount="6 400 000")
    assert status == 409
    theirs = "6\u00a0300\u00a0000"
    at = timezone.localtime(Change.objects.first().at)  # type: ignore[union-attr]
    who = f"approver@test.example skrev klockan {at:%H:%M}:"
    assert answer["theirs"] == {"amount": {"text": theirs, "value": theirs, "who": who}}
    assert answer["values"]["amount"]["value"] == "6 400 000"
    staff.refresh_from_db()
    assert staff.amount == Decimal("6300000.00")


def test_a_charge_that_somebody_else_changed_says_who(
    client: Client, draft: BudgetVersion, approver: User
) -> None:
    line = LineItem.objects.filter(version=draft, municipality__isnull=False).get()
    agreement = Agreement.objects.get().pk
    grid = shown(client)
    lines.change(
        version=draft,
        line_id=line.pk,
        to={"charge_code": "on_order"},
        read={"charge_code": line.charge_code},
        revision=line.revision,
        by=approver,
    )
    status, answer = save(client, line, grid, charge_code=f"agreement:{agreement}")
    assert status == 409
    assert answer["theirs"]["charge_code"]["who"].startswith("approver@test.example skrev")


def test_changes_of_different_cells_are_both_kept(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    grid = shown(client)
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"note": "Tolv tjänster"},
        read={"note": ""},
        revision=staff.revision,
    )
    status, _ = save(client, staff, grid, amount="6 400 000")
    staff.refresh_from_db()
    assert (status, staff.amount, staff.note) == (200, Decimal("6400000.00"), "Tolv tjänster")


def test_keeping_mine_after_a_refusal_saves_it(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    grid = shown(client)
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"amount": Decimal(6300000)},
        read={"amount": staff.amount},
        revision=staff.revision,
    )
    refused = grid.type(staff, amount="6 400 000").save(client, staff)
    assert refused.status_code == 409
    # Sent once more without a choice, as when the row is merely left again.
    status, answer = answer_to(grid.hear(refused).save(client, staff), staff)
    assert status == 409
    grid.keep_mine(staff, "amount", answer["theirs"]["amount"]["value"])
    assert grid.save(client, staff).status_code == 200
    staff.refresh_from_db()
    assert staff.amount == Decimal("6400000.00")


def test_a_row_that_was_taken_out_is_told(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    grid = shown(client)
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    status, answer = save(client, staff, grid, amount="1")
    assert status == 409
    assert answer["problem"]


def test_without_script_one_button_saves_every_row_and_adds_the_new(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    other = LineItem.objects.get(version=draft, heading__name="Övriga omkostnader")
    new = f"new-{staff.heading_id}"
    typed = {
        f"line-{staff.pk}-amount": "6 000 000",
        f"line-{other.pk}-note": "Hyra och kurser",
        f"{new}-text": "Vikarier",
        f"{new}-amount": "281 tkr",
    }
    response = submit(client, EDIT, typed, press=SAVE, follow=True)
    assert "3 rader är sparade" in response.content.decode()
    amounts = LineItem.objects.filter(version=draft, heading=staff.heading).values_list(
        "text", "amount"
    )
    assert list(amounts) == [("", Decimal("6000000.00")), ("Vikarier", Decimal("281000.00"))]


def test_without_script_a_conflict_keeps_what_was_typed_and_shows_theirs(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    before = client.get(EDIT)
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"amount": Decimal(6300000)},
        read={"amount": staff.amount},
        revision=staff.revision,
    )
    response = submit(client, before, {f"line-{staff.pk}-amount": "6 400 000"}, press=SAVE)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="6 400 000"' in page
    assert "<strong>6\u00a0300\u00a0000</strong>" in page


def test_a_row_taken_out_can_be_put_back_where_it_stood(
    client: Client, draft: BudgetVersion
) -> None:
    def parties() -> list[str]:
        under = LineItem.objects.filter(version=draft, heading__name="Intäkter övriga avtalsparter")
        return [line.text for line in under]

    before = parties()
    taken_out = submit(client, EDIT, press=f"Ta bort: {before[1]}", follow=True)
    assert parties() == [before[0], before[2]]
    submit(client, taken_out, press="Ångra: lägg tillbaka raden")
    assert parties() == before


def test_a_row_that_somebody_else_changed_is_not_taken_out_unread(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    before = client.get(EDIT)
    LineItem.objects.get(pk=staff.pk).save()  # a revision further
    take_out = f"Ta bort: {staff}"
    page = submit(client, before, press=take_out, follow=True).content.decode()
    assert "Någon annan har ändrat" in page
    answer = Grid(before).act(client, staff, "remove")
    assert answer.status_code == 409
    assert f'id="line-{staff.pk}"' in answer.json()["anew"]
    typed = {f"line-{staff.pk}-note": "typed"}
    taken_out = submit(client, EDIT, typed, press=take_out, follow=True)
    assert "borttagen" in taken_out.content.decode()
    assert not LineItem.objects.filter(pk=staff.pk).exists()


def test_rows_move_and_double(client: Client, draft: BudgetVersion) -> None:
    def parties() -> list[LineItem]:
        return list(
            LineItem.objects.filter(version=draft, heading__name="Intäkter övriga avtalsparter")
        )

    first, second, third = parties()
    submit(client, EDIT, press=f"Flytta upp: {second}")
    assert [line.pk for line in parties()] == [second.pk, first.pk, third.pk]
    submit(client, EDIT, press=f"Flytta upp: {second}")
    assert [line.pk for line in parties()] == [second.pk, first.pk, third.pk]
    submit(client, EDIT, press=f"Dubblera: {second}")
    assert [line.text for line in parties()] == [second.text, second.text, first.text, third.text]


def test_figures_follow_what_is_typed_before_it_is_saved(client: Client, staff: LineItem) -> None:
    grid = shown(client).type(staff, amount="6280 tkr")
    assert grid.figures(client).json()["figures"]["result"] == "0"
    # By hand: what the script does not send is passed over.
    response = client.post(grid.address("figures"), grid.typed() | {"typed-x": "y"})
    assert response.json()["figures"]["result"] == "0"
    staff.refresh_from_db()
    assert staff.amount == Decimal("6281000.00")


@pytest.mark.parametrize("who", ["administrator", "contact_of_krokom", "outsider"])
def test_only_the_office_edits(
    who: str, draft: BudgetVersion, request: pytest.FixtureRequest
) -> None:
    response = signed_in(request.getfixturevalue(who)).get(EDIT)
    assert response.status_code == (403 if who == "administrator" else 404)


def test_an_adopted_version_is_not_open(client: Client, the_example: None) -> None:
    assert client.get("/budgets/2021/1/edit/").status_code == 403
    # By hand: there is no page to send.
    assert client.post("/budgets/2021/1/edit/", {}).status_code == 403
