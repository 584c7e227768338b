"""The style sheets as production serves them: gathered, named after their content."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries, Settings  # noqa: F401

from config import settings as ours


@pytest.fixture
def our_own_files(settings: Settings) -> Iterator[None]:
    """Without those of the libraries, which take ten times as long to name and compress."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [ours.BASE_DIR / "static"]
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]  # reads the folders once
    yield
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("our_own_files")
def test_all_that_the_style_sheets_name_is_there(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = ours.STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    page = render_to_string("500.html") + render_to_string("403_csrf.html")
    (style,) = set(re.findall(r'href="/static/([^"]+\.css)"', page))
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.css", style)
    assert (tmp_path / style).is_file()


@pytest.mark.parametrize("name", ["app.css", "bootstrap/css/bootstrap.min.css"])
def test_no_style_sheet_asks_another_host(name: str) -> None:
    found = finders.find(name)
    assert isinstance(found, str)
    asked = re.findall(r"url\(([^)]+)\)|@import ([^;]+)", Path(found).read_text(encoding="utf-8"))
    assert not [one for one, other in asked if re.match(r"""["']?(https?:)?//""", one or other)]
