"""Sending a form as a browser does: the fields that the page rendered, with what the test types.

A field that the page does not have, an option that nobody can choose, text longer than the field
lets through and a field that must be filled in before the browser sends anything are faults of the
test, or of the page. What is sent is the form as it stands: hidden fields, boxes that are ticked,
the chosen options, and the button that was pressed. A field for numbers or days takes nothing else.

An answer that keeps to itself what it refuses is a fault of the page: every sentence of every form
that was refused has to stand on it, also about what the form sends along unseen.

A post made by hand is for what no page sends: a program's, a script's, an attacker's.
"""

import dataclasses
import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, BoundField
from django.test import Client
from lxml import html
from lxml.html import builder

Typed = str | bool | Sequence[str] | UploadedFile | None
"""Text, a number or day as text, the value of an option; True or False of a box that is ticked or
not; a list where several boxes or options have one name; a file."""

_FRAME = ("header", "footer")
_TEXTS = ("", "text", "search", "email", "password", "tel", "url", "number", "date", "time")
_READ_BY_BROWSERS: dict[str | None, Callable[[str], Any]] = {
    "number": float,
    "date": datetime.date.fromisoformat,
}


class Form:
    """A form on a page, which can be filled in and sent; what a test may name is on the page.

    A button is named by what stands on it, or by the label that a screen reader says instead.
    """

    def __init__(self, response: Any, element: html.FormElement) -> None:
        asked = response.request
        query = asked.get("QUERY_STRING", "")
        self.where = asked["PATH_INFO"] + (f"?{query}" if query else "")
        self.element = element
        self.files: dict[str, UploadedFile] = {}
        for field in element.iter("textarea"):
            # A line end that a text begins with is no part of it; lxml keeps it.
            field.value = field.value.removeprefix("\r").removeprefix("\n")

    def __repr__(self) -> str:
        return f"<Form {self.element.get('action', '')} {self.buttons()} {sorted(self.names())}>"

    def names(self) -> set[str]:
        """The names of the fields."""
        return {field.name for field in self.element.inputs if field.name}

    def buttons(self) -> list[str]:
        """What stands on the buttons that send it."""
        return [_label(button) for button in self._shown_buttons()]

    def fill(self, typed: Mapping[str, Typed]) -> "Form":
        """Type, tick and choose, each field by its name."""
        for name, value in typed.items():
            fields = [field for field in self.element.inputs if field.name == name]
            assert fields, f"the page has no field {name!r}, but {sorted(self.names())}"
            assert not any(
                "disabled" in field.attrib or field.get("type") == "hidden" for field in fields
            ), f"nobody can type into {name!r}"
            self._set(name, fields, value)
        return self

    def add_row(self, prefix: str, typed: Mapping[str, Typed]) -> "Form":
        """Add a row to a table of the administration, as its script does: by the empty one."""
        [total] = [f for f in self.element.inputs if f.name == f"{prefix}-TOTAL_FORMS"]
        for field in list(self.element.inputs):
            if (field.name or "").startswith(f"{prefix}-__prefix__-"):
                copy = html.fromstring(html.tostring(field, encoding="unicode", with_tail=False))
                copy.set("name", field.name.replace("__prefix__", total.value))
                self.element.append(copy)
        row = {f"{prefix}-{total.value}-{name}": value for name, value in typed.items()}
        total.value = str(int(total.value) + 1)
        return self.fill(row)

    def look_up(self, client: Client, name: str, text: str) -> "Form":
        """Search in a list that the administration fetches, and choose the only one found."""
        [field] = [f for f in self.element.inputs if f.name == name]
        asked = {
            key: field.get(f"data-{key.replace('_', '-')}")
            for key in ("app_label", "model_name", "field_name")
        }
        answer = client.get(field.get("data-ajax--url"), {"term": text} | asked)
        [found] = answer.json()["results"]
        field.append(builder.OPTION(value=found["id"]))
        field.value = found["id"]
        return self

    def data(self, press: str = "") -> dict[str, Any]:
        """What is sent when a button is pressed; without its name, when Enter is."""
        button = self._button(press)
        if "novalidate" not in self.element.attrib and not (
            button is not None and "formnovalidate" in button.attrib
        ):
            self._refuse_what_is_missing()
        sent: dict[str, Any] = {}
        for name, value in self._values():
            sent.setdefault(name, []).append(value)
        if button is not None and button.get("name"):
            sent.setdefault(button.get("name"), []).append(button.get("value", ""))
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}

    def send(self, client: Client, press: str = "", **options: Any) -> Any:
        """Send it as this person; the answer is the client's."""
        button = self._button(press)
        action = self.element.get("action") or ""
        if button is not None and button.get("formaction"):
            action = button.get("formaction")
        place = urljoin(self.where, action).partition("#")[0]
        data = self.data(press)
        if (self.element.get("method") or "get").lower() == "get":
            return client.get(place.partition("?")[0], data, **options)
        answer = client.post(place, data, **options)
        assert not unsaid(answer), f"refused without a word: {unsaid(answer)}"
        return answer

    def _set(self, name: str, fields: list[Any], value: Typed) -> None:
        if isinstance(value, UploadedFile):
            assert fields[0].get("type") == "file", f"{name!r} takes no file"
            assert self.element.get("enctype") == "multipart/form-data", "the form sends no files"
            self.files[name] = value
        elif fields[0].tag == "input" and fields[0].checkable:
            self._tick(name, fields, value)
        elif fields[0].tag == "select":
            [field] = fields
            options = field.value_options
            wanted = _listed(value)
            assert set(wanted) <= set(options), f"{name!r} offers {options}"
            if field.multiple:
                field.value = wanted
            else:
                [field.value] = wanted
        else:
            self._type(name, fields, value)

    @staticmethod
    def _tick(name: str, fields: list[Any], value: Typed) -> None:
        if isinstance(value, bool):
            [field] = fields
            assert field.type == "checkbox" or value, f"{name!r} cannot be taken back"
            field.checked = value
            return
        values = _listed(value)
        offered = [field.get("value", "on") for field in fields]
        assert set(values) <= set(offered), f"{name!r} offers {offered}"
        for field in fields:
            field.checked = field.get("value", "on") in values

    @staticmethod
    def _type(name: str, fields: list[Any], value: Typed) -> None:
        values = _listed(value)
        assert len(values) == len(fields), f"there are {len(fields)} fields {name!r}"
        for field, text in zip(fields, values, strict=True):
            assert "readonly" not in field.attrib, f"nobody can type into {name!r}"
            if field.tag == "input":
                assert field.type in _TEXTS, f"nobody types into {name!r}"
                assert "\n" not in text, f"{name!r} is one line"
                if text and (reads := _READ_BY_BROWSERS.get(field.type)):
                    reads(text)
            limit = field.get("maxlength")
            assert limit is None or len(text) <= int(limit), f"{name!r} cuts after {limit}"
            field.value = text

    def _values(self) -> Iterator[tuple[str, Any]]:
        """Every field that is sent, with the line ends that browsers send."""
        values = self.element.form_values()
        # What lxml leaves out: a field without a value is sent as an empty one.
        values += [
            (field.name, "")
            for field in self.element.inputs
            if field.name and field.tag == "input" and field.type in _TEXTS
            if field.value is None and "disabled" not in field.attrib
        ]
        for name, value in values:
            yield name, value.replace("\r\n", "\n").replace("\n", "\r\n")
        yield from self.files.items()

    def _refuse_what_is_missing(self) -> None:
        for field in self.element.inputs:
            if "required" not in field.attrib or "disabled" in field.attrib:
                continue
            if field.tag == "input" and field.type == "file":
                there = field.name in self.files
            elif field.tag == "input" and field.checkable:
                same = [other for other in self.element.inputs if other.name == field.name]
                there = any(other.checked for other in same)
            else:
                there = bool(field.value)
            assert there, f"a browser sends nothing while {field.name!r} is empty"

    def _buttons(self) -> list[Any]:
        return [
            button
            for button in self.element.iter("button", "input")
            if button.get("type", "submit" if button.tag == "button" else "text")
            in ("submit", "image")
            and "disabled" not in button.attrib
        ]

    def _shown_buttons(self) -> list[Any]:
        return [button for button in self._buttons() if "hidden" not in button.attrib]

    def _button(self, press: str) -> Any:
        if not press:
            # The first one, also where it is hidden.
            return next(iter(self._buttons()), None)
        found = [button for button in self._shown_buttons() if _label(button) == press]
        assert found, f"no button says {press!r}, but {self.buttons()}"
        assert len(found) == 1, f"{len(found)} buttons say {press!r}"
        return found[0]


