"""Who gets what at every address of the project, compared with the table in ``access.txt``."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Role, User
from budgets.actions import consultation, exports, invoices, versions
from budgets.exports.order import OFFICE
from budgets.models import BudgetVersion, Export, ExportKind, Invoice, Section, State
from municipalities.actions import proposals
from municipalities.models import (
    Agreement,
    Contact,
    Municipality,
    Origin,
    OtherParty,
    PopulationFigure,
    PopulationProposal,
    Seller,
)
from municipalities.sources.extract import Extract
from tests.conftest import person, signed_in
from tests.factories.invoices import charge, our_seller, told

TABLE = Path(__file__).with_name("access.txt")
PEOPLE = ["stranger", "A", "B", "former", "party", "editor", "approver", "admin"]
STATES = [state.value for state in State]
GROUPS_OF_STATES: dict[str, list[str]] = {
    "any": STATES,
    "later": [State.CONSULTATION, State.ADOPTED, State.SUPERSEDED],
    "frozen": [State.ADOPTED, State.SUPERSEDED],
}
SIGN_IN, ADMIN_DOOR = "/accounts/sign-in/", "/admin/login/"
HOW_TO = f"""
tests/{TABLE.name} says who gets what at each address; its head explains the columns. Think what
each kind of person should get, and write that. If an address has a part in <brackets> that is new,
say in FILLERS of {Path(__file__).name} what stands in its place.
"""


# -- The people, and a version in each state


@dataclass(frozen=True)
class World:
    people: dict[str, User]
    versions: dict[str, BudgetVersion]


@pytest.fixture
def world(the_example: None) -> World:
    world = World(_people(), _versions())
    _issue_an_invoice(world)
    _propose(world.people["admin"])
    exports.ask(
        ExportKind.STATEMENTS,
        version=world.versions[State.ADOPTED],
        parameters={"language": "sv", "sees": OFFICE},
        by=world.people["editor"],
    )
    return world


def _people() -> dict[str, User]:
    krokom = Municipality.objects.get(code="2309")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    people = {
        "A": person(Role.CONTACT, "a@access.example"),
        "B": person(Role.CONTACT, "b@access.example"),
        "former": person(Role.CONTACT, "former@access.example"),
        "party": person(Role.CONTACT, "party@access.example"),
        "editor": person(Role.EDITOR, "editor@access.example"),
        "approver": person(Role.APPROVER, "approver@access.example"),
        "admin": person(Role.ADMINISTRATOR, "admin@access.example"),
    }
    Contact.objects.create(user=people["A"], municipality=krokom)
    Contact.objects.create(user=people["B"], municipality=Municipality.objects.get(code="2380"))
    Contact.objects.create(
        user=people["former"], municipality=krokom, from_date="2020-01-01", to_date=yesterday
    )
    Contact.objects.create(user=people["party"], other_party=OtherParty.objects.all()[0])
    return people


def _versions() -> dict[str, BudgetVersion]:
    """One in each state, each alone in its year so that it also speaks for the year."""

    def of(year: int) -> BudgetVersion:
        return BudgetVersion.objects.get(budget_year__year=year)

    BudgetVersion.objects.filter(pk=of(2019).pk).update(state=State.SUPERSEDED)
    sent = consultation.send(of(2022), answers_by=timezone.localdate(), by=None)
    draft = versions.copy(
        of(2021), to_year=2023, planned_adoption_date=datetime.date(2022, 9, 24), by=None
    )
    return {
        State.DRAFT: draft,
        State.CONSULTATION: sent,
        State.ADOPTED: of(2021),
        State.SUPERSEDED: of(2019),
    }


def _issue_an_invoice(world: World) -> None:
    """To the municipality of the contact of A."""
    krokom = Municipality.objects.get(code="2309")
    Seller.objects.all().delete()
    our_seller()
    told(krokom)
    version = world.versions[State.ADOPTED]
    invoices.issue([charge(version, krokom)], issued_on=datetime.date(2021, 1, 4), by=None)


def _propose(admin: User) -> None:
    """Figures that the administrator is looking at."""
    figures = dict(
        PopulationFigure.objects.filter(snapshot__year=2020).values_list(
            "municipality__code", "population"
        )
    )
    extract = Extract(day=datetime.date(2020, 12, 31), figures=figures, source="SCB")
    proposals.keep(extract=extract, origin=Origin.TYPED, by=admin)


# -- The addresses there are


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of the project, with only the names of what stands in its place."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            route = re.sub(r"\^?\(\?P(<\w+>)[^)]*\)(/?)\$?", r"\1\2", route)
            yield "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", route)


ROUTES = sorted(set(routes()))

FILLERS: dict[str, Callable[[World, str], object]] = {
    "year": lambda world, state: world.versions[state].year,
    "number": lambda world, state: world.versions[state].number,
    "agreement": lambda world, state: Agreement.objects.get().pk,
    # The municipality of the contact of A.
    "code": lambda world, state: "2309",
    "party": lambda world, state: OtherParty.objects.all()[0].pk,
    "invoice": lambda world, state: Invoice.objects.get().pk,
    "payer": lambda world, state: "2309",
    "invoicing": lambda world, state: 0,
    "due": lambda world, state: f"{world.versions[state].year}-01-31",
    "kind": lambda world, state: "csv",
    "form": lambda world, state: "html",
    "section": lambda world, state: Section.objects.filter(version=world.versions[state])[0].pk,
    # A user, in the admin.
    "id": lambda world, state: world.people["former"].pk,
    # A contact, on the pages of contacts; nobody's, among passkeys.
    "pk": lambda world, state: world.people["A"].contacts.get().pk,
    # Links sent by mail: what everybody gets who has none.
    "key": lambda world, state: "none",
    "token": lambda world, state: "none",
    # An access token of the own: nobody has one.
    "prefix": lambda world, state: "none",
    "rest": lambda world, state: "nowhere",
    "uidb36": lambda world, state: "1",
    "provider_id": lambda world, state: "none",
    "population_year": lambda world, state: 2019,
    "revision": lambda world, state: 1,
    "proposal": lambda world, state: PopulationProposal.objects.get().key,
    # One that the editor has asked for, and nobody has made yet.
    "export_key": lambda world, state: Export.objects.get().key,
    "what": lambda world, state: "statements",
    "app_label": lambda world, state: "budgets",
    "url": lambda world, state: "nowhere",
    "content_type_id": lambda world, state: ContentType.objects.get_for_model(BudgetVersion).pk,
}
"""What stands in the place of each ``<part>`` of an address, in a version's state."""


