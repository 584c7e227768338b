"""What the sources ask to have translated, and the catalogue that answers.

Does the work of ``makemessages`` with Babel, so that no gettext programs are needed. Run by
``script/messages``; a test compares the two.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["accounts", "budgets", "config", "municipalities", "templates"]
CATALOGUE = ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}


def wanted() -> Catalog:
    """Gather the messages of all Python files and templates."""
    catalogue = Catalog(locale="sv")
    for path in _source_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Within parentheses Python's tokenizer does not mind how the template is indented.
            text = f"({templatize(text, origin=str(path))})"
        for line, message, comments, context in extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS
        ):
            where = [(str(path.relative_to(ROOT)), line)]
            catalogue.add(message, locations=where, auto_comments=comments, context=context)
    return catalogue


def translated() -> Catalog:
    """Read the Swedish catalogue as it stands."""
    return read_po(StringIO(CATALOGUE.read_text(encoding="utf-8")), locale="sv", domain="django")


def update() -> Catalog:
    """Bring the catalogue up to the sources: new messages empty, unused ones gone."""
    catalogue = translated()
    catalogue.update(wanted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(
            file, catalogue, width=100, include_lineno=False, sort_by_file=True, omit_header=False
        )
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that lack a translation or whose translation is a guess."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not _is_answered(message.string))
    ]


def _is_answered(string: str | Sequence[str] | None) -> bool:
    return bool(string) if isinstance(string, str) else all(string or [""])


def _source_files() -> Iterator[Path]:
    for folder in SOURCES:
        for suffix in ("*.py", "*.html", "*.txt"):
            yield from sorted((ROOT / folder).rglob(suffix))


if __name__ == "__main__":
    for missing in untranslated(update()):
        print(f"untranslated: {missing}")
