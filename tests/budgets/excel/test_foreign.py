"""Somebody else's workbook: mapped by a guess that a person sees, then taken in."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from accounts.models import User
from budgets.models import BudgetVersion, ControlTotal, LineItem
from tests.conftest import signed_in
from tests.forms import Typed, form_on, submit
from tests.returning import IMPORT, confirm, hand_in, saved, text_of

LOOK, GO_ON = "Läs på nytt", "Visa vad den skulle ändra"
PUBLISHED: list[list[object]] = [
    ["Upphandlingskontoret", None, None, None],
    ["Tkr", "Budget 2019", "Budget 2020", "Budget 2021"],
    [None, None, None, None],
    ["Intäkter grundavtal deltagande kommuner", 5362, 5496, "5 616"],
    ["Intäkter övriga avtalsparter", 514, 505, 538],
    ["Intäkter  Kvalitetssäkring Östersund", 359, 336, 376],
    ["Intäkter uppdragsupphandlingar", 966, 990, 972],
    ["Summa intäkter", 7201, 7327, 7503],
    [None, None, None, None],
    ["Personalkostnader", 6181, 6129, 6281],
    ["Övriga omkostnader", 1028, 1198, 1222],
    ["Summa kostnader", 7201, 7327, 7503],
    [None, None, None, None],
    ["Resultat", 0, 0, 0],
]


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def workbook_of(rows: list[list[object]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return saved(workbook)


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows = [list(row) for row in PUBLISHED]
    rows[row - 1][column - 1] = value
    return rows


def look_again(client: Client, page: Any, **chosen: Typed) -> Any:
    return submit(client, page, chosen, press=LOOK)


def go_on(client: Client, page: Any, **chosen: Typed) -> Any:
    return submit(client, page, chosen, press=GO_ON)


def sums(version: BudgetVersion) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in LineItem.objects.filter(version=version).select_related("heading"):
        found[str(line.heading)] = found.get(str(line.heading), Decimal()) + line.amount
    return found


def test_the_published_table_is_understood_as_it_is(client: Client, draft: BudgetVersion) -> None:
    page = hand_in(client, workbook_of(PUBLISHED))
    assert page.status_code == 200
    form = form_on(page, press=GO_ON).data(GO_ON)
    assert {
        name: form[name] for name in ("heading_column", "amount_column", "unit", "first_row")
    } == {
        "heading_column": "1",
        "amount_column": "4",
        "unit": "1000",
        "first_row": "4",
    }
    shown = text_of(page)
    assert "Summa intäkter: 7 503 tkr i arbetsboken, raderna summerar till 7 502 tkr" in shown
    assert "är avrundning" in shown
    assert "Summa kostnader: 7 503 tkr i arbetsboken, och raderna summerar till det." in shown
    assert "Arbetsboken ändrar ingenting" in text_of(go_on(client, page))


def test_another_column_is_chosen_and_taken_in(client: Client, draft: BudgetVersion) -> None:
    page = hand_in(client, workbook_of(PUBLISHED))
    page = look_again(client, page, amount_column="2")
    shown = text_of(page)
    assert "är ett fel i källan" in shown  # 2019: 6 181 + 1 028 is 7 209, printed 7 201
    preview = go_on(client, page)
    assert "Skillnad mot arbetsboken" in text_of(preview)
    assert confirm(client, preview).status_code == 302
    assert sums(draft) == {
        "Intäkter grundavtal deltagande kommuner": 5_362_000,
        "Intäkter övriga avtalsparter": 514_000,
        "Intäkter kvalitetssäkring Östersund": 359_000,
        "Intäkter uppdragsupphandlingar": 966_000,
        "Personalkostnader": 6_181_000,
        "Övriga omkostnader": 1_028_000,
    }


def test_the_totals_are_kept_as_control_totals_when_asked_to(
    client: Client, draft: BudgetVersion
) -> None:
    LineItem.objects.filter(version=draft).delete()
    page = hand_in(client, workbook_of(PUBLISHED))
    preview = go_on(client, page)
    assert 'name="keep_printed" value="1" checked' in preview.content.decode()
    confirm(client, preview)
    kept = ControlTotal.objects.filter(version=draft).values_list("total", "amount", "printed_in")
    assert set(kept) == {
        ("income", Decimal(7_503_000), 1000),
        ("cost", Decimal(7_503_000), 1000),
        ("result", Decimal(0), 1000),
    }
    assert LineItem.objects.filter(version=draft).count() == 6


def test_an_unknown_row_is_left_out_until_it_is_put_under_a_heading(
    client: Client, draft: BudgetVersion
) -> None:
    rows = [*PUBLISHED[:10], ["Konsulter", 1, 2, 12.5], *PUBLISHED[10:]]
    page = hand_in(client, workbook_of(rows))
    assert "1 rad utelämnas" in text_of(page)
    heading = (
        LineItem.objects.filter(version=draft, heading__name="Övriga omkostnader").get().heading
    )
    preview = go_on(client, page, **{"row-11": f"heading:{heading.pk}"})
    confirm(client, preview)
    line = LineItem.objects.get(version=draft, text="Konsulter")
    assert (line.amount, line.heading) == (Decimal(12_500), heading)


def test_an_amount_that_is_none_stops_until_it_is_left_out(
    client: Client, draft: BudgetVersion
) -> None:
    page = hand_in(client, workbook_of(changed(10, 4, "c:a 6 miljoner")))
    refused = go_on(client, page)
    assert refused.status_code == 422
    assert "gick inte att förstå" in text_of(refused)
    preview = go_on(client, refused, **{"row-10": ""})
    assert "Arbetsboken ändrar ingenting" in text_of(preview)


def test_results_of_formulas_are_used_and_told(client: Client, draft: BudgetVersion) -> None:
    from budgets.excel.table import comparison_workbook
    from budgets.models.comparison import comparison_of

    versions = list(BudgetVersion.objects.of_years([2020, 2021]).select_related("budget_year"))
    file = comparison_workbook(
        comparison_of(versions), title="Budget", made_on=draft.planned_adoption_date
    )
    page = hand_in(client, file)
    assert (
        form_on(page, press=GO_ON).data(GO_ON)["unit"] == "1"
    )  # kronor that the format shows in tkr
    assert re.search(r"\d belopp är resultat", text_of(page)), text_of(page)
    assert "Arbetsboken ändrar ingenting" in text_of(go_on(client, page))


def test_formulas_that_were_never_computed_are_not_understood(
    client: Client, draft: BudgetVersion
) -> None:
    page = hand_in(client, workbook_of(changed(10, 4, "=6000+281")))
    assert "formel utan resultat" in text_of(page)
    assert go_on(client, page).status_code == 422


def test_merged_cells_and_hidden_sheets_are_told(client: Client, draft: BudgetVersion) -> None:
    workbook = load_workbook(BytesIO(workbook_of(PUBLISHED)))
    workbook.worksheets[0].merge_cells("A1:D1")
    workbook.create_sheet("Gömt").sheet_state = "hidden"
    page = hand_in(client, saved(workbook))
    assert "A1:D1" in text_of(page)
    assert "Bladet Gömt är dolt" in text_of(page)


def test_too_many_decimals_are_rounded_and_told(client: Client, draft: BudgetVersion) -> None:
    page = hand_in(client, workbook_of(changed(10, 4, 6281.123456)))
    assert "avrundat till ören från 6 281 123,456 kr" in text_of(page)


@pytest.mark.parametrize(
    "chosen", [{"heading_column": "4"}, {"first_row": "-1"}, {"first_row": "999999"}]
)
def test_choices_that_find_no_rows_do_no_harm(
    chosen: dict[str, str], client: Client, draft: BudgetVersion
) -> None:
    page = hand_in(client, workbook_of(PUBLISHED))
    assert go_on(client, page, **chosen).status_code in (200, 422)


@pytest.mark.parametrize(
    "chosen",
    [
        {"sheet": "7"},
        {"amount_column": "x"},
        {"unit": "5"},
        {"row-4": "heading:999999"},
        {"row-4": "total:all"},
    ],
)
def test_choices_that_there_are_not_do_no_harm(
    chosen: dict[str, str], client: Client, draft: BudgetVersion
) -> None:
    form = form_on(hand_in(client, workbook_of(PUBLISHED)), press=GO_ON)
    # By hand: the lists offer no such choices.
    response = client.post(IMPORT, form.data(GO_ON) | chosen)
    assert response.status_code in (200, 422)


def test_the_workbook_on_the_page_is_not_believed_unsigned(
    client: Client, approver: User, draft: BudgetVersion
) -> None:
    form = form_on(hand_in(client, workbook_of(PUBLISHED)), press=LOOK)
    assert "för gammal" in text_of(form.send(signed_in(approver), LOOK, follow=True))
    sent = form.data(LOOK)
    # By hand: the workbook is a hidden field.
    response = client.post(IMPORT, sent | {"book": "x" + sent["book"]}, follow=True)
    assert "för gammal" in text_of(response)


@pytest.mark.parametrize("rows", [[], [["only text"]], [[None, None, "x"]]])
def test_a_workbook_without_a_budget_is_told(
    rows: list[list[object]], client: Client, draft: BudgetVersion
) -> None:
    response = hand_in(client, workbook_of(rows))
    assert response.status_code in (200, 422)
    assert "inga rader" in text_of(response) or "Arbetsboken är tom" in text_of(response)
