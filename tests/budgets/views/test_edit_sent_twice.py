"""Rows sent in one go, sent twice, or sent when the session had ended."""

import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import lines, versions
from budgets.models import BudgetVersion, LineItem
from tests.budgets.views.test_edit import EDIT
from tests.budgets.views.test_edit_large import with_lines
from tests.conftest import PASSWORD, signed_in
from tests.forms import submit
from tests.grid import SAVE, Grid


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def staff(draft: BudgetVersion) -> LineItem:
    return LineItem.objects.get(version=draft, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def grid(client: Client, draft: BudgetVersion) -> Grid:
    """The page as the script has it, shown before anything else happens."""
    return Grid(client.get(EDIT))


def test_rows_sent_together_are_saved_all_or_none(
    client: Client, grid: Grid, staff: LineItem
) -> None:
    heading = staff.heading
    grid.type(staff, amount="1")
    first, second = grid.add(heading), grid.add(heading)
    grid.type(first, text="Vikarier", amount="2").type(second, text="Jour", amount="tre")
    response = grid.save(client, staff, first, second)
    assert response.status_code == 422
    assert list(response.json()["rows"]) == [second]
    assert list(heading.lines.filter(version=staff.version)) == [staff]
    staff.refresh_from_db()
    assert staff.revision == 1

    assert grid.save(client, staff, first).status_code == 200
    amounts = heading.lines.filter(version=staff.version).values_list("amount", flat=True)
    assert list(amounts) == [Decimal(1), Decimal(2)]


def test_a_conflict_in_one_row_keeps_the_others_from_being_saved(
    client: Client, grid: Grid, draft: BudgetVersion, staff: LineItem
) -> None:
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    new = grid.add(staff.heading)
    grid.type(staff, amount="1").type(new, text="Vikarier", amount="2")
    response = grid.save(client, staff, new)
    assert response.status_code == 409
    assert response.json()["rows"][f"line-{staff.pk}"]["problem"]
    assert not staff.heading.lines.filter(version=draft).exists()


def test_a_new_row_sent_twice_adds_one_line(client: Client, staff: LineItem) -> None:
    page = client.get(EDIT)
    grid = Grid(page).type(staff.heading, text="Vikarier", amount="281 tkr")
    first = grid.save(client, staff.heading).json()
    second = grid.save(client, staff.heading).json()
    assert first == second
    new = f"new-{staff.heading_id}"
    typed = {f"{new}-text": "Vikarier", f"{new}-amount": "281 tkr"}
    assert submit(client, page, typed, press=SAVE).status_code == 302
    assert LineItem.objects.filter(text="Vikarier").count() == 1


def test_a_row_whose_entry_stands_in_another_version_is_refused(
    client: Client, grid: Grid, staff: LineItem
) -> None:
    other = versions.copy(
        staff.version, to_year=2023, planned_adoption_date=datetime.date(2022, 9, 1)
    )
    entry = UUID(grid.value(staff.heading, "entry"))
    row = lines.TypedRow({"amount": Decimal(1)}, heading=staff.heading, entry=entry)
    lines.change_many(version=other, rows=[row])
    grid.type(staff.heading, text="Vikarier", amount="2")
    assert grid.save(client, staff.heading).status_code == 422
    assert not LineItem.objects.filter(text="Vikarier").exists()


def test_a_line_with_an_entry_can_be_duplicated_and_copied(
    client: Client, grid: Grid, staff: LineItem
) -> None:
    grid.type(staff.heading, text="Vikarier", amount="281 tkr").save(client, staff.heading)
    line = LineItem.objects.get(text="Vikarier")
    answer = Grid(client.get(EDIT)).act(client, line, "duplicate").json()
    assert answer["above"] == f"line-{line.pk}"
    assert LineItem.objects.filter(text="Vikarier", entry=None).count() == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        {"line-1-revision": "x"},
        {"line-99999999999999999999-revision": "1"},
        {"new-1-revision": "0", "new-1-text": "\x00", "new-1-entry": "no key"},
        {"new-999999999999999-revision": "0", "new-999999999999999-text": "x"},
        {"do": "remove:999999999999999999999"},
        {"do": "remove:x"},
        {"do": "up:"},
        {"typed-line-1-under-1": "5|agreement:99999999999999"},
        {"typed-new0-under-1": "5|agreement:x"},
    ],
)
def test_nonsense_is_refused_without_an_error(
    client: Client, draft: BudgetVersion, nonsense: dict[str, str]
) -> None:
    # By hand: no page sends it.
    for address in (EDIT, f"{EDIT}rows/", f"{EDIT}act/", f"{EDIT}figures/"):
        assert client.post(address, nonsense).status_code in (200, 302, 409, 422)


