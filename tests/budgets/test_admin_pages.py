"""Every page of the admin opens, for the administrator alone, and costs the same for more rows."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from budgets.models import Allocation, BudgetVersion, BudgetYear, LineItem
from municipalities.models import Agreement, Contact, PopulationSnapshot
from tests.admin_pages import address
from tests.conftest import signed_in
from tests.factories import budgets, registers
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db
REGISTERED = sorted(
    (model._meta.app_label, str(model._meta.model_name)) for model in admin.site._registry
)
WITH_PAGES_OF_THEIR_OWN = {
    "accesstoken",
    "acknowledgement",
    "budgetdocument",
    "comment",
    "comparedversion",
    "consultation",
    "declinednotice",
    "export",
    "instalment",
    "invitation",
    "invoicing",
    "keptfigure",
    "outgoingmail",
    "plannedinstalment",
    "populationproposal",
    "reminder",
    "section",
    "withdrawal",
}
"""What the office writes through its pages, and nobody changes afterwards."""
ours = pytest.mark.parametrize(("app", "name"), REGISTERED)


def test_every_word_of_the_design_is_in_the_admin() -> None:
    names = {name for _app, name in REGISTERED}
    inlines = {"participation", "populationfigure", "succession", "headinginversion"}
    ours = {
        model._meta.model_name
        for app in ("accounts", "budgets", "municipalities")
        for model in apps.get_app_config(app).get_models()
    }
    assert names | inlines | WITH_PAGES_OF_THEIR_OWN == ours - {"tracehead"}


@ours
def test_the_administrator_opens_the_list_and_what_is_in_it(
    app: str, name: str, the_example: None, administrator: User
) -> None:
    client = signed_in(administrator)
    model = apps.get_model(app, name)
    assert client.get(address("changelist", model)).status_code == 200
    assert client.get(address("changelist", model) + "?q=2380").status_code == 200
    for obj in model._default_manager.all()[:5]:
        for page in ("change", "history"):
            assert client.get(address(page, obj)).status_code == 200
        assert client.get(address("delete", obj)).status_code in (200, 302, 403)


@ours
@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.CONTACT])
def test_nobody_else_gets_in(app: str, name: str, role: Role) -> None:
    person = User.objects.create(email="x@example.se", role=role)
    for page in (reverse("admin:index"), reverse(f"admin:{app}_{name}_changelist")):
        response = signed_in(person).get(page, follow=False)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


@ours
def test_a_stranger_is_led_to_the_one_sign_in_page(app: str, name: str) -> None:
    page = reverse(f"admin:{app}_{name}_changelist")
    response = Client().get(page)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={page}"


def test_the_admin_has_no_sign_in_page_of_its_own() -> None:
    response = Client().get(reverse("admin:login"))
    assert response["Location"].startswith(reverse("account_login"))
    response = Client().post(reverse("admin:login"), {"username": "a", "password": "b"})
    assert response["Location"].startswith(reverse("account_login"))


# -- More rows, the same number of queries


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


@behind_the_back()
def more_of_everything() -> None:
    """What makes every list, and every table of rows within a page, longer."""
    for year in range(2012, 2018):
        budgets.adopted(year)
    parties = [registers.other_party(f"Part {number}") for number in range(3)]
    members = [registers.municipality(f"30{number}") for number in range(10, 16)]
    for agreement in Agreement.objects.all():
        for member in members:
            agreement.participations.create(municipality=member, from_year=2019)
    for snapshot in PopulationSnapshot.objects.all():
        for member in members:
            snapshot.figures.create(municipality=member, population=5)
    for number, party in enumerate(parties):
        person = User.objects.create(email=f"c{number}@example.se", role=Role.CONTACT)
        Contact.objects.create(user=person, other_party=party)
    for version in BudgetVersion.objects.all():
        for party, member in zip(parties, members, strict=False):
            LineItem.objects.create(
                version=version,
                heading=budgets.income(f"Till {party}"),
                amount=1,
                charge="other_party",
                other_party=party,
            )
            LineItem.objects.create(
                version=version,
                heading=budgets.income(f"Till {member}"),
                amount=1,
                charge="municipality",
                municipality=member,
            )
            version.control_totals.get_or_create(
                total=["income", "cost", "result"][parties.index(party)],
                defaults={"amount": 1, "source": "S"},
            )
        for allocation in version.allocations.all():
            for member in members:
                allocation.shares.create(municipality=member, population=1, amount=1)


@pytest.fixture
@behind_the_back()
def a_little_of_everything(administrator: User) -> list[models.Model]:
    adopted = budgets.adopted(2021)
    draft = budgets.shared(Agreement.objects.get(), year=2022)
    for version in (adopted, draft):
        LineItem.objects.create(
            version=version,
            heading=budgets.income("Till"),
            amount=1,
            charge="municipality",
            municipality=registers.municipality(f"200{version.pk % 10}"),
        )
        version.control_totals.create(total="income", amount=1, source="S")
    person = User.objects.create(email="c@example.se", role=Role.CONTACT)
    registers.snapshot(2018, {registers.municipality("2381"): 1})
    contact = Contact.objects.create(user=person, other_party=registers.other_party())
    return [
        adopted,
        draft,
        contact,
        person,
        Agreement.objects.get(),
        Allocation.objects.get(),
        *BudgetYear.objects.all(),
        *PopulationSnapshot.objects.all(),
        adopted.lines.all()[0],
        draft.lines.all()[0],
        draft.control_totals.all()[0],
        Allocation.objects.get().shares.all()[0],
        budgets.cost(),
        registers.municipality("2380"),
    ]


def test_more_rows_cost_no_more_queries(
    a_little_of_everything: list[models.Model], administrator: User
) -> None:
    client = signed_in(administrator)
    pages = {address("changelist", type(obj)) for obj in a_little_of_everything}
    pages |= {address("change", obj) for obj in a_little_of_everything}
    for page in pages:
        client.get(page)  # what is asked once and remembered, such as the content types
    few = {page: queries(client, page) for page in pages}
    more_of_everything()
    many = {page: queries(client, page) for page in pages}
    assert many == few


def test_asking_to_delete_costs_no_more_for_more_rows(administrator: User) -> None:
    client = signed_in(administrator)
    draft = budgets.shared(registers.agreement())
    page = address("delete", draft)
    few = queries(client, page)
    for _number in range(10):
        LineItem.objects.create(version=draft, heading=budgets.cost(), amount=1)
    assert queries(client, page) == few


# -- Whatever comes in the address


@ours
@pytest.mark.parametrize(
    "question",
    [
        "q=%00",
        "q=" + "x" * 2000,
        "o=99.x",
        "p=99999",
        "id__exact=abc",
        "id__exact=%00",
        "e=1",
        "all=",
        "version__id__exact=99999999999999999999999",
        "year=abc",
        "nonsense=1",
    ],
)
def test_no_question_to_a_list_is_a_500(
    question: str, app: str, name: str, administrator: User
) -> None:
    page = reverse(f"admin:{app}_{name}_changelist")
    assert signed_in(administrator).get(f"{page}?{question}").status_code in (200, 302, 400)


@ours
@pytest.mark.parametrize("key", ["0", "abc", "99999999999999999999999", "_00", "-1"])
def test_no_wrong_key_is_a_500(key: str, app: str, name: str, administrator: User) -> None:
    for page in ("change", "delete", "history"):
        place = reverse(f"admin:{app}_{name}_{page}", args=[key])
        for response in (
            signed_in(administrator).get(place),
            signed_in(administrator).post(place, {"post": "yes"}),
        ):
            assert response.status_code in (302, 403, 404, 405)


@pytest.mark.parametrize("term", ["23", "Öst", "öster"])
def test_the_autocomplete_finds_a_municipality_by_code_and_by_name(
    term: str, administrator: User
) -> None:
    ostersund = registers.municipality("2380", "Östersund")
    registers.municipality("1001", "Ett")
    found = signed_in(administrator).get(reverse("admin:autocomplete"), _asked(term))
    assert found.json()["results"] == [{"id": str(ostersund.pk), "text": "Östersund"}]


def test_the_autocomplete_bears_any_term(administrator: User) -> None:
    for term in ("\0", "x" * 2000, "%", "'"):
        client = signed_in(administrator)
        assert client.get(reverse("admin:autocomplete"), _asked(term)).status_code == 200


def _asked(term: str) -> dict[str, str]:
    return {
        "app_label": "municipalities",
        "model_name": "participation",
        "field_name": "municipality",
        "term": term,
    }


def test_the_index_opens(the_example: None, administrator: User) -> None:
    assert signed_in(administrator).get(reverse("admin:index")).status_code == 200
