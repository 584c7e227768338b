"""The ways in that read a source: the button to SCB, and a file that somebody hands in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from accounts.models import User
from municipalities.models import PopulationProposal, PopulationSnapshot
from tests.conftest import signed_in
from tests.forms import Typed, form_on, submit
from tests.reading import read
from tests.scb import SCB, StandIn, stand_in
from uploads.refusals import MOST_BYTES

FETCH, FILE = "/population/fetch/", "/population/file/"
ASK, HAND_IN, SAVE = "Hämta", "Visa vad som står i den", "Spara"


@pytest.fixture
def client(the_example: None, administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def scb() -> Iterator[StandIn]:
    with stand_in() as server, override_settings(SCB=server.api()):
        yield server


def hand_in(client: Client, content: bytes, year: str = "", name: str = "fil.bin") -> str:
    """Hand a file in; the address of its preview, or the sentence that says why there is none."""
    typed: dict[str, Typed] = {"file": SimpleUploadedFile(name, content), "year": year}
    response = submit(client, FILE, typed, press=HAND_IN)
    if response.status_code == 302:
        return str(response["Location"])
    assert response.status_code == 422
    assert not PopulationProposal.objects.exists()
    (sentence,) = response.context["form"].errors["file"]
    return str(sentence)


def test_what_scb_answers_is_shown_and_not_kept(client: Client, scb: StandIn) -> None:
    PopulationSnapshot.objects.filter(year=2024).delete()
    response = submit(client, FETCH, {"year": "2024"}, press=ASK)
    page = read(client.get(response["Location"]))
    assert page.headings[0] == "Folkmängden 2024-12-31, innan den sparas"
    assert "hämtad från SCB" in page.text
    assert not PopulationSnapshot.objects.filter(year=2024).exists()


@pytest.mark.parametrize("way", ["400", "403", "404", "429", "503", "reset", "cut", "says hello"])
def test_each_failure_of_scb_is_a_sentence(client: Client, scb: StandIn, way: str) -> None:
    for version in ("v2", "v1"):
        scb.misbehave(f"always {way}", version=version)
    response = submit(client, FETCH, {"year": "2019"}, press=ASK)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert not PopulationProposal.objects.exists()


@pytest.mark.parametrize("year", ["", "2099", "1066", "9" * 40])
def test_a_year_that_cannot_be_asks_nobody(client: Client, scb: StandIn, year: str) -> None:
    asks_nobody(scb, submit(client, FETCH, {"year": year}, press=ASK))


def test_what_is_no_number_asks_nobody(client: Client, scb: StandIn) -> None:
    form = form_on(client.get(FETCH), press=ASK)
    # By hand: nobody can type letters into a field for numbers.
    asks_nobody(scb, client.post(FETCH, form.data(ASK) | {"year": "abc"}))


def asks_nobody(scb: StandIn, response: Any) -> None:
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["year"]
    assert scb.questions == []


def test_the_year_that_a_draft_waits_for_is_proposed(client: Client) -> None:
    PopulationSnapshot.objects.filter(year=2020).delete()
    assert client.get(FETCH).context["form"]["year"].value() == 2020


def test_the_yearly_workbook_is_previewed_saved_and_known_again(client: Client) -> None:
    workbook = (SCB / "be0101_tabhel2020.xlsx").read_bytes()
    preview = hand_in(client, workbook)
    assert "290 kommuner lästes in (läst ur en fil" in read(client.get(preview)).text
    typed: dict[str, Typed] = {"reason": "SCB:s arbetsbok", "confirmed": True}
    saved = submit(client, preview, typed, press=SAVE)
    assert saved["Location"] == "/population/2020/2/"
    again = client.get(hand_in(client, workbook))
    assert read(again).headings[0] == "Folkmängden 2020-12-31 kan inte sparas"
    assert "Spara</button>" not in again.text


def test_a_plain_table_needs_its_year_and_its_source(client: Client) -> None:
    lines = "".join(
        f"{f.municipality.code};{f.population}\n"
        for f in PopulationSnapshot.objects.get(year=2021).figures.select_related("municipality")
    )
    assert "år" in hand_in(client, lines.encode())
    preview = hand_in(client, lines.encode(), year="2025")
    page = client.get(preview)
    assert 'name="source"' in page.text
    without = submit(client, page, {"confirmed": True}, press=SAVE)
    assert list(without.context["form"].errors) == ["source"]
    submit(client, without, {"source": "Länsstyrelsen"}, press=SAVE)
    assert PopulationSnapshot.objects.get(year=2025).source == "Länsstyrelsen"


@pytest.mark.parametrize("content", [b"hello", b"\0" * 100, b"PK\x03\x04 not a workbook", b"{}"])
def test_what_is_no_population_is_a_sentence(client: Client, content: bytes) -> None:
    assert hand_in(client, content)


def test_no_file_is_too_large_or_too_little_for_a_sentence(client: Client) -> None:
    assert "5 MB" in hand_in(client, b" " * (MOST_BYTES + 1))
    assert hand_in(client, b"")
    assert submit(client, FILE, press=HAND_IN).status_code == 422
