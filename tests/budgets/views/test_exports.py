"""The page of a file that takes a while: how far it has come, and then the file."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest import mock
from zipfile import ZipFile

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budgets.actions import exports as actions
from budgets.documents.pdf import NoPrinter
from budgets.exports.order import OFFICE
from budgets.models import Export, ExportKind, ExportState
from budgets.models.export import KEPT, SILENT_AT_MOST
from municipalities.models import Contact, Municipality
from tests.conftest import signed_in
from tests.forms import submit
from tests.queries import queries_for
from tests.reading import read

pytestmark = pytest.mark.django_db

ASK, COMPLETE = "/budgets/2021/1/exports/statements/", "/budgets/2021/1/exports/complete/"
CANCEL, AGAIN = "Avbryt", "Gör den igen"
Commit = Callable[..., Any]


def ask(client: Client, press: str = "Hämta alla som PDF, Excel och CSV") -> Any:
    return submit(client, "/budgets/2021/1/statement/", press=press)


def ask_for_the_complete_workbook(client: Client) -> Any:
    with mock.patch("budgets.views.version.LARGE", 3):
        return submit(client, "/budgets/2021/", press="Hämta allt som Excel")


@pytest.fixture
def asked(office: Client) -> str:
    """The address of one that nobody has begun."""
    answer = ask(office)
    assert answer.status_code == 302
    return str(answer["Location"])


def page_of(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


def now(**fields: Any) -> None:
    Export.objects.update(**fields)


def test_it_is_only_asked_for_by_pressing(office: Client, krokom: Client) -> None:
    assert office.get(ASK).status_code == 405
    assert krokom.post(ASK).status_code == 404
    assert office.post("/budgets/2021/1/exports/nothing/").status_code == 404
    assert office.post("/budgets/1999/1/exports/statements/").status_code == 404


def test_the_page_of_all_statements_has_the_button(office: Client, krokom: Client) -> None:
    content = office.get("/budgets/2021/1/statement/").content.decode()
    assert f'action="{ASK}"' in content
    assert "Hämta alla som PDF, Excel och CSV" in content


def test_where_it_is_made_at_once_the_page_has_the_file(
    office: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(office)
    page = page_of(office, answer["Location"])
    assert page.headings == ["Klart: alla fakturaunderlag för 2021"]
    link = page.links["Hämta Fakturaunderlag 2021.zip"]
    file = office.get(link)
    assert file["Content-Type"] == "application/zip"
    assert 'filename="Fakturaunderlag_2021.zip"' in file["Content-Disposition"]
    with ZipFile(BytesIO(file.content)) as archive:
        assert "Fakturaunderlag_för_Krokom_2021.pdf" in archive.namelist()
    assert "hx-get" not in office.get(answer["Location"]).content.decode()


def test_before_it_has_begun_it_says_so_and_asks_again_by_itself(
    office: Client, asked: str
) -> None:
    assert "Det börjar strax." in page_of(office, asked).text
    content = office.get(asked).content.decode()
    assert f'hx-get="{asked}"' in content
    assert "<noscript>" in content
    assert office.get(f"{asked}file/").status_code == 404
    now(asked_at=timezone.now() - timedelta(minutes=1))
    assert "Ingen har börjat än." in page_of(office, asked).text


def test_while_it_is_made_it_says_how_far_it_has_come(office: Client, asked: str) -> None:
    now(state=ExportState.RUNNING, beat_at=timezone.now(), steps_done=3, steps=11)
    page = page_of(office, asked)
    assert page.headings == ["Görs nu: alla fakturaunderlag för 2021"]
    assert "3 av 11 är klara." in page.text
    assert '<progress max="11" value="3"' in office.get(asked).content.decode()


def test_it_is_there_for_those_who_asked_alone(
    office: Client, approver: User, krokom: Client, asked: str
) -> None:
    other = signed_in(approver)
    assert other.get(asked).status_code == 404
    assert krokom.get(asked).status_code == 404
    assert other.post(f"{asked}cancel/").status_code == 404
    assert ask(other)["Location"] == asked
    assert other.get(asked).status_code == 200


def test_who_no_longer_works_here_does_not_get_it(office: Client, editor: User, asked: str) -> None:
    User.objects.filter(pk=editor.pk).update(role="contact")
    assert office.get(asked).status_code == 404


def test_after_its_day_it_is_not_handed_out(office: Client, asked: str) -> None:
    now(asked_at=timezone.now() - KEPT - timedelta(seconds=1))
    assert office.get(asked).status_code == 404


def test_cancelled_it_can_be_made_again(office: Client, asked: str) -> None:
    page = read(submit(office, asked, press=CANCEL, follow=True))
    assert page.headings == ["Avbrutet: alla fakturaunderlag för 2021"]
    assert office.get(f"{asked}cancel/").status_code == 405
    again = submit(office, asked, press=AGAIN)["Location"]
    assert again != asked
    assert Export.objects.filter(state=ExportState.ASKED).count() == 1


def test_cancelled_by_one_of_two_it_goes_on(office: Client, approver: User, asked: str) -> None:
    ask(signed_in(approver))
    page = read(submit(office, asked, press=CANCEL, follow=True))
    assert "Du väntar inte på den längre." in page.text
    assert page.headings[0].startswith("11 betalare")
    assert office.get(asked).status_code == 404
    assert signed_in(approver).get(asked).status_code == 200


def test_too_late_to_cancel_it_says_so(office: Client, asked: str) -> None:
    shown = office.get(asked)
    now(state=ExportState.DONE, content=b"x", name="x.zip")
    page = read(submit(office, shown, press=CANCEL, follow=True))
    assert "Den var klar eller över innan den hann avbrytas." in page.text


def test_why_it_failed_is_told(office: Client, django_capture_on_commit_callbacks: Commit) -> None:
    with (
        mock.patch("budgets.documents.statement.pdf_of", side_effect=NoPrinter),
        django_capture_on_commit_callbacks(execute=True),
    ):
        answer = ask(office)
    page = page_of(office, answer["Location"])
    assert page.headings == ["Blev inte gjort: alla fakturaunderlag för 2021"]
    assert "PDF kan inte göras" in page.text


def test_one_whose_maker_is_gone_says_so_and_is_made_again(office: Client, asked: str) -> None:
    silent_since = timezone.now() - SILENT_AT_MOST - timedelta(seconds=1)
    now(state=ExportState.RUNNING, beat_at=silent_since)
    page = page_of(office, asked)
    assert page.headings == ["Blev inte gjort: alla fakturaunderlag för 2021"]
    assert "stannade mitt i arbetet" in page.text
    assert "hx-get" not in office.get(asked).content.decode()
    assert submit(office, asked, press=AGAIN)["Location"] != asked


def test_the_page_costs_no_more_for_more_exports(office: Client, editor: User, asked: str) -> None:
    few = queries_for(office, asked)
    version = Export.objects.get().version
    for number in range(5):
        actions.ask(
            ExportKind.STATEMENTS,
            version=version,
            parameters={"language": "sv", "sees": OFFICE, "number": str(number)},
            by=editor,
        )
    now(steps=F("steps") + 1)
    assert queries_for(office, asked) == few


def test_in_english_it_says_the_same(in_english: Client) -> None:
    page = page_of(in_english, ask(in_english, "Download all as PDF, Excel and CSV")["Location"])
    assert page.headings == ["Being made: all statements of 2021"]


def test_a_contact_asks_for_the_complete_workbook(
    krokom: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask_for_the_complete_workbook(krokom)
    page = page_of(krokom, answer["Location"])
    assert page.headings == ["Klart: allt om budget 2021 som Excel"]
    assert page.links["Budget 2021, version 1"] == "/budgets/2021/1/"
    # A draft, which a contact has no page of.
    assert krokom.post("/budgets/2022/1/exports/complete/").status_code == 404


def test_what_is_asked_for_by_address_is_printed_as_the_address_says(krokom: Client) -> None:
    # A program writes into the address what the page of a version does not offer.
    assert krokom.post(f"{COMPLETE}?unit=kr&rounding=adjusted&x=1").status_code == 302
    assert Export.objects.get().parameters.items() >= {"unit": "kr", "rounding": "adjusted"}.items()
    assert "x" not in Export.objects.get().parameters
    assert krokom.post(f"{COMPLETE}?unit=dollar").status_code == 404


def test_who_is_no_longer_a_contact_of_all_that_a_file_shows_does_not_get_it(
    krokom: Client, contact_of_krokom: User, django_capture_on_commit_callbacks: Commit
) -> None:
    Contact.objects.create(
        user=contact_of_krokom, municipality=Municipality.objects.get(code="2380")
    )
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_for_the_complete_workbook(krokom)["Location"]
    assert krokom.get(f"{asked}file/").status_code == 200
    Contact.objects.filter(municipality__code="2309").update(ended_at=timezone.now())
    assert krokom.get(asked).status_code == 404
    assert krokom.get(f"{asked}file/").status_code == 404
    assert ask_for_the_complete_workbook(krokom)["Location"] != asked


def test_who_became_a_contact_does_not_get_what_the_office_was_handed(
    office: Client, editor: User, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_for_the_complete_workbook(office)["Location"]
    User.objects.filter(pk=editor.pk).update(role="contact")
    Contact.objects.create(user=editor, municipality=Municipality.objects.get(code="2309"))
    assert office.get(f"{asked}file/").status_code == 404


def test_a_large_version_has_its_workbook_made_by_a_worker(krokom: Client) -> None:
    assert COMPLETE not in krokom.get("/budgets/2021/").content.decode()
    with mock.patch("budgets.views.version.LARGE", 3):
        content = krokom.get("/budgets/2021/").content.decode()
    assert f'action="{COMPLETE}"' in content
    assert "complete.xlsx" not in content
