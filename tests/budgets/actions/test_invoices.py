"""Issuing invoices: numbered without gaps, once each, all or none, and kept as they were sent."""

import datetime
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from accounts.models import Change, User
from budgets.actions import invoices
from budgets.actions.errors import StillInForce, WrongState
from budgets.actions.invoices import AlreadyCredited
from budgets.core.ocr import is_reference
from budgets.einvoice import NotReady, Problem, Whose
from budgets.models import BudgetVersion, Invoice, InvoiceSeries, Invoicing
from budgets.models.invoice import InvoiceStays
from budgets.models.invoice_contents import Charge
from municipalities.models import Municipality, OtherParty, Seller
from tests.factories import budgets, registers
from tests.factories.invoices import charge, our_seller, told
from tests.peppol import complaints
from tests.refusals import refused_by
from tests.tampering import without_triggers

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime.date(2021, 1, 4)


@pytest.fixture
def version() -> BudgetVersion:
    return budgets.adopted()


@pytest.fixture
def payers(version: BudgetVersion) -> list[Municipality]:
    found = list(Municipality.objects.order_by("code"))
    for payer in found:
        told(payer)
    our_seller()
    return found


def issue(*charges: Charge, by: User | None = None) -> list[Invoice]:
    return invoices.issue(charges, issued_on=NEW_YEAR, by=by)


def credit(invoice: Invoice, by: User | None = None) -> Invoice:
    return invoices.credit(invoice, issued_on=datetime.date(2021, 2, 1), by=by)


def numbers() -> list[int]:
    return sorted(Invoice.objects.values_list("number", flat=True))


def last_number() -> int:
    return InvoiceSeries.objects.get().last_number


# -- Issuing


def test_an_invoice_is_kept_as_it_was_sent(
    version: BudgetVersion, payers: list[Municipality], editor: User
) -> None:
    [invoice] = issue(charge(version, payers[0]), by=editor)
    stored = Invoice.objects.get()
    assert stored == invoice
    assert (stored.number, stored.payer, stored.instalment) == (1, payers[0], 1)
    assert (stored.net, stored.vat, stored.gross) == (
        Decimal("160632.00"),
        Decimal("40158.00"),
        Decimal("200790.00"),
    )
    assert (stored.issued_on, stored.issued_by) == (NEW_YEAR, editor)
    assert is_reference(stored.ocr)
    document = bytes(stored.document)
    assert complaints(document) == []
    assert hashlib.sha256(document).hexdigest() == stored.digest
    for said in ("ZZ1042", "delbetalning 1 av 4", stored.ocr, "200790.00", "§ 1"):
        assert said in document.decode()


def test_the_trace_tells_of_each_invoice(
    version: BudgetVersion, payers: list[Municipality], editor: User
) -> None:
    [invoice] = issue(charge(version, payers[0]), by=editor)
    changes = Change.objects.about(invoice)
    assert {(c.by, c.whole_id) for c in changes} == {(editor, version.pk)}
    told_of = {change.field: change.after for change in changes}
    assert told_of["gross"] == "200790.00"
    assert told_of["digest"] == invoice.digest
    assert "document" not in told_of


def test_numbers_go_up_by_one(version: BudgetVersion, payers: list[Municipality]) -> None:
    first = issue(*[charge(version, payer) for payer in payers])
    second = issue(*[charge(version, payer, instalment=2) for payer in payers])
    assert [invoice.number for invoice in first + second] == [1, 2, 3, 4]
    assert last_number() == 4


def test_sent_twice_it_is_issued_once(version: BudgetVersion, payers: list[Municipality]) -> None:
    charges = [charge(version, payer) for payer in payers]
    assert issue(*charges) == issue(*charges)
    assert issue(charges[0], charge(version, payers[0], instalment=2))[0].number == 1
    assert numbers() == [1, 2, 3]
    assert Change.objects.filter(field="digest").count() == 3


def test_nothing_to_issue_makes_nothing(version: BudgetVersion) -> None:
    assert issue() == []
    assert not InvoiceSeries.objects.exists()


def test_an_other_party_is_invoiced_too(version: BudgetVersion, payers: list[Municipality]) -> None:
    party = OtherParty.objects.create(name="Förbundet", organisation_number="2220000612")
    told(party)
    [invoice] = issue(charge(version, party))
    assert invoice.payer == party
    assert complaints(bytes(invoice.document)) == []
    assert issue(charge(version, party)) == [invoice]


