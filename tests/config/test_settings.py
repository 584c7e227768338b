"""The start stops with a sentence where the environment lacks something; else it is safe."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def start_with(code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own, with nothing from this one's environment."""
    return subprocess.run(
        [sys.executable, "-c", f"import config.settings as s, json\n{code}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> dict[str, object]:
    listed = ", ".join(f"{name!r}: s.{name}" for name in names)
    started = start_with(f"print(json.dumps({{{listed}}}))", **environment)
    assert started.returncode == 0, started.stderr
    found: dict[str, object] = json.loads(started.stdout)
    return found


def test_it_does_not_start_without_a_secret_key() -> None:
    started = start_with()
    assert started.returncode != 0
    assert "Set SECRET_KEY in the environment" in started.stderr


def test_nor_with_an_empty_one() -> None:
    assert "Set SECRET_KEY in the environment" in start_with(SECRET_KEY="").stderr


def test_a_value_that_cannot_be_read_is_named() -> None:
    started = start_with(SECRET_KEY="x", DEBUG="perhaps")
    assert started.returncode != 0
    assert "DEBUG" in started.stderr


def test_without_further_word_it_is_set_for_production() -> None:
    assert settings_of(
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
        SECRET_KEY="x",
    ) == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1"],
    }


def test_a_proxy_is_believed_only_when_it_is_told_of() -> None:
    name = "SECURE_PROXY_SSL_HEADER"
    assert settings_of(name, SECRET_KEY="x") == {name: None}
    believed = settings_of(name, SECRET_KEY="x", BEHIND_PROXY="true")
    assert believed == {name: ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_mail_goes_to_the_server_that_is_named_and_else_to_the_log() -> None:
    name = "EMAIL_BACKEND"
    kind = "django.core.mail.backends.{}.EmailBackend".format
    assert settings_of(name, SECRET_KEY="x") == {name: kind("console")}
    assert settings_of(name, SECRET_KEY="x", DEBUG="true") == {name: kind("filebased")}
    assert settings_of(name, SECRET_KEY="x", EMAIL_HOST="mail") == {name: kind("smtp")}


def test_half_an_identity_provider_stops_the_start() -> None:
    started = start_with(SECRET_KEY="x", OIDC_SERVER_URL="https://id.test.example")
    assert started.returncode != 0
    assert "Set OIDC_CLIENT_ID in the environment" in started.stderr


def test_django_warns_of_nothing_in_production_but_what_is_not_ours_to_say() -> None:
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": secrets.token_urlsafe(50)},
        capture_output=True,
        text=True,
        check=True,
    )
    other_sites_under_the_domain, browsers_lists = "security.W005", "security.W021"
    warned = re.findall(r"\((\w+\.\w+)\)", checked.stderr)
    assert sorted(warned) == [other_sites_under_the_domain, browsers_lists]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCB_API_V2", "http://statistikdatabasen.scb.se/api/v2"),
        ("SCB_TABLES", '["TAB638"]'),
        ("SCB_TABLES", "TAB638"),
        ("SCB_TIMEOUT", "soon"),
    ],
)
def test_a_wrong_way_to_statistics_sweden_stops_the_start(name: str, value: str) -> None:
    started = start_with(SECRET_KEY="x", **{name: value})
    assert started.returncode != 0
    assert name in started.stderr


def test_another_table_of_statistics_sweden_is_configuration() -> None:
    tables = '[{"from": 2025, "v2": "TAB5557", "contents": "X", "totals": {"Alder": "T"}}]'
    code = "print(json.dumps([t.v2 for t in s.SCB.tables]))"
    started = start_with(code, SECRET_KEY="x", SCB_TABLES=tables)
    assert json.loads(started.stdout) == ["TAB5557"]
