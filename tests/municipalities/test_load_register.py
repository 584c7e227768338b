"""Bringing the register of municipalities up to the file."""

import pytest
from django.core.management import call_command

from municipalities.actions import register
from municipalities.models import Municipality
from tests.factories import registers
from tests.refusals import sentences

pytestmark = pytest.mark.django_db


def test_the_first_load_brings_all_290_and_the_second_none() -> None:
    assert register.load() == 290
    assert register.load() == 0
    assert Municipality.objects.count() == 290


def test_every_row_of_the_file_is_one_the_forms_would_take() -> None:
    register.load()
    for municipality in Municipality.objects.all():
        municipality.clean_fields()


def test_a_municipality_with_an_old_name_is_renamed() -> None:
    register.load()
    Municipality.objects.filter(code="2380").update(name="Frösö köping")
    assert register.load() == 1
    assert Municipality.objects.get(code="2380").name == "Östersund"


def test_a_municipality_that_only_the_database_knows_stays() -> None:
    own = registers.municipality("9998")
    register.load()
    own.refresh_from_db()
    assert sentences(own) == {}


def test_the_command_tells_what_it_did_and_then_is_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_register")
    assert "290" in capsys.readouterr().out
    call_command("load_register")
    assert capsys.readouterr().out == ""
