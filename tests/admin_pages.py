"""The admin's pages as a person fills them in."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.forms import submit


def in_language(language: str, client: Client) -> Client:
    """The person, having chosen a language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def address(page: str, obj: Any) -> str:
    """The address of a page about an object, or of its model's list or empty form."""
    model = obj if isinstance(obj, type) else type(obj)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"  # type: ignore[attr-defined]
    return reverse(name, args=[] if isinstance(obj, type) else [obj.pk])


def chosen_in_list(client: Client, action: str, *objects: Any, **options: Any) -> Any:
    """Tick the objects in the list of them, and choose what is done with them."""
    ticked = [str(obj.pk) for obj in objects]
    chosen = {"action": action, "_selected_action": ticked}
    return submit(client, address("changelist", type(objects[0])), chosen, **options)


def deleted_all_the_same(client: Client, *objects: Any) -> Any:
    """Confirm that objects are deleted from their list, though no page asks it."""
    ticked = [str(obj.pk) for obj in objects]
    sent = {"action": "delete_selected", "_selected_action": ticked, "post": "yes"}
    return client.post(address("changelist", type(objects[0])), sent)


def errors_on(page: Any) -> dict[str, list[str]]:
    """The sentences beside the fields, by the fields' names as they are sent."""
    assert page.status_code == 200
    told = {}
    for form in _forms_on(page):
        for name, sentences in form.errors.items():
            told[form.add_prefix(name)] = [str(sentence) for sentence in sentences]
    for inline in page.context["inline_admin_formsets"]:
        if found := inline.formset.non_form_errors():
            told[inline.formset.prefix] = [str(sentence) for sentence in found]
    return told


def _forms_on(page: Any) -> Iterator[forms.BaseForm]:
    yield page.context["adminform"].form
    for inline in page.context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.forms


def refusal(client: Client, response: Any) -> str:
    """The sentence with which the admin sends one back."""
    assert response.status_code == 302
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