def test_tampered_hidden_values_are_no_error(client: Client, grid: Grid, staff: LineItem) -> None:
    row = grid.type(staff, amount="5").rows(staff)
    # By hand: what was read stands in hidden fields.
    forged = row | {f"initial-line-{staff.pk}-amount": "nothing"}
    assert client.post(grid.address("save"), forged).status_code == 200


def test_what_was_typed_before_a_sign_in_is_shown_after_it(
    client: Client, editor: User, staff: LineItem
) -> None:
    page = client.get(EDIT)
    client.logout()
    new = f"new-{staff.heading_id}"
    typed = {
        f"line-{staff.pk}-amount": "6 400 000",
        f"{new}-text": "Vikarier",
        f"{new}-amount": "281 tkr",
    }
    response = submit(client, page, typed, press=SAVE)
    sign_in = response.headers["Location"]
    assert sign_in.startswith("/accounts/sign-in/?next=")
    back = submit(client, sign_in, {"login": editor.email, "password": PASSWORD})
    shown = client.get(back.headers["Location"])
    page_after = shown.content.decode()
    assert "Du var utloggad innan detta sparades" in page_after
    assert 'value="6 400 000"' in page_after
    assert 'value="281 tkr"' in page_after
    staff.refresh_from_db()
    assert staff.revision == 1

    assert submit(client, shown, press=SAVE).status_code == 302
    assert "Du var utloggad" not in client.get(EDIT).content.decode()


def test_what_was_typed_before_a_sign_in_does_not_reach_somebody_else(
    client: Client, contact_of_krokom: User, staff: LineItem
) -> None:
    page = client.get(EDIT)
    client.logout()
    submit(client, page, {f"line-{staff.pk}-amount": "6 400 000"}, press=SAVE)
    client.force_login(contact_of_krokom)
    assert client.get(EDIT).status_code == 404


def test_too_much_to_keep_over_a_sign_in_is_said(
    client: Client, editor: User, draft: BudgetVersion
) -> None:
    under = with_lines(35)
    page = client.get(EDIT)
    client.logout()
    notes = {f"line-{line.pk}-note": "x" * 2_000 for line in under.lines.filter(version=draft)}
    submit(client, page, notes, press=SAVE)
    client.force_login(editor)
    assert "för stort för att behålla" in client.get(EDIT).content.decode()
    assert "för stort för att behålla" not in client.get(EDIT).content.decode()


def test_without_script_a_row_that_is_gone_is_told_with_what_was_typed(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    page = client.get(EDIT)
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    response = submit(client, page, {f"line-{staff.pk}-note": "Tolv tjänster"}, press=SAVE)
    assert response.status_code == 422
    assert "Tolv tjänster" in response.content.decode()


def test_without_script_a_conflict_stays_until_it_is_chosen(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    page = client.get(EDIT)
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"amount": Decimal(6300000)},
        read={"amount": staff.amount},
        revision=staff.revision,
    )
    amount = f"line-{staff.pk}-amount"
    refused = submit(client, page, {amount: "6 400 000"}, press=SAVE)
    assert refused.status_code == 422
    refused = submit(client, refused, press=SAVE)
    assert refused.status_code == 422
    chosen = submit(client, refused, {f"{amount}-choice": "theirs"}, press=SAVE)
    assert chosen.status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.revision) == (Decimal(6300000), 2)
    # Back to the page that asked, and the other one chosen.
    chosen = submit(client, refused, {f"{amount}-choice": "mine"}, press=SAVE)
    assert chosen.status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.revision) == (Decimal(6400000), 3)


def test_figures_count_new_rows_and_say_what_is_unusual(
    client: Client, grid: Grid, staff: LineItem
) -> None:
    under = staff.heading_id
    agreement = LineItem.objects.exclude(agreement=None).first()
    assert agreement is not None
    grid.type(staff, amount="-6 281")
    charge = f"agreement:{agreement.agreement_id}"
    grid.type(agreement.heading, amount="1 000", charge_code=charge)
    shown = grid.figures(client).json()["figures"]
    assert shown[f"heading-{under}-unusual"].startswith("Ovanligt: tecknet har ändrats")
    assert shown["key-income"] == "74,9 % av intäkterna fördelas enligt avtal."
    assert shown[f"heading-{agreement.heading_id}"] == "5\u00a0617\u00a0000"