def address(route: str, world: World, state: str) -> str:
    def filled(part: re.Match[str]) -> str:
        if part[1] == "object_id":
            return str(_object_of(route).pk)
        assert part[1] in FILLERS, f"What stands for <{part[1]}> in {route}?{HOW_TO}"
        return str(FILLERS[part[1]](world, state))

    return re.sub(r"<(\w+)>", filled, route)


def _object_of(route: str) -> models.Model:
    """The first object of the model that a page of the admin is about."""
    _admin, app_label, model_name = route.strip("/").split("/")[:3]
    known = (app_label, model_name) != ("r", "<content_type_id>")
    model = apps.get_model(app_label, model_name) if known else BudgetVersion
    found = model._base_manager.order_by("pk").first()
    assert found is not None, f"Make one of {model.__name__} in the fixture world"
    return found


def is_about_a_version(route: str) -> bool:
    return "<year>" in route


# -- The table


@dataclass(frozen=True)
class Row:
    line: int
    method: str
    route: str
    states: list[str]
    answers: dict[str, str]


def table() -> list[Row]:
    rows = []
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        method, route, state, *answers = line.split()
        where = f"{TABLE.name}, line {number}"
        assert method in ("GET", "POST"), where
        assert len(answers) == len(PEOPLE), f"{where}: one answer each for {', '.join(PEOPLE)}"
        if is_about_a_version(route):
            states = GROUPS_OF_STATES.get(state, [state])
            assert set(states) <= set(STATES), f"{where}: {state}"
        else:
            assert state == "-", f"{where}: - for what is about no version"
            states = ["-"]
        rows.append(Row(number, method, route, states, dict(zip(PEOPLE, answers, strict=True))))
    return rows


