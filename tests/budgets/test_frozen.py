"""Every door to an adopted version is tried, and found closed (rule 9)."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from budgets.actions import adoption, consultation, documents, instalments, lines, versions
from budgets.actions.lines import LineIsGone
from budgets.core.instalments import plan
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import (
    Allocation,
    BudgetDocument,
    BudgetVersion,
    BudgetYear,
    ComparedVersion,
    ControlTotal,
    Heading,
    HeadingInVersion,
    Instalment,
    KeptFigure,
    LineItem,
    PlannedInstalment,
    Section,
    Share,
    State,
)
from budgets.models.errors import VersionIsFrozen
from municipalities.models import (
    Agreement,
    Municipality,
    Participation,
    PopulationFigure,
    PopulationSnapshot,
)
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.tampering import triggers

pytestmark = pytest.mark.django_db
IN_VERSION: list[type[models.Model]] = [
    LineItem,
    ControlTotal,
    Allocation,
    Share,
    PlannedInstalment,
    Instalment,
    HeadingInVersion,
    BudgetDocument,
    Section,
    ComparedVersion,
    KeptFigure,
]


@dataclass
class World:
    """A frozen version with something of everything in it, and an open one beside it."""

    frozen: BudgetVersion
    draft: BudgetVersion

    def row(self, model: type[models.Model], *, of: BudgetVersion | None = None) -> models.Model:
        path = getattr(model, "version_path", "version")
        row: models.Model = model._base_manager.filter(**{path: of or self.frozen}).order_by("pk")[
            0
        ]
        return row

    @property
    def line(self) -> LineItem:
        return LineItem.objects.filter(version=self.frozen, charge="municipality").get()

    @property
    def section(self) -> Section:
        return Section.objects.get(version=self.frozen)

    @property
    def snapshot(self) -> PopulationSnapshot:
        assert self.frozen.snapshot is not None
        return self.frozen.snapshot


def a_budget(agreement: Agreement, year: int) -> BudgetVersion:
    version = budgets.shared(agreement, 1000, year)
    lines.add(
        version=version,
        heading=budgets.income("Till en kommun"),
        amount=Decimal(50),
        charged_to=Municipality.objects.get(code="1003"),
    )
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(50))
    lines.keep_control_total(
        version=version, total=Total.COST, amount=Decimal(1050), printed_in=Unit.KRONOR, source="S"
    )
    instalments.plan(version, dues=plan(year, 2), by=None)
    documents.add(version=version, kind="text", heading="Uppdrag", text="Kostar {total cost}.")
    documents.entitle(version=version, title="Budget", unit=Unit.KRONOR, adjusted=True)
    return version


def a_world(state: State) -> World:
    first, second = registers.municipality("1001"), registers.municipality("1002")
    registers.municipality("1003")
    agreement = registers.agreement(first, second)
    registers.snapshot(2019, {first: 100, second: 300})
    registers.snapshot(2018, {first: 100, second: 300})
    earlier = adoption.adopt(
        budgets.draft(2020), on=datetime.date(2019, 9, 24), reference="§ 1", by=None
    )
    frozen = adoption.adopt(a_budget(agreement, 2021), on=budgets.DECIDED, reference="§ 1", by=None)
    if state == State.SUPERSEDED:
        amendment = versions.copy(frozen, to_year=2021, planned_adoption_date=budgets.DECIDED)
        adoption.adopt(amendment, on=budgets.DECIDED, reference="§ 2", by=None)
        frozen.refresh_from_db()
    draft = a_budget(agreement, 2022)
    # An open version may have them while it is being adopted.
    allocation = Allocation.objects.create(
        version=draft, agreement=agreement, total=1, equal_percent=0, allocates_in_ore=False
    )
    Share.objects.create(allocation=allocation, municipality=first, population=1, amount=1)
    Instalment.objects.create(version=draft, municipality=first, number=9, amount=1)
    ComparedVersion.objects.create(version=draft, shown=earlier, position=0)
    KeptFigure.objects.create(version=draft, figure="result", value="0")
    budgets.cost("Another")  # a heading that the frozen version does not have
    return World(frozen, draft)


@dataclass
class Built:
    """A world that many tests try, each from where it began, and all that is frozen in it."""

    world: World
    frozen: list[object]


@pytest.fixture(scope="module", params=[State.ADOPTED, State.SUPERSEDED])
def built(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Built]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = a_world(request.param)
        yield Built(world, everything_frozen(world))
        call_command("verify")  # exits where something differs
        transaction.set_rollback(True)


@pytest.fixture
def world(built: Built, db: None) -> World:
    """Fetched anew, since tests change what they hold; what they write is rolled back."""
    frozen, draft = (
        BudgetVersion.objects.get(pk=version.pk)
        for version in (built.world.frozen, built.world.draft)
    )
    return World(frozen, draft)


def everything_frozen(world: World) -> list[object]:
    version = world.frozen.pk
    return [
        list(BudgetVersion.objects.filter(pk=version).values()),
        list(LineItem.objects.filter(version=version).order_by("pk").values()),
        list(ControlTotal.objects.filter(version=version).order_by("pk").values()),
        list(Allocation.objects.filter(version=version).order_by("pk").values()),
        list(Share.objects.filter(allocation__version=version).order_by("pk").values()),
        list(PlannedInstalment.objects.filter(version=version).order_by("pk").values()),
        list(Instalment.objects.filter(version=version).order_by("pk").values()),
        list(HeadingInVersion.objects.filter(version=version).order_by("pk").values()),
        list(BudgetDocument.objects.filter(version=version).values()),
        list(Section.objects.filter(version=version).order_by("pk").values()),
        list(ComparedVersion.objects.filter(version=version).order_by("pk").values()),
        list(KeptFigure.objects.filter(version=version).order_by("pk").values()),
        list(PopulationSnapshot.objects.filter(pk=world.snapshot.pk).values()),
        list(PopulationFigure.objects.filter(snapshot=world.snapshot).order_by("pk").values()),
        list(BudgetYear.objects.filter(pk=world.frozen.budget_year_id).values()),
        list(Municipality.objects.filter(code__lt="1004").order_by("pk").values_list("pk", "code")),
        list(
            Heading.objects.filter(lines__version=version)
            .distinct()
            .order_by("pk")
            .values_list("pk", "kind")
        ),
    ]


@pytest.fixture(autouse=True)
def nothing_changed(world: World, built: Built) -> Iterator[None]:
    """Whatever a test tries: afterwards every row of the version is as it was.

    What its checksum and ``verify`` say follows from the rows alone, and is asked once at the end.
    """
    yield
    assert everything_frozen(world) == built.frozen


def closed(door: Callable[[], object], *errors: type[Exception]) -> None:
    """The door is tried in a transaction of its own, and found closed."""
    with pytest.raises(errors or VersionIsFrozen) as refusal, transaction.atomic():
        door()
    if refusal.type is IntegrityError:  # and not for another reason
        told = str(refusal.value)
        assert "version_is_frozen" in told or "income_is_charged_and_cost_is_not" in told


# -- The actions

DAY = datetime.date(2020, 9, 25)
ACTIONS: dict[str, Callable[[World], object]] = {
    "lines.add": lambda w: lines.add(version=w.frozen, heading=budgets.cost(), amount=Decimal(1)),
    "lines.change_many": lambda w: lines.change_many(
        version=w.frozen,
        rows=[lines.TypedRow({"amount": Decimal(1)}, heading=budgets.cost())],
    ),
    "lines.change": lambda w: lines.change(
        version=w.frozen,
        line_id=w.line.pk,
        to={"amount": Decimal(1)},
        read={"amount": w.line.amount},
        revision=w.line.revision,
    ),
    "lines.remove": lambda w: lines.remove(
        version=w.frozen, line_id=w.line.pk, revision=w.line.revision
    ),
    "lines.put_back": lambda w: lines.put_back(w.line),
    "lines.duplicate": lambda w: lines.duplicate(version=w.frozen, line_id=w.line.pk),
    "lines.move": lambda w: lines.move(version=w.frozen, line_id=w.line.pk, down=True),
    "instalments.plan": lambda w: instalments.plan(w.frozen, dues=plan(2021, 1), by=None),
    "lines.keep_control_total": lambda w: lines.keep_control_total(
        version=w.frozen, total=Total.INCOME, amount=Decimal(1), printed_in=Unit.TKR, source="S"
    ),
    "consultation.send": lambda w: consultation.send(
        w.frozen, answers_by=datetime.date(2099, 1, 1), by=None
    ),
    "adoption.adopt": lambda w: adoption.adopt(w.frozen, on=DAY, reference="§ 9", by=None),
    "documents.add": lambda w: documents.add(version=w.frozen, kind="text", text="Mer"),
    "documents.change": lambda w: documents.change(
        version=w.frozen, section_id=w.section.pk, to={"text": "Annat"}, revision=1
    ),
    "documents.move": lambda w: documents.move(
        version=w.frozen, section_id=w.section.pk, down=True
    ),
    "documents.remove": lambda w: documents.remove(version=w.frozen, section_id=w.section.pk),
    "documents.put_back": lambda w: documents.put_back(
        documents.RemovedSection(w.frozen.pk, 0, "text", "", "", "Mer", str(uuid4()))
    ),
    "documents.entitle": lambda w: documents.entitle(
        version=w.frozen, title="Annat", unit=Unit.MKR, adjusted=False
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_opens_it(action: str, world: World) -> None:
    closed(lambda: ACTIONS[action](world))


def test_no_action_opens_it_for_one_who_fetched_it_before(world: World) -> None:
    world.frozen.state = State.DRAFT
    closed(lambda: lines.add(version=world.frozen, heading=budgets.cost(), amount=Decimal(1)))


def test_it_is_not_taken_back_from_consultation(world: World) -> None:
    closed(lambda: consultation.take_back(world.frozen, by=None))


@pytest.mark.parametrize(
    "act",
    [
        lambda w: lines.remove(version=w.draft, line_id=w.line.pk, revision=w.line.revision),
        lambda w: lines.duplicate(version=w.draft, line_id=w.line.pk),
        lambda w: lines.move(version=w.draft, line_id=w.line.pk, down=True),
    ],
)
def test_its_lines_are_not_reached_by_way_of_a_draft(
    act: Callable[[World], object], world: World
) -> None:
    closed(lambda: act(world), LineIsGone)


# -- The models

MODEL_DOORS: dict[str, Callable[[World, type[models.Model]], object]] = {
    "save": lambda w, m: w.row(m).save(),
    "save of some fields": lambda w, m: (
        w.row(m).save(update_fields=["version"])
        if m is not Share
        else w.row(m).save(update_fields=["amount"])
    ),
    "delete": lambda w, m: w.row(m).delete(),
    "save by force": lambda w, m: models.Model.save(w.row(m)),
    "save of its base": lambda w, m: w.row(m).save_base(),
    "delete by the queryset": lambda w, m: m._default_manager.filter(pk=w.row(m).pk).delete(),
    "delete of all": lambda w, m: m._default_manager.all().delete(),
    "delete past the guards": lambda w, m: m._base_manager.filter(pk=w.row(m).pk).delete(),
    "a raw delete": lambda w, m: m._base_manager.filter(pk=w.row(m).pk)._raw_delete(
        connection.alias
    ),
    "update": lambda w, m: m._default_manager.filter(pk=w.row(m).pk).update(**amount(m, 7)),
    "update of all": lambda w, m: m._default_manager.update(**amount(m, 7)),
    "update by an expression": lambda w, m: m._default_manager.update(
        **amount(m, F(amount_field(m)) + 1)
    ),
    "update past the guards": lambda w, m: m._base_manager.filter(pk=w.row(m).pk).update(
        **amount(m, 7)
    ),
    "update_or_create": lambda w, m: m._default_manager.update_or_create(
        pk=w.row(m).pk, defaults=amount(m, 7)
    ),
    "bulk_update": lambda w, m: m._default_manager.bulk_update([w.row(m)], [amount_field(m)]),
    "bulk_update past the guards": lambda w, m: m._base_manager.bulk_update(
        [with_amount(w.row(m))], [amount_field(m)]
    ),
    "bulk_create": lambda w, m: m._default_manager.bulk_create([like(w.row(m))]),
    "bulk_create past the guards": lambda w, m: m._base_manager.bulk_create([like(w.row(m))]),
    "bulk_create over what is there": lambda w, m: m._default_manager.bulk_create(
        [with_amount(w.row(m))],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[amount_field(m)],
    ),
    "bulk_create over it past the guards": lambda w, m: m._base_manager.bulk_create(
        [with_amount(w.row(m))],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[amount_field(m)],
    ),
    "moving in": lambda w, m: moved(w, m, w.draft, w.frozen).save(),
    "moving in by update": lambda w, m: m._default_manager.filter(
        pk=w.row(m, of=w.draft).pk
    ).update(**owner(w, m, w.frozen)),
    "moving in past the guards": lambda w, m: m._base_manager.filter(
        pk=w.row(m, of=w.draft).pk
    ).update(**owner(w, m, w.frozen)),
    "moving out": lambda w, m: moved(w, m, w.frozen, w.draft).save(),
    "moving out past the guards": lambda w, m: m._base_manager.filter(pk=w.row(m).pk).update(
        **owner(w, m, w.draft)
    ),
}


def amount_field(model: type[models.Model]) -> str:
    if model is PlannedInstalment:
        return "weight"
    if model in (HeadingInVersion, Section, ComparedVersion):
        return "position"
    if model is BudgetDocument:
        return "printed_in"
    if model is KeptFigure:
        return "value"
    return "total" if model is Allocation else "amount"


def amount(model: type[models.Model], value: object) -> dict[str, object]:
    return {amount_field(model): value}


def with_amount(row: models.Model) -> models.Model:
    setattr(row, amount_field(type(row)), Decimal(7))
    return row


def like(row: models.Model) -> models.Model:
    """A new row like another, and in nobody's way but that of the guards."""
    row.pk = None
    row._state.adding = True
    match row:
        case ControlTotal():
            row.total = Total.RESULT.value
        case Allocation():
            row.agreement = registers.agreement(name="Another")
        case Share():
            row.municipality = Municipality.objects.get(code="1003")
        case PlannedInstalment():
            row.number, row.due = 3, DAY
        case Instalment():
            row.number = 8
        case HeadingInVersion():
            row.heading = budgets.cost("Another")
        case ComparedVersion():
            row.shown = row.version
        case KeptFigure():
            row.figure = "another"
    return row


