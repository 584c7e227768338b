"""The ways in that read a source: the button to SCB, and a file that somebody hands in."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from accounts.models import User
from municipalities.models import PopulationProposal, PopulationSnapshot
from tests.conftest import signed_in
from tests.reading import read
from tests.scb import SCB, StandIn, stand_in
from uploads.refusals import MOST_BYTES

FETCH, FILE = "/population/fetch/", "/population/file/"


@pytest.fixture
def client(the_example: None, administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def scb() -> Iterator[StandIn]:
    with stand_in() as server, override_settings(SCB=server.api()):
        yield server


def hand_in(client: Client, content: bytes, year: str = "", name: str = "fil.bin") -> str:
    """Hand a file in; the address of its preview, or the sentence that says why there is none."""
    response = client.post(FILE, {"file": SimpleUploadedFile(name, content), "year": year})
    if response.status_code == 302:
        return str(response["Location"])
    assert response.status_code == 422
    assert not PopulationProposal.objects.exists()
    (sentence,) = response.context["form"].errors["file"]
    return str(sentence)


def test_what_scb_answers_is_shown_and_not_kept(client: Client, scb: StandIn) -> None:
    PopulationSnapshot.objects.filter(year=2024).delete()
    response = client.post(FETCH, {"year": "2024"})
    page = read(client.get(response["Location"]))
    assert page.headings[0] == "Folkmängden 2024-12-31, innan den sparas"
    assert "hämtad från SCB" in page.text
    assert not PopulationSnapshot.objects.filter(year=2024).exists()


@pytest.mark.parametrize("way", ["400", "403", "404", "429", "503", "reset", "cut", "says hello"])
def test_each_failure_of_scb_is_a_sentence(client: Client, scb: StandIn, way: str) -> None:
    for version in ("v2", "v1"):
        scb.misbehave(f"always {way}", version=version)
    response = client.post(FETCH, {"year": "2019"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert not PopulationProposal.objects.exists()


@pytest.mark.parametrize("year", ["", "abc", "2099", "1066", "9" * 40])
def test_a_year_that_cannot_be_asks_nobody(client: Client, scb: StandIn, year: str) -> None:
    response = client.post(FETCH, {"year": year})
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
    saved = {"newest": "1", "reason": "SCB:s arbetsbok", "confirmed": "on"}
    assert client.post(preview, saved)["Location"] == "/population/2020/2/"
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
    without = client.post(preview, {"newest": "0", "confirmed": "on"})
    assert list(without.context["form"].errors) == ["source"]
    client.post(preview, {"newest": "0", "confirmed": "on", "source": "Länsstyrelsen"})
    assert PopulationSnapshot.objects.get(year=2025).source == "Länsstyrelsen"


@pytest.mark.parametrize("content", [b"hello", b"\0" * 100, b"PK\x03\x04 not a workbook", b"{}"])
def test_what_is_no_population_is_a_sentence(client: Client, content: bytes) -> None:
    assert hand_in(client, content)


def test_no_file_is_too_large_or_too_little_for_a_sentence(client: Client) -> None:
    assert "5 MB" in hand_in(client, b" " * (MOST_BYTES + 1))
    assert hand_in(client, b"")
    assert client.post(FILE, {}).status_code == 422
