"""Fifty years of all 290 municipalities with revisions stay as cheap as a few figures."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from budgets.models import BudgetVersion
from budgets.models.sharing import sharings_of
from municipalities.models import (
    Agreement,
    Municipality,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)
from tests.conftest import signed_in
from tests.factories import budgets
from tests.queries import queries_for

pytestmark = pytest.mark.django_db
YEARS, REVISIONS = range(1970, 2020), (1, 2)
LISTED = "/admin/municipalities/populationsnapshot/"
PAGES = [
    "/population/",
    "/population/?page=3",
    "/population/?to=1990",
    "/population/2019/2/",
    "/population/typed/?year=2019",
    LISTED,
    "/budgets/2021/allocation/",
]


def recorded(years: range, members: list[Municipality]) -> None:
    snapshots = PopulationSnapshot.objects.bulk_create(
        PopulationSnapshot(year=year, revision=revision, source="SCB")
        for year in years
        for revision in REVISIONS
    )
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            snapshot=snapshot,
            municipality=m,
            population=5_000 + 7 * int(m.code) + 100 * (snapshot.year - 1970) + snapshot.revision,
        )
        for snapshot in snapshots
        for m in members
    )
    # As the database does by itself in a while: else it plans for a nearly empty table.
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {PopulationFigure._meta.db_table}")


@pytest.fixture
def draft(register_of_municipalities: None) -> BudgetVersion:
    agreement = Agreement.objects.create(name="Riket")
    Participation.objects.bulk_create(
        Participation(agreement=agreement, municipality=m, from_year=2000)
        for m in Municipality.objects.all()
    )
    return budgets.shared(agreement, 5_616_000)


@pytest.fixture
def many(draft: BudgetVersion) -> Callable[[range], None]:
    members = list(Municipality.objects.all())
    return lambda years: recorded(years, members)


def queries_to_share(version: BudgetVersion) -> int:
    with CaptureQueriesContext(connection) as captured:
        (sharing,) = sharings_of(version)
    assert sharing.explained is not None
    assert sharing.explained.amount_sum == Decimal(5_616_000)
    assert len(sharing.explained.members) == 290
    return len(captured)


def test_lists_pages_and_allocations_cost_the_same(
    draft: BudgetVersion, many: Callable[[range], None], administrator: User
) -> None:
    client: Client = signed_in(administrator)
    many(YEARS[-9:])
    few = {page: queries_for(client, page) for page in PAGES}
    shared = queries_to_share(draft)
    many(YEARS[:-9])
    assert PopulationFigure.objects.count() == 290 * len(YEARS) * len(REVISIONS)
    assert {page: queries_for(client, page) for page in PAGES} == few
    assert queries_to_share(draft) == shared
    assert client.get("/population/").text.count('<svg class="panel"') == 50
    assert client.get(LISTED).text.count("/population/") == 50 + 3
