"""Amounts as people type them into a form."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from budgets.forms.fields import AmountField


class AmountForm(forms.Form):
    amount = AmountField()
    other = AmountField(required=False)


@pytest.mark.parametrize(
    ("typed", "kronor"),
    [
        ("5 616 000", "5616000.00"),
        ("5\u00a0616\u00a0000", "5616000.00"),
        ("5616 tkr", "5616000.00"),
        ("5,6 mkr", "5600000.00"),
        ("−12,50", "-12.50"),
        ("0", "0.00"),
        ("999 999 999 999,99", "999999999999.99"),
    ],
)
def test_an_amount_is_read_as_kronor(typed: str, kronor: str) -> None:
    form = AmountForm({"amount": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": Decimal(kronor), "other": None}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "typed",
    ["abc", "1,234 kr", "1.234", "1000000000000000", "", "   ", "NaN", "1e5", "1\x002", "٣", "--1"],
)
def test_what_is_no_amount_gets_a_sentence_and_stays_as_typed(typed: str, language: str) -> None:
    with translation.override(language):
        form = AmountForm({"amount": typed})
        assert not form.is_valid()
        (sentence,) = form.errors["amount"]
        assert str(sentence).endswith(".")
        assert form["amount"].value() == typed
        form.as_p()


def test_the_sentence_says_what_is_wrong() -> None:
    with translation.override("en"):
        sentences = {
            typed: AmountForm({"amount": typed}).errors["amount"][0]
            for typed in ("abc", "1,234 kr", "10" * 10)
        }
    assert "is not an amount" in sentences["abc"]
    assert "finer than one öre" in sentences["1,234 kr"]
    assert "less than a thousand billion" in sentences["10" * 10]


def test_a_very_long_text_is_quoted_in_part() -> None:
    (sentence,) = AmountForm({"amount": "x" * 100_000}).errors["amount"]
    assert len(str(sentence)) < 300


def test_what_is_typed_is_never_markup() -> None:
    page = AmountForm({"amount": "<script>alert(1)</script>"}).as_p()
    assert "<script>" not in page


def test_an_amount_from_elsewhere_is_shown_as_swedish_text_has_it() -> None:
    form = AmountForm(initial={"amount": Decimal("-5616000.50")})
    assert form["amount"].value() == "−5\u00a0616\u00a0000,50"
    assert AmountForm(initial={"amount": Decimal("5.00")})["amount"].value() == "5"


@pytest.mark.parametrize(
    ("typed", "changed"), [("5 616 000", False), ("5616 tkr", False), ("5616", True), ("x", True)]
)
def test_only_another_amount_is_a_change(typed: str, changed: bool) -> None:
    form = AmountForm({"amount": typed}, initial={"amount": Decimal("5616000.00")})
    assert ("amount" in form.changed_data) == changed