def owner(world: World, model: type[models.Model], version: BudgetVersion) -> dict[str, object]:
    if model is Share:
        return {"allocation": world.row(Allocation, of=version)}
    return {"version": version}


def moved(
    world: World, model: type[models.Model], before: BudgetVersion, to: BudgetVersion
) -> models.Model:
    row = world.row(model, of=before)
    for name, value in owner(world, model, to).items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize("model", IN_VERSION, ids=lambda m: m.__name__)
@pytest.mark.parametrize("door", MODEL_DOORS)
def test_no_row_of_it_is_written(door: str, model: type[models.Model], world: World) -> None:
    past_the_guards = "past" in door or door in ("a raw delete", "save by force")
    refused = IntegrityError if past_the_guards or "base" in door else VersionIsFrozen
    if door == "save by force":  # it is the model's own save that is passed by
        refused = IntegrityError
    closed(lambda: MODEL_DOORS[door](world, model), refused, ProtectedError)


@pytest.mark.parametrize(
    "manager",
    [
        "lines",
        "control_totals",
        "allocations",
        "plan",
        "instalments",
        "sections",
        "compared",
        "figures",
    ],
)
def test_no_row_of_it_is_written_by_way_of_the_version(manager: str, world: World) -> None:
    rows = getattr(world.frozen, manager)
    closed(lambda: rows.all().delete())
    closed(lambda: rows.update(**amount(rows.model, 7)))
    closed(lambda: rows.add(world.row(rows.model, of=world.draft), bulk=False))
    closed(lambda: rows.add(world.row(rows.model, of=world.draft)), IntegrityError)


