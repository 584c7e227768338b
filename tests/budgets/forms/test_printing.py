import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from budgets.core.money import Unit
from budgets.core.printing import IN_KRONOR, IN_TKR, Printing
from budgets.forms.printing import PrintingForm, printing_of


def form(address: str, default: Printing = IN_TKR) -> PrintingForm:
    return PrintingForm.of(QueryDict(address), default=default)


@pytest.mark.parametrize("default", [IN_KRONOR, IN_TKR])
def test_an_address_that_says_nothing_means_the_pages_own_choice(default: Printing) -> None:
    assert form("", default).printing == default
    assert form("", default).query == ""


@pytest.mark.parametrize(("name", "unit"), [(unit.label, unit) for unit in Unit])
@pytest.mark.parametrize(("rounding", "adjusted"), [("printed", False), ("adjusted", True)])
def test_every_choice_is_read_and_carried_on(
    name: str, unit: Unit, rounding: str, adjusted: bool
) -> None:
    chosen = form(f"unit={name}&rounding={rounding}")
    assert chosen.printing == Printing(unit, adjusted)
    assert form(chosen.query.removeprefix("?")).printing == chosen.printing


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("unit=öre", "Figures print in kr, tkr or mkr, not öre."),
        ("rounding=up", "Rounding is printed or adjusted, not up."),
    ],
)
def test_a_faulty_choice_gets_a_sentence_and_the_default(address: str, sentence: str) -> None:
    with translation.override("en"):
        faulty = form(address)
        assert faulty.printing == IN_TKR
        assert [*faulty.errors.values()] == [[sentence]]


def test_a_faulty_choice_does_not_take_the_other_with_it() -> None:
    assert form("unit=mkr&rounding=up").printing == Printing(Unit.MKR)


def test_a_request_is_read_the_same_way() -> None:
    request = RequestFactory().get("/", {"unit": "tkr", "rounding": "adjusted"})
    assert printing_of(request) == Printing(Unit.TKR, adjusted=True)
