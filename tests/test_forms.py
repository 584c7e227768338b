"""What the tests' own sending of forms sends, and what it refuses to type."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context
from django.test import Client

from tests.forms import Form, Typed, form_on, forms_on, submit, unsaid

FORM = """
<header><form action="/out/"><button>Out</button></form></header>
<form method="post" action="?step=2" {more}>
  <input type="hidden" name="token" value="abc">
  <input name="name" maxlength="5" {name}>
  <input name="shut" value="x" disabled>
  <input name="kept" value="y" readonly>
  <input type="number" name="number">
  <input type="date" name="day" value="2021-01-01">
  <input type="checkbox" name="ticked" checked>
  <input type="checkbox" name="left">
  <input type="checkbox" name="several" value="a" checked>
  <input type="checkbox" name="several" value="b">
  <input type="radio" name="one" value="1"><input type="radio" name="one" value="2" checked>
  <select name="choice"><option value="p">P</option><option>Q</option></select>
  <select name="many" multiple><option selected>1</option><option selected>2</option></select>
  <textarea name="text">
first
second</textarea>
  <input type="file" name="file">
  <button name="do" value="save">Save <b>it</b></button>
  <button name="do" value="drop" aria-label="Drop it" formnovalidate>x</button>
  <button type="button" name="do" value="script">No button that sends</button>
  <input type="submit" name="other" value="Other">
