"""A draft goes out as a workbook, is changed there, and comes back."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from budgets.actions import lines
from budgets.models import BudgetVersion, LineItem
from tests.conftest import signed_in
from tests.recalculation import read_by_libreoffice

DOWNLOAD = "/budgets/2022/1/edit.xlsx"
IMPORT = "/budgets/2022/1/import/"


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def staff(draft: BudgetVersion) -> LineItem:
    return LineItem.objects.get(version=draft, heading__name="Personalkostnader")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def downloaded(client: Client, where: str = DOWNLOAD) -> bytes:
    response = client.get(where)
    assert response.status_code == 200
    return response.content


def edited(file: bytes, edit: Callable[[Worksheet], None]) -> bytes:
    workbook = load_workbook(BytesIO(file))
    edit(workbook.worksheets[0])
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def row_of(sheet: Worksheet, mark: str) -> int:
    """The first row whose hidden mark begins so."""
    return next(
        row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 6).value).startswith(mark)
    )


def hand_in(client: Client, file: bytes, where: str = IMPORT) -> Any:
    upload = SimpleUploadedFile("budget.xlsx", file)
    return client.post(where, {"step": "read", "file": upload})


def plan_in(response: Any) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', response.content.decode())
    assert found, "there is nothing to confirm"
    return unescape(found[1])


def confirm(client: Client, preview: Any, **chosen: str) -> Any:
    return client.post(IMPORT, {"step": "confirm", "plan": plan_in(preview), **chosen})


def numbers(version: BudgetVersion) -> list[tuple[Any, ...]]:
    return list(
        LineItem.objects.filter(version=version).values_list(
            "heading__name", "text", "account", "amount", "charge", "note", "pk"
        )
    )


def text_of(response: Any) -> str:
    return unescape(re.sub(r"<[^>]+>|\s+", " ", response.content.decode()))


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
        file = saved(read_by_libreoffice(file, tmp_path))
        file = (tmp_path / "recalculated" / "read.xlsx").read_bytes()
    preview = hand_in(client, file)
    assert preview.status_code == 200
    shown = text_of(preview)
    for expected in ("6 400 000,50", "Vikarier · 281 000 kr", "Kursavgifter · −5 000 kr"):
        assert expected in shown.replace("\u00a0", " ")
    staff.refresh_from_db()
    assert staff.amount == Decimal("6281000.00")

    response = confirm(client, preview)
    assert response.status_code == 302
    staff.refresh_from_db()
    assert (staff.amount, staff.account, staff.revision) == (Decimal("6400000.50"), "4010", 3 - 1)
    added = LineItem.objects.get(version=draft, text="Vikarier")
    assert (added.amount, added.heading) == (Decimal("281000.00"), staff.heading)
    on_order = LineItem.objects.get(version=draft, text="Kursavgifter")
    assert (on_order.amount, on_order.charge) == (Decimal(-5000), "on_order")
    assert not LineItem.objects.filter(pk__in=[other.pk, party.pk]).exists()

    again = hand_in(client, downloaded(client))
    assert "Arbetsboken ändrar ingenting" in text_of(again)
