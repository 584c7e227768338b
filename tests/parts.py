"""Which test runs where: each once, and on both databases what these may do differently.

``script/test`` runs the parts one after the other; ``pytest --part NAME`` runs one. Without it all
tests that are named run, on the database of DATABASE_URL. What stands in the wrong part fails:
a test of the plain part that asks for a database, a file of another part that asks for none, and
one that the database refuses something to, or that needs more than one connection, unless it runs
on both databases.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import Error, connection

ROOT = Path(__file__).parents[1]

PLAIN = {
    "tests/budgets/core",
    "tests/budgets/documents/test_markdown.py",
    "tests/budgets/documents/test_pasted.py",
    "tests/budgets/einvoice",
    "tests/budgets/excel/test_book.py",
    "tests/budgets/excel/test_foreign_amounts.py",
    "tests/budgets/forms",
    "tests/budgets/sie",
    "tests/budgets/wording",
    "tests/config/test_settings.py",
    "tests/config/test_sqlite.py",
    "tests/config/test_static_files.py",
    "tests/municipalities/sources",
    "tests/municipalities/test_source_sentences.py",
    "tests/test_docs.py",
    "tests/test_forms.py",
    "tests/test_translations.py",
}
"""What needs no database; so do the doctests beside the code."""

BROWSER = {"tests/browser"}
"""What drives a browser: on PostgreSQL, where each request has a connection of its own."""

BOTH = {
    "tests/accounts/test_outgoing_mail.py",
    "tests/accounts/test_people.py",
    "tests/accounts/test_trace.py",
    "tests/budgets/actions",
    "tests/budgets/exports",
    "tests/budgets/models",
    "tests/budgets/test_exports_at_once.py",
    "tests/budgets/test_frozen.py",
    "tests/budgets/test_frozen_at_once.py",
    "tests/budgets/test_invoiced_at_once.py",
    "tests/budgets/test_invoices_at_once.py",
    "tests/budgets/test_started_at_once.py",
    "tests/budgets/test_verify.py",
    "tests/budgets/test_verify_invoices.py",
    "tests/config/test_collation.py",
    "tests/config/test_health.py",
    "tests/municipalities/test_buyers_and_seller.py",
    "tests/municipalities/test_codes_and_successors.py",
    "tests/municipalities/test_constraints.py",
    "tests/municipalities/test_participations.py",
    "tests/municipalities/test_record_snapshot.py",
    "tests/municipalities/test_take_in.py",
}
"""Where the databases may differ: actions, triggers, constraints, order, locks, start-up."""

_WRONG = pytest.StashKey[dict[Path, str]]()
PARTS = ("plain", "postgresql", "browser", "sqlite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=PARTS, help="run the tests of one part (tests/parts.py)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    part = config.getoption("--part")
    if part is None or collection_path.is_dir() or collection_path in _named(config):
        return None
    return None if part in parts_of(collection_path) else True


def _named(config: pytest.Config) -> set[Path]:
    """Files named on the command line: their tests are passed over one by one, not the file."""
    return {
        (config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args
    }


def parts_of(path: Path) -> set[str]:
    """The parts that a file of tests or doctests belongs to."""
    if _is_in(PLAIN, path) or not path.is_relative_to(ROOT / "tests"):
        return {"plain"}
    if _is_in(BROWSER, path):
        return {"browser"}
    return {"postgresql", "sqlite"} if _is_in(BOTH, path) else {"postgresql"}


def parts_named(arguments: list[str]) -> list[str]:
    """The parts of the files and folders among the arguments of pytest; all without any."""
    named = [path for text in arguments if (path := Path(text.partition("::")[0])).exists()]
    if not named:
        return list(PARTS)
    files = {
        file.resolve()
        for path in named
        for file in (path.rglob("*.py") if path.is_dir() else [path])
    }
    found = {part for file in files for part in parts_of(file)}
    return [part for part in PARTS if part in found]


def _is_in(places: set[str], path: Path) -> bool:
    return any(path.is_relative_to(ROOT / place) for place in places)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the part's tests, and note which files stand in the wrong part."""
    wrong = config.stash.setdefault(_WRONG, {})
    part = config.getoption("--part")
    if part is None:
        return
    config.hook.pytest_deselected(items=[i for i in items if part not in parts_of(i.path)])
    items[:] = [item for item in items if part in parts_of(item.path)]
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return  # of a file whose tests were picked, nothing is known as a whole
    databases: dict[Path, set[str]] = defaultdict(set)
    for item in items:
        databases[item.path].add(_database_of(item))
    wrong |= {path: _fault(parts_of(path), kinds) for path, kinds in databases.items()}


def _database_of(item: pytest.Item) -> str:
    fixtures = getattr(item, "fixturenames", ())
    mark = item.get_closest_marker("django_db")
    if "transactional_db" in fixtures or (mark is not None and mark.kwargs.get("transaction")):
        return "several connections"
    return "one connection" if "db" in fixtures or mark is not None else "none"


def _fault(parts: set[str], databases: set[str]) -> str:
    if "plain" in parts:
        return "asks for a database" if databases != {"none"} else ""
    if databases == {"none"}:
        return "asks for no database"
    if "several connections" in databases and parts == {"postgresql"}:
        return "needs several connections, which the databases treat differently"
    return ""


@pytest.fixture(autouse=True)
def where_it_belongs(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test whose file is in the wrong part fails; so does one that belongs on both databases.

    What a database refuses is tried on both, since each has guards of its own.
    """
    fault = request.config.stash[_WRONG].get(request.path)
    assert not fault, f"in the wrong part (tests/parts.py): the file {fault}"
    if parts_of(request.path) != {"postgresql"} or _database_of(request.node) == "none":
        yield
        return
    refused: list[str] = []

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        try:
            return execute(*args)
        except Error as error:
            # The cache tries to add what another may have added; that is Django's own.
            if settings.CACHES["default"]["LOCATION"] not in str(error):
                refused.append(str(error).splitlines()[0])
            raise

    with connection.execute_wrapper(watch):
        yield
    assert not refused, f"belongs on both databases (tests/parts.py): {refused[0]}"


if __name__ == "__main__":
    print(*parts_named(sys.argv[1:]), sep="\n")
