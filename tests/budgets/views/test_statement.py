"""What a payer pays, when, and why it is not as last year."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Role
from budgets.actions import adoption, lines, versions
from budgets.models import BudgetVersion, Heading
from municipalities.models import Contact, OtherParty, Seller
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.conftest import person, signed_in
from tests.factories.invoices import our_seller
from tests.forms import submit
from tests.queries import queries_for
from tests.reading import Page, read

KROKOM, OSTERSUND = "/budgets/2021/statement/2309/", "/budgets/2021/statement/2380/"


@pytest.fixture
def krokoms(krokom: Client) -> Page:
    return read(krokom.get(KROKOM))


def test_ones_own_opens(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(KROKOM) == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2021/1/statement/2309/") == NOT_TO_OUTSIDERS


def test_that_of_another_or_of_a_draft_is_not_there(
    statuses: Callable[[str], dict[str, int]],
) -> None:
    assert statuses(OSTERSUND) == OFFICE_ALONE
    assert statuses("/budgets/2022/statement/2309/") == OFFICE_ALONE
    party = OtherParty.objects.all()[0]
    assert statuses(f"/budgets/2021/statement/{party.payer_key}/") == OFFICE_ALONE


@pytest.mark.parametrize(
    "key",
    ["0000", "2301", "part-0", "part-x", "part-", "part-٣", "part-" + "9" * 30, "%00", "23%00"],
)
def test_a_payer_that_is_none_is_not_found(office: Client, key: str) -> None:
    assert office.get(f"/budgets/2021/statement/{key}/").status_code == 404


def test_the_heading_is_the_sum_and_the_lead_says_when(krokoms: Page) -> None:
    assert krokoms.headings[0] == "Krokom betalar 642 528 kr för 2021"
    assert "Summan betalas med 4 delbetalningar." in krokoms.text
    assert "Nästa är 160 632 kr och förfaller 2021-01-31." in krokoms.text
    assert "Det är 15 727 kr mer än för 2020, då det var 626 801 kr." in krokoms.text


def test_the_instalments_have_days_and_vat(krokoms: Page) -> None:
    instalments = krokoms.tables[0]
    assert instalments[1] == ["1", "2021-01-31", "160 632", "40 158", "200 790", "ej fakturerad"]
    assert [row[1] for row in instalments[1:5]] == [
        "2021-01-31",
        "2021-04-30",
        "2021-07-31",
        "2021-10-31",
    ]
    assert instalments[5] == ["Summa", "", "642 528", "160 632", "803 160", ""]


def test_the_share_is_told_with_population_and_per_cent(krokoms: Page) -> None:
    assert krokoms.tables[1][1] == ["Grundavtalet", "5 616 000", "14 966", "11,44", "642 528"]
    assert "42,93 kr för var och en av 14 966 invånare" in krokoms.text


def test_the_change_is_told_by_cause_and_adds_up(krokoms: Page) -> None:
    rows = krokoms.tables[2][1:]
    assert rows == [
        ["Budgeten Från 5 496 000 kr till 5 616 000 kr.", "+13 707,46"],
        ["Det som debiteras betalaren ensam 0 kr båda åren.", "0,00"],
        ["Den egna folkmängden Från 14 858 till 14 966 invånare.", "+4 071,42"],
        ["De andras folkmängd Från 115 422 till 115 844 invånare.", "−2 051,61"],
        ["Vilka som deltar Samma som förut.", "0,00"],
        ["Fördelningsnyckeln Samma båda åren.", "0,00"],
        [
            "Avrundningen Andelarna är hela enheter; det här är vad de båda årens avrundning gav.",
            "−0,27",
        ],
        ["Förändringen", "+15 727,00"],
    ]
    figures = [
        Decimal(row[-1].replace(" ", "").replace(",", ".").replace("−", "-")) for row in rows
    ]
    assert sum(figures[:-1]) == figures[-1]


def test_the_years_stand_in_a_table_beside_the_picture(krokoms: Page) -> None:
    assert krokoms.tables[3][1:] == [
        ["2019", "fastställd", "14 925", "616 519"],
        ["2020", "fastställd", "14 858", "626 801"],
        ["2021", "fastställd", "14 966", "642 528"],
    ]


def test_the_first_year_has_nothing_to_compare_with(krokom: Client) -> None:
    page = read(krokom.get("/budgets/2019/statement/2309/"))
    assert "Varför det inte är som" not in page.text
    assert len(page.tables) == 3


def test_the_host_is_told_of_internal_posting_and_its_own_charge(office: Client) -> None:
    page = read(office.get(OSTERSUND))
    assert page.headings[0] == "Östersund betalar 3 114 192 kr för 2021"
    assert "bokförs internt, utan moms" in page.text
    assert page.tables[1][2][0] == "Intäkter kvalitetssäkring Östersund"
    assert page.tables[1][2][-1] == "376 000"


def test_an_other_partys_contact_has_a_page_too(the_example: None) -> None:
    party = OtherParty.objects.get(name="Krokoms Bostäder")
    user = person(Role.CONTACT, "part@test.example")
    Contact.objects.create(user=user, other_party=party)
    client = signed_in(user)
    response = client.get("/budgets/2021/statement/", follow=True)
    assert response.redirect_chain == [(f"/budgets/2021/statement/{party.payer_key}/", 302)]
    page = read(response)
    assert page.headings[0] == "Krokoms Bostäder betalar 179 333 kr för 2021"
    assert [row[0] for row in page.tables[2][1:]] == [
        "Det som debiteras betalaren ensam Från 168 333 kr till 179 333 kr.",
        "Förändringen",
    ]
    assert client.get(KROKOM).status_code == 404
    assert "Krokoms Bostäder betalar 179 333 kr för 2021" in read(client.get("/")).headings


def test_in_english(in_english: Client) -> None:
    page = read(in_english.get(KROKOM))
    assert page.headings[0] == "Krokom pays 642 528 kr for 2021"
    assert "It is 15 727 kr more than for 2020, when it was 626 801 kr." in page.text


# -- All of them


def test_the_office_sees_everybody_and_that_it_ties(office: Client) -> None:
    page = read(office.get("/budgets/2021/statement/"))
    assert page.headings[0] == "11 betalare betalar 6 530 000 kr för 2021"
    assert "Underlagen stämmer mot budgeten" in page.text
    everybody, ties = page.tables
    assert len(everybody) == 13
    assert everybody[-1][:4] == ["Summa", "5 616 000,00", "914 000,00", "6 530 000,00"]
    assert ties[-1] == ["Budgetens intäkter", "7 502 000,00"]


def test_a_contact_of_one_is_led_to_it(krokom: Client) -> None:
    assert krokom.get("/budgets/2021/statement/")["Location"] == KROKOM
    numbered = krokom.get("/budgets/2021/1/statement/")
    assert numbered["Location"] == "/budgets/2021/1/statement/2309/"


def test_a_contact_of_several_chooses(krokom: Client, the_example: None) -> None:
    contact = Contact.objects.get(user__email="contact.krokom@test.example")
    Contact.objects.create(user=contact.user, other_party=OtherParty.objects.all()[0])
    text = read(krokom.get("/budgets/2021/statement/")).text
    assert "Krokom betalar 642 528 kr för 2021" in text
    assert "Jämtlands Gymnasieförbund betalar 179 334 kr för 2021" in text


def test_the_number_of_queries_is_that_of_any_other(office: Client) -> None:
    assert queries_for(office, KROKOM) == queries_for(office, OSTERSUND)
    before = queries_for(office, "/budgets/2022/statement/")
    draft = BudgetVersion.objects.get(budget_year__year=2022)
    for name in ("Ett", "Två", "Tre"):
        lines.add(
            version=draft,
            heading=Heading.objects.filter(kind="income")[0],
            amount=Decimal(7),
            charged_to=OtherParty.objects.create(name=name),
        )
    assert queries_for(office, "/budgets/2022/statement/") == before


def test_one_who_pays_nothing_of_the_year_is_told_so(office: Client) -> None:
    party = OtherParty.objects.create(name="Ny part")
    response = office.get(f"/budgets/2021/statement/{party.payer_key}/")
    assert response.status_code == 404


def test_an_amendment_shows_what_was_invoiced_and_the_rest(office: Client) -> None:
    version = BudgetVersion.objects.get(budget_year__year=2021)
    number = {"invoiced_on": "2021-01-04", "invoice-2309": "1001"}
    marked = submit(office, "/budgets/2021/1/invoicing/", number, press="Markera som fakturerat")
    assert marked.status_code == 302
    draft = versions.copy(
        version, to_year=2021, planned_adoption_date=version.planned_adoption_date
    )
    (shared,) = draft.lines.filter(agreement__isnull=False)
    lines.change(
        version=draft,
        line_id=shared.pk,
        to={"amount": Decimal(1_000_000)},
        read={"amount": shared.amount},
        revision=shared.revision,
    )
    adoption.adopt(
        draft, on=version.planned_adoption_date, reference="§ 9", by=None, imbalance_reason="Test"
    )
    page = read(office.get(KROKOM))
    assert "Summan var 642 528 kr och är nu 114 410 kr." in page.text
    assert "160 632 kr är fakturerade och står kvar; resten är −46 222 kr." in page.text
    rows = page.tables[0]
    assert rows[1][2:] == ["160 632,00", "40 158,00", "200 790,00", "1001, 2021-01-04 Återta 1001"]
    assert rows[-2][:3] == ["5", "kredit, genast", "−46 222,00"]


def test_issuing_is_the_main_step_where_the_seller_is_known(office: Client) -> None:
    def steps() -> list[str]:
        content = office.get("/budgets/2021/statement/").content.decode()
        found = re.findall(r'<a class="next" href="([^"]*)"', content)
        assert "Markera som fakturerat" in content
        return found

    Seller.objects.update(bankgiro="")
    assert steps() == ["/budgets/2021/1/invoicing/"]
    Seller.objects.all().delete()
    our_seller()
    assert steps() == ["/budgets/2021/invoices/"]
