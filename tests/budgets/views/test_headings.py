"""The headings of a draft: added, renamed, ordered and taken out, without touching other years."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Change, User
from budgets.actions import adoption, headings, lines, versions
from budgets.models import BudgetVersion, Heading, HeadingInVersion, State
from budgets.models.comparing import differences_between
from budgets.models.comparison import comparison_of
from budgets.models.heading_in_version import headings_of
from tests.conftest import signed_in
from tests.forms import Typed, form_on, submit
from tests.queries import queries_for

ADDRESS = "/budgets/2022/1/headings/"
STAFF = "Personalkostnader"
SAVE, ADD = "Spara namnen", "Lägg till"


@pytest.fixture
def draft(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2022)


@pytest.fixture
def adopted(the_example: None) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=2021)


@pytest.fixture
def staff(the_example: None) -> Heading:
    return Heading.objects.get(name=STAFF)


def names(version: BudgetVersion, kind: str = "cost") -> list[str]:
    return [str(heading) for heading in headings_of(version) if heading.kind == kind]


def rename(client: Client, heading: Heading, to: str) -> Any:
    return submit(client, ADDRESS, {f"heading-{heading.pk}-name": to}, press=SAVE)


def down(client: Client, heading: Heading) -> Any:
    return submit(client, ADDRESS, press=f"Flytta ner: {heading}")


def test_a_renamed_heading_keeps_its_old_name_in_the_years_before(
    office: Client, draft: BudgetVersion, adopted: BudgetVersion, staff: Heading
) -> None:
    response = rename(office, staff, "  Löner  och pensioner ")
    assert response.status_code == 302
    assert names(draft) == ["Löner och pensioner", "Övriga omkostnader"]
    assert names(adopted) == [STAFF, "Övriga omkostnader"]
    for page in ("/budgets/2022/", "/budgets/2022/1/edit/", ADDRESS):
        assert "Löner och pensioner" in office.get(page).content.decode()
    assert STAFF in office.get("/budgets/2021/").content.decode()


def test_years_with_different_names_stay_one_row_that_tells_both(
    office: Client, draft: BudgetVersion, adopted: BudgetVersion, staff: Heading, editor: User
) -> None:
    headings.rename(version=draft, heading=staff, to="Löner", read=STAFF, by=editor)
    table = comparison_of([adopted, draft])
    [one] = [r for r in table.cost.rows if r.heading_id == staff.pk]
    assert (one.label, one.other_names) == ("Löner", (("2021", STAFF),))
    assert [cell.shown for cell in one.cells] == [6281, 6281]
    page = office.get("/budgets/table/?years=2021&years=2022&unit=tkr").content.decode()
    assert f"2021: {STAFF}" in page
    [compared] = [d for d in differences_between(adopted, draft) if d.heading.pk == staff.pk]
    assert (str(compared.heading), compared.difference) == ("Löner", Decimal(0))


def test_the_order_holds_for_this_version_alone(
    office: Client, draft: BudgetVersion, adopted: BudgetVersion, staff: Heading
) -> None:
    down(office, staff)
    assert names(draft) == ["Övriga omkostnader", STAFF]
    assert names(adopted) == [STAFF, "Övriga omkostnader"]
    down(office, staff)
    assert names(draft) == ["Övriga omkostnader", STAFF]
    rows = comparison_of([adopted, draft]).cost.rows
    assert [one.label for one in rows] == ["Övriga omkostnader", STAFF]


def test_a_new_heading_comes_last_and_can_be_taken_out_again(
    office: Client, draft: BudgetVersion
) -> None:
    submit(office, ADDRESS, {"kind": "cost", "name": "Lokaler"}, press=ADD)
    assert names(draft) == [STAFF, "Övriga omkostnader", "Lokaler"]
    assert "Lokaler" in office.get("/budgets/2022/1/edit/").content.decode()
    submit(office, ADDRESS, press="Ta bort: Lokaler")
    assert names(draft) == [STAFF, "Övriga omkostnader"]


def test_a_name_that_another_year_had_is_the_same_heading(
    draft: BudgetVersion, staff: Heading, editor: User
) -> None:
    headings.rename(version=draft, heading=staff, to="Löner", read=STAFF, by=editor)
    later = versions.start(year=2023, planned_adoption_date=draft.planned_adoption_date)
    headings.take_out(version=later, heading=staff, by=editor)
    again = headings.add(version=later, kind="cost", name="Löner", by=editor)
    assert again == staff


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "En rubrik behöver ett namn."),
        ("övriga  omkostnader", "Budgeten har redan en rubrik med det namnet."),
        ("x" * 121, "120"),
    ],
)
def test_a_name_that_cannot_be_is_told_at_its_field(
    office: Client, draft: BudgetVersion, staff: Heading, name: str, sentence: str
) -> None:
    shown = form_on(office.get(ADDRESS), press=ADD)
    renamed = shown.data(SAVE) | {f"heading-{staff.pk}-name": name}
    # A browser lets 120 characters through, but a program sends more.
    for sent in (renamed, shown.fill({"kind": "cost"}).data(ADD) | {"name": name}):
        response = office.post(ADDRESS, sent)
        assert response.status_code == 422
        page = response.content.decode()
        assert sentence in page
        assert not name or f'value="{name}"' in page
    assert names(draft) == [STAFF, "Övriga omkostnader"]


def test_somebody_elses_new_name_is_not_overwritten_unseen(
    office: Client, draft: BudgetVersion, staff: Heading, approver: User
) -> None:
    shown = form_on(office.get(ADDRESS), press=SAVE)
    headings.rename(version=draft, heading=staff, to="Löner", read=STAFF, by=approver)
    response = shown.fill({f"heading-{staff.pk}-name": "Personal"}).send(office, SAVE)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Löner" in page
    assert 'value="Personal"' in page
    assert names(draft)[0] == "Löner"
    submit(office, response, press=SAVE)
    assert names(draft)[0] == "Personal"


def test_a_heading_with_lines_stays(office: Client, draft: BudgetVersion, staff: Heading) -> None:
    assert f"Ta bort: {STAFF}" not in form_on(office.get(ADDRESS), press=SAVE).buttons()
    office.post(ADDRESS, {"do": f"take-out:{staff.pk}"})  # which no button says
    assert STAFF in names(draft)


def test_a_heading_that_got_its_first_line_meanwhile_stays(
    office: Client, draft: BudgetVersion, editor: User
) -> None:
    added = headings.add(version=draft, kind="cost", name="Lokaler", by=editor)
    shown = office.get(ADDRESS)
    lines.add(version=draft, heading=added, amount=Decimal(1))
    told = submit(office, shown, press="Ta bort: Lokaler", follow=True)
    assert "Rubriken har rader och blir därför kvar." in told.content.decode()
    assert "Lokaler" in names(draft)


def test_an_income_is_no_cost_of_staff(office: Client, draft: BudgetVersion) -> None:
    typed: dict[str, Typed] = {"kind": "income", "name": "Bidrag", "is_staff_cost": True}
    response = submit(office, ADDRESS, typed, press=ADD)
    assert "Bara en kostnad kan vara en personalkostnad." in response.content.decode()
    assert not Heading.objects.filter(name="Bidrag").exists()


def test_every_act_is_told(draft: BudgetVersion, staff: Heading, editor: User) -> None:
    headings.rename(version=draft, heading=staff, to="Löner", read=STAFF, by=editor)
    headings.move(version=draft, heading=staff, down=True, by=editor)
    heading = headings.add(version=draft, kind="cost", name="Lokaler", by=editor)
    headings.take_out(version=draft, heading=heading, by=editor)
    told = Change.objects.of_whole(draft).filter(
        subject=HeadingInVersion._meta.label_lower, field__in=["name", "position"], by=editor
    )
    deeds = [(one.deed, one.field, one.after) for one in told.order_by("number")]
    assert deeds[:2] == [("changed", "name", "Löner"), ("moved", "position", "2")]
    assert ("added", "name", "Lokaler") in deeds
    assert ("removed", "name", "") in deeds


def test_an_adopted_version_is_sealed_with_its_headings(
    draft: BudgetVersion, staff: Heading, approver: User
) -> None:
    headings.rename(version=draft, heading=staff, to="Löner", read=STAFF, by=approver)
    frozen = adoption.adopt(
        draft, on=draft.planned_adoption_date, reference="§ 9", by=approver, imbalance_reason="x"
    )
    assert frozen.state == State.ADOPTED
    assert names(frozen)[0] == "Löner"


def test_the_page_costs_the_same_for_more_headings(
    office: Client, draft: BudgetVersion, editor: User
) -> None:
    few = queries_for(office, ADDRESS)
    for number in range(10):
        headings.add(version=draft, kind="cost", name=f"Ny {number}", by=editor)
    assert queries_for(office, ADDRESS) == few


def test_only_the_office_opens_it(draft: BudgetVersion, krokom: Client, approver: User) -> None:
    assert krokom.get(ADDRESS).status_code == 404
    assert signed_in(approver).get(ADDRESS).status_code == 200