def forms_on(response: Any, *, frame: bool = False) -> list[Form]:
    """The forms of a page, with or without those of the frame around every page."""
    page = html.document_fromstring(response.content.decode())
    return [
        Form(response, form)
        for form in page.forms
        if frame or not any(around.tag in _FRAME for around in form.iterancestors())
    ]


def form_on(
    response: Any, *, press: str = "", having: Collection[str] = (), action: str = ""
) -> Form:
    """The form that has this button, these fields, this address; the only one without them.

    A form of the frame around the page is asked for by its button.
    """
    every = forms_on(response, frame=bool(press))
    found = [
        form
        for form in every
        if (not press or press in form.buttons())
        and form.names().issuperset(having)
        and (not action or urljoin(form.where, form.element.get("action") or "") == action)
    ]
    assert len(found) == 1, f"{len(found)} forms of {every} (status {response.status_code})"
    return found[0]


def submit(
    client: Client,
    page: Any,
    typed: Mapping[str, Typed] | None = None,
    *,
    press: str = "",
    **options: Any,
) -> Any:
    """Look at a page, fill in the form that has the button (or the only one), and send it.

    ``page`` is an address, or an answer that was rendered before, as a page left open.
    """
    shown = client.get(page) if isinstance(page, str) else page
    form = form_on(shown, press=press, having=typed or ())
    return form.fill(typed or {}).send(client, press, **options)