@pytest.mark.parametrize("owner_of", ["heading", "agreement", "municipality", "budget year"])
def test_no_row_of_it_is_written_by_way_of_what_it_refers_to(owner_of: str, world: World) -> None:
    frozen = world.frozen
    shared = LineItem.objects.get(version=frozen, charge="agreement")
    doors: dict[str, list[Callable[[], object]]] = {
        "heading": [
            lambda: world.line.heading.lines.update(amount=7),
            lambda: world.line.heading.lines.all().delete(),
            lambda: world.line.heading.lines.create(version=frozen, amount=7, charge="on_order"),
        ],
        "agreement": [
            lambda: LineItem.objects.filter(agreement=shared.agreement).update(amount=7),
            lambda: Allocation.objects.filter(agreement=shared.agreement).update(total=7),
            lambda: Share.objects.filter(allocation__agreement=shared.agreement).delete(),
        ],
        "municipality": [
            lambda: LineItem.objects.filter(municipality__code="1003").update(amount=7),
            lambda: Share.objects.filter(municipality__code="1001").update(amount=7),
        ],
        "budget year": [
            lambda: frozen.budget_year.versions.filter(pk=frozen.pk).update(source="x"),
            lambda: frozen.budget_year.versions.all().delete(),
        ],
    }
    for door in doors[owner_of]:
        closed(door)


