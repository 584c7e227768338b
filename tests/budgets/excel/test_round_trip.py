"""A draft goes out as a workbook, is changed there, and comes back."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from budgets.actions import lines, versions
from budgets.models import BudgetVersion, Heading, LineItem
from tests.conftest import signed_in
from tests.forms import form_on, submit
from tests.recalculation import read_by_libreoffice, recalculated
from tests.returning import (
    CONFIRM,
    DOWNLOAD,
    IMPORT,
    READ,
    confirm,
    downloaded,
    edited,
    hand_in,
    numbers,
    row_of,
    saved,
    text_of,
)


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def staff(draft: BudgetVersion) -> LineItem:
    return LineItem.objects.get(version=draft, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def test_what_was_not_touched_changes_nothing(client: Client, draft: BudgetVersion) -> None:
    before = numbers(draft)
    response = hand_in(client, downloaded(client))
    assert response.status_code == 200
    assert "Arbetsboken ändrar ingenting" in text_of(response)
    assert numbers(draft) == before


def test_any_text_comes_back_to_the_letter(
    client: Client, draft: BudgetVersion, staff: LineItem, tmp_path: Path
) -> None:
    for text in ["=1+1", "  spaces  ", "+46", "_x0041_", "ÅÄÖ 😀", "010", "1e5", "2021-01-01"]:
        lines.add(
            version=draft,
            heading=staff.heading,
            amount=Decimal("0.10"),
            text=text,
            account=text[:20],
            note=f"{text}\r\nnext\x01",
        )
    file = downloaded(client)
    for returning in (file, saved(load_workbook(BytesIO(file)))):
        assert "Arbetsboken ändrar ingenting" in text_of(hand_in(client, returning))


@pytest.mark.parametrize("by", ["openpyxl", "LibreOffice"])
def test_changed_new_and_removed_rows_arrive(
    by: str, client: Client, draft: BudgetVersion, staff: LineItem, tmp_path: Path
) -> None:
    other = LineItem.objects.get(version=draft, heading__name="Övriga omkostnader")
    party = LineItem.objects.filter(version=draft, other_party__isnull=False).first()
    assert party is not None

    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000.5)
        sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 3, 4010)
        new = row_of(sheet, f"new:{staff.heading_id}")
        sheet.cell(new, 1, "Vikarier")
        sheet.cell(new, 4, "281 tkr")
        income = row_of(sheet, f"new:{party.heading_id}")
        sheet.cell(income, 1, "Kursavgifter")
        sheet.cell(income, 2, "på beställning")
        sheet.cell(income, 4, -5000)
        for column in (1, 3, 4, 5):
            sheet.cell(row_of(sheet, f"line:{party.pk}:"), column).value = None
        sheet.delete_rows(row_of(sheet, f"line:{other.pk}:"))

    file = edited(downloaded(client), change)
    if by == "LibreOffice":
        read_by_libreoffice(file, tmp_path)
        file = (tmp_path / "recalculated" / "read.xlsx").read_bytes()
    preview = hand_in(client, file)
    assert preview.status_code == 200
    shown = text_of(preview)
    for expected in ("6 400 000,50", "Vikarier · 281 000 kr", "Kursavgifter · −5 000 kr"):
        assert expected in shown
    staff.refresh_from_db()
    assert staff.amount == Decimal("6281000.00")

    response = confirm(client, preview)
    assert response.status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.account, staff.revision) == (Decimal("6400000.50"), "4010", 2)
    added = LineItem.objects.get(version=draft, text="Vikarier")
    assert (added.amount, added.heading) == (Decimal("281000.00"), staff.heading)
    on_order = LineItem.objects.get(version=draft, text="Kursavgifter")
    assert (on_order.amount, on_order.charge) == (Decimal(-5000), "on_order")
    assert not LineItem.objects.filter(pk__in=[other.pk, party.pk]).exists()

    again = hand_in(client, downloaded(client))
    assert "Arbetsboken ändrar ingenting" in text_of(again)


def test_the_sums_of_the_workbook_are_those_of_the_draft_and_follow_what_is_typed(
    client: Client, staff: LineItem, tmp_path: Path
) -> None:
    def add(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, f"new:{staff.heading_id}"), 4, 1_000)

    file = downloaded(client)
    computed = recalculated({"before": file, "after": edited(file, add)}, tmp_path)
    sums = {
        name: [row[3].value for row in book.worksheets[0].iter_rows() if row[5].value == "-"]
        for name, book in computed.items()
    }
    assert sums == {"before": [7502000, 7503000, -1000], "after": [7502000, 7504000, -2000]}


def test_only_the_cells_to_type_in_are_unlocked(client: Client, staff: LineItem) -> None:
    sheet = load_workbook(BytesIO(downloaded(client))).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["F"].hidden
    line = sheet[row_of(sheet, f"line:{staff.pk}:")]
    assert [cell.protection.locked for cell in line] == [False, True, False, False, False, True]
    heading = sheet[row_of(sheet, f"heading:{staff.heading_id}")]
    assert all(cell.protection.locked for cell in heading)


def test_what_somebody_else_changed_is_shown_beside_and_chosen(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    file = edited(
        downloaded(client),
        lambda sheet: sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000),
    )
    _change(draft, staff, amount=Decimal(6_300_000), note="Tolv tjänster")
    preview = hand_in(client, file)
    shown = text_of(preview)
    assert "6 400 000" in shown
    assert "6 300 000" in shown
    assert "Den var 6 281 000 när arbetsboken gjordes." in shown

    refused = confirm(client, preview)
    assert refused.status_code == 422
    assert "Välj för varje värde" in text_of(refused)
    staff.refresh_from_db()
    assert staff.amount == Decimal(6_300_000)

    confirm(client, refused, **{f"keep-{staff.pk}-amount": "mine"})
    staff.refresh_from_db()
    assert (staff.amount, staff.note) == (Decimal(6_400_000), "Tolv tjänster")


def test_theirs_can_be_kept(client: Client, draft: BudgetVersion, staff: LineItem) -> None:
    file = edited(
        downloaded(client),
        lambda sheet: sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000),
    )
    _change(draft, staff, amount=Decimal(6_300_000))
    confirm(client, hand_in(client, file), **{f"keep-{staff.pk}-amount": "theirs"})
    staff.refresh_from_db()
    assert staff.amount == Decimal(6_300_000)


def test_what_only_somebody_else_changed_stays(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    file = downloaded(client)
    _change(draft, staff, amount=Decimal(6_300_000))
    assert "Arbetsboken ändrar ingenting" in text_of(hand_in(client, file))


def test_a_row_that_somebody_else_took_out_can_be_added_anew_or_left_out(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    file = edited(
        downloaded(client),
        lambda sheet: sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000),
    )
    lines.remove(version=draft, line_id=staff.pk, revision=staff.revision)
    preview = hand_in(client, file)
    assert "Någon annan har tagit bort raden" in text_of(preview)
    confirm(client, preview, **{f"keep-{staff.pk}": "mine"})
    assert LineItem.objects.get(version=draft, heading=staff.heading).amount == Decimal(6_400_000)


def test_a_row_taken_out_in_the_workbook_but_changed_meanwhile_is_chosen(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    file = edited(
        downloaded(client), lambda sheet: sheet.delete_rows(row_of(sheet, f"line:{staff.pk}:"))
    )
    _change(draft, staff, amount=Decimal(6_300_000))
    preview = hand_in(client, file)
    assert confirm(client, preview).status_code == 422
    confirm(client, preview, **{f"keep-{staff.pk}": "theirs"})
    staff.refresh_from_db()
    assert staff.amount == Decimal(6_300_000)


def test_a_change_between_preview_and_confirmation_refuses_and_shows_the_preview_anew(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    other = LineItem.objects.get(version=draft, heading__name="Övriga omkostnader")

    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000)
        sheet.cell(row_of(sheet, f"line:{other.pk}:"), 4, 1)

    preview = hand_in(client, edited(downloaded(client), change))
    _change(draft, staff, amount=Decimal(6_300_000))
    before = numbers(draft)
    refused = confirm(client, preview)
    assert refused.status_code == 409
    assert "Ingenting är inläst än" in text_of(refused)
    assert "6 300 000" in text_of(refused)
    assert numbers(draft) == before
    response = confirm(client, refused, **{f"keep-{staff.pk}-amount": "mine"})
    assert response.status_code == 302
    amounts = LineItem.objects.filter(pk__in=[staff.pk, other.pk]).values_list("amount", flat=True)
    assert set(amounts) == {Decimal(6_400_000), Decimal(1)}


def test_confirming_twice_does_its_work_once(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    file = edited(
        downloaded(client),
        lambda sheet: sheet.cell(row_of(sheet, f"new:{staff.heading_id}"), 4, 5),
    )
    preview = hand_in(client, file)
    for _time in range(2):
        assert confirm(client, preview).status_code == 302
    assert LineItem.objects.filter(version=draft, amount=5).count() == 1


def test_all_is_taken_in_or_nothing(client: Client, draft: BudgetVersion, staff: LineItem) -> None:
    party = LineItem.objects.filter(version=draft, other_party__isnull=False).first()
    assert party is not None

    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 6_400_000)
        sheet.cell(row_of(sheet, f"new:{staff.heading_id}"), 4, 5)

    preview = hand_in(client, edited(downloaded(client), change))
    before = numbers(draft)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "change_many", _fails)
        with pytest.raises(RuntimeError):
            confirm(client, preview)
    assert numbers(draft) == before


def test_what_is_not_understood_is_told_cell_by_cell_and_nothing_can_be_confirmed(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    income = LineItem.objects.filter(version=draft, agreement__isnull=False).first()
    assert income is not None
    wrong: dict[str, tuple[str, str]] = {
        "D": ("sex miljoner", "är inget belopp"),
        "A": ("x" * 201, "längre än 200 tecken"),
        "C": ("=1+1", "innehåller en formel"),
        "E": ("#REF!", "innehåller ett fel"),
    }

    def change(sheet: Worksheet) -> None:
        row = row_of(sheet, f"line:{staff.pk}:")
        for column, (value, _sentence) in wrong.items():
            sheet[f"{column}{row}"] = value
        sheet.cell(row_of(sheet, f"line:{income.pk}:"), 2, "på krita")
        new = row_of(sheet, f"new:{income.heading_id}")
        sheet.cell(new, 4, 5)
        sheet.cell(new + 1, 4, 7)

    before = numbers(draft)
    response = hand_in(client, edited(downloaded(client), change))
    shown = text_of(response)
    assert response.status_code == 422
    for _value, sentence in wrong.values():
        assert sentence in shown
    assert "Så kan intäkten inte debiteras" in shown
    assert shown.count("Ange hur intäkten debiteras") == 2
    assert 'value="confirm"' not in response.content.decode()
    assert numbers(draft) == before


def test_merged_cells_among_the_rows_are_refused(client: Client, staff: LineItem) -> None:
    def merge(sheet: Worksheet) -> None:
        row = row_of(sheet, f"line:{staff.pk}:")
        sheet.merge_cells(f"D{row}:D{row + 1}")

    response = hand_in(client, edited(downloaded(client), merge))
    assert response.status_code == 422
    assert "sammanslagna" in text_of(response)


def test_a_row_copied_with_its_mark_is_a_new_row(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    def copy(sheet: Worksheet) -> None:
        row = row_of(sheet, f"line:{staff.pk}:")
        for column in range(1, 7):
            sheet.cell(row + 1, column).value = sheet.cell(row, column).value

    confirm(client, hand_in(client, edited(downloaded(client), copy)))
    under = LineItem.objects.filter(version=draft, heading=staff.heading)
    assert [line.amount for line in under] == [Decimal(6_281_000)] * 2


def test_the_workbook_of_another_version_is_refused(
    client: Client, draft: BudgetVersion, editor: User
) -> None:
    versions.copy(draft, to_year=2023, planned_adoption_date=draft.planned_adoption_date, by=editor)
    file = downloaded(client, "/budgets/2023/1/edit.xlsx")
    response = hand_in(client, file)
    assert response.status_code == 422
    assert "Läs in den där i stället" in text_of(response)


def test_a_workbook_whose_identity_was_changed_is_refused(client: Client, staff: LineItem) -> None:
    workbook = load_workbook(BytesIO(downloaded(client)))
    beside = workbook["_fordela"]
    seal = beside.cell(1, 3)
    seal.value = str(seal.value).replace("A", "B", 1)
    response = hand_in(client, saved(workbook))
    assert response.status_code == 422
    assert "dolda identitet" in text_of(response)


def test_a_plan_of_another_person_is_not_believed(
    client: Client, approver: User, staff: LineItem
) -> None:
    file = edited(
        downloaded(client),
        lambda sheet: sheet.cell(row_of(sheet, f"line:{staff.pk}:"), 4, 1),
    )
    form = form_on(hand_in(client, file), press=CONFIRM)
    assert "för gammal" in text_of(form.send(signed_in(approver), CONFIRM, follow=True))
    sent = form.data(CONFIRM)
    for forged in (sent["plan"][:-1] + "x", ""):
        # By hand: the plan is a hidden field.
        response = client.post(IMPORT, sent | {"plan": forged}, follow=True)
        assert "för gammal" in text_of(response)
    staff.refresh_from_db()
    assert staff.amount == Decimal(6_281_000)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("editor", 200),
        ("approver", 200),
        ("administrator", 403),
        ("contact_of_krokom", 404),
        ("outsider", 404),
    ],
)
def test_who_may(
    who: str, status: int, draft: BudgetVersion, client: Client, request: pytest.FixtureRequest
) -> None:
    person = signed_in(request.getfixturevalue(who))
    assert person.get(DOWNLOAD).status_code == status
    assert person.get(IMPORT).status_code == status
    # Those who are shown no form send the one that an editor is shown.
    posted = submit(person, client.get(IMPORT), press=READ)
    assert posted.status_code == (422 if status == 200 else status)


def test_an_adopted_version_has_no_workbook_for_editing(client: Client, the_example: None) -> None:
    assert client.get("/budgets/2021/1/edit.xlsx").status_code == 403
    assert client.get("/budgets/2021/1/import/").status_code == 403
    # By hand: there is no page to send.
    assert client.post("/budgets/2021/1/import/", {"step": "confirm"}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, draft: BudgetVersion, staff: LineItem
) -> None:
    def counted() -> list[int]:
        counts = []
        with CaptureQueriesContext(connection) as queries:
            file = downloaded(client)
        counts.append(len(queries))

        def change(sheet: Worksheet) -> None:
            for row in range(1, sheet.max_row + 1):
                if str(sheet.cell(row, 6).value).startswith("line:"):
                    sheet.cell(row, 4, 17)

        changed, page = edited(file, change), client.get(IMPORT)
        with CaptureQueriesContext(connection) as queries:
            assert hand_in(client, changed, page).status_code == 200
        return [*counts, len(queries)]

    counted()
    before = counted()
    for number in range(30):
        lines.add(version=draft, heading=staff.heading, amount=Decimal(number), text=str(number))
    assert counted() == before


def test_a_draft_without_lines_or_headings_has_a_workbook_too(
    client: Client, draft: BudgetVersion
) -> None:
    LineItem.objects.filter(version=draft).delete()
    file = downloaded(client)
    first = Heading.objects.filter(kind="cost").first()
    assert first is not None
    typed = edited(file, lambda sheet: sheet.cell(row_of(sheet, f"new:{first.pk}"), 4, 12))
    confirm(client, hand_in(client, typed))
    assert LineItem.objects.get(version=draft).amount == 12


def _change(version: BudgetVersion, line: LineItem, **to: object) -> None:
    lines.change(
        version=version,
        line_id=line.pk,
        to=to,
        read={name: getattr(line, name) for name in to},
        revision=line.revision,
    )


def _fails(**_options: object) -> None:
    raise RuntimeError("the disk is full")
