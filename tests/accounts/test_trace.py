"""Every change leaves a trace, and nobody edits the trace (rule 11)."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.actions import trace, users
from accounts.models import Change, Deed, Role, TraceHead, TraceIsAppendOnly, User
from accounts.models.change import breaks_in_trace
from budgets.actions import adoption, consultation, lines, versions
from budgets.core.money import Unit
from budgets.core.table import Total
from budgets.models import BudgetVersion, Heading, LineItem
from municipalities.actions import agreements, populations, register
from municipalities.models import Agreement, Municipality
from tests.admin_pages import address, chosen_in_list
from tests.conftest import PASSWORD, signed_in
from tests.factories import budgets, registers
from tests.forms import form_on, submit

pytestmark = pytest.mark.django_db


def told(*, deed: str, **where: Any) -> dict[str, tuple[str, str]]:
    """What the trace tells of a deed: before and after, by field."""
    changes = Change.objects.filter(deed=deed, **where).order_by("number")
    return {change.field: (change.before, change.after) for change in changes}


@pytest.fixture(autouse=True)
def the_chain_holds() -> Any:
    yield
    assert list(breaks_in_trace()) == []


# -- Writing


def test_a_change_says_who_when_what_and_from_what_to_what(editor: User) -> None:
    version = budgets.draft()
    before = datetime.datetime.now(datetime.UTC)
    trace.record(
        by=editor,
        deed=Deed.CHANGED,
        subject=version,
        whole=version,
        label="The budget",
        changes={"source": ("a", "b")},
    )
    change = Change.objects.order_by("-number")[0]
    assert (change.by, change.by_name, change.deed) == (editor, str(editor), "changed")
    assert (change.label, change.field, change.before, change.after) == (
        "The budget",
        "source",
        "a",
        "b",
    )
    assert change in Change.objects.about(version)
    assert change in Change.objects.of_whole(version)
    assert before <= change.at <= datetime.datetime.now(datetime.UTC)


def test_a_deed_without_a_field_is_one_change(editor: User) -> None:
    trace.record(by=editor, deed=Deed.IMPORTED, subject=editor)
    change = Change.objects.get()
    assert (change.field, change.before, change.after, change.whole) == ("", "", "", "")


def test_a_name_is_kept_as_it_was(editor: User) -> None:
    trace.record(by=editor, deed=Deed.IMPORTED, subject=editor)
    before = str(editor)
    User.objects.update(name="Another")
    assert Change.objects.get().by_name == before


def test_more_changes_cost_no_more_queries(editor: User) -> None:
    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            changes = {str(n): ("", "x") for n in range(number)}
            trace.record(by=editor, deed=Deed.CHANGED, subject=editor, changes=changes)
        return len(captured)

    queries(1)
    assert queries(60) == queries(1)


def test_whoever_did_it_has_to_stay(editor: User) -> None:
    trace.record(by=editor, deed=Deed.IMPORTED, subject=editor)
    with pytest.raises(ProtectedError):
        editor.delete()


# -- Nobody edits it

DOORS: dict[str, Callable[[], object]] = {
    "save": lambda: Change.objects.all()[0].save(),
    "create": lambda: Change.objects.create(number=99, deed="added"),
    "delete": lambda: Change.objects.all()[0].delete(),
    "update": lambda: Change.objects.update(after="x"),
    "delete of all": lambda: Change.objects.all().delete(),
    "bulk_update": lambda: Change.objects.bulk_update(Change.objects.all(), ["after"]),
    "update_or_create": lambda: Change.objects.update_or_create(number=1, defaults={"after": "x"}),
}
DATABASE_DOORS: dict[str, Callable[[], object]] = {
    "update": lambda: Change._base_manager.update(after="x"),
    "delete": lambda: Change._base_manager.all().delete(),
    "raw delete": lambda: Change._base_manager.all()._raw_delete(connection.alias),
    "head back": lambda: TraceHead.objects.update(count=0),
    "head's hash": lambda: TraceHead.objects.update(hash="0"),
    "head gone": lambda: TraceHead.objects.all().delete(),
    "upsert": lambda: Change._base_manager.bulk_create(
        Change._base_manager.all(),
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["after"],
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_application_does_not_edit_it(door: str) -> None:
    budgets.draft()
    with pytest.raises(TraceIsAppendOnly):
        DOORS[door]()


@pytest.mark.parametrize("door", DATABASE_DOORS)
def test_the_database_does_not_let_it_be_edited(door: str) -> None:
    budgets.draft()
    with pytest.raises(IntegrityError, match="trace_is_append_only"), transaction.atomic():
        DATABASE_DOORS[door]()


def test_the_admin_only_shows_it(administrator: User) -> None:
    budgets.draft()
    client = signed_in(administrator)
    change = Change.objects.all()[0]
    assert client.get(address("changelist", Change)).status_code == 200
    assert client.get(address("change", change)).status_code == 200
    for page in ("change", "delete"):  # pages that offer nothing to send
        assert client.post(address(page, change), {"after": "x", "post": "yes"}).status_code == 403
    assert client.get(address("add", Change)).status_code == 403


# -- The actions


def test_adding_a_person_tells_no_password(administrator: User) -> None:
    anna = users.add(email="anna@example.se", role=Role.EDITOR, password=PASSWORD, by=administrator)
    assert set(told(deed="added")) == {"email", "role", "is_active", "language", "date_joined"}
    assert Change.objects.about(anna)[0].by == administrator
    assert not any(PASSWORD in change.after for change in Change.objects.all())


def test_changing_ones_own_password_is_told_without_it(editor: User) -> None:
    new = "en annan lång mening att minnas"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    submit(signed_in(editor), "/accounts/password/", typed, press="Byt lösenord")
    assert told(deed="changed", subject="accounts.user") == {"password": ("", "")}


def test_an_agreement_and_its_members(editor: User) -> None:
    member = registers.municipality("1001", "Ett")
    agreement = agreements.create(name="A", members=[member], from_year=2020, by=editor)
    assert told(deed="added", subject="municipalities.agreement")["name"] == ("", "A")
    participation = told(deed="added", subject="municipalities.participation")
    assert participation["municipality"] == ("", "Ett")
    assert participation["from_year"] == ("", "2020")
    assert Change.objects.of_whole(agreement).count() == Change.objects.count()


def test_a_population(editor: User) -> None:
    registers.municipality("1001")
    populations.record_snapshot(year=2019, figures={"1001": 5}, source="SCB", by=editor)
    changes = told(deed="added")
    assert changes["year"] == ("", "2019")
    assert changes["municipalities.populationfigure"] == ("", "1")


def test_the_register_is_one_change_and_one_for_each_name() -> None:
    register.load()
    assert Change.objects.count() == 1
    Municipality.objects.filter(code="2380").update(name="Frösö köping")
    register.load()
    assert told(deed="imported", subject_id__isnull=False) == {
        "name": ("Frösö köping", "Östersund")
    }


def test_a_line_through_its_life(editor: User) -> None:
    version = budgets.draft()
    heading = budgets.cost("Kostnader")
    line = lines.add(version=version, heading=heading, amount=Decimal(5), text="Ett", by=editor)
    other = lines.add(version=version, heading=heading, amount=Decimal(6), by=editor)
    assert told(deed="added", subject_id=line.pk, subject="budgets.lineitem") == {
        "version": ("", str(version)),
        "heading": ("", "Kostnader"),
        "position": ("", "0"),
        "text": ("", "Ett"),
        "amount": ("", "5.00"),
    }
    lines.change(
        version=version,
        line_id=line.pk,
        to={"amount": Decimal(7)},
        read={"amount": Decimal("5.00")},
        revision=line.revision,
        by=editor,
    )
    assert told(deed="changed") == {"amount": ("5.00", "7.00")}
    lines.move(version=version, line_id=line.pk, down=True, by=editor)
    assert told(deed="moved") == {"position": ("1", "2")}
    lines.duplicate(version=version, line_id=other.pk, by=editor)
    assert told(deed="copied")["amount"] == ("", "6.00")
    line.refresh_from_db()
    removed = lines.remove(version=version, line_id=line.pk, revision=line.revision, by=editor)
    assert told(deed="removed")["amount"] == ("7.00", "")
    lines.put_back(removed, by=editor)
    assert told(deed="put_back")["text"] == ("", "Ett")
    lines.keep_control_total(
        version=version,
        total=Total.COST,
        amount=Decimal(1),
        printed_in=Unit.TKR,
        source="S",
        by=editor,
    )
    within = Change.objects.of_whole(version).filter(by=editor)
    assert {c.label for c in within if c.subject == "budgets.lineitem"} == {
        "Kostnader: Ett",
        "Kostnader",
    }
    assert within.filter(subject="budgets.controltotal").exists()


def test_nothing_that_was_refused_is_told(editor: User) -> None:
    version = budgets.draft()
    before = Change.objects.count()
    line = lines.add(version=version, heading=budgets.cost(), amount=Decimal(5))
    after = Change.objects.count()
    lines.change(
        version=version,
        line_id=line.pk,
        to={"amount": line.amount},
        read={"amount": line.amount},
        revision=line.revision,
    )
    assert Change.objects.count() == after > before


def test_a_copy_of_many_lines_is_told_at_once(editor: User) -> None:
    version = budgets.draft()
    LineItem.objects.bulk_create(
        LineItem(version=version, heading=budgets.cost(), amount=1, text=str(n)) for n in range(99)
    )
    draft = versions.copy(version, to_year=2022, planned_adoption_date=budgets.DECIDED, by=editor)
    changes = told(deed="copied")
    assert changes["budgets.lineitem"] == ("", "99")
    assert changes["based_on"] == ("", str(version))
    assert Change.objects.of_whole(draft).count() < 10


def test_a_version_through_its_life(approver: User) -> None:
    members = [registers.municipality("1001"), registers.municipality("1002")]
    registers.snapshot(2019, {members[0]: 1, members[1]: 3})
    version = budgets.shared(registers.agreement(*members))
    day = datetime.date(2099, 1, 1)
    consultation.send(version, answers_by=day, by=approver)
    assert told(deed="sent_to_consultation") == {
        "state": ("draft", "consultation"),
        "answers_by": ("", day.isoformat()),
    }
    consultation.take_back(version, by=approver)
    assert told(deed="taken_back")["state"] == ("consultation", "draft")
    first = adoption.adopt(version, on=budgets.DECIDED, reference="§ 1", by=approver)
    adopted = told(deed="adopted")
    assert adopted["state"] == ("draft", "adopted")
    assert adopted["adopted_on"] == ("", "2020-09-24")
    assert adopted["checksum"] == ("", first.checksum)
    amendment = versions.copy(first, to_year=2021, planned_adoption_date=budgets.DECIDED)
    adoption.adopt(amendment, on=budgets.DECIDED, reference="§ 2", by=approver)
    assert told(deed="superseded", subject_id=first.pk) == {"state": ("adopted", "superseded")}


# -- The admin


def test_the_admin_tells_of_an_object_and_its_rows(administrator: User) -> None:
    client = signed_in(administrator)
    agreement = registers.agreement(registers.municipality("1001", "Ett"), name="Före")
    registers.municipality("1002", "Två")
    page = address("change", agreement)
    form = form_on(client.get(page), press="Spara")
    form.fill({"name": "Efter", "participations-0-to_year": "2025"})
    form.add_row("participations", {"from_year": "2022"})
    form.look_up(client, "participations-1-municipality", "Två")
    assert form.send(client, press="Spara").status_code == 302
    assert told(deed="changed", subject="municipalities.agreement") == {"name": ("Före", "Efter")}
    assert told(deed="changed", subject="municipalities.participation") == {"to_year": ("", "2025")}
    assert told(deed="added")["municipality"] == ("", "Två")
    assert set(Change.objects.values_list("by", flat=True)) == {administrator.pk}
    assert Change.objects.of_whole(agreement).count() == Change.objects.count()
    submit(client, page, {"participations-0-DELETE": True}, press="Spara")
    assert told(deed="removed")["municipality"] == ("Ett", "")


def test_the_admin_tells_of_what_is_added(administrator: User) -> None:
    client = signed_in(administrator)
    typed = {"kind": "cost", "name": "Resor", "position": "3"}
    submit(client, address("add", Heading), typed, press="Spara")
    assert told(deed="added", subject="budgets.heading") == {
        "kind": ("", "cost"),
        "name": ("", "Resor"),
        "position": ("", "3"),
        "is_staff_cost": ("", "False"),
    }


def test_the_admin_tells_of_what_is_deleted_with_all_that_goes_along(
    administrator: User,
) -> None:
    client = signed_in(administrator)
    draft = budgets.shared(registers.agreement(registers.municipality("1001")))
    assert submit(client, address("delete", draft), press="Ja, jag är säker").status_code == 302
    assert not BudgetVersion.objects.exists()
    removed = told(deed="removed", subject="budgets.budgetversion")
    assert removed["number"] == ("1", "")
    assert removed["budgets.lineitem"] == ("2", "")
    rows = [budgets.cost("A"), budgets.cost("B")]
    asked = chosen_in_list(client, "delete_selected", *rows)
    submit(client, asked, press="Ja, jag är säker")
    names = Change.objects.filter(deed="removed", subject="budgets.heading", field="name")
    assert {change.before for change in names} == {"A", "B"}


def test_the_admin_tells_of_a_line_within_its_version(administrator: User) -> None:
    client = signed_in(administrator)
    draft = budgets.shared(registers.agreement(registers.municipality("1001")))
    line = draft.lines.get(text="Out")
    sent = submit(client, address("change", line), {"amount": "7"}, press="Spara")
    assert sent.status_code == 302
    assert told(deed="changed", whole_id=draft.pk) == {"amount": ("1000.00", "7.00")}


def test_the_admin_tells_that_a_password_was_changed(administrator: User, editor: User) -> None:
    client = signed_in(administrator)
    new = "en annan lång mening att minnas"
    page = f"/admin/accounts/user/{editor.pk}/password/"
    typed = {"password1": new, "password2": new}
    assert submit(client, page, typed, press="Ändra lösenord").status_code == 302
    assert told(deed="changed", subject_id=editor.pk) == {"password": ("", "")}


def test_the_admin_tells_nothing_of_what_it_did_not_change(administrator: User) -> None:
    client = signed_in(administrator)
    agreement = registers.agreement(registers.municipality("1001"))
    for obj in (agreement, Heading.objects.create(kind="cost", name="A")):
        assert submit(client, address("change", obj), press="Spara").status_code == 302
    assert not Change.objects.exists()


def test_the_rows_of_many_cost_no_more_queries(administrator: User) -> None:
    client = signed_in(administrator)

    def queries(agreement: Agreement) -> int:
        form = form_on(client.get(address("change", agreement)), press="Spara")
        years = [name for name in form.names() if re.search(r"-\d+-from_year$", name)]
        form.fill(dict.fromkeys(years, "2030"))
        with CaptureQueriesContext(connection) as captured:
            assert form.send(client, press="Spara").status_code == 302
        traces = [q for q in captured.captured_queries if "accounts_" in q["sql"]]
        return len(traces)

    members = [registers.municipality(f"10{n:02}") for n in range(1, 20)]
    one = registers.agreement(members[0], name="Ett")
    many = registers.agreement(*members, name="Två")
    assert queries(many) <= queries(one) + 1  # the first makes the head


def test_all_is_told_in_one_language_whoever_works(editor: User) -> None:
    with translation.override("en"):
        control = lines.keep_control_total(
            version=budgets.draft(),
            total=Total.COST,
            amount=Decimal(1),
            printed_in=Unit.TKR,
            source="S",
            by=editor,
        )
        assert str(control) == "total costs"
    assert {change.label for change in Change.objects.about(control)} == {"summa kostnader"}