@pytest.mark.parametrize("model", [*IN_VERSION, BudgetVersion], ids=lambda m: m.__name__)
def test_the_asynchronous_doors_are_the_same_doors(model: type[models.Model], world: World) -> None:
    rows = model._default_manager.filter(pk=in_world(world, model).pk)
    change = {"source": "x"} if model is BudgetVersion else amount(model, 7)
    closed(lambda: async_to_sync(rows.aupdate)(**change))
    closed(lambda: async_to_sync(rows.adelete)())
    closed(lambda: async_to_sync(rows[0].asave)())
    closed(lambda: async_to_sync(rows[0].adelete)())


VERSION_DOORS: dict[str, Callable[[World], object]] = {
    "save": lambda w: w.frozen.save(),
    "save as a draft": lambda w: state(w.frozen, State.DRAFT).save(),
    "save as superseded": lambda w: state(w.frozen, State.SUPERSEDED).save(),
    "delete": lambda w: w.frozen.delete(),
    "delete by the queryset": lambda w: BudgetVersion.objects.filter(pk=w.frozen.pk).delete(),
    "delete of all": lambda w: BudgetVersion.objects.all().delete(),
    "update": lambda w: BudgetVersion.objects.filter(pk=w.frozen.pk).update(source="x"),
    "update of more than the state": lambda w: BudgetVersion.objects.filter(pk=w.frozen.pk).update(
        state=State.SUPERSEDED, source="x"
    ),
    "update of the state": lambda w: BudgetVersion.objects.filter(pk=w.frozen.pk).update(
        state=State.DRAFT
    ),
    "update_or_create": lambda w: BudgetVersion.objects.update_or_create(
        pk=w.frozen.pk, defaults={"source": "x"}
    ),
    "bulk_update": lambda w: BudgetVersion.objects.bulk_update([w.frozen], ["source"]),
    "bulk_create over it": lambda w: BudgetVersion.objects.bulk_create(
        [w.frozen], update_conflicts=True, unique_fields=["pk"], update_fields=["source"]
    ),
}


