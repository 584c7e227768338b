"""Swedish is complete: every sentence of ours has its translation, with the same blanks to fill."""

import gettext
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from config import translations

BLANK = re.compile(r"%\((\w+)\)[sd]|%%|%[sd]")


def messages() -> Iterator[Message]:
    yield from (message for message in translations.translated() if message.id)


def test_every_sentence_of_the_sources_is_in_the_catalogue() -> None:
    there = {(message.context, message.id) for message in messages()}
    wanted = {(message.context, message.id) for message in translations.wanted() if message.id}
    assert wanted - there == set()


def test_the_catalogue_holds_nothing_that_no_source_asks_for() -> None:
    there = {(message.context, message.id) for message in messages()}
    wanted = {(message.context, message.id) for message in translations.wanted() if message.id}
    assert there - wanted == set()
    assert list(translations.translated().obsolete) == []


def test_nothing_is_untranslated_or_guessed() -> None:
    assert translations.untranslated(translations.translated()) == []


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The English and the Swedish texts of a message, its plurals among them."""
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    swedish = [message.string] if isinstance(message.string, str) else list(message.string or [])
    return english, swedish


def test_a_translation_has_the_blanks_of_its_sentence() -> None:
    wrong = []
    for message in messages():
        english, swedish = texts(message)
        # A singular may leave out the number.
        wanted = [set(BLANK.findall(text)) for text in english]
        for text, blanks in zip(swedish, wanted, strict=True):
            if set(BLANK.findall(text)) != blanks and set(BLANK.findall(text)) != wanted[-1]:
                wrong.append(text)
    assert wrong == []


def test_a_translation_ends_as_its_sentence_does() -> None:
    wrong = []
    for message in messages():
        english, swedish = texts(message)
        for one, other in zip(english, swedish, strict=True):
            if (one[-1] in ".:!?") != (other[-1] in ".:!?"):
                wrong.append((one, other))
    assert wrong == []


def test_what_is_compiled_is_what_is_written() -> None:
    compiled = translations.CATALOGUE.with_suffix(".mo")
    if not compiled.is_file():
        pytest.fail("There is no django.mo: run script/bootstrap.")
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    for message in messages():
        if isinstance(message.id, str) and not message.context:
            assert catalogue.gettext(message.id) == message.string
