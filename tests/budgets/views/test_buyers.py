"""What the payers have told: the list, and the page of each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Change, User
from municipalities.models import BuyerDetails, Contact, Municipality, OtherParty, Seller
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.conftest import signed_in
from tests.factories import registers
from tests.factories.invoices import told
from tests.forms import form_on, submit
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db

KROKOM = "/budgets/payers/2309/"
KEEP = "Spara"
TYPED = {
    "reference": "ZZ1042",
    "street": "Offerdalsvägen 8",
    "postcode": "835 80",
    "city": "Krokom",
    "electronic_scheme": "0007",
    "told_on": "2021-01-04",
}


def tell(client: Client, page: Any, typed: dict[str, str] = TYPED, **options: Any) -> Any:
    return submit(client, page, typed, press=KEEP, **options)


@pytest.fixture
def krokom_itself(the_example: None) -> Municipality:
    return Municipality.objects.get(code="2309")


def test_the_office_and_the_payer_alone_see_what_it_tells(
    the_example: None, statuses: Callable[[str], dict[str, int]]
) -> None:
    assert statuses("/budgets/payers/") == OFFICE_ALONE | {"outsider": 404}
    assert statuses(KROKOM) == NOT_TO_OUTSIDERS | {"administrator": 403}
    assert statuses("/budgets/payers/2380/") == OFFICE_ALONE | {"administrator": 403}
    assert statuses("/budgets/payers/9999/")["editor"] == 404
    assert statuses("/budgets/payers/party/99999/")["editor"] == 404


def test_the_list_says_what_is_missing_and_where_to_mend_it(
    office: Client, krokom_itself: Municipality
) -> None:
    Seller.objects.filter(pk=1).update(bankgiro="")
    page = read(office.get("/budgets/payers/"))
    row = page.row("Krokom")
    assert row[1] == "–"
    assert row[0] == "Adressen saknas. Köparens referens saknas: fråga betalaren efter den."
    assert "Bankgironumret saknas." in page.text
    assert "En administratör skriver dem." in page.text
    assert page.links["Krokom"] == KROKOM
    told(krokom_itself)
    assert read(office.get("/budgets/payers/")).row("Krokom")[0] == "Allt finns."
    parties = [party.name for party in OtherParty.objects.all()]
    assert all(page.row(name)[0].startswith("Organisationsnumret saknas.") for name in parties)


def test_the_list_costs_no_more_for_more_payers(office: Client) -> None:
    few = queries_for(office, "/budgets/payers/")
    for number in range(5):
        told(registers.other_party(f"Förbund {number}"))
    assert queries_for(office, "/budgets/payers/") == few


def test_the_editor_keeps_what_a_payer_tells(office: Client, krokom_itself: Municipality) -> None:
    assert "Köparens referens saknas" in read(office.get(KROKOM)).text
    page = read(tell(office, KROKOM, follow=True))
    assert "Det som Krokom har uppgett är sparat." in page.text
    assert page.row("Krokom")[1:] == ["ZZ1042", "2021-01-04"]
    details = BuyerDetails.objects.of(krokom_itself).get()
    assert (details.postcode, details.street) == ("83580", "Offerdalsvägen 8")
    assert "Allt som en faktura behöver finns." in read(office.get(KROKOM)).text


def test_another_party_has_its_page_too(office: Client) -> None:
    party = OtherParty.objects.all()[0]
    assert tell(office, f"/budgets/payers/party/{party.pk}/").status_code == 302
    assert BuyerDetails.objects.of(party).get().reference == "ZZ1042"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"reference": "1042", "reference_form": "ZZ9999"},
            "1042 ser inte ut som betalaren har uppgett: ZZ9999",
        ),
        ({"postcode": "12"}, "Ett postnummer har fem siffror"),
        ({"electronic_address": "123"}, "Det är ingen adress av det slaget."),
        ({"electronic_scheme": "0088"}, "Det är ingen adress av det slaget."),
        ({"told_on": "4/1"}, "Skriv dagen som år-månad-dag"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    office: Client, wrong: dict[str, str], sentence: str
) -> None:
    # A browser without calendars sends any day.
    sent = form_on(office.get(KROKOM), press=KEEP).fill(TYPED).data(KEEP)
    response = office.post(KROKOM, sent | wrong)
    assert response.status_code == 422
    assert sentence in read(response).text
    assert 'value="Offerdalsvägen 8"' in response.content.decode()
    assert not BuyerDetails.objects.exists()


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_overwritten(
    office: Client, krokom_itself: Municipality
) -> None:
    shown = office.get(KROKOM)
    told(krokom_itself, reference="ZZ9")
    response = tell(office, shown)
    assert response.status_code == 422
    assert "Någon annan har under tiden sparat ”ZZ9” här." in read(response).text
    assert BuyerDetails.objects.of(krokom_itself).get().reference == "ZZ9"
    assert 'name="revision" value="1"' in response.content.decode()
    assert submit(office, response, press=KEEP).status_code == 302
    assert BuyerDetails.objects.of(krokom_itself).get().reference == "ZZ1042"


@pytest.mark.parametrize("revision", ["", "x", "-1", "²", "9" * 30])
def test_a_form_without_its_revision_overwrites_nothing(
    office: Client, krokom_itself: Municipality, revision: str
) -> None:
    told(krokom_itself, reference="ZZ9")
    forged = form_on(office.get(KROKOM), press=KEEP).fill(TYPED).data() | {"revision": revision}
    assert office.post(KROKOM, forged).status_code == 422
    assert BuyerDetails.objects.of(krokom_itself).get().reference == "ZZ9"


def test_an_administrator_looks_and_is_led_to_the_seller(
    the_example: None, administrator: User
) -> None:
    client = signed_in(administrator)
    Seller.objects.filter(pk=1).update(bankgiro="")
    page = read(client.get("/budgets/payers/"))
    assert page.links["Skriv säljarens uppgifter"] == "/admin/municipalities/seller/"
    assert client.post(KROKOM, TYPED | {"revision": "0"}).status_code == 403


# -- A payer tells itself

OWN = {name: value for name, value in TYPED.items() if name != "told_on"}


def test_a_contact_tells_and_the_office_sees_who_and_when(
    krokom: Client, office: Client, krokom_itself: Municipality, contact_of_krokom: User
) -> None:
    User.objects.filter(pk=contact_of_krokom.pk).update(name="Kim Ek")
    statement = read(krokom.get("/budgets/2021/statement/2309/"))
    assert statement.links["Uppge hur ni vill ha era fakturor"] == KROKOM
    page = read(krokom.get(KROKOM))
    assert "Organisationsnummer: 212000-2478. Är det fel, säg till kontoret." in page.text
    assert "Er referens saknas." in page.text
    assert "Uppgett av" not in page.text
    own = form_on(krokom.get(KROKOM), press=KEEP).fill(OWN).data(KEEP)
    forged = own | {"told_by": "Kungen", "told_on": "1999-01-01"}
    answer = krokom.post(KROKOM, forged, follow=True)
    assert answer.redirect_chain == [(KROKOM, 302)]
    assert "Allt som en faktura behöver finns." in read(answer).text
    today = timezone.localdate().isoformat()
    assert f"Kim Ek uppgav det här den {today}." in read(answer).text
    assert read(office.get("/budgets/payers/")).row("Krokom")[1:] == ["ZZ1042", f"Kim Ek, {today}"]
    told_of = Change.objects.about(BuyerDetails.objects.of(krokom_itself).get())
    assert set(told_of.values_list("by", flat=True)) == {contact_of_krokom.pk}
    assert ("", "ZZ1042") in told_of.values_list("before", "after")


def test_a_contact_tells_for_no_other_payer(
    krokom: Client, outsider: User, contact_of_krokom: User
) -> None:
    party = OtherParty.objects.all()[0].pk
    own = form_on(krokom.get(KROKOM), press=KEEP).fill(OWN)
    for address in ("/budgets/payers/2380/", f"/budgets/payers/party/{party}/"):
        assert krokom.post(address, own.data(KEEP)).status_code == 404
    assert signed_in(outsider).post(KROKOM, own.data(KEEP)).status_code == 404
    contact_of_krokom.contacts.update(ended_at=timezone.now())
    assert own.send(krokom, KEEP).status_code == 404
    assert not BuyerDetails.objects.exists()


def test_a_contact_overwrites_nothing_that_the_office_saved_meanwhile(
    krokom: Client, krokom_itself: Municipality
) -> None:
    shown = krokom.get(KROKOM)
    told(krokom_itself, reference="ZZ9")
    response = tell(krokom, shown, OWN)
    assert response.status_code == 422
    assert "Någon annan har under tiden sparat ”ZZ9” här." in read(response).text


def test_a_contact_of_a_party_without_a_number_is_asked_for_it(
    the_example: None, outsider: User
) -> None:
    party = OtherParty.objects.all()[0]
    Contact.objects.create(user=outsider, other_party=party)
    page = read(signed_in(outsider).get(f"/budgets/payers/party/{party.pk}/"))
    assert "Kontoret saknar ert organisationsnummer" in page.text