def state(version: BudgetVersion, to: State) -> BudgetVersion:
    version.state = to
    return version


@pytest.mark.parametrize("door", VERSION_DOORS)
def test_the_version_is_not_written(door: str, world: World) -> None:
    closed(lambda: VERSION_DOORS[door](world), VersionIsFrozen)


@pytest.mark.parametrize(
    "column", [f.column for f in BudgetVersion._meta.local_fields if f.name != "state"]
)
def test_no_column_of_the_version_changes_with_its_state_or_alone(
    column: str, world: World
) -> None:
    # All others: whoever adds a field to the model renews the guard in that migration.
    field = next(f for f in BudgetVersion._meta.local_fields if f.column == column)
    value: object = "x"
    if field.is_relation or isinstance(field, models.IntegerField):
        value = 77
    elif isinstance(field, models.DateField):
        value = "2020-01-01"
    elif isinstance(field, models.UUIDField):
        value = "00000000000000000000000000000001"
    change = f"UPDATE budgets_budgetversion SET {column} = %s"
    key = world.frozen.pk
    closed(lambda: sql(f"{change} WHERE id = %s", value, key), IntegrityError)
    closed(lambda: sql(f"{change}, state = 'superseded' WHERE id = %s", value, key), IntegrityError)


# -- What it refers to

