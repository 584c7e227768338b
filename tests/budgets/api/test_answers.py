"""What the interface answers, to whom, and how it pages and tags."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budgets.actions.example import MEMBERS
from budgets.api.schemas import StateOut
from budgets.models import BudgetVersion, State
from budgets.models.sharing import sharings_of
from budgets.models.statement import statements_of
from municipalities.models import Municipality, PopulationSnapshot
from tests.budgets.api.conftest import V1, Program
from tests.conftest import signed_in
from tests.factories import budgets as factory
from tests.factories import registers
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.usefixtures("the_example")


@pytest.fixture
def office(program: Program, editor: User) -> Client:
    return program(editor)


@pytest.fixture
def krokom(program: Program, contact_of_krokom: User) -> Client:
    return program(contact_of_krokom)


def asked(client: Client, address: str) -> Any:
    answer = client.get(V1 + address)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(answer.content, parse_float=_no_float)


def amounts(money: dict[str, str]) -> tuple[Decimal, Decimal]:
    """What it is, and what is printed of it."""
    return Decimal(money["amount"]), Decimal(money["printed"])


def added(parts: Iterable[dict[str, str]]) -> tuple[Decimal, Decimal]:
    pairs = [amounts(part) for part in parts]
    return sum((a for a, _ in pairs), Decimal(0)), sum((p for _, p in pairs), Decimal(0))


def _no_float(text: str) -> None:
    raise AssertionError(f"{text} is a number that a program may round")


# -- What is said


def test_the_years_name_the_version_that_speaks(office: Client) -> None:
    years = asked(office, "years")
    assert [one["year"] for one in years["items"]] == [2022, 2021, 2020, 2019]
    assert years["items"][1] == {
        "year": 2021,
        "current": {"year": 2021, "number": 1},
        "state": "adopted",
        "versions": 1,
    }


def test_a_version_says_what_was_decided(office: Client) -> None:
    version = asked(office, "versions/2021/1")
    assert version["adopted_on"] == "2020-09-24"
    assert version["population"] == {"year": 2019, "revision": 1}
    assert version["checksum"] == BudgetVersion.objects.get(budget_year__year=2021).checksum
    draft = asked(office, "versions/2022/1")
    assert (draft["state"], draft["adopted_on"], draft["checksum"]) == ("draft", None, "")
    assert [v["year"] for v in asked(office, "versions?year=2020")["items"]] == [2020]


def test_the_table_has_what_is_printed_and_what_is_true(office: Client) -> None:
    table = asked(office, "table")
    assert [column["year"] for column in table["columns"]] == [2019, 2020, 2021]
    assert (table["unit"], table["rounding"]) == ("tkr", "printed")
    base = table["rows"][0]["cells"][2]
    assert base == {"amount": "5616000.00", "printed": "5616", "footnote": None}
    income = table["totals"][0]["cells"][2]
    assert (income["amount"], income["printed"]) == ("7502000.00", "7503")
    numbers = [note["number"] for note in table["footnotes"]]
    assert income["footnote"] in numbers


@pytest.mark.parametrize(("unit", "printed"), [("kr", "5616000"), ("tkr", "5616"), ("mkr", "5.6")])
def test_the_table_prints_in_every_unit(office: Client, unit: str, printed: str) -> None:
    table = asked(office, f"table?years=2021&unit={unit}")
    assert table["rows"][0]["cells"] == [
        {"amount": "5616000.00", "printed": printed, "footnote": None}
    ]


def test_adjusted_figures_add_up(office: Client) -> None:
    table = asked(office, "table?years=2022&unit=mkr&rounding=adjusted")
    for kind, total in (("income", 0), ("cost", 1)):
        rows = [row["cells"][0]["printed"] for row in table["rows"] if row["kind"] == kind]
        assert sum(map(Decimal, rows)) == Decimal(table["totals"][total]["cells"][0]["printed"])


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_shares_are_those_of_the_version(office: Client, year: int) -> None:
    version = BudgetVersion.objects.get(budget_year__year=year)
    (sharing,) = sharings_of(version)
    assert sharing.explained
    (told,) = asked(office, f"versions/{year}/1/shares")["agreements"]
    assert {m["code"]: Decimal(m["share"]["amount"]) for m in told["members"]} == {
        share.member.code: share.amount for share in sharing.explained.members
    }
    assert added(m["share"] for m in told["members"]) == amounts(told["total"])
    in_mkr = asked(office, f"versions/{year}/1/shares?unit=mkr&rounding=adjusted")
    (told,) = in_mkr["agreements"]
    assert added(m["share"] for m in told["members"]) == amounts(told["total"])


def test_shares_that_cannot_be_told_say_whose_population_lacks(office: Client) -> None:
    PopulationSnapshot.objects.filter(year=2020).delete()
    (told,) = asked(office, "versions/2022/1/shares")["agreements"]
    assert (told["members"], told["population"], told["equal_percent"]) == ([], None, None)
    assert len(told["missing"]) == 8


def test_the_statements_are_those_of_the_version(office: Client) -> None:
    found = statements_of(BudgetVersion.objects.get(budget_year__year=2021))
    told = asked(office, "versions/2021/1/statements")
    assert told["total"] == len(found.statements)
    assert added(one["total"] for one in told["items"])[0] == found.total
    for one in told["items"]:
        shares = [part["share"] for part in one["shares"]]
        alone = [part["charged"] for part in one["charged_alone"]]
        assert added([*shares, *alone]) == amounts(one["total"])
        bills = one["instalments"]
        assert added(bill["before_vat"] for bill in bills) == amounts(one["total"])
        assert added(bill["with_vat"] for bill in bills) == amounts(one["with_vat"])
    party = next(one for one in told["items"] if one["payer"]["kind"] == "other_party")
    assert asked(office, f"versions/2021/1/statements/{party['payer']['key']}") == party


@pytest.mark.parametrize("unit", ["kr", "tkr", "mkr"])
def test_a_statement_prints_as_the_page_does(office: Client, editor: User, unit: str) -> None:
    chosen = f"?unit={unit}&rounding=adjusted"
    page = read(signed_in(editor).get(f"/budgets/2021/1/statement/2309/{chosen}"))
    told = asked(office, f"versions/2021/1/statements/2309{chosen}")
    for bill in told["instalments"]:
        printed = [bill[name]["printed"] for name in ("before_vat", "vat", "with_vat")]
        (row,) = [row for table in page.tables for row in table if bill["due"] in row]
        shown = [cell.replace(" ", "").replace(",", ".") for cell in row]
        assert set(printed) <= set(shown)
    plain = asked(office, f"versions/2021/1/statements/2309?unit={unit}")
    missed = added(bill["with_vat"] for bill in plain["instalments"])[1]
    if missed != amounts(plain["with_vat"])[1]:
        assert plain["footnotes"]


def test_a_population_says_where_it_is_from(office: Client) -> None:
    told = asked(office, "populations/2019/1")
    assert (told["date"], told["source"]) == ("2019-12-31", "SCB, befolkningsstatistik")
    assert {"code": "2309", "name": "Krokom", "population": 14966} in told["figures"]
    assert told["municipalities"] == len(told["figures"])
    listed = asked(office, "populations")["items"]
    assert {key: told[key] for key in told if key != "figures"} in listed


# -- To whom


def test_a_contact_sees_no_draft(krokom: Client) -> None:
    assert [one["year"] for one in asked(krokom, "years")["items"]] == [2021, 2020, 2019]
    assert all(v["state"] != "draft" for v in asked(krokom, "versions")["items"])
    for address in (
        "versions/2022/1",
        "versions/2022/1/shares",
        "versions/2022/1/statements",
        "versions/2022/1/statements/2309",
        "table?years=2022",
    ):
        answer = krokom.get(V1 + address)
        assert answer.status_code == 404
        assert set(answer.json()) == {"detail"}


def test_a_contact_sees_the_own_statement_alone(krokom: Client) -> None:
    told = asked(krokom, "versions/2021/1/statements")
    assert [one["payer"]["key"] for one in told["items"]] == ["2309"]
    assert told["items"][0]["total"] == {"amount": "642528.00", "printed": "642528"}
    assert asked(krokom, "versions/2021/1/statements/2309") == told["items"][0]
    for other in ("2380", "part-1", "nobody", "%00", "9" * 400):
        assert krokom.get(f"{V1}versions/2021/1/statements/{other}").status_code == 404


def test_a_contact_sees_of_populations_what_the_page_shows(krokom: Client) -> None:
    registers.snapshot(2019, {Municipality.objects.get(code="2309"): 15054}, revision=2)
    listed = asked(krokom, "populations")["items"]
    assert [one["revision"] for one in listed if one["year"] == 2019] == [2]
    assert krokom.get(V1 + "populations/2019/1").status_code == 404
    told = asked(krokom, "populations/2018/1")["figures"]
    assert [one["code"] for one in told] == sorted(MEMBERS)
    assert asked(krokom, "populations/2019/2")["figures"][0]["population"] == 15054


def test_who_is_a_contact_of_nobody_sees_nothing(program: Program, outsider: User) -> None:
    client = program(outsider)
    assert asked(client, "years")["items"] == asked(client, "versions")["items"] == []
    assert asked(client, "table")["columns"] == []
    for address in ("versions/2021/1", "populations", "populations/2019/1"):
        assert client.get(V1 + address).status_code == 404


def test_a_stranger_is_told_what_to_show() -> None:
    for address in ("years", "openapi.json", "nowhere", "versions/abc/1"):
        answer = Client().get(V1 + address)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Bearer" in answer.json()["detail"]


# -- Tags, pages, faults


def test_what_is_unchanged_is_not_sent_again(office: Client, editor: User) -> None:
    first = office.get(V1 + "versions")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(first.headers["Vary"].split(", "))
    again = office.get(V1 + "versions", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    factory.draft(2030)
    changed = office.get(V1 + "versions", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_tag_opens_nothing(office: Client) -> None:
    tag = office.get(V1 + "years").headers["ETag"]
    assert Client().get(V1 + "years", headers={"if-none-match": tag}).status_code == 401


@pytest.mark.parametrize("address", ["years", "versions", "populations"])
def test_pages_hold_everything_once(office: Client, address: str) -> None:
    whole = asked(office, f"{address}?limit=200")
    pages = [
        asked(office, f"{address}?limit=3&offset={offset}")
        for offset in range(0, whole["total"] + 3, 3)
    ]
    assert [item for page in pages for item in page["items"]] == whole["items"]
    assert {page["total"] for page in pages} == {len(whole["items"])}
    assert pages[-1]["items"] == []


def test_statements_come_in_pages(office: Client) -> None:
    whole = asked(office, "versions/2021/1/statements")
    page = asked(office, "versions/2021/1/statements?limit=2&offset=1")
    assert page["items"] == whole["items"][1:3]
    assert page["total"] == whole["total"]


@pytest.mark.parametrize(
    "address",
    [
        "years?limit=0",
        "years?limit=201",
        "years?offset=-1",
        "years?limit=many",
        "versions?year=20211",
        "versions/abc/1",
        "versions/2021/99999999999999999999",
        "table?unit=sek",
        "table?rounding=up",
        "table?years=x",
        "table?" + "&".join(["years=2021"] * 31),
        "populations/2019/0",
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(office: Client, address: str) -> None:
    answer = office.get(V1 + address)
    assert answer.status_code == 422
    told = answer.json()
    assert told["detail"] == "Adressen frågar efter något som inte kan finnas."
    assert all(fault["where"].startswith(("query.", "path.")) for fault in told["faults"])


def test_nothing_is_written_here(office: Client) -> None:
    for method in (office.post, office.put, office.delete, office.patch):
        answer = method(V1 + "years")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET"


def test_what_is_not_there_is_told_in_json(office: Client) -> None:
    for address in ("nowhere", "versions/2021/1/", "docs", ""):
        answer = office.get(V1 + address)
        assert answer.status_code == 404
    assert office.get(V1 + "nowhere").json()["detail"].startswith("Adressen leder")


def test_a_stranger_to_other_sites_gets_no_leave(office: Client) -> None:
    answer = office.get(V1 + "years", headers={"origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "address",
    ["years", "versions", "table?years=2021", "versions/2021/1/shares", "populations"],
)
def test_the_queries_do_not_grow(office: Client, address: str) -> None:
    few = queries_for(office, V1 + address)
    for year in (2030, 2031, 2032):
        factory.draft(year)
        PopulationSnapshot.objects.create(year=year, source="SCB")
    assert queries_for(office, V1 + address) == few


def test_more_years_in_the_table_cost_no_more_queries(office: Client) -> None:
    one = queries_for(office, V1 + "table?years=2021")
    assert queries_for(office, V1 + "table?years=2021&years=2020&years=2019") == one


def test_a_longer_page_of_statements_costs_no_more_queries(office: Client) -> None:
    one = queries_for(office, V1 + "versions/2021/1/statements?limit=1")
    assert queries_for(office, V1 + "versions/2021/1/statements?limit=50") == one


def test_the_states_are_those_of_versions() -> None:
    assert {state.value for state in StateOut} == set(State.values)