def test_below_zero_it_is_a_credit_note(version: BudgetVersion, payers: list[Municipality]) -> None:
    [note] = issue(charge(version, payers[0], "-60633.00", instalment=5))
    assert note.gross == Decimal("-75791.25")
    assert b"CreditNoteTypeCode" in bytes(note.document)
    assert complaints(bytes(note.document)) == []


def test_the_host_municipality_is_charged_without_vat(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    Seller.objects.update(organisation_number=payers[0].organisation_number)
    [invoice] = issue(charge(version, payers[0], vat_rate=0))
    assert (invoice.vat, invoice.gross) == (Decimal(0), invoice.net)
    assert complaints(bytes(invoice.document)) == []


# -- All or none


def test_all_that_is_missing_is_told_and_nothing_issued(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    Seller.objects.update(bankgiro="")
    payers[0].buyer_details.delete()
    charges = [charge(version, payer) for payer in payers]
    with pytest.raises(NotReady) as caught:
        issue(*charges)
    found = [(fault.whose, fault.name, fault.problem) for fault in caught.value.faults]
    buyer = (Whose.BUYER, payers[0].name)
    assert found == [
        (Whose.SELLER, "Östersunds kommun", Problem.NO_BANKGIRO),
        (*buyer, Problem.NO_ADDRESS),
        (*buyer, Problem.NO_REFERENCE),
    ]
    assert tuple(invoices.faults_of_charges(charges, issued_on=NEW_YEAR)) == caught.value.faults
    assert not Invoice.objects.exists()
    assert not InvoiceSeries.objects.exists()


def test_without_a_seller_it_is_said_who_must_write_one(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    Seller.objects.all().delete()
    with pytest.raises(NotReady) as caught:
        issue(charge(version, payers[0]))
    assert {fault.problem for fault in caught.value.faults} >= {
        Problem.NO_NAME,
        Problem.NO_ORGANISATION_NUMBER,
        Problem.NO_BANKGIRO,
    }


@pytest.mark.parametrize("make", [budgets.draft, budgets.superseded])
def test_only_the_adopted_version_is_invoiced(make: Any) -> None:
    version = make()
    payer = registers.municipality("2309")
    told(payer)
    our_seller()
    with pytest.raises(WrongState):
        issue(charge(version, payer))
    assert not Invoice.objects.exists()


def test_what_fails_in_the_middle_leaves_no_number_behind(
    version: BudgetVersion, payers: list[Municipality], monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(charge(version, payers[0]))

    def fail(**_told: Any) -> None:
        raise OSError("the lights went out")

    with monkeypatch.context() as patched:
        patched.setattr("budgets.actions.invoices.trace.record_all", fail)
        with pytest.raises(OSError, match="lights"):
            issue(*[charge(version, payer, instalment=2) for payer in payers])
    assert (numbers(), last_number()) == ([1], 1)
    assert [i.number for i in issue(charge(version, payers[1]))] == [2]


# -- Taking back


def test_a_credit_takes_all_of_an_invoice_back(
    version: BudgetVersion, payers: list[Municipality], editor: User
) -> None:
    [invoice] = issue(charge(version, payers[0]))
    note = credit(invoice, by=editor)
    assert (note.number, note.credit_of, note.net) == (2, invoice, -invoice.net)
    assert complaints(bytes(note.document)) == []
    assert not Invoice.objects.in_force().exists()
    assert not Invoice.objects.get(pk=invoice.pk).may_be_credited
    assert not Invoice.objects.get(pk=note.pk).may_be_credited
    assert Change.objects.about(note).filter(by=editor).exists()


def test_what_was_taken_back_can_be_invoiced_again(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    for _time in range(2):
        [invoice] = issue(charge(version, payers[0]))
        credit(invoice)
    [invoice] = issue(charge(version, payers[0]))
    assert (invoice.number, invoice.attempt) == (5, 3)
    assert issue(charge(version, payers[0])) == [invoice]


def test_nothing_is_credited_twice(version: BudgetVersion, payers: list[Municipality]) -> None:
    [invoice] = issue(charge(version, payers[0]))
    note = credit(invoice)
    for credited in (invoice, note):
        with pytest.raises(AlreadyCredited):
            credit(credited)
    assert numbers() == [1, 2]


def test_a_credit_needs_details_too(version: BudgetVersion, payers: list[Municipality]) -> None:
    [invoice] = issue(charge(version, payers[0]))
    payers[0].buyer_details.delete()
    with pytest.raises(NotReady):
        credit(invoice)
    assert (numbers(), last_number()) == ([1], 1)


def test_another_seller_has_a_series_of_its_own(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    issue(charge(version, payers[0]))
    Seller.objects.update(organisation_number="2120002478")
    [invoice] = issue(charge(version, payers[1]))
    assert invoice.number == 1
    assert InvoiceSeries.objects.count() == 2


# -- Issued is issued


def test_an_issued_invoice_is_not_changed(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    [invoice] = issue(charge(version, payers[0]))
    invoice.net = Decimal(1)
    for write in (
        invoice.save,
        invoice.delete,
        Invoice.objects.all().delete,
        lambda: Invoice.objects.update(net=1),
        lambda: Invoice.objects.bulk_update([invoice], ["net"]),
    ):
        with pytest.raises(InvoiceStays):
            write()


def execute(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_database_changes_no_invoice_either(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    issue(charge(version, payers[0]))
    with refused_by("invoice_stays"):
        execute("UPDATE budgets_invoice SET net = 1")
    with refused_by("invoice_stays"):
        execute("DELETE FROM budgets_invoice")
    with refused_by("invoice_stays"):
        execute("DELETE FROM budgets_invoiceseries")


def test_the_database_lets_no_number_be_left_out_or_used_again(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    issue(charge(version, payers[0]))
    for number in (1, 3):
        columns = [str(f.column) for f in Invoice._meta.concrete_fields if not f.primary_key]
        copied = [
            str(number) if c == "number" else "2" if c == "instalment" else c for c in columns
        ]
        with refused_by("invoice_numbers_have_no_gap"):
            execute(
                f"INSERT INTO budgets_invoice ({', '.join(columns)})"
                f" SELECT {', '.join(copied)} FROM budgets_invoice"
            )
    for number in (0, 1, 2, 3):
        with refused_by("invoice_numbers_have_no_gap"):
            execute("UPDATE budgets_invoiceseries SET last_number = %s", number)
    with refused_by("invoice_numbers_have_no_gap"):
        execute(
            "INSERT INTO budgets_invoiceseries (organisation_number, last_number)"
            " VALUES ('2120002478', 1)"
        )


def test_without_the_guards_numbers_are_unique_still(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    [invoice] = issue(charge(version, payers[0]))
    with without_triggers(), refused_by("invoice_number_unique_in_series"):
        invoice.pk, invoice.instalment = None, 2
        Invoice._base_manager.bulk_create([invoice])


def test_an_instalment_has_one_invoice_in_the_database_too(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    [invoice] = issue(charge(version, payers[0]))
    invoice.pk, invoice.number = None, 2
    with refused_by("one_invoice_per_instalment_of_municipality"):
        Invoice._base_manager.bulk_create([invoice])


# -- By instalment, with its mark


def issue_instalments(version: BudgetVersion, *payers: Municipality) -> list[Invoice]:
    return invoices.issue_instalments(
        version,
        wanted=[(payer, 1) for payer in payers],
        issued_on=NEW_YEAR,
        due_on=datetime.date(2021, 1, 31),
        by=None,
    )


def test_an_instalment_is_invoiced_and_marked_with_the_number(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    issued = issue_instalments(version, *payers)
    marks = Invoicing.objects.order_by("pk").values_list("municipality", "number", "invoice_number")
    assert list(marks) == [(i.municipality_id, 1, str(i.number)) for i in issued]


def test_an_invoice_over_another_sum_stands_in_the_way_of_a_new_one(
    version: BudgetVersion, payers: list[Municipality]
) -> None:
    """As when the sum was amended after the invoice, and before the instalment was marked."""
    [older] = issue(charge(version, payers[0]))
    with pytest.raises(StillInForce) as refusal:
        issue_instalments(version, payers[1], payers[0])
    assert refusal.value.invoice == older
    assert numbers() == [older.number]
    assert not Invoicing.objects.exists()