REFERRED_TO: dict[str, Callable[[World], object]] = {
    "municipality": lambda w: Municipality.objects.get(code="1001").delete(),
    "municipality of a line": lambda w: Municipality.objects.get(code="1003").delete(),
    "municipalities": lambda w: Municipality.objects.all().delete(),
    "heading": lambda w: w.line.heading.delete(),
    "headings": lambda w: Heading.objects.all().delete(),
    "agreement": lambda w: Agreement.objects.get().delete(),
    "agreements": lambda w: Agreement.objects.all().delete(),
    "snapshot": lambda w: w.snapshot.delete(),
    "snapshots": lambda w: PopulationSnapshot.objects.all().delete(),
    "budget year": lambda w: w.frozen.budget_year.delete(),
    "budget years": lambda w: BudgetYear.objects.all().delete(),
    "snapshot, raw": lambda w: PopulationSnapshot.objects.all()._raw_delete(connection.alias),
    "figure": lambda w: w.snapshot.figures.all()[0].delete(),
    "figures": lambda w: PopulationFigure.objects.all().delete(),
    "a figure's population": lambda w: w.snapshot.figures.update(population=F("population") + 1),
    "a figure more": lambda w: w.snapshot.figures.create(
        municipality=Municipality.objects.get(code="1003"), population=5
    ),
    "figures more": lambda w: PopulationFigure.objects.bulk_create(
        [
            PopulationFigure(
                snapshot=w.snapshot,
                municipality=Municipality.objects.get(code="1003"),
                population=5,
            )
        ]
    ),
    "a figure moved in": lambda w: other_figure().update(snapshot=w.snapshot),
    "a figure moved out": lambda w: w.snapshot.figures.update(snapshot=registers.snapshot(2015)),
    "the snapshot's year": lambda w: PopulationSnapshot.objects.update(year=2018),
    "the snapshot's revision": lambda w: PopulationSnapshot.objects.update(revision=9),
    "the snapshot's source": lambda w: PopulationSnapshot.objects.update(source="x"),
    "a municipality's code": lambda w: Municipality.objects.filter(code="1001").update(code="1009"),
    "the code of a line's municipality": lambda w: Municipality.objects.filter(code="1003").update(
        code="1009"
    ),
    "a heading's kind": lambda w: Heading.objects.filter(pk=w.line.heading_id).update(kind="cost"),
    "the year": lambda w: BudgetYear.objects.filter(pk=w.frozen.budget_year_id).update(year=2033),
}


def other_figure() -> "models.QuerySet[PopulationFigure]":
    snapshot = registers.snapshot(2016, {Municipality.objects.get(code="1003"): 5})
    return PopulationFigure.objects.filter(snapshot=snapshot)


@pytest.mark.parametrize("door", REFERRED_TO)
def test_nothing_it_refers_to_is_taken_from_under_it(door: str, world: World) -> None:
    closed(lambda: REFERRED_TO[door](world), ProtectedError, IntegrityError)


def test_names_may_change_and_agreements_go_on(world: World) -> None:
    Heading.objects.update(name=Concat("name", models.Value(" 2")), position=7)
    Municipality.objects.filter(code="1001").update(name="Nytt namn")
    Agreement.objects.update(name="Nytt namn", equal_percent=50, allocates_in_ore=True)
    Participation.objects.all().delete()
    registers.municipality("1004")
    Municipality.objects.filter(code="1004").update(code="1005")
    registers.snapshot(2019, {Municipality.objects.get(code="1001"): 5}, revision=2)
    PopulationFigure.objects.filter(snapshot__revision=2).update(population=6)
    PopulationSnapshot.objects.filter(revision=2).delete()


# -- The database