def unsaid(answer: Any) -> list[str]:
    """What forms refuse without saying it on the page that answers."""
    if answer is None or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return []  # Locked out, a person is told that alone.
    forms: dict[int, BaseForm] = {}
    for context in getattr(answer, "context", None) or ():
        for names in getattr(context, "dicts", [context]):
            _gather(names, forms)
    # What nobody has looked for is not refused: to ask for ``errors`` would be to look.
    refused = [form for form in forms.values() if getattr(form, "_errors", None)]
    if not refused:
        return []
    page = _plain(html.document_fromstring(answer.content.decode()).text_content())
    return [
        f"{type(form).__name__}.{name}: {sentence}"
        for form in refused
        for name, sentences in form.errors.items()
        for sentence in sentences
        if _plain(sentence) not in page
    ]


def _gather(value: Any, found: dict[int, BaseForm], deep: int = 5) -> None:
    """The forms in what a template is given, also in rows and lists of rows."""
    inside: Collection[Any] = ()
    if isinstance(value, BaseForm):
        found[id(value)] = value
    elif isinstance(value, BoundField):
        found[id(value.form)] = value.form
    elif isinstance(value, list | tuple):
        inside = value
    elif isinstance(value, dict):
        inside = value.values()
    elif dataclasses.is_dataclass(value):
        inside = getattr(value, "__dict__", {}).values()
    if deep:
        for one in list(inside):
            _gather(one, found, deep - 1)


def _plain(text: Any) -> str:
    return " ".join(str(text).split())


def _listed(value: Typed) -> list[str]:
    assert not isinstance(value, bool | UploadedFile), "a text, or several"
    return [value] if isinstance(value, str) else list(value or ())


def _label(button: Any) -> str:
    if button.tag == "input":
        return str(button.get("value") or "")
    return button.get("aria-label") or _plain("".join(button.itertext()))
