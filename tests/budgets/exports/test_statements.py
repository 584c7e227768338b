"""The archive of everybody's statements."""

import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from budgets.exports import statements
from budgets.exports.order import OFFICE, Made, Order, Step
from budgets.exports.statements import archive
from budgets.models import BudgetVersion
from budgets.models.statement import statements_of
from municipalities.models import OtherParty
from tests.queries import queries_within
from tests.reading import plain

pytestmark = pytest.mark.django_db


def carried_through(order: Order) -> tuple[list[Step], Made]:
    steps, making = [], archive(order)
    while True:
        try:
            steps.append(next(making))
        except StopIteration as end:
            return steps, end.value


def of_2021() -> Order:
    version = BudgetVersion.objects.get(budget_year__year=2021)
    return Order(version, datetime.date(2021, 1, 4), OFFICE)


def test_everybody_is_there_in_each_kind_of_file(the_example: None) -> None:
    steps, made = carried_through(of_2021())
    assert steps == [Step(done, 11) for done in range(12)]
    assert (made.name, made.content_type) == ("Fakturaunderlag 2021.zip", "application/zip")
    with ZipFile(BytesIO(made.content)) as files:
        names = files.namelist()
        assert files.testzip() is None
        pdf = PdfReader(BytesIO(files.read("Fakturaunderlag_för_Krokom_2021.pdf")))
    assert len(names) == len(set(names)) == 33
    text = plain(" ".join(page.extract_text() for page in pdf.pages))
    assert "Krokom betalar 642 528 kr för 2021" in text
    assert "+13 707,46" in text


def test_payers_of_one_name_have_a_file_each(
    the_example: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "statement_pdf", lambda *_args, **_options: b"")
    party = next(
        stated.payer
        for stated in statements_of(of_2021().version).statements
        if isinstance(stated.payer, OtherParty)
    )
    OtherParty.objects.filter(pk=party.pk).update(name="krokom")
    _steps, made = carried_through(of_2021())
    with ZipFile(BytesIO(made.content)) as files:
        names = files.namelist()
    assert len({name.casefold() for name in names}) == 33
    assert f"Fakturaunderlag_för_krokom_2021_{party.payer_key}.csv" in names


def test_it_reads_all_before_its_first_step(the_example: None) -> None:
    making = archive(of_2021())
    next(making)
    with queries_within() as asked:
        next(making)
        next(making)
    assert [query["sql"] for query in asked] == []