TABLES = {model._meta.db_table: model for model in IN_VERSION}


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("table", TABLES)
def test_sql_does_not_delete_change_or_add_a_row(table: str, world: World) -> None:
    row = world.row(TABLES[table])
    column = amount_field(TABLES[table])
    columns = [str(field.column) for field in _fields(row)]
    closed(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk), IntegrityError)
    closed(lambda: sql(f"DELETE FROM {table}"), IntegrityError)
    closed(lambda: sql(f"UPDATE {table} SET {column} = 7 WHERE id = %s", row.pk), IntegrityError)
    new = like(world.row(TABLES[table]))
    values = [f.get_db_prep_save(f.value_from_object(new), connection) for f in _fields(new)]
    closed(
        lambda: sql(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"VALUES ({', '.join(['%s'] * len(columns))})",
            *values,
        ),
        IntegrityError,
    )


def _fields(row: models.Model) -> list[models.Field]:
    return [f for f in row._meta.local_fields if f.column != "id"]


@pytest.mark.parametrize(
    "table",
    [
        *TABLES,
        "budgets_budgetversion",
        "municipalities_populationsnapshot",
        "municipalities_populationfigure",
    ],
)
def test_sql_does_not_empty_or_replace(table: str, world: World) -> None:
    if connection.vendor == "postgresql":
        connection.check_constraints()  # no table is emptied while it has checks to come
        closed(lambda: sql(f"TRUNCATE {table} CASCADE"), IntegrityError)
    else:
        row = f"SELECT * FROM {table} ORDER BY id LIMIT 1"
        closed(lambda: sql(f"INSERT OR REPLACE INTO {table} {row}"), IntegrityError)
        column = "state" if table == "budgets_budgetversion" else "id"
        closed(lambda: sql(f"UPDATE OR IGNORE {table} SET {column} = {column}"), IntegrityError)
    closed(lambda: sql(f"DELETE FROM {table}"), IntegrityError)


def test_every_guard_stands() -> None:
    """A migration that remakes a table on SQLite drops its triggers, and must make them anew."""
    rows = (
        "lineitem",
        "controltotal",
        "allocation",
        "share",
        "plannedinstalment",
        "instalment",
        "headinginversion",
        "budgetdocument",
        "section",
        "comparedversion",
        "keptfigure",
        "populationfigure",
    )
    answers = ("comment", "acknowledgement", "reminder")
    expected = {
        *(
            f"version_is_frozen_{row}_{event}"
            for row in rows
            for event in ("insert", "update", "delete")
        ),
        "version_is_frozen_budgetversion_update",
        "version_is_frozen_budgetversion_delete",
        "version_is_frozen_populationsnapshot_update",
        "version_is_frozen_populationsnapshot_delete",
        "version_is_frozen_budgetyear_update",
        "version_is_frozen_municipality_update",
        *(
            f"invoicing_is_append_only_{row}_{event}"
            for row in ("invoicing", "withdrawal")
            for event in ("update", "delete")
        ),
        *(
            f"answers_are_append_only_{row}_{event}"
            for row in ("consultation", *answers)
            for event in ("update", "delete")
        ),
        *(f"answers_while_in_consultation_{row}_insert" for row in answers),
        "only_what_is_adopted_is_invoiced_invoicing_insert",
        "an_instalment_is_invoiced_once_invoicing_insert",
        "participation_while_the_code_is_in_use_participation_insert",
        "participation_while_the_code_is_in_use_participation_update",
        "participation_while_the_code_is_in_use_municipality_update",
        "successor_follows_the_former_succession_insert",
        "successor_follows_the_former_succession_update",
        "successor_follows_the_former_municipality_update",
        "trace_is_append_only_change_update",
        "trace_is_append_only_change_delete",
        "trace_is_append_only_tracehead_update",
        "trace_is_append_only_tracehead_delete",
        "invoice_stays_invoice_update",
        "invoice_stays_invoice_delete",
        "invoice_stays_invoiceseries_delete",
        "invoice_numbers_have_no_gap_invoice_insert",
        "invoice_numbers_have_no_gap_invoiceseries_insert",
        "invoice_numbers_have_no_gap_invoiceseries_update",
    }
    if connection.vendor == "postgresql":
        emptied = (*rows, "budgetversion", "populationsnapshot")
        expected |= {f"version_is_frozen_{table}_truncate" for table in emptied}
        expected |= {f"trace_is_append_only_{t}_truncate" for t in ("change", "tracehead")}
        expected |= {f"invoice_stays_{t}_truncate" for t in ("invoice", "invoiceseries")}
        expected |= {f"invoicing_is_append_only_{t}_truncate" for t in ("invoicing", "withdrawal")}
        expected |= {
            f"answers_are_append_only_{table}_truncate" for table in ("consultation", *answers)
        }
        expected |= {f"income_is_charged_and_cost_is_not_{e}" for e in ("insert", "update")}
    else:
        expected |= {
            "income_is_charged_and_cost_is_not_budgets_heading_update",
            "income_is_charged_and_cost_is_not_budgets_lineitem_insert",
            "income_is_charged_and_cost_is_not_budgets_lineitem_update",
            "participations_do_not_overlap_insert",
            "participations_do_not_overlap_update",
        }
    assert set(triggers()) == expected


