"""Whatever the text, XML can hold what is written of it."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.core.in_xml import writable

any_text = st.text(st.characters(exclude_categories=()))


@given(any_text)
def test_an_xml_file_with_any_text_is_read_as_it_was_written(text: str) -> None:
    element = ElementTree.Element("t", text=writable(text))
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))
    assert read.get("text") == writable(text)


@given(any_text)
def test_one_sign_stands_for_each_character_and_only_for_those(text: str) -> None:
    written = writable(text)
    assert len(written) == len(text)
    assert {now for now, before in zip(written, text, strict=True) if now != before} <= {"\ufffd"}


@pytest.mark.parametrize("text", ["", "å\t\n\r\u00a0\ud7ff\ue000\ufffd", "\U0001f600\U0010ffff"])
def test_what_xml_can_hold_stays(text: str) -> None:
    assert writable(text) == text


@pytest.mark.parametrize("character", "\x00\x08\x0b\x0c\x0e\x1f\ud800\udfff\ufffe\uffff")
def test_what_it_cannot_hold_is_shown_as_a_sign(character: str) -> None:
    assert writable(f"a{character}b") == "a\ufffdb"
