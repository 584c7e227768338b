"""The documents keep to the code: their links, variables and words."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from accounts.models import Role
from budgets.models import State
from config import translations

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
APPS = ["accounts", "municipalities", "budgets"]
MODELS = {model.__name__: model for app in APPS for model in apps.get_app_config(app).get_models()}
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for app in APPS for path in sorted((ROOT / app).rglob("*.py"))
)


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def links(page: Path) -> list[str]:
    """Where the page leads within the repository."""
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8")))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The names that a page's headings get when it is shown."""
    headings = re.findall(
        r"^#+ (.+)$", without_code(page.read_text(encoding="utf-8")), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each table, without its two lines of head."""
    found = re.findall(r"(?:^\|.*\n?)+", without_code(text), re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
        for table in found
    ]


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_document_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page)}
        waiting += [path for path in targets - reached if path.suffix == ".md" and path.is_file()]
    assert set(PAGES) <= reached


def settings_read() -> set[str]:
    names = re.findall(r"\benv\.\w+\(\s*\"([A-Z_0-9]+)\"", read("config/settings.py"))
    assert "SECRET_KEY" in names
    return set(names)


def settings_described() -> set[str]:
    section = read("docs/running.md").split("## Configuration")[1].split("\n## ")[0]
    return {name.strip("`") for row in tables(section)[0] for name in row[0].split(", ")}


def test_every_setting_is_described() -> None:
    assert settings_read() <= settings_described()


def test_every_setting_described_is_read() -> None:
    # gunicorn reads what the settings do not; the container hands it over.
    handed_over = set(re.findall(r"^    ([A-Z_]+): ", read("docker-compose.yml"), re.MULTILINE))
    assert settings_described() <= settings_read() | handed_over


def test_the_readme_names_no_other_settings() -> None:
    section = read("README.md").split("## Configuration")[1].split("\n## ")[0]
    assert {row[0].strip("`") for row in tables(section)[0]} <= settings_described()


def glossary() -> tuple[dict[str, str], dict[str, str]]:
    """The words of what is kept, and of what is said about it: code to interface."""
    kept, said = tables(read("docs/glossary.md"))
    first, second = ({row[0].strip("`"): row[1] for row in table} for table in (kept, said))
    assert (len(first), len(second)) == (len(kept), len(said)), "a word stands twice"
    return first, second


def test_the_glossary_has_the_models_and_no_others() -> None:
    assert set(glossary()[0]) == set(MODELS)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_interface_calls_a_model_what_the_glossary_does(name: str) -> None:
    with override("sv"):
        assert str(MODELS[name]._meta.verbose_name) == glossary()[0][name]


@pytest.mark.parametrize("word", sorted(glossary()[1]))
def test_the_glossary_has_only_words_of_the_code(word: str) -> None:
    assert re.search(rf"\b{word}\b", SOURCE)


def test_the_glossary_names_every_state() -> None:
    meaning = next(row[2] for row in tables(read("docs/glossary.md"))[1] if row[0] == "`State`")
    with override("sv"):
        assert [str(state.label) for state in State] == meaning.partition(": ")[2].split(", ")


def test_the_guide_uses_the_words_of_the_interface() -> None:
    """Words in bold are labels, but for those that end with a colon and head a list."""
    strings = [message.string for message in translations.translated()]
    labels = [
        part for text in strings for part in ([text] if isinstance(text, str) else text or [])
    ]
    labels += [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    shown = "\n".join(labels).lower()
    bold = re.findall(r"\*\*(.+?)\*\*", read("docs/guide.md"))
    assert bold
    for words in bold:
        for label in words.rstrip(".").split(" → "):
            assert label.endswith(":") or label.lower() in shown, label


def test_every_role_has_its_row() -> None:
    section = read("docs/rules.md").split("## Who may do what")[1].split("\n## ")[0]
    with override("en"):
        assert [row[0] for row in tables(section)[0]] == [str(role.label) for role in Role]


def test_every_rule_that_the_code_cites_is_written_down() -> None:
    written = {int(n) for n in re.findall(r"^## Rule (\d+)", read("docs/rules.md"), re.MULTILINE)}
    assert written == set(range(1, 13))
    cited = re.findall(r"\brules? (\d+)(?:(?:,| and|–) (?:rule )?(\d+))*", SOURCE, re.IGNORECASE)
    assert {int(number) for pair in cited for number in pair if number} <= written


def test_the_decisions_are_numbered_and_listed() -> None:
    decisions = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", read("docs/adr/README.md"))
    assert listed == decisions
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    for name in decisions:
        text = read(f"docs/adr/{name}")
        assert text.startswith(f"# {name[:4]} ")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"]
