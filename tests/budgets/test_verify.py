"""``manage.py verify`` finds what was changed behind the application's back."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Change, TraceHead
from budgets.actions import adoption, lines, versions
from budgets.models import (
    Allocation,
    BudgetVersion,
    ControlTotal,
    Instalment,
    Invoicing,
    LineItem,
    Share,
)
from budgets.models.seal import checksum_of
from municipalities.models import Municipality, PopulationFigure, PopulationSnapshot
from tests.factories import budgets, registers
from tests.tampering import behind_the_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


@pytest.fixture
def adopted() -> BudgetVersion:
    return budgets.adopted()


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Run the command, and answer what it prints where something differs; else nothing."""

    def run() -> str:
        code = 0
        try:
            call_command("verify")
        except SystemExit as ending:
            code = int(ending.code or 0)
        told = capsys.readouterr().out
        assert told
        if code == 0:
            assert len(told.splitlines()) == 1
            return ""
        return told

    return run


def test_all_is_well_with_nothing(verify: Callable[[], str]) -> None:
    assert verify() == ""


def test_all_is_well_with_the_example(
    the_example: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify")
    told = capsys.readouterr().out
    assert told.startswith("Allt stämmer: 3 fastställda versioner, ")
    assert TraceHead.objects.get().hash in told


def test_all_is_well_after_an_amendment(adopted: BudgetVersion, verify: Callable[[], str]) -> None:
    amendment = versions.copy(adopted, to_year=2021, planned_adoption_date=budgets.DECIDED)
    adoption.adopt(amendment, on=budgets.DECIDED, reference="§ 2", by=None)
    assert verify() == ""


def every(rows: Any, **values: Any) -> Callable[[], object]:
    return lambda: rows.all().update(**values)


first_share = Share.objects.filter(municipality__code="2101")
TAMPERING: dict[str, tuple[Callable[[], object], str]] = {
    "a line's amount": (every(LineItem.objects.filter(text="In"), amount=1001), "1 001"),
    "a line's text": (every(LineItem.objects.filter(text="Out"), text="X"), "kontrollkoden"),
    "a line less": (lambda: LineItem.objects.filter(text="In").delete(), "Avtal 2021 fördelar"),
    "a share": (every(first_share, amount=251), "2101 betalar 251 av Avtal 2021"),
    "a share less": (first_share.all().delete, "2102 betalar 750"),
    "a population in a share": (every(first_share, population=101), "efter 101 invånare"),
    "a population in the snapshot": (
        every(PopulationFigure.objects.filter(municipality__code="2101"), population=99),
        "befolkningsunderlaget har 99",
    ),
    "a figure less": (PopulationFigure.objects.all().delete, "befolkningsunderlaget har –"),
    "all shares": (Share.objects.all().delete, "inga andelar"),
    "the allocation": (Allocation.objects.all().delete, "Avtal 2021 fördelar –"),
    "the total": (every(Allocation.objects, total=999), "Avtal 2021 fördelar 999"),
    "the key": (every(Allocation.objects, equal_percent=50), "2101 betalar 250"),
    "an instalment": (
        every(Instalment.objects.filter(number=1, municipality__code="2101"), amount=64),
        "delbetalningarna för Kommun 2021 01",
    ),
    "an instalment less": (
        lambda: Instalment.objects.filter(number=1).delete(),
        "delbetalningarna för Kommun 2021 02",
    ),
    "a due date": (every(Instalment.objects, due="2021-12-24"), "kontrollkoden"),
    "a mark": (
        lambda: Invoicing.objects.create(
            budget_year=BudgetVersion.objects.get().budget_year,
            version=BudgetVersion.objects.get(),
            municipality=Municipality.objects.get(code="2101"),
            number=1,
            amount=64,
            invoice_number="1",
            invoiced_on="2021-01-04",
        ),
        "fakturerades 64",
    ),
    "a control total": (
        lambda: ControlTotal.objects.create(
            version=BudgetVersion.objects.get(), total="cost", amount=1, source="S"
        ),
        "kontrollkoden",
    ),
    "the checksum": (every(BudgetVersion.objects, checksum="0" * 64), "kontrollkoden är 000"),
    "the reference": (every(BudgetVersion.objects, decision_reference="§ 2"), "kontrollkoden"),
    "who adopted it": (every(BudgetVersion.objects, source="x"), "kontrollkoden"),
    "the snapshot's year": (every(PopulationSnapshot.objects, year=2018), "från 2018"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_it_finds_a_change_of(what: str, adopted: BudgetVersion, verify: Callable[[], str]) -> None:
    change, words = TAMPERING[what]
    with behind_the_back():
        change()
    assert words in verify().replace("\xa0", " ")


def test_it_finds_an_amount_moved_from_one_line_to_another(
    adopted: BudgetVersion, verify: Callable[[], str]
) -> None:
    with behind_the_back():
        LineItem.objects.filter(text="In").update(amount=F("amount") + 1)
        LineItem.objects.filter(text="Out").update(amount=F("amount") + 1)
        Allocation.objects.update(total=1001)
    assert "2102 betalar 750" in verify()


def test_it_finds_a_change_that_was_sealed_again(
    adopted: BudgetVersion, verify: Callable[[], str]
) -> None:
    with behind_the_back():
        LineItem.objects.filter(text="Out").update(text="Something else")
        changed = BudgetVersion.objects.get()
        BudgetVersion.objects.update(checksum=checksum_of(changed))
    told = verify().splitlines()
    assert len(told) == 1
    assert "annan kontrollkod än den spåret fick" in told[0]


def test_it_finds_an_imbalance(adopted: BudgetVersion, verify: Callable[[], str]) -> None:
    with behind_the_back():
        LineItem.objects.filter(text="Out").update(amount=999)
    assert "resultatet är 1, och inget skäl" in verify()


def test_it_finds_an_adopted_version_that_is_gone(
    adopted: BudgetVersion, verify: Callable[[], str]
) -> None:
    with behind_the_back():
        adopted.delete()
    assert "har fastställts enligt spåret" in verify()


def test_it_finds_an_adoption_of_which_nobody_told(verify: Callable[[], str]) -> None:
    version = budgets.draft()
    BudgetVersion.objects.filter(pk=version.pk).update(
        state="adopted",
        adopted_on=budgets.DECIDED,
        decision_reference="§",
        checksum="x",
        snapshot=registers.snapshot(2019),
    )
    assert "spåret känner inte till något beslut" in verify()


# -- The trace


def swap(one: int, other: int) -> None:
    """Let two changes trade places, with all they say."""
    far = 10**6
    Change.objects.filter(number=one).update(number=far)
    Change.objects.filter(number=other).update(number=one)
    Change.objects.filter(number=far).update(number=other)


def forge(number: int) -> None:
    """Rewrite a change with a hash that is right for it."""
    change = Change.objects.get(number=number)
    change.after = "forged"
    Change.objects.filter(number=number).update(after="forged", hash=change.computed_hash())


TRACE: dict[str, tuple[Callable[[], object], list[str]]] = {
    "a change altered": (
        lambda: Change.objects.filter(number=3).update(after="7"),
        ["Spåret: ändring 3 är inte som den skrevs."],
    ),
    "who did it": (
        lambda: Change.objects.filter(number=3).update(by_name="Someone"),
        ["Spåret: ändring 3 är inte som den skrevs."],
    ),
    "a change forged": (lambda: forge(3), ["Spåret: ändring 4 följer inte på den föregående."]),
    "one removed from the middle": (
        lambda: Change.objects.filter(number=3).delete(),
        ["Spåret: ändring 3 saknas."],
    ),
    "the first removed": (
        lambda: Change.objects.filter(number=1).delete(),
        ["Spåret: ändring 1 saknas."],
    ),
    "one removed, the rest moved up": (
        lambda: [
            Change.objects.filter(number=3).delete(),
            Change.objects.filter(number=4).update(number=3),
        ],
        ["följer inte på", "är inte som den skrevs", "ändring 4 saknas"],
    ),
    "the last removed": (
        lambda: Change.objects.filter(number=TraceHead.objects.get().count).delete(),
        ["saknas."],
    ),
    "the last removed and the head put back": (
        lambda: [
            Change.objects.filter(number=TraceHead.objects.get().count).delete(),
            TraceHead.objects.update(count=F("count") - 1),
        ],
        ["slutet hör inte till ändring"],
    ),
    "two swapped": (
        lambda: swap(3, 4),
        ["ändring 3 följer inte på", "ändring 4 är inte som den skrevs"],
    ),
    "one added at the end": (
        lambda: Change.objects.bulk_create(
            [Change(number=TraceHead.objects.get().count + 1, at=Change.objects.all()[0].at)]
        ),
        ["har aldrig räknats"],
    ),
    "the head gone": (lambda: TraceHead.objects.all().delete(), ["har aldrig räknats"]),
    "all changes gone": (lambda: Change.objects.all().delete(), ["ändring 1 saknas"]),
}


@pytest.mark.parametrize("what", TRACE)
def test_it_finds_in_the_trace(what: str, verify: Callable[[], str]) -> None:
    version = budgets.draft()
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(1), text="T")
    change, sentences = TRACE[what]
    with behind_the_back():
        change()
    told = verify()
    for sentence in sentences:
        assert sentence in told


def test_more_lines_cost_no_more_queries(verify: Callable[[], str]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert verify() == ""
        return len(captured)

    agreement = registers.agreement(
        registers.municipality("1001"), registers.municipality("1002"), name="A"
    )
    registers.snapshot(2019, {m.municipality: 5 for m in agreement.participations.all()})
    short = budgets.shared(agreement)
    adoption.adopt(short, on=budgets.DECIDED, reference="§ 1", by=None)
    few = queries()
    long = versions.copy(short, to_year=2021, planned_adoption_date=budgets.DECIDED)
    LineItem.objects.bulk_create(
        LineItem(version=long, heading=budgets.cost(), amount=0, text=str(n)) for n in range(700)
    )
    adoption.adopt(long, on=budgets.DECIDED, reference="§ 2", by=None)
    assert queries() <= 2 * few