# -- The pages

PAGES = ["decide", "edit", "headings", "figures", "save-rows", "act-on-row"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_writes_it(page: str, world: World, approver: User) -> None:
    # By hand: no page offers any of this of a version that is decided.
    line = world.line
    numbers = [2021, world.frozen.number]
    address = reverse(f"budgets:{page}", args=numbers)
    client = signed_in(approver)
    for step in ("send", "take-back", "adopt"):
        sent = {
            "step": step,
            "on": "2020-09-25",
            "adopted_on": "2020-09-25",
            "reference": "§ 9",
            "decision_reference": "§ 9",
            "answers_by": "2099-01-01",
            f"line-{line.pk}-revision": str(line.revision),
            f"line-{line.pk}-amount": "7",
            f"initial-line-{line.pk}-amount": str(line.amount),
            "do": f"remove:{line.pk}",
        }
        assert client.post(address, sent).status_code < 500


ADMIN_ROWS = [
    *[model for model in IN_VERSION if admin.site.is_registered(model)],
    BudgetVersion,
    PopulationSnapshot,
]


def admin_client(administrator: User) -> Client:
    return signed_in(administrator)


def admin_address(page: str, row: models.Model) -> str:
    args = [] if page in ("add", "changelist") else [row.pk]
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)


def in_world(world: World, model: type[models.Model]) -> models.Model:
    if model is BudgetVersion:
        return world.frozen
    return world.snapshot if model is PopulationSnapshot else world.row(model)


@pytest.mark.parametrize("model", ADMIN_ROWS, ids=lambda m: m.__name__)
def test_the_admin_does_not_write_it(
    model: type[models.Model], world: World, administrator: User
) -> None:
    # By hand: the pages of what is decided have nothing to type in.
    client = admin_client(administrator)
    row = in_world(world, model)
    typed = {f.name: str(f.value_from_object(row) or "") for f in row._meta.local_fields} | {
        "version": str(world.frozen.pk),
        "amount": "7",
        "source": "Changed",
        "figures-TOTAL_FORMS": "0",
        "figures-INITIAL_FORMS": "0",
        "lines-TOTAL_FORMS": "0",
        "lines-INITIAL_FORMS": "0",
        "control_totals-TOTAL_FORMS": "0",
        "control_totals-INITIAL_FORMS": "0",
    }
    assert client.post(admin_address("change", row), typed).status_code < 500
    assert client.post(admin_address("delete", row), {"post": "yes"}).status_code < 500
    if model is not PopulationSnapshot and model is not BudgetVersion:
        assert client.post(admin_address("add", row), typed).status_code < 500
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    assert client.post(admin_address("changelist", row), chosen).status_code < 500


@pytest.mark.parametrize("page", ["delete", "change"])
def test_the_admin_does_not_take_anything_from_under_it(
    page: str, world: World, administrator: User
) -> None:
    # By hand: what is used has neither a button to delete it nor these fields.
    client = admin_client(administrator)
    year = world.frozen.budget_year
    kept: list[models.Model] = [
        *Municipality.objects.all(),
        *Agreement.objects.all(),
        *Heading.objects.all(),
        year,
    ]
    typed = {"post": "yes", "code": "1009", "name": "N", "kind": "cost", "year": "2033"}
    typed |= {"participations-TOTAL_FORMS": "0", "participations-INITIAL_FORMS": "0"}
    for row in kept:
        assert client.post(admin_address(page, row), typed).status_code < 500
    assert Agreement.objects.exists()
