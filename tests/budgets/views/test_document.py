"""The document read, put together and written, by those who may."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from budgets.actions import consultation, documents, example, lines
from budgets.models import BudgetDocument, BudgetVersion, Section
from tests.budgets.views.conftest import NOT_TO_OUTSIDERS, OFFICE_ALONE
from tests.conftest import signed_in
from tests.factories import budgets
from tests.forms import Form, form_on, submit
from tests.queries import queries_for
from tests.reading import Response, read

pytestmark = pytest.mark.django_db
READ, EDIT = "/budgets/2021/1/document/", "/budgets/2022/1/document/edit/"
ADD, SAVE, PREVIEW, PUT_BACK = "Lägg till", "Spara", "Förhandsgranska", "Lägg tillbaka"
UP, DOWN, REMOVE = "Flytta upp", "Flytta ner", "Ta bort"


def words_of(response: Response) -> str:
    return read(response).text


def of(year: int) -> BudgetVersion:
    return BudgetVersion.objects.get(budget_year__year=year)


def first(version: BudgetVersion) -> Section:
    return Section.objects.filter(version=version).order_by("position")[0]


def address(section: Section) -> str:
    version = section.version
    return reverse("budgets:edit-section", args=[version.year, version.number, section.pk])


def open_on(client: Client, section: Section) -> Form:
    """The page where a section is written, left open."""
    return form_on(client.get(address(section)), press=SAVE)


def save(client: Client, section: Section, **typed: str) -> Any:
    return submit(client, address(section), typed, press=SAVE)


# -- Read


def test_it_says_in_words_what_the_lines_say(office: Client) -> None:
    page = office.get(READ).content.decode()
    assert "<h1>Budget 2021 Upphandlingskontoret</h1>" in page
    assert "<strong>74,9\u00a0%</strong> från samarbetsavtalet" in page
    assert "Fastställd 2020-09-24" in page
    assert "5\u00a0616" in page
    assert "642\u00a0528" in page
    assert "{" not in page.partition('<article class="report"')[2].partition("</article>")[0]


def test_it_is_in_its_own_language_on_an_english_page(in_english: Client) -> None:
    page = in_english.get(READ).content.decode()
    assert '<html lang="en">' in page
    assert '<article class="report" lang="sv"' in page
    assert "Summa intäkter" in page
    assert "Download as Word" in page


def test_who_may_read_it(statuses: Callable[[str], dict[str, int]]) -> None:
    assert statuses(READ) == NOT_TO_OUTSIDERS
    assert statuses("/budgets/2022/1/document/") == OFFICE_ALONE
    assert statuses("/budgets/2022/1/document.html") == OFFICE_ALONE


def test_only_those_who_may_write_are_led_there(office: Client, krokom: Client) -> None:
    assert EDIT in office.get("/budgets/2022/1/document/").content.decode()
    assert "/edit/" not in office.get(READ).content.decode()
    assert "/edit/" not in krokom.get(READ).content.decode()


def test_a_version_without_a_document_says_what_to_do(office: Client, krokom: Client) -> None:
    Section.objects.filter(version=of(2022)).delete()
    page = words_of(office.get("/budgets/2022/1/document/"))
    assert "Budget 2022 har inget dokument" in page
    assert "Börja på dokumentet" in page
    assert office.get("/budgets/2022/1/document.pdf").status_code == 404
    consultation.send(of(2022), answers_by=example.PLANNED_2022.replace(year=2099), by=None)
    assert "Se budgeten" in words_of(krokom.get("/budgets/2022/1/document/"))


def test_an_unknown_form_is_no_address(office: Client) -> None:
    assert office.get("/budgets/2021/1/document.xml").status_code == 404


def test_the_queries_do_not_grow_with_the_sections_nor_the_lines(office: Client) -> None:
    draft = of(2022)
    before = queries_for(office, "/budgets/2022/1/document/")
    for number in range(10):
        documents.add(version=draft, kind="table", heading=f"T {number}", text="{total cost}")
        lines.add(version=draft, heading=budgets.cost(f"C {number}"), amount=Decimal(1))
    assert queries_for(office, "/budgets/2022/1/document/") == before


# -- Put together


def test_who_may_write_it(statuses: Callable[[str], dict[str, int]]) -> None:
    wanted = OFFICE_ALONE | {"administrator": 403}
    assert statuses(EDIT) == wanted
    assert statuses(address(first(of(2022)))) == wanted
    nobody = wanted | {"editor": 403, "approver": 403}
    assert statuses("/budgets/2021/1/document/edit/") == nobody


def headings(version: BudgetVersion) -> list[str]:
    rows = Section.objects.filter(version=version).order_by("position")
    return list(rows.values_list("heading", flat=True))


def test_sections_are_moved_taken_out_and_put_back(office: Client) -> None:
    draft = of(2022)
    before = headings(draft)
    section = first(draft)
    submit(office, EDIT, press=f"{DOWN}: {section}")
    assert headings(draft) == [before[1], before[0], *before[2:]]
    submit(office, EDIT, press=f"{UP}: {section}")
    page = submit(office, EDIT, press=f"{REMOVE}: {section}", follow=True)
    assert headings(draft) == before[1:]
    assert "”Vad kontoret gör” är borttaget." in words_of(page)
    page = submit(office, page, press=PUT_BACK, follow=True)
    assert headings(draft) == before
    assert "borttaget" not in words_of(page)


def test_putting_back_what_nobody_took_out_does_nothing(office: Client) -> None:
    before = headings(of(2022))
    page = submit(office, EDIT, press=f"{REMOVE}: {first(of(2022))}", follow=True)
    for _twice in range(2):
        assert submit(office, page, press=PUT_BACK).status_code == 302
    assert headings(of(2022)) == before
    # No page has the button while nothing is taken out.
    for do in ("put-back", "up:x"):
        assert office.post(EDIT, {"do": do}).status_code == 302
    assert headings(of(2022)) == before


@pytest.mark.parametrize("key", ["9" * 5000, "²", "٣", "-1", "0", ""])
@pytest.mark.parametrize("what", ["up", "down", "remove"])
def test_a_button_that_no_page_has_does_nothing(office: Client, what: str, key: str) -> None:
    before = headings(of(2022))
    assert office.post(EDIT, {"do": f"{what}:{key}"}).status_code == 302
    assert headings(of(2022)) == before


def test_a_section_taken_out_by_another_is_said(office: Client) -> None:
    shown = office.get(EDIT)
    section = first(of(2022))
    documents.remove(version=of(2022), section_id=section.pk)
    page = submit(office, shown, press=f"{REMOVE}: {section}", follow=True)
    assert "Någon annan har tagit bort det avsnittet under tiden." in words_of(page)


def test_a_new_section_is_written_next_and_added_once(office: Client) -> None:
    form = form_on(office.get(EDIT), press=ADD).fill({"what": "notes"})
    answers = [form.send(office, ADD) for _twice in range(2)]
    new = Section.objects.get(version=of(2022), kind="notes")
    assert [answer["Location"] for answer in answers] == [address(new)] * 2
    refused = office.post(EDIT, form.data(ADD) | {"what": "poem"})
    assert refused.status_code == 422


def test_the_title_may_hold_figures_and_no_others(office: Client) -> None:
    typed = {"title": "Budget {budgetår} för alla", "printed_in": "1"}
    assert submit(office, EDIT, typed, press=SAVE).status_code == 302
    page = words_of(office.get("/budgets/2022/1/document/"))
    assert "Budget 2022 för alla" in page
    assert "Belopp i kr" in page
    refused = submit(office, EDIT, {"title": "{årets vinst}"}, press=SAVE)
    assert refused.status_code == 422
    assert "{årets vinst} är ingen levande siffra." in words_of(refused)


# -- Written


def test_a_title_that_is_kept_longer_than_it_is_written_is_refused(office: Client) -> None:
    title = "{antal kommuner} " * 7
    answer = submit(office, EDIT, {"title": title}, press=SAVE)
    assert answer.status_code == 422
    assert "120" in words_of(answer)


def test_a_stale_title_is_refused_with_both_and_sent_again_it_stands(office: Client) -> None:
    shown = office.get(EDIT)
    theirs = {"title": "Deras", "printed_in": "1"}
    assert submit(office, shown, theirs, press=SAVE).status_code == 302
    refused = submit(office, shown, {"title": "Min", "printed_in": "1000"}, press=SAVE)
    assert refused.status_code == 422
    assert "sparat ”Deras”, kronor, varje siffra för sig" in words_of(refused)
    assert 'value="Min"' in refused.content.decode()
    assert submit(office, refused, press=SAVE).status_code == 302
    assert BudgetDocument.objects.get(version=of(2022)).title == "Min"


def test_a_text_is_kept_with_its_figures_in_either_language(office: Client) -> None:
    section = first(of(2022))
    text = "Kostar {summa kostnader}, {Total  Cost} och {total cost}."
    assert save(office, section, text=text).status_code == 302
    section.refresh_from_db()
    assert section.text == "Kostar {total cost}, {total cost} och {total cost}."
    assert "{summa kostnader}, {summa kostnader}" in words_of(office.get(address(section)))
    assert "Kostar 7 503 tkr" in words_of(office.get("/budgets/2022/1/document/"))


def test_an_unknown_figure_is_refused_with_what_was_written(office: Client) -> None:
    section = first(of(2022))
    answer = save(office, section, text="Om {kaffe} och {te}.")
    assert answer.status_code == 422
    page = words_of(answer)
    assert "{kaffe}, {te} är inga levande siffror." in page
    assert "Om {kaffe} och {te}." in page
    section.refresh_from_db()
    assert "kaffe" not in section.text


def test_a_preview_shows_it_and_saves_nothing(office: Client) -> None:
    section = first(of(2022))
    typed = {"text": "**Ny** {andel personalkostnader}"}
    answer = submit(office, address(section), typed, press=PREVIEW)
    assert answer.status_code == 200
    assert "<strong>Ny</strong> 83,7\u00a0%" in answer.content.decode()
    section.refresh_from_db()
    assert "Ny" not in section.text


def test_a_stale_save_is_refused_with_both_texts(office: Client, approver: User) -> None:
    section = first(of(2022))
    mine = open_on(office, section).fill({"text": "Mine"})
    save(signed_in(approver), section, text="Theirs {resultat}")
    answer = mine.send(office, SAVE)
    assert answer.status_code == 422
    page = words_of(answer)
    assert "Någon annan har ändrat avsnittet under tiden." in page
    assert "Mine" in page
    assert "Theirs {resultat}" in page
    section.refresh_from_db()
    assert section.text == "Theirs {result}"
    assert form_on(answer, press=SAVE).data()["revision"] == str(section.revision)
    assert submit(office, answer, press=SAVE).status_code == 302
    section.refresh_from_db()
    assert section.text == "Mine"


def test_a_text_whose_section_or_draft_is_gone_is_not_lost(office: Client) -> None:
    draft = of(2022)
    section = first(draft)
    other = Section.objects.filter(version=draft).order_by("position")[1]
    pages = [open_on(office, one).fill({"text": "Long work"}) for one in (section, other)]
    documents.remove(version=draft, section_id=section.pk)
    gone = pages[0].send(office, SAVE)
    assert gone.status_code == 409
    assert "Någon annan har tagit bort det avsnittet" in words_of(gone)
    assert "Long work" in words_of(gone)
    consultation.send(draft, answers_by=example.PLANNED_2022.replace(year=2099), by=None)
    closed = pages[1].send(office, SAVE)
    assert closed.status_code == 403
    assert "Long work" in words_of(closed)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=//x onerror=a>"]
)
def test_hostile_text_is_text_on_the_page_and_in_the_file(office: Client, hostile: str) -> None:
    section = first(of(2022))
    save(office, section, heading=hostile[:100], text=hostile)
    for page in ("/budgets/2022/1/document/", "/budgets/2022/1/document.html", address(section)):
        made = office.get(page).content.decode()
        assert "alert(1)</script>" not in made
        assert "<img" not in made
        assert 'href="javascript' not in made


def test_a_megabyte_is_refused_and_stays_in_the_form(office: Client) -> None:
    section = first(of(2022))
    answer = save(office, section, text="å" * 500_000)
    assert answer.status_code == 422
    assert "Texten får vara 20000 tecken lång; den här är 500000." in words_of(answer)
    assert "å" * 500_000 in answer.content.decode()


def test_pasted_text_is_cleaned_for_those_who_write(office: Client, krokom: Client) -> None:
    place = "/budgets/2022/1/document/pasted/"  # where the script of the page sends it
    answer = office.post(place, {"html": "<p><b>A</b><script>x</script></p>"})
    assert answer.content.decode() == "**A**"
    assert answer["Content-Type"].startswith("text/plain")
    assert office.post(place, {"html": "<b>" * 1000}).status_code == 413
    assert office.get(place).status_code == 405
    assert krokom.post(place, {"html": "x"}).status_code == 404
