"""Plain text from a word processor comes out as a person would have typed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.pasted import tidied


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Vi:\r\n•\ta\r\n•\tb\r\nSlut", "Vi:\n\n- a\n- b\nSlut"),
        ("•\ta\no\tb", "- a\n  - b"),
        ("1.\ta\n2)\tb", "1. a\n2. b"),
        ("• a", "- a"),
        ("- a\n  - b", "- a\n  - b"),
        ("5\u00a0616 tkr\u00ad\u200b", "5\u00a0616 tkr"),
        ("a\x0bb\u2028c\x00", "a\nb\nc"),
        ("o som i ord\n§ 12", "o som i ord\n§ 12"),
        ("1990. Året", "1990. Året"),
        ("a\rb", "a\nb"),
        ("a\u2029b\x85c", "a\n\nb\nc"),
        ("a \nb\t\u00a0\n", "a\nb"),
        ("\n\n  a\n\n  b\n\n", "  a\n\n  b"),
        ("XNOR\nVAX", "XNOR\nVAX"),
        ("•\ta\n\n•\tb", "- a\n\n- b"),
        ("a\n\n•\tb", "a\n\n- b"),
        ("Vi:\n1.\ta\n•\tb", "Vi:\n\n1. a\n- b"),
        ("• \u00a0 a  b", "- a  b"),
    ],
)
def test_plain_text_is_tidied(typed: str, kept: str) -> None:
    assert tidied(typed) == kept


@given(st.text(max_size=200))
def test_what_is_tidied_is_tidy(text: str) -> None:
    assert tidied(tidied(text)) == tidied(text)
