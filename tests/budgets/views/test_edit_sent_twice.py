"""Rows sent in one go, sent twice, or sent when the session had ended."""

import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions import lines, versions
from budgets.models import BudgetVersion, Heading, LineItem
from tests.budgets.views.test_edit import EDIT, posted
from tests.conftest import PASSWORD, signed_in

ENTRY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def staff(draft: BudgetVersion) -> LineItem:
    return LineItem.objects.get(version=draft, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def new_row(
    heading: Heading, number: int, text: str, amount: str, entry: str = ""
) -> dict[str, str]:
    row = f"new-{heading.pk}-{number}"
    return {
        f"{row}-revision": "0",
        f"{row}-entry": entry,
        f"{row}-text": text,
        f"{row}-amount": amount,
    }


def test_rows_sent_together_are_saved_all_or_none(client: Client, staff: LineItem) -> None:
    heading = staff.heading
    rows = posted(staff, amount="1") | new_row(heading, 1, "Vikarier", "2")
    broken = rows | new_row(heading, 2, "Jour", "tre")
    response = client.post(f"{EDIT}rows/", broken)
    assert response.status_code == 422
    assert list(response.json()["rows"]) == [f"new-{heading.pk}-2"]
    assert list(heading.lines.filter(version=staff.version)) == [staff]
    staff.refresh_from_db()
    assert staff.revision == 1

    assert client.post(f"{EDIT}rows/", rows).status_code == 200
    amounts = heading.lines.filter(version=staff.version).values_list("amount", flat=True)
    assert list(amounts) == [Decimal(1), Decimal(2)]


def test_a_conflict_in_one_row_keeps_the_others_from_being_saved(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    rows = posted(staff, amount="1") | new_row(staff.heading, 1, "Vikarier", "2")
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    response = client.post(f"{EDIT}rows/", rows)
    assert response.status_code == 409
    assert response.json()["rows"][f"line-{staff.pk}"]["problem"]
    assert not staff.heading.lines.filter(version=draft).exists()


def test_a_new_row_sent_twice_adds_one_line(client: Client, staff: LineItem) -> None:
    row = new_row(staff.heading, 1, "Vikarier", "281 tkr", ENTRY)
    first = client.post(f"{EDIT}rows/", row).json()
    second = client.post(f"{EDIT}rows/", row).json()
    assert first == second
    assert client.post(EDIT, row).status_code == 302
    assert LineItem.objects.filter(text="Vikarier").count() == 1


def test_a_row_whose_entry_stands_in_another_version_is_refused(
    client: Client, staff: LineItem
) -> None:
    other = versions.copy(
        staff.version, to_year=2023, planned_adoption_date=datetime.date(2022, 9, 1)
    )
    row = lines.TypedRow({"amount": Decimal(1)}, heading=staff.heading, entry=UUID(ENTRY))
    lines.change_many(version=other, rows=[row])
    response = client.post(f"{EDIT}rows/", new_row(staff.heading, 1, "Vikarier", "2", ENTRY))
    assert response.status_code == 422
    assert not LineItem.objects.filter(text="Vikarier").exists()


def test_a_line_with_an_entry_can_be_duplicated_and_copied(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    client.post(f"{EDIT}rows/", new_row(staff.heading, 1, "Vikarier", "281 tkr", ENTRY))
    line = LineItem.objects.get(text="Vikarier")
    answer = client.post(f"{EDIT}act/", {"do": f"duplicate:{line.pk}"}).json()
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
    for address in (EDIT, f"{EDIT}rows/", f"{EDIT}act/", f"{EDIT}figures/"):
        assert client.post(address, nonsense).status_code in (200, 302, 409, 422)


def test_tampered_hidden_values_are_no_error(client: Client, staff: LineItem) -> None:
    row = posted(staff, amount="5") | {f"initial-line-{staff.pk}-amount": "nothing"}
    assert client.post(f"{EDIT}rows/", row).status_code == 200


def test_what_was_typed_before_a_sign_in_is_shown_after_it(
    editor: User, draft: BudgetVersion, staff: LineItem
) -> None:
    stranger = Client()
    row = posted(staff, amount="6 400 000") | new_row(staff.heading, 1, "Vikarier", "281 tkr")
    response = stranger.post(EDIT, row)
    sign_in = response.headers["Location"]
    assert sign_in.startswith("/accounts/sign-in/?next=")
    back = stranger.post(sign_in, {"login": editor.email, "password": PASSWORD})
    page = stranger.get(back.headers["Location"]).content.decode()
    assert "Du var utloggad innan detta sparades" in page
    assert 'value="6 400 000"' in page
    assert 'value="281 tkr"' in page
    staff.refresh_from_db()
    assert staff.revision == 1

    assert stranger.post(EDIT, row).status_code == 302
    assert "Du var utloggad" not in stranger.get(EDIT).content.decode()


def test_what_was_typed_before_a_sign_in_does_not_reach_somebody_else(
    contact_of_krokom: User, draft: BudgetVersion, staff: LineItem
) -> None:
    stranger = Client()
    stranger.post(EDIT, posted(staff, amount="6 400 000"))
    stranger.force_login(contact_of_krokom)
    assert stranger.get(EDIT).status_code == 404


def test_too_much_to_keep_over_a_sign_in_is_said(editor: User, staff: LineItem) -> None:
    stranger = Client()
    stranger.post(EDIT, posted(staff, note="x" * 100_000))
    stranger.force_login(editor)
    assert "för stort för att behålla" in stranger.get(EDIT).content.decode()
    assert "för stort för att behålla" not in stranger.get(EDIT).content.decode()


def test_without_script_a_row_that_is_gone_is_told_with_what_was_typed(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    row = posted(staff, note="Tolv tjänster")
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    response = client.post(EDIT, row)
    assert response.status_code == 422
    assert "Tolv tjänster" in response.content.decode()


def test_without_script_a_conflict_stays_until_it_is_chosen(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    row = posted(staff, amount="6 400 000")
    lines.change(
        version=draft,
        line_id=staff.pk,
        to={"amount": Decimal(6300000)},
        read={"amount": staff.amount},
        revision=staff.revision,
    )
    assert client.post(EDIT, row).status_code == 422
    assert client.post(EDIT, row).status_code == 422
    theirs = {f"line-{staff.pk}-amount-theirs": "6 300 000"}
    chosen = row | theirs | {f"line-{staff.pk}-amount-choice": "theirs"}
    assert client.post(EDIT, chosen).status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.revision) == (Decimal(6300000), 2)
    chosen[f"line-{staff.pk}-amount-choice"] = "mine"
    assert client.post(EDIT, chosen).status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.revision) == (Decimal(6400000), 3)


def test_figures_count_new_rows_and_say_what_is_unusual(client: Client, staff: LineItem) -> None:
    under = staff.heading_id
    agreement = LineItem.objects.exclude(agreement=None).first()
    assert agreement is not None
    typed = {
        f"typed-line-{staff.pk}-under-{under}": "-6 281|",
        f"typed-new0-under-{agreement.heading_id}": f"1 000|agreement:{agreement.agreement_id}",
    }
    shown = client.post(f"{EDIT}figures/", typed).json()["figures"]
    assert shown[f"heading-{under}-unusual"].startswith("Ovanligt: tecknet har ändrats")
    assert shown["key-income"] == "74,9 % av intäkterna fördelas enligt avtal."
    assert shown[f"heading-{agreement.heading_id}"] == "5\u00a0617\u00a0000"