class Visitor:
    """One kind of person, whom nothing that is asked changes."""

    def __init__(self, name: str, world: World) -> None:
        self.client = Client() if name == "stranger" else signed_in(world.people[name])
        self._at_the_door_of_the_admin = ""

    def ask(self, method: str, place: str) -> str:
        """What the person gets, as the table writes it; whatever that did is undone."""
        cookies = self.client.cookies.output(header="", sep=";")
        with transaction.atomic():
            response = self.client.get(place) if method == "GET" else self.client.post(place)
            found = self._written(response)
            if response.streaming:
                b"".join(response)  # to the end, where the client closes the file
            transaction.set_rollback(True)
        self.client.cookies = SimpleCookie(cookies)
        return found

    def _written(self, response: HttpResponseBase) -> str:
        leads_to = urlsplit(response.headers.get("Location", "")).path
        if leads_to == SIGN_IN:
            return "in"
        if leads_to == ADMIN_DOOR:
            # The admin sends all that it does not let in there.
            if not self._at_the_door_of_the_admin:
                self._at_the_door_of_the_admin = self._written(self.client.get(ADMIN_DOOR))
            return self._at_the_door_of_the_admin
        return str(response.status_code)


# -- The tests


def test_every_address_is_in_the_table(world: World) -> None:
    missing = [route for route in ROUTES if route not in {row.route for row in table()}]
    assert missing == [], "\n".join(
        ["These addresses are not in the table.", HOW_TO, "Today they answer:"]
        + [line for route in missing for line in found_lines(route, world)]
    )


def found_lines(route: str, world: World) -> Iterator[str]:
    """Lines for the table with what an address answers today, for a person to judge."""
    for state in STATES if is_about_a_version(route) else ["-"]:
        place = address(route, world, state)
        method = "POST" if Visitor("editor", world).ask("GET", place) == "405" else "GET"
        answers = [Visitor(name, world).ask(method, place) for name in PEOPLE]
        yield f"{method:<5}{route:<60} {state:<13}" + "".join(f"{a:<9}" for a in answers).rstrip()


def test_every_line_of_the_table_has_its_address() -> None:
    gone = [(row.line, row.route) for row in table() if row.route not in ROUTES]
    assert gone == [], f"{TABLE.name} has lines for addresses that are not there"


def test_the_table_answers_for_every_state_once() -> None:
    told: dict[tuple[str, str], list[str]] = {}
    for row in table():
        told.setdefault((row.method, row.route), []).extend(row.states)
    for (method, route), states in told.items():
        wanted = STATES if is_about_a_version(route) else ["-"]
        assert sorted(states) == sorted(wanted), f"{method} {route}: {', '.join(states)}"


# In three parts, which can run side by side.
@pytest.mark.parametrize("names", [PEOPLE[:5], PEOPLE[5:7], PEOPLE[7:]], ids="-".join)
def test_everybody_gets_what_the_table_says(names: list[str], world: World) -> None:
    wrong = [line for name in names for line in _answered_otherwise(name, world)]
    assert wrong == [], "\n".join([*wrong, HOW_TO])


def _answered_otherwise(name: str, world: World) -> Iterator[str]:
    visitor = Visitor(name, world)
    for row in table():
        for state in row.states:
            place = address(row.route, world, state)
            found, wanted = visitor.ask(row.method, place), row.answers[name]
            if found != wanted:
                asked = f"{row.method} {place} ({state})"
                yield f"line {row.line}: {asked} should be {wanted} for {name}, is {found}"


def test_who_may_not_look_may_not_send_either(world: World) -> None:
    wrong = [line for name in PEOPLE for line in _taken_all_the_same(name, world)]
    assert wrong == [], "\n".join(wrong)


def _taken_all_the_same(name: str, world: World) -> Iterator[str]:
    visitor = Visitor(name, world)
    for row in table():
        if row.method == "POST" or row.answers[name] not in ("in", "403", "404"):
            continue
        for state in row.states:
            found = visitor.ask("POST", address(row.route, world, state))
            if found not in ("in", "403", "404", "405"):
                yield f"line {row.line}: POST to {row.route} ({state}) as {name} gets {found}"


def test_only_the_user_knows_what_a_role_may() -> None:
    """Rules, querysets, views and templates ask the user's properties instead of the role."""
    root = TABLE.parent.parent
    folders = ["accounts", "budgets", "config", "municipalities", "templates"]
    sources = [path for folder in folders for path in (root / folder).rglob("*.*")]
    compared = re.compile(r"\.role\s*(==|!=|in\b|not\b)")
    found = {
        str(path.relative_to(root))
        for path in sources
        if path.suffix in (".py", ".html") and compared.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"accounts/models/user.py"}
