"""Who sells, and what the payers have told of how they want their invoices."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Change, Deed, User
from municipalities.actions import buyers
from municipalities.actions.buyers import ChangedMeanwhile
from municipalities.models import BuyerDetails, Municipality, OtherParty, Seller
from tests.conftest import signed_in
from tests.factories import registers
from tests.forms import submit
from tests.refusals import refused_by, sentences

pytestmark = pytest.mark.django_db

TOLD = {
    "reference": "ZZ1042",
    "street": "Offerdalsvägen 8",
    "postcode": "835 80",
    "city": "Krokom",
    "told_by": "Ekonomiavdelningen",
    "told_on": datetime.date(2021, 1, 4),
}


@pytest.fixture
def krokom() -> Municipality:
    return registers.municipality("2309", "Krokom")


def tell(payer: Municipality | OtherParty, revision: int = 0, **told: Any) -> BuyerDetails:
    return buyers.tell(payer=payer, told=told or TOLD, revision=revision, by=None)


# -- What a payer tells


def test_what_a_payer_tells_is_kept_as_it_is_written_on_an_invoice(krokom: Municipality) -> None:
    tell(krokom)
    details = BuyerDetails.objects.of(krokom).get()
    assert (details.reference, details.postcode, details.revision) == ("ZZ1042", "83580", 1)
    assert details.payer == krokom


def test_an_other_party_tells_too(krokom: Municipality) -> None:
    party = registers.other_party()
    tell(party)
    assert BuyerDetails.objects.of(party).get().payer == party
    assert not BuyerDetails.objects.of(krokom).exists()


def test_the_trace_tells_what_was_told(krokom: Municipality, editor: User) -> None:
    buyers.tell(payer=krokom, told=TOLD, revision=0, by=editor)
    buyers.tell(payer=krokom, told={"reference": "ZZ7"}, revision=1, by=editor)
    changes = Change.objects.of_whole(krokom).filter(field="reference").order_by("number")
    assert [(c.deed, c.before, c.after, c.by) for c in changes] == [
        (Deed.ADDED, "", "ZZ1042", editor),
        (Deed.CHANGED, "ZZ1042", "ZZ7", editor),
    ]


def test_nobody_saves_on_top_of_what_they_have_not_seen(krokom: Municipality) -> None:
    tell(krokom)
    with pytest.raises(ChangedMeanwhile) as caught:
        tell(krokom, revision=0, reference="ZZ2")
    assert caught.value.details.reference == "ZZ1042"
    assert tell(krokom, revision=1, reference="ZZ2").revision == 2


WRONG = [
    ({"reference": "1042", "reference_form": "ZZ9999"}, "reference"),
    ({"reference_form": " "}, "reference_form"),
    ({"postcode": "8358"}, "postcode"),
    ({"postcode": "A3580"}, "postcode"),
    ({"electronic_address": "2120002479"}, "electronic_address"),
    ({"electronic_scheme": "0088"}, "electronic_address"),
    ({"electronic_scheme": "9999"}, "electronic_scheme"),
]


@pytest.mark.parametrize(("told", "field"), WRONG)
def test_what_cannot_be_is_refused(krokom: Municipality, told: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        tell(krokom, **told)
    assert field in caught.value.message_dict
    assert not BuyerDetails.objects.exists()


def test_the_database_holds_what_a_row_must_be(krokom: Municipality) -> None:
    create = BuyerDetails.objects.create
    with refused_by("buyer_details_are_of_one_payer"):
        create()
    with refused_by("buyer_details_are_of_one_payer"):
        create(municipality=krokom, other_party=registers.other_party())
    with refused_by("buyer_postcode_is_five_digits"):
        create(municipality=krokom, postcode="8358")
    with refused_by("buyer_electronic_scheme_is_known"):
        create(municipality=krokom, electronic_scheme="1234", electronic_address="2120002528")
    with refused_by("buyer_electronic_address_is_digits"):
        create(municipality=krokom, electronic_scheme="0088")
    create(municipality=krokom)
    with refused_by("municipality_id"):
        create(municipality=krokom)


# -- The seller


def seller(**fields: Any) -> Seller:
    return Seller(
        **{"pk": 1, "name": "Östersunds kommun", "organisation_number": "2120002528"} | fields
    )


def test_there_is_one_seller_and_an_empty_one_before_it_is_written() -> None:
    assert Seller.objects.ours().name == Seller.objects.ours().vat_number == ""
    seller().save()
    assert Seller.objects.ours().vat_number == "SE212000252801"
    with refused_by("one_seller"):
        seller(pk=2).save()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"bankgiro": "123-4567"}, "bankgiro"),
        ({"bankgiro": "12"}, "bankgiro"),
        ({"organisation_number": "2120002529"}, "organisation_number"),
        ({"postcode": "123"}, "postcode"),
    ],
)
def test_numbers_of_the_seller_are_checked(fields: dict[str, Any], wrong: str) -> None:
    assert list(sentences(seller(**fields))) == [wrong]


def test_the_database_holds_the_numbers_of_the_seller() -> None:
    with refused_by("seller_bankgiro_is_7_or_8_digits"):
        seller(bankgiro="123456").save()
    with refused_by("seller_organisation_number_is_ten_digits"):
        seller(organisation_number="212000-252").save()
    with refused_by("seller_name_is_not_empty"):
        seller(name="").save()


# -- In the administration


def test_an_administrator_writes_the_seller_once(administrator: User) -> None:
    client = signed_in(administrator)
    form = {
        "name": "Östersunds kommun",
        "organisation_number": "212000-2528",
        "bankgiro": "123-4566",
        "postcode": "831 82",
        "electronic_scheme": "0007",
    }
    address = "/admin/municipalities/seller/"
    assert submit(client, f"{address}add/", form, press="Spara").status_code == 302
    assert Seller.objects.get().bankgiro == "1234566"
    assert client.get(f"{address}add/").status_code == 403
    assert client.get(f"{address}1/delete/").status_code == 403
    page = f"{address}1/change/"
    assert submit(client, page, {"bankgiro": ""}, press="Spara").status_code == 302
    assert Seller.objects.get().bankgiro == ""
    assert Change.objects.filter(field="bankgiro").count() == 2


def test_an_administrator_corrects_what_a_payer_told(
    administrator: User, krokom: Municipality
) -> None:
    details = tell(krokom)
    client = signed_in(administrator)
    address = "/admin/municipalities/buyerdetails/"
    assert "Krokom" in client.get(address).content.decode()
    page = f"{address}{details.pk}/change/"
    assert submit(client, page, {"reference": "ZZ7"}, press="Spara").status_code == 302
    details.refresh_from_db()
    assert (details.reference, details.revision) == ("ZZ7", 2)
