import pytest
from django.utils.translation import override

from budgets.einvoice import Fault, Problem, Whose
from budgets.wording.invoices import by_party, fault


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_problem_has_its_sentence(problem: Problem, language: str) -> None:
    with override(language):
        said = fault(Fault(problem, Whose.BUYER, "Krokom", "hittat", "önskat"))
    assert said.startswith("Krokom: ")
    assert said.endswith(".")
    assert "%" not in said


def test_it_is_said_whose_details_are_wrong() -> None:
    with override("sv"):
        assert fault(Fault(Problem.NO_BANKGIRO, Whose.SELLER, "Östersunds kommun")) == (
            "Säljaren: bankgironumret saknas."
        )
        assert fault(Fault(Problem.WRONG_ORGANISATION_NUMBER, Whose.BUYER, "Krokom", "12")) == (
            "Krokom: 12 är inget organisationsnummer."
        )


def test_what_one_party_lacks_stands_in_one_line() -> None:
    found = [
        Fault(Problem.NO_BANKGIRO, Whose.SELLER, "Östersunds kommun"),
        Fault(Problem.NO_ADDRESS, Whose.BUYER, "Krokom"),
        Fault(Problem.NO_BANKGIRO, Whose.BUYER, "Krokom"),
    ]
    with override("sv"):
        assert by_party(found) == [
            "Säljaren: bankgironumret saknas.",
            "Krokom: adressen saknas. Bankgironumret saknas.",
        ]
