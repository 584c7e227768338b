"""A long version: in parts, and at the same cost whatever its length."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from budgets.models import BudgetVersion, Heading, LineItem
from tests.budgets.views.test_edit import EDIT
from tests.conftest import signed_in
from tests.grid import Grid
from tests.queries import queries_for


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def with_lines(count: int) -> Heading:
    """The draft of the example, with that many lines more of other costs."""
    version = BudgetVersion.objects.get(budget_year__year=2022)
    heading = Heading.objects.get(name="Övriga omkostnader")
    LineItem.objects.bulk_create(
        LineItem(
            version=version, heading=heading, position=n + 1, text=f"Rad {n}", amount=Decimal(n)
        )
        for n in range(count)
    )
    return heading


def queries_to_save(client: Client, line: LineItem) -> int:
    grid = Grid(client.get(f"{EDIT}?heading={line.heading_id}"))
    grid.type(line, note=f"after {grid.value(line, 'revision')}")
    with CaptureQueriesContext(connection) as captured:
        assert grid.save(client, line).status_code == 200
    return len(captured)


def test_page_and_save_cost_the_same_for_many_lines(client: Client, the_example: None) -> None:
    staff = LineItem.objects.get(version__budget_year__year=2022, heading__name="Personalkostnader")
    few = queries_for(client, EDIT), queries_to_save(client, staff)
    with_lines(200)
    assert (queries_for(client, EDIT), queries_to_save(client, staff)) == few
    heading = with_lines(5_000)
    address = f"{EDIT}?heading={heading.pk}&page=3"
    # One more: the lines of the page are counted.
    assert queries_for(client, address) == few[0] + 1
    assert queries_to_save(client, staff) == few[1]


def test_a_pasted_block_asks_little_for_each_row(client: Client, the_example: None) -> None:
    heading = with_lines(10)

    def queries_to_add(count: int) -> int:
        grid = Grid(client.get(EDIT))
        rows = [grid.add(heading) for _row in range(count)]
        for row in rows:
            grid.type(row, text="Ny", amount="5")
        with CaptureQueriesContext(connection) as captured:
            assert grid.save(client, *rows).status_code == 200
        return len(captured)

    few, more = queries_to_add(10), queries_to_add(20)
    assert more - few <= 10 * 4  # a look at the version, and the row itself between savepoints


def test_a_block_pasted_over_lines_asks_little_for_each(client: Client, the_example: None) -> None:
    heading = with_lines(40)
    there = list(heading.lines.filter(version__budget_year__year=2022, text__startswith="Rad"))

    def queries_to_change(changed: list[LineItem]) -> int:
        grid = Grid(client.get(EDIT))
        for line in changed:
            grid.type(line, note="n")
        with CaptureQueriesContext(connection) as captured:
            assert grid.save(client, *changed).status_code == 200
        return len(captured)

    few, more = queries_to_change(there[:10]), queries_to_change(there[10:30])
    assert more - few <= 10 * 4


def test_a_long_version_is_shown_in_parts(client: Client, the_example: None) -> None:
    assert "?heading=" not in client.get(EDIT).content.decode()
    heading = with_lines(700)
    first = client.get(EDIT).content.decode()
    assert f"?heading={heading.pk}" in first
    assert "Rad 0" not in first
    page = client.get(f"{EDIT}?heading={heading.pk}&page=2").content.decode()
    assert "Sida 2 av 3 av Övriga omkostnader" in page
    assert 'value="Rad 299"' in page
    assert 'value="Rad 0"' not in page
    for odd in (
        "heading=x&page=y",
        "heading=999999999999999999999",
        f"heading={heading.pk}&page=99",
    ):
        assert client.get(f"{EDIT}?{odd}").status_code == 200


def test_the_largest_form_is_not_too_large_to_send(client: Client, the_example: None) -> None:
    with_lines(250)
    page = client.get(EDIT).content.decode()
    fields = page.count("<input") + page.count("<select")
    assert fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