</form>
"""


def page(more: str = "", name: str = "") -> Any:
    content = FORM.replace("{more}", more).replace("{name}", name).encode()
    asked = {"PATH_INFO": "/page/", "QUERY_STRING": "a=1"}
    return SimpleNamespace(content=content, request=asked, status_code=200)


def form(more: str = "", name: str = "") -> Form:
    return form_on(page(more, name))


AS_SHOWN = {
    "token": "abc",
    "name": "",
    "kept": "y",
    "number": "",
    "day": "2021-01-01",
    "ticked": "on",
    "several": "a",
    "one": "2",
    "choice": "p",
    "many": ["1", "2"],
    "text": "first\r\nsecond",
    "do": "save",
}


def test_a_form_is_sent_as_it_stands_with_the_first_button() -> None:
    assert form().data() == AS_SHOWN


def test_only_the_button_that_was_pressed_is_sent() -> None:
    assert form().data("Save it")["do"] == "save"
    assert form().data("Drop it")["do"] == "drop"
    other = form().data("Other")
    assert (other["other"], "do" in other) == ("Other", False)
    with pytest.raises(AssertionError, match="no button says"):
        form().data("No button that sends")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ({"name": "Anna"}, {"name": "Anna"}),
        ({"number": "-1.5", "day": ""}, {"number": "-1.5", "day": ""}),
        ({"left": True}, {"left": "on"}),
        ({"several": ["a", "b"]}, {"several": ["a", "b"]}),
        ({"several": ["b"], "one": "1"}, {"several": "b", "one": "1"}),
        ({"choice": "Q", "many": ["2"]}, {"choice": "Q", "many": "2"}),
        ({"text": "a\nb\r\nc"}, {"text": "a\r\nb\r\nc"}),
    ],
)
def test_what_is_typed_ticked_and_chosen_is_sent(
    typed: dict[str, Typed], sent: dict[str, Any]
) -> None:
    assert form().fill(typed).data() == AS_SHOWN | sent


def test_what_is_no_longer_ticked_or_chosen_is_not_sent() -> None:
    sent = form().fill({"ticked": False, "several": [], "many": []}).data()
    assert set(AS_SHOWN) - set(sent) == {"ticked", "several", "many"}


def test_a_file_is_sent_by_a_form_that_sends_files() -> None:
    file = SimpleUploadedFile("a.txt", b"a")
    with pytest.raises(AssertionError, match="sends no files"):
        form().fill({"file": file})
    assert form('enctype="multipart/form-data"').fill({"file": file}).data()["file"] is file


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"nowhere": "x"}, "no field 'nowhere'"),
        ({"token": "x"}, "nobody can type"),
        ({"shut": "x"}, "nobody can type"),
        ({"kept": "x"}, "nobody can type"),
        ({"do": "x"}, "no field 'do'"),
        ({"other": "x"}, "nobody types"),
        ({"name": "123456"}, "cuts after 5"),
        ({"name": "a\nb"}, "one line"),
        ({"name": ["a", "b"]}, "there are 1 fields"),
        ({"number": "abc"}, "float"),
        ({"day": "2021-02-30"}, "day is out of range"),
        ({"several": ["c"]}, "offers"),
        ({"one": "3"}, "offers"),
        ({"one": False}, "values to unpack"),
        ({"choice": "R"}, "offers"),
        ({"many": ["1", "3"]}, "offers"),
    ],
)
def test_what_nobody_can_type_tick_or_choose_is_refused(typed: dict[str, Typed], why: str) -> None:
    with pytest.raises((AssertionError, ValueError), match=why):
        form().fill(typed)


def test_what_must_be_filled_in_is_asked_for_as_a_browser_does() -> None:
    empty = form(name="required")
    with pytest.raises(AssertionError, match="sends nothing while 'name' is empty"):
        empty.data()
    assert empty.data("Drop it")["name"] == ""
    assert form("novalidate", name="required").data()["name"] == ""
    assert empty.fill({"name": "Anna"}).data()["name"] == "Anna"


def test_a_row_is_added_as_the_administration_does() -> None:
    rows = """<form><input type="hidden" name="rows-TOTAL_FORMS" value="1">
        <input name="rows-0-name" value="Old"><input name="rows-__prefix__-name"></form>"""
    shown = page()
    shown.content = rows.encode()
    sent = form_on(shown).add_row("rows", {"name": "New"}).add_row("rows", {"name": "Newer"}).data()
    assert sent == {
        "rows-TOTAL_FORMS": "3",
        "rows-0-name": "Old",
        "rows-__prefix__-name": "",
        "rows-1-name": "New",
        "rows-2-name": "Newer",
    }


def test_what_is_searched_for_is_found_by_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page()
    shown.content = b"""<form><select name="who" data-ajax--url="/found/" data-app-label="a"
        data-model-name="b" data-field-name="c"></select></form>"""

    def found(_self: Client, place: str, asked: dict[str, str]) -> Any:
        sought = {"term": "Anna", "app_label": "a", "model_name": "b", "field_name": "c"}
        assert (place, asked) == ("/found/", sought)
        return SimpleNamespace(json=lambda: {"results": [{"id": "7", "text": "Anna Ek"}]})

    monkeypatch.setattr(Client, "get", found)
    assert form_on(shown).data() == {}
    assert form_on(shown).look_up(Client(), "who", "Anna").data() == {"who": "7"}


def test_the_frame_is_left_out_but_for_its_buttons() -> None:
    assert len(forms_on(page())) == 1
    assert form_on(page(), press="Out").element.get("action") == "/out/"


def test_it_is_sent_where_its_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(Client, "post", lambda _self, place, data: sent.append((place, data)))
    monkeypatch.setattr(Client, "get", lambda _self, place, data: sent.append((place, data)))
    submit(Client(), page(), {"name": "Anna"}, press="Save it")
    submit(Client(), page(), press="Out")
    assert sent == [("/page/?step=2", AS_SHOWN | {"name": "Anna"}), ("/out/", {})]


class Refused(forms.Form):
    shown = forms.CharField(error_messages={"required": "Write\u00a0it."})
    unseen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": "No number."})


@dataclass
class Row:
    cell: forms.BoundField


def answered(content: str, **names: Any) -> Any:
    return SimpleNamespace(content=content.encode(), context=[Context(names)], status_code=422)


def test_an_answer_that_refuses_without_a_word_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Refused({"unseen": "x"})
    assert not refused.is_valid()
    for names in ({"form": refused}, {"rows": [{"one": Row(refused["shown"])}]}):
        silent = answered("<p>Write it.</p>", **names)
        assert unsaid(silent) == ["Refused.unseen: No number."]
        assert unsaid(answered("<p>Write <b>it</b>. No number.</p>", **names)) == []
    monkeypatch.setattr(Client, "post", lambda _self, _place, _data: silent)
    with pytest.raises(AssertionError, match="refused without a word"):
        submit(Client(), page(), press="Save it")


def test_a_form_that_nobody_has_looked_through_refuses_nothing() -> None:
    assert unsaid(answered("<p></p>", form=Refused({}), text="", nothing=None)) == []
