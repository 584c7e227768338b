"""How tests hand a workbook in, and read what the page says of it."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgets.models import BudgetVersion, LineItem
from tests.forms import Typed, submit

DOWNLOAD = "/budgets/2022/1/edit.xlsx"
IMPORT = "/budgets/2022/1/import/"
READ, CONFIRM = "Visa vad den skulle ändra", "Läs in"


def downloaded(client: Client, where: str = DOWNLOAD) -> bytes:
    response = client.get(where)
    assert response.status_code == 200
    return response.content


def edited(file: bytes, edit: Callable[[Worksheet], object]) -> bytes:
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


def hand_in(client: Client, file: bytes, page: Any = IMPORT) -> Any:
    upload = SimpleUploadedFile("budget.xlsx", file)
    return submit(client, page, {"file": upload}, press=READ)


def confirm(client: Client, preview: Any, **chosen: Typed) -> Any:
    return submit(client, preview, chosen, press=CONFIRM)


def numbers(version: BudgetVersion) -> list[tuple[Any, ...]]:
    return list(
        LineItem.objects.filter(version=version).values_list(
            "heading__name", "text", "account", "amount", "charge", "note", "pk"
        )
    )


def text_of(response: Any) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", text)
